"""What stands in the way of sending what the running campaign says, as far as it is planned by now.

Whoever sees some districts only is told of their sites and people; routes and texts are the same for all.
One statement reads it all, for the board asks for it each time.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from teeka.apps.notices.services.texts import ANSWER_FORMS
from teeka.apps.readiness.queries.campaign import RunningCampaign
from teeka.gateways.sms.ids_needed import ALL_IDS, ids_needed
from teeka.rules.messages import sendable
from teeka.rules.messages.hours import SendingHours, must_be_told_by
from teeka.rules.messages.invitation import ALWAYS_SENT, REMINDERS, Place, Purpose
from teeka.rules.messages.reminders import window
from teeka.rules.messages.second_channel import Channel
from teeka.rules.messages.sendable import Carrier, Found, Job, Text, obstacles
from teeka.rules.messages.templates import TemplateText
from teeka.shared.clock import INDIA, today_in_india

_KINDS = """
    SELECT DISTINCT ON (purpose) purpose, is_on FROM notices_kindswitch
    WHERE campaign_id = campaign.id ORDER BY purpose, id DESC
"""
_ROUTES = """
    SELECT code, adapter, settings, rate_per_second, channel FROM notices_route
    WHERE is_on AND NOT is_rehearsal AND weight > 0 ORDER BY code
"""
_TEXTS = """
    SELECT purpose, language, form, text, names, dlt_header, dlt_entity_id, dlt_template_id,
           approved_at IS NOT NULL AS is_approved, approved_until, (
               SELECT coalesce(jsonb_object_agg(
                   route.code, (given.over_at AT TIME ZONE 'Asia/Kolkata')::date - 1), '{}')
               FROM notices_textapproval given JOIN notices_route route ON route.id = given.route_id
               WHERE given.template_id = template.id) AS on_routes
    FROM notices_template template WHERE retired_at IS NULL ORDER BY id
"""
_SITES = """
    SELECT DISTINCT site.sms_name, site.name_hi FROM planning_sessionsite site
    JOIN planning_session session ON session.site_id = site.id AND session.campaign_id = campaign.id
    WHERE session.cancelled_at IS NULL AND session.starts_at > %(now)s ORDER BY 1, 2
"""
# Of a session whose list is published what waits in the outbox; of the others everybody with a place.
_SESSIONS = """
    SELECT session.starts_at, sum(session.taken) AS people,
           sum(CASE WHEN EXISTS (SELECT FROM allotment_frozenlist list WHERE list.session_id = session.id)
                    THEN coalesce(waiting.messages, 0) ELSE session.taken END) AS untold
    FROM planning_session session
    LEFT JOIN (
        SELECT session_id, count(*) AS messages FROM notices_outbox
        WHERE state IN ('planned', 'queued', 'claimed') AND must_be_told_by > %(now)s GROUP BY 1
    ) waiting ON waiting.session_id = session.id
    WHERE session.campaign_id = campaign.id AND session.cancelled_at IS NULL AND session.starts_at > %(now)s
    GROUP BY 1 ORDER BY 1
"""
_LINES = "SELECT number FROM notices_replyline WHERE kind = 'text' AND is_on"


def _all(of: str) -> str:
    return f"(SELECT coalesce(jsonb_agg(to_jsonb(one)), '[]') FROM ({of}) one)"


_KNOWN = f"""
    SELECT campaign.code, campaign.name, campaign.name_hi, campaign.tell_hours, campaign.sending_from,
           campaign.sending_until,
           {", ".join(map(_all, (_KINDS, _ROUTES, _TEXTS, _SITES, _SESSIONS, _LINES)))}
    FROM planning_campaign campaign WHERE campaign.is_running
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """The campaign that runs, and what stands in its way, what stops everything first."""

    campaign: RunningCampaign | None = None
    obstacles: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sessions:
    """Those that begin together; untold: of their people, who are still to be sent a message."""

    starts_at: datetime
    people: int
    untold: int


def planned(*, now: datetime) -> Planned:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"now": now})
        row = cursor.fetchone()
    if row is None:
        return Planned()
    running = RunningCampaign(*row[:4])
    return Planned(
        running, tuple(obstacles(_known(running, row[4], row[5], list(map(json.loads, row[6:])), now)))
    )


def cannot_be_sent(*, now: datetime) -> list[Found]:
    """Each obstacle, what stops everything first; none without a campaign."""
    return list(planned(now=now).obstacles)


def _known(
    running: RunningCampaign, opens: time, closes: time, found: list[Any], now: datetime
) -> sendable.Campaign:
    switched, routes, texts, sites, starts, lines = found
    hours = SendingHours(opens, closes, INDIA)
    switched_on = {Purpose(one["purpose"]) for one in switched if one["is_on"]}
    sessions = [
        _Sessions(datetime.fromisoformat(one["starts_at"]), int(one["people"]), int(one["untold"]))
        for one in starts
    ]
    told_by = [(must_be_told_by(one.starts_at, running.tell_hours), one.untold) for one in sessions]
    return sendable.Campaign(
        today=today_in_india(now),
        last_on=max((one.starts_at.astimezone(INDIA).date() for one in sessions), default=None),
        hours=hours,
        carriers=[
            Carrier(
                one["code"],
                one["rate_per_second"],
                ids_needed(one["adapter"], one["settings"]),
                asks_operators=one["channel"] == Channel.SMS,
            )
            for one in routes
        ],
        texts=[_text(one) for one in texts if one["purpose"] in {*ALWAYS_SENT, *switched_on}],
        sites=[Place(one["sms_name"], one["name_hi"]) for one in sites],
        answer_numbers=frozenset(one["number"] for one in lines),
        to_tell=[Job(now, due_at, untold) for due_at, untold in told_by if due_at > now],
        to_remind=_reminders(sessions, [kind for kind in REMINDERS if kind in switched_on], hours, now),
    )


def _text(row: dict[str, Any]) -> Text:
    until = row["approved_until"]
    return Text(
        label=f"{row['purpose']} {row['language']} {row['form']}",
        language=row["language"],
        is_short=row["form"] == "short",
        template=TemplateText(row["text"], tuple(row["names"])),
        is_approved=row["is_approved"],
        ids=frozenset(name for name in ALL_IDS if row[name]),
        approved_until=date.fromisoformat(until) if until else None,
        answer_form=row["form"] in ANSWER_FORMS,
        on_routes={
            code: date.fromisoformat(last) if last else None for code, last in row["on_routes"].items()
        },
    )


def _reminders(
    sessions: list[_Sessions], kinds: list[Purpose], hours: SendingHours, now: datetime
) -> list[Job]:
    """One of each kind to everybody with a place, as if all arrived when their session begins."""
    windows = [
        (found, one.people)
        for kind in kinds
        for one in sessions
        if (found := window(kind, one.starts_at, hours)) is not None and found.closes_at > now
    ]
    return [Job(max(found.opens_at, now), found.closes_at, people) for found, people in windows]

"""What stands in the way of sending what the running campaign says, as far as it is planned by now.

Whoever sees some districts only is told of their sites and people; routes and texts are the same for all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.notices.models import ReplyLine, Route
from teeka.apps.notices.services.kinds import kinds_switched_on
from teeka.apps.notices.services.sending import sending_hours
from teeka.apps.notices.services.texts import ANSWER_FORMS, RegisteredText, texts_in_use
from teeka.apps.planning.models import Campaign
from teeka.apps.readiness.queries.rows import rows_of
from teeka.gateways.sms.registry import ids_needed
from teeka.rules.messages import sendable
from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import ALWAYS_SENT, REMINDERS, Place, Purpose
from teeka.rules.messages.reminders import window
from teeka.rules.messages.sendable import Carrier, Found, Job, Text, obstacles
from teeka.shared.clock import INDIA, today_in_india

# Of a session whose list is published what waits in the outbox; of the others everybody with a place.
_SESSIONS = """
    WITH waiting AS (
        SELECT session_id, count(*) AS messages FROM notices_outbox
        WHERE state IN ('planned', 'queued', 'claimed') AND must_be_told_by > %(now)s GROUP BY 1
    )
    SELECT session.starts_at, session.starts_at - make_interval(hours => campaign.tell_hours),
           sum(session.taken)::int,
           sum(CASE WHEN EXISTS (SELECT FROM allotment_frozenlist list WHERE list.session_id = session.id)
                    THEN coalesce(waiting.messages, 0) ELSE session.taken END)::int
    FROM planning_session session
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    LEFT JOIN waiting ON waiting.session_id = session.id
    WHERE session.cancelled_at IS NULL AND session.starts_at > %(now)s
    GROUP BY 1, 2 ORDER BY 1
"""
_SITES = """
    SELECT DISTINCT site.sms_name, site.name_hi FROM planning_sessionsite site
    JOIN planning_session session ON session.site_id = site.id
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    WHERE session.cancelled_at IS NULL AND session.starts_at > %(now)s ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class _Sessions:
    """Those that begin together; untold: of their people, who are still to be sent a message."""

    starts_at: datetime
    told_by: datetime
    people: int
    untold: int


def cannot_be_sent(*, now: datetime) -> list[Found]:
    """Each obstacle, what stops everything first; none without a campaign."""
    campaign = Campaign.objects.filter(is_running=True).first()
    return [] if campaign is None else obstacles(_known(campaign, now))


def _known(campaign: Campaign, now: datetime) -> sendable.Campaign:
    hours, switched_on = sending_hours(campaign), kinds_switched_on(campaign.pk)
    sessions = rows_of(_Sessions, _SESSIONS, {"now": now})
    return sendable.Campaign(
        today=today_in_india(now),
        last_on=_last_day(sessions),
        hours=hours,
        carriers=_carriers(),
        texts=_texts({*ALWAYS_SENT, *switched_on}),
        sites=rows_of(Place, _SITES, {"now": now}),
        answer_numbers=frozenset(
            ReplyLine.objects.filter(kind=ReplyLine.Kind.TEXT, is_on=True).values_list("number", flat=True)
        ),
        to_tell=[Job(now, one.told_by, one.untold) for one in sessions if one.told_by > now],
        to_remind=_reminders(sessions, [kind for kind in REMINDERS if kind in switched_on], hours, now),
    )


def _last_day(sessions: list[_Sessions]) -> date | None:
    return max((one.starts_at.astimezone(INDIA).date() for one in sessions), default=None)


def _carriers() -> list[Carrier]:
    """The routes to real phones that carry anything."""
    routes = Route.objects.filter(is_on=True, is_rehearsal=False, weight__gt=0).order_by("code")
    return [
        Carrier(route.code, route.rate_per_second, ids_needed(route.adapter, route.settings))
        for route in routes
    ]


def _texts(kinds: Collection[Purpose]) -> list[Text]:
    return [
        _text(purpose, language, text)
        for (purpose, language), texts in sorted(texts_in_use().items())
        if purpose in kinds
        for text in texts
    ]


def _text(purpose: str, language: str, text: RegisteredText) -> Text:
    ids = {
        "dlt_header": text.dlt_header,
        "dlt_entity_id": text.dlt_entity_id,
        "dlt_template_id": text.dlt_template_id,
    }
    return Text(
        label=f"{purpose} {language} {text.form}",
        language=language,
        is_short=text.form == "short",
        template=text.template,
        is_approved=text.is_approved,
        ids=frozenset(name for name, value in ids.items() if value),
        approved_until=text.approved_until,
        answer_form=text.form in ANSWER_FORMS,
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

"""Reminders: made when they are due, of what was announced and still holds, each once for what was announced.

Nothing is made ahead, so none can grow stale while it waits. A list is looked at as soon as its reminders may
leave and again every half hour, for some of its people may have been told only lately. What was looked at
when is kept in memory alone: whoever forgets it looks once more, and finds nothing to do.

Locks: the stops, shared; then the planner's, in a transaction a batch of lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from teeka.apps.notices.queries import is_rehearsal
from teeka.apps.notices.services.kinds import kinds_switched_on
from teeka.apps.notices.services.owing import HEADINGS, PLANNER_LOCK, fetch, store
from teeka.apps.notices.services.sending import STOP_LOCK, sending_hours
from teeka.apps.notices.services.texts import unapproved_texts
from teeka.apps.notices.services.writing import Fresh, Heading, Row, Writer
from teeka.apps.planning.models import Campaign
from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import REMINDERS, Purpose
from teeka.rules.messages.reminders import Announced, Window, is_reminded, leaves_at, window

LISTS_A_BATCH = 10  # receipts are not to wait long meanwhile
LOOK_AGAIN = timedelta(minutes=30)
HORIZON = timedelta(days=2)  # no reminder leaves earlier before its session
STOPPED = """
    EXISTS (SELECT FROM notices_stop stop WHERE stop.lifted_at IS NULL
            AND CASE WHEN stop.session_id IS NULL THEN stop.district_code = session.district_code
                ELSE stop.session_id = session.id END)
"""
LISTS = f"""
SELECT DISTINCT ON (session.id) list.id, session.starts_at, session.ends_at
FROM planning_session session JOIN allotment_frozenlist list ON list.session_id = session.id
WHERE session.campaign_id = %(campaign)s AND session.cancelled_at IS NULL
  AND session.ends_at > %(now)s AND session.starts_at < %(until)s AND NOT {STOPPED}
ORDER BY session.id, list.version DESC
"""
# Of each line the newest that was announced, and how it stands. A reminder of that is made once.
ANNOUNCED = f"""
SELECT line.frozen_list_id, line.appointment_id, line.beneficiary_id, line.slot_at, line.full_name,
       line.name_hi, line.mobile, line.mobile_state, told.language, line.reference, false,
       told.revision, told.sequence, told.site_name, told.to_number, standing.state,
       coalesce(sent.at, standing.state_at),
       told.slot_at = line.slot_at AND place.slot_at = line.slot_at AND person.mobile = told.to_number,
       coalesce(call.outcome, '')
FROM allotment_frozenrow line
JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
JOIN planning_session session ON session.id = list.session_id AND session.cancelled_at IS NULL
     AND NOT {STOPPED}
JOIN allotment_appointment place ON place.id = line.appointment_id AND place.cancelled_at IS NULL
     AND place.session_id = session.id
JOIN people_beneficiary person ON person.id = line.beneficiary_id
JOIN LATERAL (
    SELECT * FROM notices_message message
    WHERE message.appointment_id = line.appointment_id AND message.channel = 'sms'
      AND message.purpose IN ('invitation', 'change', 'correction')
    ORDER BY message.id DESC LIMIT 1
) told ON told.purpose <> 'correction' AND told.to_number <> ''
JOIN notices_standing standing ON standing.message_id = told.id
LEFT JOIN LATERAL (
    SELECT max(attempt.send_started_at) AS at FROM notices_attempt attempt WHERE attempt.message_id = told.id
) sent ON true
LEFT JOIN LATERAL (
    SELECT call.outcome FROM notices_calloutcome call
    WHERE call.appointment_id = line.appointment_id ORDER BY call.id DESC LIMIT 1
) call ON true
WHERE line.frozen_list_id = ANY(%s) AND NOT EXISTS (
    SELECT FROM notices_message reminder
    WHERE reminder.appointment_id = line.appointment_id AND reminder.purpose = %s
      AND reminder.revision = told.revision AND reminder.sequence = told.sequence)
"""


class _Told(NamedTuple):
    """A line, and of its newest announcement what a reminder must repeat."""

    row: Row
    revision: int
    sequence: int
    site_name: str
    to_number: str
    announced: Announced


@dataclass(slots=True)
class Reminding:
    """One worker's round of the lists whose reminders may leave."""

    _look_at: dict[tuple[int, Purpose], datetime] = field(default_factory=dict)

    def make_due(self, *, now: datetime, at_most_lists: int | None = LISTS_A_BATCH) -> int:
        """Make what is due of the running campaign, of so many lists, or of all; returns how many."""
        campaign = Campaign.objects.filter(is_running=True).first()
        if campaign is None:
            return 0
        kinds = [kind for kind in REMINDERS if kind in kinds_switched_on(campaign.pk)]
        if not kinds or (not is_rehearsal() and unapproved_texts(kinds)):
            return 0
        hours, made = sending_hours(campaign), 0
        for kind in kinds:
            lists = self._open(campaign, kind, hours, now)[:at_most_lists]
            for start in range(0, len(lists), LISTS_A_BATCH):
                batch = lists[start : start + LISTS_A_BATCH]
                made += make_reminders(batch, kind, campaign, now=now)
                self._look_at |= {(list_id, kind): now + LOOK_AGAIN for list_id in batch}
        return made

    def _open(self, campaign: Campaign, kind: Purpose, hours: SendingHours, now: datetime) -> list[int]:
        """The newest lists of sessions of which somebody's reminder may leave now, not looked at lately."""
        values: dict[str, Any] = {"campaign": campaign.pk, "now": now, "until": now + HORIZON}
        with connection.cursor() as cursor:
            cursor.execute(LISTS, values)
            rows = cursor.fetchall()
        return [
            list_id
            for list_id, starts_at, ends_at in sorted(rows)
            if self._look_at.get((list_id, kind), now) <= now
            and any(
                one and one.holds(now) for one in (window(kind, at, hours) for at in (starts_at, ends_at))
            )
        ]


@transaction.atomic
def make_reminders(lists: list[int], kind: Purpose, campaign: Campaign, *, now: datetime) -> int:
    """Store what is due now of these lists, ready to be claimed. Repeating it adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STOP_LOCK])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
    if kind not in kinds_switched_on(campaign.pk):  # switched off before we had the lock
        return 0
    hours = sending_hours(campaign)
    headings = {row[0]: Heading(*row) for row in fetch(HEADINGS, [lists])}
    found = [_told(row) for row in fetch(ANNOUNCED, [lists, kind.value])]
    due = list(_due(found, headings, kind, hours, now))
    due.sort(key=lambda one: one[0])
    for until, some in groupby(due, key=lambda one: one[0]):
        store([fresh for _, fresh in some], now=now, until=until)
    return len(due)


def _due(
    found: Iterable[_Told], headings: dict[int, Heading], kind: Purpose, hours: SendingHours, now: datetime
) -> Iterable[tuple[datetime, Fresh]]:
    """(until when it may leave, the message) of those whose time has come."""
    writer = Writer()
    windows: dict[datetime, Window | None] = {}
    for told in found:
        row = told.row
        if row.slot_at not in windows:
            windows[row.slot_at] = window(kind, row.slot_at, hours)
        open_now, went_out_at = windows[row.slot_at], told.announced.went_out_at
        if open_now is None or not is_reminded(told.announced) or went_out_at is None:
            continue
        at = leaves_at(open_now, went_out_at)
        if at is None or not at <= now < open_now.closes_at:
            continue
        heading = headings[row.frozen_list_id]._replace(version=told.revision)
        if writer.site(heading, row.language) != told.site_name:
            continue  # the place has another name now: the next list says so first
        fresh = writer.message(row, heading, kind, told.to_number, sequence=told.sequence)
        if fresh.reason is None:
            yield open_now.closes_at, fresh


def _told(row: tuple[Any, ...]) -> _Told:
    revision, sequence, site_name, to_number, *announced = row[11:]
    return _Told(Row(*row[:11]), revision, sequence, site_name, to_number, Announced(*announced))

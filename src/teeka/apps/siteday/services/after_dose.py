"""Telling people of the dose that they were given; and taking that back where it was not given after all.

Of a few days only: what somebody records a week later needs no message. Repeating it adds nothing.

Locks: the stops, shared; then the planner's of messages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from teeka.apps.notices.queries import is_rehearsal
from teeka.apps.notices.services.kinds import kinds_switched_on
from teeka.apps.notices.services.of_doses import (
    DoseMessage,
    midnight,
    store_dose_messages,
    vaccine_names,
)
from teeka.apps.notices.services.owing import PLANNER_LOCK
from teeka.apps.notices.services.sending import STOP_LOCK
from teeka.apps.notices.services.texts import unapproved_texts
from teeka.apps.notices.services.withdrawing import withdraw
from teeka.apps.notices.services.writing import Writer
from teeka.apps.planning.models import Campaign
from teeka.rules.messages.after_dose import Given, Owed, Said, owed
from teeka.rules.messages.invitation import (
    Person,
    Purpose,
    day_in_message,
    going_with,
    name_in_message,
    named_dose,
)
from teeka.rules.messages.states import State
from teeka.shared.clock import today_in_india

TELL_FOR = timedelta(days=3)  # after the dose
AT_MOST = 5000  # people a pass: receipts are not to wait long meanwhile
# Of each person of whom something was recorded lately: the dose on record, else the one that was undone last;
# and what was said of it last. Only those of whom it is not plain that all is said.
OPEN = """
    SELECT person.id, person.district_code, person.full_name, person.name_hi, person.language, person.mobile,
           last.is_live, last.held_on, last.vaccine, last.dose, coalesce(said.sequence, 0), said.id,
           said.slot_at, said.language, said.text, standing.state, standing.is_perhaps_sent,
           back.id IS NOT NULL
    FROM (
        SELECT DISTINCT ON (dose.beneficiary_id) dose.beneficiary_id, dose.undone_at IS NULL AS is_live,
               session.held_on, session.vaccine_id AS vaccine, dose.dose
        FROM siteday_dose dose
        JOIN siteday_checkin came ON came.id = dose.check_in_id
        JOIN planning_session session ON session.id = came.session_id
        WHERE dose.campaign_id = %(campaign)s AND dose.beneficiary_id > %(after)s
          AND (dose.recorded_at > %(since)s OR dose.undone_at > %(since)s)
        ORDER BY dose.beneficiary_id, (dose.undone_at IS NULL) DESC, dose.id DESC
    ) last
    JOIN people_beneficiary person ON person.id = last.beneficiary_id
         AND person.mobile_state IN ('ok', 'shared')
    LEFT JOIN LATERAL (
        SELECT * FROM notices_message message
        WHERE message.beneficiary_id = person.id AND message.campaign_id = %(campaign)s
          AND message.purpose = 'after_dose'
        ORDER BY message.sequence DESC LIMIT 1
    ) said ON true
    LEFT JOIN notices_standing standing ON standing.message_id = said.id
    LEFT JOIN notices_message back
         ON back.beneficiary_id = said.beneficiary_id AND back.campaign_id = said.campaign_id
         AND back.purpose = 'dose_undone' AND back.sequence = said.sequence
    JOIN planning_vaccine vaccine ON vaccine.code = last.vaccine
    WHERE NOT EXISTS (SELECT FROM notices_stop stop WHERE stop.lifted_at IS NULL
                      AND stop.session_id IS NULL AND stop.district_code = person.district_code)
      AND CASE WHEN NOT last.is_live THEN said.id IS NOT NULL AND back.id IS NULL
               ELSE last.held_on >= %(first)s AND (
                   said.id IS NULL OR back.id IS NOT NULL OR standing.state = 'cancelled'
                   OR (said.slot_at AT TIME ZONE 'Asia/Kolkata')::date <> last.held_on
                   OR strpos(said.text, vaccine.name) = 0 AND strpos(said.text, vaccine.name_hi) = 0) END
    ORDER BY person.id LIMIT %(at_most)s
"""


@dataclass(frozen=True, slots=True)
class _Open:
    beneficiary_id: int
    district_code: int
    full_name: str
    name_hi: str
    language: str
    mobile: str
    is_live: bool
    held_on: date
    vaccine: str
    dose: int
    sequence: int  # of what was said last; 0: nothing
    message_id: int | None
    said_at: datetime | None
    said_in: str
    text: str
    state: str
    is_perhaps_sent: bool
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """told, taken_back: messages planned; withdrawn: not sent. go_on_after: None when there are no more."""

    told: int = 0
    taken_back: int = 0
    withdrawn: int = 0
    go_on_after: int | None = None


@transaction.atomic
def tell_of_doses(*, now: datetime, after: int = 0) -> Pass:
    """Plan what the next AT_MOST people of whom a dose was recorded or undone are to be told.

    Where the kind was switched off, only what was said before is taken back.
    """
    campaign = Campaign.objects.filter(is_running=True).first()
    if campaign is None or (not is_rehearsal() and unapproved_texts(going_with(Purpose.AFTER_DOSE))):
        return Pass()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STOP_LOCK])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        first = today_in_india(now) - TELL_FOR
        values: dict[str, Any] = {"campaign": campaign.pk, "after": after, "at_most": AT_MOST}
        cursor.execute(OPEN, {**values, "since": now - TELL_FOR, "first": first})
        people = [_Open(*row) for row in cursor.fetchall()]
    is_on = Purpose.AFTER_DOSE in kinds_switched_on(campaign.pk)
    names = vaccine_names()
    by_owed: dict[Owed, list[_Open]] = {}
    for person in people:
        by_owed.setdefault(_owed(person, names), []).append(person)
    writer = _Writing(names)
    told = writer.all_of(by_owed.get(Owed.TELL, []) if is_on else [], writer.tell)
    store_dose_messages(Purpose.AFTER_DOSE, campaign.pk, told, now=now)
    back = writer.all_of(by_owed.get(Owed.TAKE_BACK, []), writer.take_back)
    store_dose_messages(Purpose.DOSE_UNDONE, campaign.pk, back, now=now)
    untrue = [one.message_id for one in by_owed.get(Owed.WITHDRAW, []) if one.message_id is not None]
    withdrawn = withdraw(untrue, reason="dose undone", now=now)
    more = people[-1].beneficiary_id if len(people) == AT_MOST else None
    return Pass(len(told), len(back), withdrawn, more)


def _owed(person: _Open, names: dict[tuple[str, str], str]) -> Owed:
    said = None
    if person.said_at is not None:
        said = Said(
            today_in_india(person.said_at), person.text, State(person.state), person.is_perhaps_sent,
            person.is_taken_back,
        )  # fmt: skip
    language = person.said_in if said else person.language
    given = Given(person.held_on, _given(person, language, names)) if person.is_live else None
    return owed(said, given)


def _given(person: _Open, language: str, names: dict[tuple[str, str], str]) -> str:
    return named_dose(names.get((person.vaccine, language), person.vaccine), person.dose, language)


class _Writing:
    """Whom no registered text fits is left out, for nobody need be told this by voice."""

    def __init__(self, names: dict[tuple[str, str], str]) -> None:
        self._writer, self._names = Writer(), names

    def all_of(self, people: list[_Open], write: Callable[[_Open], DoseMessage | None]) -> list[DoseMessage]:
        return [message for message in map(write, people) if message is not None]

    def tell(self, person: _Open) -> DoseMessage | None:
        return self._message(Purpose.AFTER_DOSE, person, person.language, person.held_on, person.sequence + 1)

    def take_back(self, person: _Open) -> DoseMessage | None:
        """In the words in which it was said."""
        day = person.held_on if person.said_at is None else today_in_india(person.said_at)
        return self._message(Purpose.DOSE_UNDONE, person, person.said_in, day, person.sequence)

    def _message(
        self, purpose: Purpose, person: _Open, language: str, day: date, sequence: int
    ) -> DoseMessage | None:
        values = {
            "name": name_in_message(Person(person.full_name, person.name_hi, language)),
            "given": _given(person, language, self._names),
            "day": day_in_message(day, language),
        }
        template, text = self._writer.render(purpose, language, values)
        if not text:
            return None
        until = midnight(day + TELL_FOR + timedelta(days=1))
        if purpose is Purpose.DOSE_UNDONE:
            until += timedelta(days=30)  # a mistake is put right, also late
        return DoseMessage(
            person.district_code, person.beneficiary_id, sequence, midnight(day), language, template,
            person.mobile, text, until,
        )  # fmt: skip

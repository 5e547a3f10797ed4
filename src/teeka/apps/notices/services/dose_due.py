"""Telling who has had a first dose, and has no place yet, that the second comes due: once a campaign.

A first dose is known where a roster told of it, or where it was recorded at a session. The days come from
the dated rules for the two vaccines, as the allotment reads them. Whoever gets a place is told of that
instead.

Locks: the stops, shared; then the planner's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from teeka.apps.allotment.queries.statements import DOSE1_ON, DOSE1_VACCINE, FIRST_DOSE_GIVEN
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
from teeka.apps.notices.services.withdrawing import withdraw_placed
from teeka.apps.notices.services.writing import Writer
from teeka.apps.planning.models import Campaign, Session
from teeka.apps.planning.queries import intervals
from teeka.rules.dose_intervals import next_dose
from teeka.rules.messages.dose_due import DoseDue, dose_to_tell
from teeka.rules.messages.invitation import Person, Purpose, day_in_message, name_in_message
from teeka.shared.clock import today_in_india

SECOND = 2
AT_MOST = 5000  # people a pass: receipts are not to wait long meanwhile
FIRST_DOSES = """
    SELECT dose1_vaccine, dose1_on FROM people_beneficiary
    WHERE dose1_on IS NOT NULL AND dose1_vaccine IS NOT NULL
    UNION
    SELECT vaccine, given_on FROM allotment_done WHERE dose = 1
"""
# Who waits for the dose; of what was stopped since, the next says it again.
UNTOLD = f"""
    SELECT person.id, person.district_code, person.full_name, person.name_hi, person.language, person.mobile,
           due.vaccine, due.day,
           (SELECT count(*) FROM notices_message said
            WHERE said.beneficiary_id = person.id AND said.campaign_id = %(campaign)s
              AND said.purpose = %(purpose)s) AS times
    FROM people_beneficiary person
    {FIRST_DOSE_GIVEN}
    JOIN unnest(%(vaccines)s::text[], %(days)s::date[]) AS due (vaccine, day)
         ON due.vaccine = {DOSE1_VACCINE} AND due.day = {DOSE1_ON}
    WHERE person.id > %(after)s AND person.stands_for_id IS NULL AND person.mobile_state IN ('ok', 'shared')
      AND NOT EXISTS (SELECT FROM allotment_appointment place
                      WHERE place.beneficiary_id = person.id AND place.campaign_id = %(campaign)s
                        AND place.dose = %(dose)s AND place.cancelled_at IS NULL)
      AND NOT EXISTS (SELECT FROM allotment_done done
                      WHERE done.beneficiary_id = person.id AND done.campaign_id = %(campaign)s
                        AND done.dose = %(dose)s)
      AND NOT EXISTS (SELECT FROM allotment_exclusion excluded
                      WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = %(campaign)s)
      AND NOT EXISTS (SELECT FROM notices_stop stop WHERE stop.lifted_at IS NULL
                      AND stop.session_id IS NULL AND stop.district_code = person.district_code)
      AND NOT EXISTS (SELECT FROM notices_message said
                      JOIN notices_standing standing ON standing.message_id = said.id
                      WHERE said.beneficiary_id = person.id AND said.campaign_id = %(campaign)s
                        AND said.purpose = %(purpose)s
                        AND NOT (standing.state = 'cancelled' AND standing.reason = 'stopped'))
    ORDER BY person.id LIMIT %(at_most)s
"""


@dataclass(frozen=True, slots=True)
class _Untold:
    beneficiary_id: int
    district_code: int
    full_name: str
    name_hi: str
    language: str
    mobile: str
    dose1_vaccine: str
    dose1_on: date
    times: int


@dataclass(frozen=True, slots=True)
class Pass:
    """told: notices planned. go_on_after: the last person looked at; None when there are no more."""

    told: int = 0
    go_on_after: int | None = None


def tell_of_due_doses(*, now: datetime, after: int = 0) -> Pass:
    """Plan the notice for the next AT_MOST people whose dose comes due and who have no place.

    Repeating it adds nothing. What was planned for somebody who has a place by now is withdrawn.
    """
    campaign = Campaign.objects.filter(is_running=True, dose=SECOND).first()
    if campaign is None or Purpose.DOSE_2_DUE not in kinds_switched_on(campaign.pk):
        return Pass()
    if not is_rehearsal() and unapproved_texts((Purpose.DOSE_2_DUE,)):
        return Pass()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STOP_LOCK])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        if Purpose.DOSE_2_DUE not in kinds_switched_on(campaign.pk):  # switched off meanwhile
            return Pass()
        withdraw_placed(dose=SECOND, now=now)
        due = _due_today(campaign, now)
        values: dict[str, Any] = {
            "campaign": campaign.pk, "purpose": Purpose.DOSE_2_DUE.value, "dose": SECOND, "at_most": AT_MOST,
            "vaccines": [vaccine for vaccine, _ in due], "days": [day for _, day in due], "after": after,
        }  # fmt: skip
        cursor.execute(UNTOLD, values)
        people = [_Untold(*row) for row in cursor.fetchall()]
        messages = _written(people, due)
        store_dose_messages(Purpose.DOSE_2_DUE, campaign.pk, messages, now=now)
        is_full = len(people) == AT_MOST
        return Pass(len(messages), people[-1].beneficiary_id if is_full else None)


def _due_today(campaign: Campaign, now: datetime) -> dict[tuple[str, date], DoseDue]:
    """By vaccine and day of the first dose, where it is time to tell."""
    rules, today = intervals(SECOND), today_in_india(now)
    ahead = Session.objects.filter(campaign=campaign, starts_at__gt=now, cancelled_at=None)
    meets = set(ahead.values_list("vaccine_id", "held_on"))
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DOSES)
        given = cursor.fetchall()
    told = {(code, day): dose_to_tell(next_dose(rules, code, day, meets), today=today) for code, day in given}
    return {key: due for key, due in told.items() if due is not None}


def _written(people: list[_Untold], due: Mapping[tuple[str, date], DoseDue]) -> list[DoseMessage]:
    """Whom no registered text fits is left out, for nobody need be told this by voice."""
    writer, names = Writer(), vaccine_names()
    messages = []
    for person in people:
        dose = due[person.dose1_vaccine, person.dose1_on]
        values = {
            "name": name_in_message(Person(person.full_name, person.name_hi, person.language)),
            "vaccine": names.get((dose.vaccine, person.language), dose.vaccine),
            "day": day_in_message(dose.first_on, person.language),
        }
        template, text = writer.render(Purpose.DOSE_2_DUE, person.language, values)
        if text:
            messages.append(
                DoseMessage(
                    person.district_code, person.beneficiary_id, person.times + 1, midnight(dose.first_on),
                    person.language, template, person.mobile, text,
                    midnight(dose.last_on + timedelta(days=1)),
                )
            )  # fmt: skip
    return messages

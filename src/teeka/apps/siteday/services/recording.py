"""Records who came to a session and what was done, as the site's paper or its clerk says; each thing once.

Locks: those of giving.py of the people and the session, taken before anything is read, so that two who
record one session wait for each other. Of two sessions that record one person's dose at once, one finds the
unique indexes against it, and looks again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from teeka.apps.accounts.services.audit import Deed, record_deeds
from teeka.apps.allotment.services.finishing import finish_people
from teeka.apps.allotment.services.giving import hold
from teeka.apps.notices.services.withdrawing import withdraw_cancelled
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Batch, CheckIn, Dose, Form
from teeka.apps.siteday.queries.expected import Expected, expected
from teeka.apps.siteday.queries.forms import states_of
from teeka.apps.siteday.queries.recorded import Recorded, recorded
from teeka.apps.siteday.services.double_entry import end_entries, keep_entries, keyed_by_others
from teeka.apps.siteday.services.forms import issue_forms
from teeka.apps.siteday.services.refusing import NO_SUCH_SESSION, RecordRefused, is_closed
from teeka.rules.site_day import Becomes, Known, OfSession, Refusal, Visit, batch_number, judge

TRIES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one visit, in the order in which they were given."""

    visit: Visit
    became: Becomes | Refusal


def record_visits(
    session_code: str, visits: Sequence[Visit], *, is_third_look: bool = False, by: str, now: datetime
) -> list[Outcome]:
    """Record each visit that can be; of each other one, why not. Repeating it changes nothing.

    is_third_look: it settles doses that two people keyed differently (settling.py). Raises RecordRefused.
    """
    session = Session.objects.filter(code=session_code).select_related("campaign").first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    visits = [replace(visit, batch=batch_number(visit.batch)) for visit in visits]
    for tried in range(TRIES):
        try:
            with transaction.atomic():
                return _record(session, visits, is_third_look, by=by, now=now)
        except IntegrityError:  # another session recorded one of them, or a form, at this moment
            if tried == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _record(
    session: Session, visits: Sequence[Visit], is_third_look: bool, *, by: str, now: datetime
) -> list[Outcome]:
    people = expected(session, {visit.reference for visit in visits})
    ids = {one.beneficiary for one in people.values()}
    hold(people=ids, sessions=[session.pk], campaign_id=session.campaign_id)
    session.refresh_from_db()
    of_session = OfSession(session.held_on, session.cancelled_at is not None, is_closed(session))
    numbers = [visit.form_number for visit in visits if visit.form_number]
    on_record = recorded(session, ids, numbers)
    if numbers:
        issue_forms(session)
    forms, batches = states_of(session, numbers), _batches(session, visits)
    keyed = set[int]() if is_third_look else keyed_by_others(session, by=by)
    outcomes: list[Outcome] = []
    for visit in visits:
        person = people.get(visit.reference)
        known = _known(visit, person, on_record, forms, batches)
        known = replace(known, is_keyed_as_dose=person is not None and person.beneficiary in keyed)
        became = judge(visit, of_session, known, now=now)
        outcomes.append(Outcome(visit, became))
        if person is not None and isinstance(became, Becomes):
            on_record.note(person.beneficiary, visit)
    return _store(session, people, outcomes, batches, is_third_look, by=by, now=now)


def _known(
    visit: Visit,
    person: Expected | None,
    on_record: Recorded,
    forms: Mapping[str, str],
    batches: Mapping[str, Batch],
) -> Known:
    if person is None:
        return Known(is_person=False)
    batch = batches.get(visit.batch)
    return Known(
        before=on_record.visits.get(person.beneficiary),
        has_dose_elsewhere=person.beneficiary in on_record.dosed_elsewhere,
        form_is_of_another=on_record.forms.get(visit.form_number, person.beneficiary) != person.beneficiary,
        form_is_issued=visit.form_number in forms,
        form_is_void=forms.get(visit.form_number) == Form.State.VOID,
        batch_expires_on=batch.expires_on if batch else None,
    )


def _batches(session: Session, visits: Sequence[Visit]) -> dict[str, Batch]:
    """By number: those that are known by now. A new one becomes known with its first dose."""
    numbers = {visit.batch for visit in visits} - {""}
    found = Batch.objects.filter(vaccine=session.vaccine_id, number__in=numbers)
    return {batch.number: batch for batch in found}


def _store(
    session: Session,
    people: Mapping[int, Expected],
    outcomes: Sequence[Outcome],
    batches: dict[str, Batch],
    is_third_look: bool,
    *,
    by: str,
    now: datetime,
) -> list[Outcome]:
    """What is new, in a few statements for any number. The outcomes, with doses that do not count yet."""
    taken = [one for one in outcomes if one.became in (Becomes.NEW, Becomes.MORE)]
    check_ins = _check_ins(session, people, taken, by=by, now=now)
    came = {one.visit: check_ins[people[one.visit.reference].beneficiary] for one in taken}
    waiting: dict[Visit, Becomes] = {}
    if session.campaign.keys_doses_twice and not is_third_look:
        waiting = _keyed_once(session, came, by=by, now=now)
    numbers = [one.visit.form_number for one in taken if one.visit.form_number]
    Form.objects.filter(number__in=numbers, state=Form.State.BLANK).update(state=Form.State.ISSUED)
    dosed = [one.visit for one in taken if one.visit.has_dose and one.visit not in waiting]
    _give(session, people, {visit: came[visit] for visit in dosed}, batches, by=by, now=now)
    ended = [check_in for visit, check_in in came.items() if visit in dosed or visit.not_given_for]
    end_entries(ended, by=by, now=now)
    action = "visit.settled" if is_third_look else "visit.recorded"
    record_deeds(
        [
            Deed(action, "check_in", check_in, session.district_code, {"dose": visit in dosed})
            for visit, check_in in came.items()
        ],
        by=by,
        now=now,
    )
    return [replace(one, became=waiting.get(one.visit, one.became)) for one in outcomes]


def _give(
    session: Session,
    people: Mapping[int, Expected],
    dosed: Mapping[Visit, int],
    batches: Mapping[str, Batch],
    *,
    by: str,
    now: datetime,
) -> None:
    """The doses of these visits (visit → check-in), with batches that are new; and the plan knows of them."""
    new = sorted({visit.batch for visit in dosed} - {"", *batches})
    Batch.objects.bulk_create(
        [Batch(vaccine_id=session.vaccine_id, number=number) for number in new], ignore_conflicts=True
    )
    batches = _batches(session, list(dosed))
    doses = [
        Dose(
            check_in_id=check_in,
            district_code=session.district_code,
            campaign_id=session.campaign_id,
            beneficiary_id=people[visit.reference].beneficiary,
            dose=session.campaign.dose,
            batch=batches[visit.batch],
            given_at=visit.given_at,
            recorded_by=by,
            recorded_at=now,
        )
        for visit, check_in in dosed.items()
    ]
    Dose.objects.bulk_create(doses)
    given = [dose.beneficiary_id for dose in doses]
    if given:
        freed = finish_people(given, session.pk, session.campaign.dose, by=by, now=now)
        if freed:
            withdraw_cancelled(places=freed, now=now)


def _keyed_once(
    session: Session, came: Mapping[Visit, int], *, by: str, now: datetime
) -> dict[Visit, Becomes]:
    """Where doses are keyed twice: those of these visits that do not count yet, and why."""
    doses = [(check_in, visit) for visit, check_in in came.items() if visit.has_dose]
    became = keep_entries(doses, district_code=session.district_code, by=by, now=now)
    return {visit: became[check_in] for check_in, visit in doses if became[check_in] is not Becomes.MORE}


def _check_ins(
    session: Session, people: Mapping[int, Expected], taken: Sequence[Outcome], *, by: str, now: datetime
) -> dict[int, int]:
    """Person → check-in, stored. What was recorded before is filled in, never replaced."""
    ids = [people[one.visit.reference].beneficiary for one in taken]
    of_people = CheckIn.objects.filter(session=session, beneficiary__in=ids, undone_at=None)
    known = {row.beneficiary_id: row for row in of_people}
    for one in taken:
        person = people[one.visit.reference]
        row = known.get(person.beneficiary)
        if row is None:
            row = known[person.beneficiary] = CheckIn(
                district_code=session.district_code,
                session=session,
                beneficiary_id=person.beneficiary,
                came_as=person.came_as.value,
                not_given_for="",
                recorded_by=by,
                recorded_at=now,
            )
        row.arrived_at = row.arrived_at or one.visit.arrived_at
        row.identity_seen = row.identity_seen or one.visit.identity_seen
        row.form_number = row.form_number or one.visit.form_number or None
        row.not_given_for = row.not_given_for or one.visit.not_given_for or ""
    CheckIn.objects.bulk_create([row for row in known.values() if row.pk is None])
    CheckIn.objects.bulk_update(
        [row for row in known.values() if row.pk is not None],
        ["arrived_at", "identity_seen", "form_number", "not_given_for"],
    )
    return {person: row.pk for person, row in known.items()}

"""What is on record of a session's people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import CheckIn, Dose
from teeka.rules.site_day import NotGiven, Visit

DOSED_ELSEWHERE = """
    SELECT beneficiary FROM teeka_doses_of(%(people)s::bigint[])
    WHERE campaign = %(campaign)s AND dose = %(dose)s AND session <> %(session)s
"""


@dataclass(slots=True)
class Recorded:
    """visits: by person, as they were recorded here. forms: number → person."""

    visits: dict[int, Visit]
    dosed_elsewhere: set[int]
    forms: dict[str, int]

    def note(self, person: int, visit: Visit) -> None:
        """One more line of the same paper: the next about this person is judged by it."""
        before = self.visits.get(person, Visit(visit.reference))
        self.visits[person] = replace(
            before,
            arrived_at=before.arrived_at or visit.arrived_at,
            identity_seen=before.identity_seen or visit.identity_seen,
            batch=before.batch or visit.batch,
            given_at=before.given_at or visit.given_at,
            not_given_for=before.not_given_for or visit.not_given_for,
            form_number=before.form_number or visit.form_number,
        )
        if visit.form_number:
            self.forms[visit.form_number] = person


def recorded(session: Session, people: Collection[int], form_numbers: Sequence[str]) -> Recorded:
    doses = Dose.objects.filter(check_in__session=session, undone_at=None).select_related("batch")
    here = {dose.beneficiary_id: dose for dose in doses}
    visits = {
        row.beneficiary_id: _visit(row, here.get(row.beneficiary_id))
        for row in CheckIn.objects.filter(session=session, beneficiary__in=people, undone_at=None)
    }
    used = CheckIn.objects.filter(form_number__in=form_numbers, undone_at=None)
    forms = {row.form_number: row.beneficiary_id for row in used if row.form_number}
    return Recorded(visits, _dosed_elsewhere(session, people), forms)


def _dosed_elsewhere(session: Session, people: Collection[int]) -> set[int]:
    """In whichever district."""
    values: dict[str, Any] = {"people": sorted(people), "session": session.pk}
    values |= {"campaign": session.campaign_id, "dose": session.campaign.dose}
    with connection.cursor() as cursor:
        cursor.execute(DOSED_ELSEWHERE, values)
        return {person for (person,) in cursor.fetchall()}


def _visit(row: CheckIn, dose: Dose | None) -> Visit:
    return Visit(
        reference=0,
        arrived_at=row.arrived_at,
        identity_seen=row.identity_seen,
        batch=dose.batch.number if dose else "",
        given_at=dose.given_at if dose else None,
        not_given_for=NotGiven(row.not_given_for) if row.not_given_for else None,
        form_number=row.form_number or "",
    )

"""The days on which a person cannot come, as somebody noted them."""

from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.allotment.models import Absence


@dataclass(frozen=True, slots=True)
class AbsenceNoted:
    id: int
    first_on: date
    last_on: date
    kind: str
    note: str
    made_by: str
    made_at: datetime


def absences_of(beneficiary_id: int) -> list[AbsenceNoted]:
    """Of a person whom the reader may see, in the order of their days."""
    rows = Absence.objects.filter(beneficiary_id=beneficiary_id).order_by("first_on", "pk")
    columns = ("id", "first_on", "last_on", "kind", "note", "made_by", "made_at")
    return [AbsenceNoted(*row) for row in rows.values_list(*columns)]

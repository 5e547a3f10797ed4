"""A session's printed forms, and what became of each."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from teeka.apps.allotment.models import FrozenList
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Form
from teeka.rules.form_numbers import FormCounts, FormKind, forms_for

FORMS = """
    SELECT form.number, form.kind, form.reason, form.said_by,
           CASE WHEN used.id IS NOT NULL THEN 'used' WHEN form.state = 'issued' THEN 'open'
                ELSE form.state END
    FROM siteday_form form
    LEFT JOIN siteday_checkin used ON used.form_number = form.number AND used.session_id = form.session_id
     AND used.undone_at IS NULL
    WHERE form.session_id = %(session)s ORDER BY form.kind DESC, form.number
"""


class Became(StrEnum):
    """What became of a printed form; OPEN: nobody has said yet."""

    USED = "used"
    VOID = "void"
    BLANK = "blank"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class IssuedForm:
    number: str
    kind: str
    reason: str
    said_by: str
    became: Became


def issued_forms(session: Session) -> list[IssuedForm]:
    """Walk-in forms, then dose forms, each kind in its printed order."""
    with connection.cursor() as cursor:
        cursor.execute(FORMS, {"session": session.pk})
        return [
            IssuedForm(number, kind, reason, said_by, Became(became))
            for number, kind, reason, said_by, became in cursor.fetchall()
        ]


def printed_counts(session: Session) -> FormCounts:
    """How many forms of each kind the session's packs held: of the version with the most; none without a
    version."""
    walk_in = dose = 0
    lists = FrozenList.objects.filter(session=session).values_list("heading", "row_count")
    for heading, row_count in lists:
        counts = forms_for(
            capacity=heading.get("capacity") or row_count,
            reserve_percent=heading.get("reserve_percent", 0),
            listed=row_count,
        )
        walk_in, dose = max(walk_in, counts.walk_in), max(dose, counts.dose)
    return FormCounts(walk_in=walk_in, dose=dose)


def issued_counts(session: Session) -> FormCounts:
    kinds = list(Form.objects.filter(session=session).values_list("kind", flat=True))
    return FormCounts(walk_in=kinds.count(FormKind.WALK_IN), dose=kinds.count(FormKind.DOSE))


def states_of(session: Session, numbers: Collection[str]) -> dict[str, str]:
    """Number → state, of those that were issued for the session."""
    found = Form.objects.filter(session=session, number__in=numbers).values_list("number", "state")
    return dict(found)

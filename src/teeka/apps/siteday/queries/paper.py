"""A session's paper line by line, in its order: the newest list, who stands by, then whoever walked in."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from teeka.apps.allotment.models import FrozenRow
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import CheckIn, Closing
from teeka.apps.siteday.queries.closing import ClosingRow, closings
from teeka.apps.siteday.queries.entries import OpenDose, open_doses
from teeka.apps.siteday.queries.forms import Became, IssuedForm, issued_counts, issued_forms, printed_counts
from teeka.rules.session_closing import Paper
from teeka.rules.visit_lines import Sheet

# `part` keeps the order of the paper. A second registration is recorded as the person it stands for.
LINES = """
    WITH newest AS (
        SELECT id FROM allotment_frozenlist WHERE session_id = %(session)s ORDER BY version DESC LIMIT 1
    ), listed AS (
        SELECT 1 AS part, line.position::bigint AS place, line.reference, line.full_name, line.name_hi,
               line.slot_at, line.photo_id_type, line.photo_id_last4, line.beneficiary_id AS person,
               coalesce(known.stands_for_id, line.beneficiary_id) AS recorded_as
        FROM allotment_frozenrow line JOIN newest ON newest.id = line.frozen_list_id
        LEFT JOIN people_beneficiary known ON known.id = line.beneficiary_id
    ), waiting AS (
        SELECT beneficiary_id, standby_rank FROM allotment_unplaced WHERE standby_session_id = %(session)s
        UNION ALL
        SELECT beneficiary_id, standby_rank FROM allotment_appointment
        WHERE standby_session_id = %(session)s AND cancelled_at IS NULL
    ), standing_by AS (
        SELECT 2, coalesce(waiting.standby_rank, 0)::bigint, person.reference, person.full_name,
               person.name_hi, NULL::timestamptz, person.photo_id_type, person.photo_id_last4, person.id,
               person.id
        FROM waiting JOIN people_beneficiary person ON person.id = waiting.beneficiary_id
        WHERE person.id NOT IN (SELECT person FROM listed)
    ), walked_in AS (
        SELECT 3, came.id, coalesce(person.reference, older.reference),
               coalesce(person.full_name, older.full_name, ''), coalesce(person.name_hi, older.name_hi, ''),
               NULL::timestamptz, coalesce(person.photo_id_type, older.photo_id_type),
               coalesce(person.photo_id_last4, older.photo_id_last4, ''), came.beneficiary_id,
               came.beneficiary_id
        FROM siteday_checkin came
        LEFT JOIN people_beneficiary person ON person.id = came.beneficiary_id
        LEFT JOIN LATERAL (
            SELECT line.* FROM allotment_frozenrow line
            JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
             AND list.session_id = %(session)s
            WHERE line.beneficiary_id = came.beneficiary_id ORDER BY list.version DESC LIMIT 1
        ) older ON true
        WHERE came.session_id = %(session)s AND came.undone_at IS NULL
          AND came.beneficiary_id NOT IN (SELECT recorded_as FROM listed)
          AND came.beneficiary_id NOT IN (SELECT beneficiary_id FROM waiting)
    ), paper AS (
        SELECT * FROM listed UNION ALL SELECT * FROM standing_by UNION ALL SELECT * FROM walked_in
    )
    SELECT paper.part, paper.place, paper.reference, paper.full_name, paper.name_hi, paper.slot_at,
           paper.photo_id_type, paper.photo_id_last4, came.id, came.arrived_at, came.identity_seen,
           came.not_given_for, coalesce(came.form_number, ''), coalesce(batch.number, ''), dose.given_at,
           coalesce(came.recorded_by, '')
    FROM paper
    LEFT JOIN siteday_checkin came
      ON came.session_id = %(session)s AND came.beneficiary_id = paper.recorded_as AND came.undone_at IS NULL
    LEFT JOIN siteday_dose dose ON dose.check_in_id = came.id AND dose.undone_at IS NULL
    LEFT JOIN siteday_batch batch ON batch.id = dose.batch_id
    WHERE paper.reference IS NOT NULL
    ORDER BY paper.part, paper.place
"""
LISTED, STANDING_BY, WALKED_IN = 1, 2, 3


@dataclass(frozen=True, slots=True)
class PaperLine:
    part: int  # LISTED, STANDING_BY or WALKED_IN
    place: int  # position on the list, rank, or in the order in which they were recorded
    reference: int
    full_name: str
    name_hi: str
    slot_at: datetime | None
    photo_id_type: int | None
    photo_id_last4: str
    check_in: int | None
    arrived_at: datetime | None
    identity_seen: int | None
    not_given_for: str | None
    form_number: str
    batch: str
    given_at: datetime | None
    recorded_by: str

    @property
    def has_end(self) -> bool:
        """Whether the visit is told to its end: a dose, or why there was none."""
        return bool(self.batch or self.not_given_for)


def paper_lines(session: Session) -> list[PaperLine]:
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"session": session.pk})
        return [PaperLine(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A session's paper as it is keyed: its lines, what became of its forms, and whether it is closed."""

    code: str
    lines: list[PaperLine]
    forms: Counter[Became]
    open_forms: list[str]
    void_forms: list[IssuedForm]
    closings: list[ClosingRow]
    open_doses: list[OpenDose]

    @property
    def is_closed(self) -> bool:
        return bool(self.closings) and self.closings[0].reopened_at is None


def paper_page(code: str) -> PaperPage | None:
    """None when the reader sees no such session. Seven statements, however many people."""
    session = Session.objects.filter(code=code).first()
    if session is None:
        return None
    forms = issued_forms(session)
    counts = Counter(form.became for form in forms)
    if not forms:
        printed = printed_counts(session)
        counts[Became.OPEN] = printed.walk_in + printed.dose
    return PaperPage(
        code=code,
        lines=paper_lines(session),
        forms=counts,
        open_forms=[form.number for form in forms if form.became is Became.OPEN],
        void_forms=[form for form in forms if form.became is Became.VOID],
        closings=closings(session),
        open_doses=open_doses(code),
    )


def sheet_of(session: Session) -> Sheet:
    """What the lines that come back are read by. The caller has issued the forms."""
    rows = FrozenRow.objects.filter(frozen_list__session=session).order_by("frozen_list__version")
    used = CheckIn.objects.filter(session=session, undone_at=None)
    return Sheet(
        session_code=session.code,
        held_on=session.held_on,
        printed=issued_counts(session),
        listed_identity={
            reference: kind for reference, kind in rows.values_list("reference", "photo_id_type") if kind
        },
        form_users={
            number: reference
            for number, reference in used.values_list("form_number", "beneficiary__reference")
            if number
        },
    )


def newest_references(session: Session) -> set[int]:
    """Who stands on the newest list."""
    rows = FrozenRow.objects.filter(frozen_list__session=session)
    newest = rows.order_by("-frozen_list__version").values_list("frozen_list_id", flat=True).first()
    return set(rows.filter(frozen_list_id=newest).values_list("reference", flat=True))


def ever_listed(session: Session) -> set[int]:
    """Who stands, or stood, on one of the session's lists."""
    rows = FrozenRow.objects.filter(frozen_list__session=session)
    return set(rows.values_list("reference", flat=True))


def paper_of(session: Session) -> Paper:
    """As it stands; the caller has issued the forms."""
    forms, lines = issued_forms(session), paper_lines(session)
    half_entered = [one.reference for one in open_doses(session.code)]
    return Paper(
        is_cancelled=session.cancelled_at is not None,
        ends_at=session.ends_at,
        is_closed=Closing.objects.filter(session=session, reopened_at=None).exists(),
        open_forms=tuple(form.number for form in forms if form.became is Became.OPEN),
        visits_without_end=tuple(
            str(line.reference)
            for line in lines
            if line.check_in is not None and not line.has_end and line.reference not in half_entered
        ),
        half_entered=tuple(map(str, half_entered)),
    )

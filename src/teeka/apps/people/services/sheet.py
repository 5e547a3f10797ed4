"""Takes a sheet of decisions on posting texts: each row ends with a fate, and nothing is half stored.

Locks: those of settling.py. One transaction stores every row that can be taken; a sheet that dies on the
way leaves nothing, and the same sheet again finds its texts settled already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from teeka.apps.people.models import Posting
from teeka.apps.people.services.settling import Choice, Settled, lock_postings, store_choices
from teeka.apps.people.services.sheet_outcome import NOWHERE, Place, RowOutcome, SheetOutcome, row_outcome
from teeka.apps.places.models import Facility
from teeka.apps.places.queries import district_spellings
from teeka.apps.places.services.proposing import ProposalRefused, propose_facility
from teeka.formats.incoming.table import IncomingTable
from teeka.rules.decision_sheet import (
    NEW,
    Judged,
    KnownText,
    SheetRow,
    bare_code,
    judge_rows,
)
from teeka.rules.districts import closest_place
from teeka.rules.proposed_facility import Proposal, ProposalProblem
from teeka.rules.sheet_fates import SheetFate
from teeka.rules.written_alike import Unit

_NO_TEXT: Unit = (0,)


def decide_sheet(table: IncomingTable, *, by: str, now: datetime) -> SheetOutcome:
    """Settle what the sheet's rows decide, as far as the reader's area goes."""
    bad: dict[int, tuple[str, str]] = {
        row: (column, trouble) for row, column, trouble in reversed(table.troubles.rows())
    }
    with transaction.atomic():
        lock_postings()
        postings = list(Posting.objects.select_related("facility").order_by("pk"))
        open_places = Facility.objects.filter(is_active=True).order_by("-code")
        facilities = {bare_code(facility.code): facility for facility in open_places}
        known = {posting.pk: _as_known(posting) for posting in postings}
        rows = [row for row in _rows(table) if row.row not in bad]
        judged = judge_rows(rows, known, facilities)
        refused: dict[int, tuple[ProposalProblem, ...]] = {}
        choices = _choices(judged, postings, facilities, refused, by=by, now=now)
        stored = store_choices(list(choices.values()), by=by, now=now) if choices else []
    settled = dict(zip(choices, stored, strict=True))
    places = {**_places_before(postings, known), **{unit: _place(one) for unit, one in settled.items()}}
    outcomes = [_outcome(one, table, refused, places, settled) for one in judged]
    outcomes += [
        row_outcome(table, row, SheetFate.BAD_CELL, column=column, trouble=trouble)
        for row, (column, trouble) in bad.items()
    ]
    outcomes.sort(key=lambda outcome: outcome.row)
    return SheetOutcome(tuple(outcomes), sum(one.texts for one in stored), sum(one.people for one in stored))


def _as_known(posting: Posting) -> KnownText:
    is_settled = posting.decision == Posting.Decision.ACCEPT and posting.facility is not None
    code = posting.facility.code if is_settled and posting.facility else ""
    return KnownText(
        posting.pk, posting.stated_district_code, posting.text, posting.facility_code_given, code
    )


def _rows(table: IncomingTable) -> Iterator[SheetRow]:
    spellings = district_spellings()
    meant: dict[str, int | None] = {}
    for cells in table.known().fill_null("").iter_rows(named=True):
        district = cells.get("district", "")
        if district not in meant:
            meant[district] = closest_place(district, spellings) if district else None
        yield SheetRow(
            row=cells["row"],
            number=cells.get("text_number", ""),
            text=cells.get("posting", ""),
            district=meant[district],
            decision=cells["decision"],
            candidates=tuple(cells.get(f"candidate_{place}_code", "") for place in (1, 2, 3)),
            new=Proposal(
                *(cells.get(name, "") for name in ("new_name", "new_type", "new_block", "new_pincode"))
            ),
        )


def _choices(
    judged: Iterable[Judged],
    postings: Sequence[Posting],
    facilities: Mapping[str, Facility],
    refused: dict[int, tuple[ProposalProblem, ...]],
    *,
    by: str,
    now: datetime,
) -> dict[Unit, Choice]:
    """What is to be stored, by text; makes the new facilities, and notes of which rows that was refused."""
    alike: dict[Unit, list[Posting]] = {}
    for posting in postings:
        if posting.decision != Posting.Decision.ACCEPT:
            alike.setdefault(_as_known(posting).unit, []).append(posting)
    choices = {}
    for one in judged:
        if one.fate is not None or one.known is None:
            continue
        facility = facilities.get(one.code)
        if one.code == NEW:
            try:
                district = one.known.district
                facility = propose_facility(one.row.new, district_code=district, by=by, now=now)
            except ProposalRefused as refusal:
                refused[one.row.row] = refusal.problems
                continue
        if facility is not None:
            choices[one.known.unit] = Choice(alike[one.known.unit], facility)
    return choices


def _place(settled: Settled) -> Place:
    return Place(settled.facility_code, settled.facility_name, settled.facility_name_hi)


def _places_before(postings: Iterable[Posting], known: Mapping[int, KnownText]) -> dict[Unit, Place]:
    """Where the texts are settled that were settled before this sheet came."""
    return {
        known[posting.pk].unit: Place(posting.facility.code, posting.facility.name, posting.facility.name_hi)
        for posting in postings
        if posting.facility is not None and known[posting.pk].code
    }


def _outcome(
    one: Judged,
    table: IncomingTable,
    refused: Mapping[int, tuple[ProposalProblem, ...]],
    places: Mapping[Unit, Place],
    settled: Mapping[Unit, Settled],
) -> RowOutcome:
    problems = refused.get(one.row.row, ())
    unit: Unit = one.known.unit if one.known else _NO_TEXT
    fate = one.fate or (SheetFate.NEW_REFUSED if problems else SheetFate.SETTLED)
    if fate is SheetFate.ALREADY_SETTLED and unit not in places:  # the first of two NEW rows was refused
        fate = SheetFate.DECIDED_TWICE
    return row_outcome(
        table,
        one.row.row,
        fate,
        text=one.known.shown if one.known else one.row.text,
        said=one.code,
        other_row=one.other_row,
        problems=problems,
        place=places.get(unit, NOWHERE),
        people=settled[unit].people if unit in settled else 0,
    )

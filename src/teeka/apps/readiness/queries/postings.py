"""Posting texts that nobody has settled yet, by how many people each stands for, with candidates."""

from collections.abc import Iterable
from dataclasses import dataclass

from teeka.apps.places.models import Facility
from teeka.apps.readiness.queries.rows import number_of, row_of, rows_of
from teeka.apps.readiness.queries.within import people_within
from teeka.rules.permissions import Jurisdiction

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    code: str
    name: str
    name_hi: str
    type: str
    block: str
    district_code: int


@dataclass(frozen=True, slots=True)
class OpenText:
    id: int
    text: str
    code_given: str
    district: str
    district_hi: str
    decision: str
    confidence: float | None
    reasons: list[str]
    candidates: list[int]
    people: int


_OPEN = """
    FROM people_posting posting JOIN people_beneficiary person ON person.posting_id = posting.id
    JOIN places_district district ON district.code = posting.stated_district_code
    WHERE posting.decision <> 'accept' AND person.stands_for_id IS NULL AND {within}
"""
_TEXTS = """
    SELECT posting.id, posting.text, posting.facility_code_given, district.name, district.name_hi,
           posting.decision, posting.confidence, posting.reasons, posting.candidates, count(*)
    {open} GROUP BY posting.id, district.code ORDER BY count(*) DESC, posting.id
    LIMIT %(limit)s OFFSET %(offset)s
"""


def open_texts(
    jurisdiction: Jurisdiction, *, search: str, limit: int, offset: int
) -> tuple[list[OpenText], int]:
    """Texts to settle, those of most people first, and how many there are."""
    within, params = people_within(jurisdiction)
    params |= {"like": f"%{search}%", "limit": limit, "offset": offset}
    if search:
        within += " AND (posting.text ILIKE %(like)s OR posting.facility_code_given ILIKE %(like)s)"
    of_open = _OPEN.format(within=within)
    total = number_of(f"SELECT count(DISTINCT posting.id) {of_open}", params)
    return rows_of(OpenText, _TEXTS.format(open=of_open), params), total


def open_text(jurisdiction: Jurisdiction, posting_id: int) -> OpenText | None:
    """One text that is still to settle."""
    within, params = people_within(jurisdiction)
    params |= {"id": posting_id, "limit": 1, "offset": 0}
    of_open = _OPEN.format(within=f"{within} AND posting.id = %(id)s")
    return row_of(OpenText, _TEXTS.format(open=of_open), params)


def candidates_of(texts: Iterable[OpenText]) -> dict[int, list[Candidate]]:
    """Posting id → its candidates, best first. One statement for the whole page."""
    wanted = {text.id: text.candidates[:MOST_CANDIDATES] for text in texts}
    ids = {facility for ids in wanted.values() for facility in ids}
    known = {facility.id: facility for facility in _facilities(ids)}
    return {posting: [known[i] for i in ids if i in known] for posting, ids in wanted.items()}


def _facilities(ids: Iterable[int]) -> list[Candidate]:
    rows = Facility.objects.filter(pk__in=list(ids), is_active=True)
    fields = ("id", "code", "name", "name_hi", "type", "block_name", "district_code")
    return [Candidate(*row) for row in rows.values_list(*fields)]


def facilities_named(jurisdiction: Jurisdiction, text: str, limit: int = 20) -> list[Candidate]:
    """Facilities whose name or code holds a text, for whoever does not find theirs among the candidates."""
    statement = """
        SELECT id, code, name, name_hi, type, block_name, district_code FROM places_facility
        WHERE district_code = ANY(%(districts)s) AND is_active
          AND (name ILIKE %(like)s OR name_hi LIKE %(like)s OR code = %(text)s)
        ORDER BY length(name), name LIMIT %(limit)s
    """
    params = {"districts": sorted(jurisdiction.districts), "like": f"%{text}%", "text": text, "limit": limit}
    return rows_of(Candidate, statement, params)

"""Posting texts that nobody has settled yet, by how many people each stands for, with candidates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from teeka.apps.readiness.queries.rows import row_of, rows_of
from teeka.apps.readiness.queries.within import people_within
from teeka.rules.permissions import Jurisdiction
from teeka.rules.written_alike import Unit, unit_of

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """`probability` is known of the first candidate alone."""

    id: int
    code: str
    name: str
    name_hi: str
    type: str
    block: str
    block_hi: str
    pin_code: str
    district_code: int
    district: str
    district_hi: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class OpenText:
    """What one decision settles: the text of most people, and those of its district written alike."""

    id: int
    text: str
    code_given: str
    district_code: int
    district: str
    district_hi: str
    decision: str
    confidence: float | None
    reasons: list[str]
    candidates: list[int]
    people: int
    alike: tuple[str, ...] = field(default=())

    @property
    def shown(self) -> str:
        return self.text or self.code_given

    @property
    def texts(self) -> int:
        return 1 + len(self.alike)

    @property
    def unit(self) -> Unit:
        return unit_of(self.id, self.district_code, self.text)


@dataclass(frozen=True, slots=True)
class OpenTexts:
    """One page of them; the sums are of all pages."""

    page: Sequence[OpenText]
    decisions: int
    texts: int
    people: int


_TEXTS = """
    SELECT posting.id, posting.text, posting.facility_code_given, district.code, district.name,
           district.name_hi, posting.decision, posting.confidence, posting.reasons, posting.candidates,
           count(*)
    FROM people_posting posting JOIN people_beneficiary person ON person.posting_id = posting.id
    JOIN places_district district ON district.code = posting.stated_district_code
    WHERE posting.decision <> 'accept' AND person.stands_for_id IS NULL AND {within}
    GROUP BY posting.id, district.code ORDER BY count(*) DESC, posting.id
"""
_FACILITIES = """
    SELECT facility.id, facility.code, facility.name, facility.name_hi, facility.type,
           coalesce(block.name, facility.block_name), coalesce(block.name_hi, ''), facility.pin_code,
           facility.district_code, district.name, district.name_hi
    FROM places_facility facility
    JOIN places_district district ON district.code = facility.district_code
    LEFT JOIN places_block block ON block.code = facility.block_id
    WHERE facility.is_active AND {which}
"""


def open_texts(jurisdiction: Jurisdiction, *, search: str = "", limit: int | None = None) -> OpenTexts:
    """Texts to settle, those of most people first. One statement, whatever the page."""
    within, params = people_within(jurisdiction)
    units: dict[Unit, list[OpenText]] = {}
    for text in rows_of(OpenText, _TEXTS.format(within=within), params):
        units.setdefault(text.unit, []).append(text)
    found = [_together(alike) for alike in units.values() if _holds(alike, search.casefold())]
    found.sort(key=lambda text: (-text.people, text.id))
    return OpenTexts(
        found[:limit], len(found), sum(text.texts for text in found), sum(text.people for text in found)
    )


def open_text(jurisdiction: Jurisdiction, posting_id: int) -> OpenText | None:
    """One text that is still to settle, with those written alike."""
    within, params = people_within(jurisdiction)
    one = _TEXTS.format(within=f"{within} AND posting.id = %(id)s")
    found = row_of(OpenText, one, {**params, "id": posting_id})
    if found is None:
        return None
    beside = _TEXTS.format(within=f"{within} AND posting.stated_district_code = %(stated)s")
    texts = rows_of(OpenText, beside, {**params, "stated": found.district_code})
    return _together([found, *(text for text in texts if text.unit == found.unit and text.id != found.id)])


def _together(alike: Sequence[OpenText]) -> OpenText:
    first, *others = alike
    people = sum(text.people for text in alike)
    return replace(first, people=people, alike=tuple(text.shown for text in others))


def _holds(alike: Iterable[OpenText], search: str) -> bool:
    return any(search in f"{text.text} {text.code_given}".casefold() for text in alike)


def candidates_of(texts: Iterable[OpenText]) -> dict[int, list[Candidate]]:
    """Posting id → its candidates that the reader may see, best first. One statement for all texts."""
    wanted = {text.id: text.candidates[:MOST_CANDIDATES] for text in texts}
    sure = {text.id: text.confidence for text in texts if text.candidates}
    ids = {facility for ids in wanted.values() for facility in ids}
    known = {
        facility.id: facility
        for facility in rows_of(
            Candidate, _FACILITIES.format(which="facility.id = ANY(%(ids)s)"), {"ids": list(ids)}
        )
    }
    return {
        posting: [
            replace(known[facility], probability=sure[posting] if place == 0 else None)
            for place, facility in enumerate(ids)
            if facility in known
        ]
        for posting, ids in wanted.items()
    }


def facilities_named(jurisdiction: Jurisdiction, text: str, limit: int = 20) -> list[Candidate]:
    """Facilities whose name or code holds a text, for whoever does not find theirs among the candidates."""
    which = """facility.district_code = ANY(%(districts)s)
          AND (facility.name ILIKE %(like)s OR facility.name_hi LIKE %(like)s OR facility.code = %(text)s)
        ORDER BY length(facility.name), facility.name LIMIT %(limit)s"""
    params = {"districts": sorted(jurisdiction.districts), "like": f"%{text}%", "text": text, "limit": limit}
    return rows_of(Candidate, _FACILITIES.format(which=which), params)

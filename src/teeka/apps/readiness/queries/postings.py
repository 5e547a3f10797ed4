"""Posting texts that nobody has settled yet, by how many people each stands for, with candidates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from django.db import connection

from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.permissions import Jurisdiction
from teeka.rules.written_alike import Unit, unit_of

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """`probability` is not known of the others of a text that was decided before it was kept."""

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
    probabilities: list[float]
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

    @property
    def suggested(self) -> list[tuple[int, float | None]]:
        """The candidates that are shown, best first, each with its probability where that is known."""
        known: list[float | None] = [*self.probabilities] or [self.confidence]
        return list(zip_longest(self.candidates, known[: len(self.candidates)]))[:MOST_CANDIDATES]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which texts are asked for: that hold these words, and with one candidate of this block and type.

    block: its English name, for a registry may name blocks that no directory has.
    """

    search: str = ""
    block: str = ""
    type: str = ""


ALL_TEXTS = Narrowed()


@dataclass(frozen=True, slots=True)
class OpenTexts:
    """One page of them, which begins at `first`; the sums are of all pages."""

    page: Sequence[OpenText]
    first: int
    decisions: int
    texts: int
    people: int


# Counted first and joined after: half a million people need no look at each one's posting.
_TEXTS = """
    WITH held AS MATERIALIZED (
        SELECT person.posting_id, count(*) AS people FROM people_beneficiary person
        WHERE person.stands_for_id IS NULL AND person.district_code = ANY(%(districts)s)
        GROUP BY person.posting_id
    )
    SELECT posting.id, posting.text, posting.facility_code_given, district.code, district.name,
           district.name_hi, posting.decision, posting.confidence, posting.reasons, posting.candidates,
           posting.probabilities, held.people
    FROM held JOIN people_posting posting ON posting.id = held.posting_id
    JOIN places_district district ON district.code = posting.stated_district_code
    WHERE posting.decision <> 'accept'
    ORDER BY held.people DESC, posting.id
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
_LIKE_THESE = """
    SELECT facility.id FROM places_facility facility
    LEFT JOIN places_block block ON block.code = facility.block_id
    WHERE facility.is_active AND facility.district_code = ANY(%(districts)s)
      AND (%(block)s = '' OR coalesce(block.name, facility.block_name) = %(block)s)
      AND (%(type)s = '' OR facility.type = %(type)s)
"""


def open_texts(
    jurisdiction: Jurisdiction, narrowed: Narrowed = ALL_TEXTS, *, first: int = 0, limit: int | None = None
) -> OpenTexts:
    """Texts to settle, those of most people first. One statement, whatever the page; two to narrow by place.

    What nobody has settled is at no facility: a jurisdiction below the district has none.
    """
    places = _places_like(jurisdiction, narrowed)
    found = [_together(alike) for alike in _units(jurisdiction) if _fits(alike, narrowed, places)]
    found.sort(key=lambda text: (-text.people, text.id))
    if limit and first >= len(found):  # the pages became fewer: the last one that there is
        first = max(len(found) - 1, 0) // limit * limit
    return OpenTexts(
        found[first:][:limit],
        first,
        len(found),
        sum(text.texts for text in found),
        sum(text.people for text in found),
    )


def open_text(jurisdiction: Jurisdiction, posting_id: int) -> OpenText | None:
    """One text that is still to settle, with those written alike."""
    for alike in _units(jurisdiction):
        asked = [text for text in alike if text.id == posting_id]
        if asked:
            return _together([*asked, *(text for text in alike if text.id != posting_id)])
    return None


def _units(jurisdiction: Jurisdiction) -> Iterable[list[OpenText]]:
    """The open texts, those together that one decision settles; most people first inside each."""
    units: dict[Unit, list[OpenText]] = {}
    if jurisdiction.is_whole_districts:
        for text in rows_of(OpenText, _TEXTS, {"districts": sorted(jurisdiction.districts)}):
            units.setdefault(text.unit, []).append(text)
    return units.values()


def _together(alike: Sequence[OpenText]) -> OpenText:
    first, *others = alike
    people = sum(text.people for text in alike)
    return replace(first, people=people, alike=tuple(text.shown for text in others))


def _places_like(jurisdiction: Jurisdiction, narrowed: Narrowed) -> set[int] | None:
    """The facilities of the block and type asked for; none where neither is."""
    if not narrowed.block and not narrowed.type:
        return None
    params: dict[str, Any] = {
        "districts": sorted(jurisdiction.districts), "block": narrowed.block, "type": narrowed.type,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LIKE_THESE, params)
        return {facility for (facility,) in cursor.fetchall()}


def _fits(alike: Iterable[OpenText], narrowed: Narrowed, places: set[int] | None) -> bool:
    search = narrowed.search.casefold()
    return any(
        search in f"{text.text} {text.code_given}".casefold()
        and (places is None or any(facility in places for facility, _ in text.suggested))
        for text in alike
    )


def candidates_of(texts: Iterable[OpenText]) -> dict[int, list[Candidate]]:
    """Posting id → its candidates that the reader may see, best first. One statement for all texts."""
    wanted = {text.id: text.suggested for text in texts}
    ids = {facility for suggested in wanted.values() for facility, _ in suggested}
    known = {
        facility.id: facility
        for facility in rows_of(
            Candidate, _FACILITIES.format(which="facility.id = ANY(%(ids)s)"), {"ids": list(ids)}
        )
    }
    return {
        posting: [
            replace(known[facility], probability=probability)
            for facility, probability in suggested
            if facility in known
        ]
        for posting, suggested in wanted.items()
    }


def facilities_named(jurisdiction: Jurisdiction, text: str, limit: int = 20) -> list[Candidate]:
    """Facilities whose name or code holds a text, for whoever does not find theirs among the candidates."""
    which = """facility.district_code = ANY(%(districts)s)
          AND (facility.name ILIKE %(like)s OR facility.name_hi LIKE %(like)s OR facility.code = %(text)s)
        ORDER BY length(facility.name), facility.name LIMIT %(limit)s"""
    params = {"districts": sorted(jurisdiction.districts), "like": f"%{text}%", "text": text, "limit": limit}
    return rows_of(Candidate, _FACILITIES.format(which=which), params)

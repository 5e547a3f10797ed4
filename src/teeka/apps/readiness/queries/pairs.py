"""Pairs of registrations that may be one person's, are taken for one, or were kept apart, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.rules.duplicates import Step, waterfall
from teeka.rules.permissions import Jurisdiction


class Standing(StrEnum):
    """What became of a pair; also the word in the page's address."""

    HELD = "held"
    LINKED = "linked"
    APART = "apart"


CONDITIONS = {
    Standing.HELD: "link.decision = 'hold' AND link.undone_at IS NULL",
    Standing.LINKED: "link.decision = 'link' AND link.undone_at IS NULL",
    Standing.APART: "(link.decision = 'leave' OR link.undone_at IS NOT NULL)",
}


@dataclass(frozen=True, slots=True)
class Registration:
    id: int
    reference: int
    full_name: str
    name_hi: str
    gender: str
    birth_year: int
    mobile: str
    alt_mobile: str
    photo_id_last4: str
    posting_text: str
    facility_name: str | None
    facility_name_hi: str | None
    district: str
    district_hi: str
    registered_at: datetime
    upload_id: int
    file_name: str | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class _Link:
    id: int
    probability: float
    reasons: list[str]
    bits: list[float]
    district: str
    district_hi: str
    decided_by: str
    decided_at: datetime | None
    older_id: int
    younger_id: int


@dataclass(frozen=True, slots=True)
class Pair:
    """`older` stands for both where they are one. A side that lies outside the reader's area is None."""

    id: int
    probability: float
    reasons: list[str]
    bits: list[float]  # of each reason; empty where the pair was found before bits were kept
    district: str
    district_hi: str
    decided_by: str
    decided_at: datetime | None
    older: Registration | None
    younger: Registration | None

    @property
    def is_in_sight(self) -> bool:
        return self.older is not None and self.younger is not None

    @property
    def steps(self) -> list[Step]:
        """The reasons one after the other, each with the probability that it leads to."""
        return waterfall(self.reasons, self.bits) if len(self.bits) == len(self.reasons) else []


_OF_LINKS = """
    FROM people_duplicatelink link JOIN places_district district ON district.code = link.district_code
    WHERE link.district_code = ANY(%(districts)s) AND {condition}
"""
# Who decided last: who parted what was linked, else who settled it; nobody where the rule linked it.
_LINKS = """
    SELECT link.id, link.probability, link.reasons, link.bits, district.name, district.name_hi,
           coalesce(nullif(link.undone_by, ''), link.decided_by), coalesce(link.undone_at, link.decided_at),
           link.survivor_id, link.duplicate_id
    {of_links} ORDER BY {order}, link.id LIMIT %(limit)s OFFSET %(offset)s
"""
_SEARCH = """ AND (district.name ILIKE %(like)s OR EXISTS (
    SELECT FROM people_beneficiary person JOIN people_posting posting ON posting.id = person.posting_id
    WHERE person.id IN (link.survivor_id, link.duplicate_id)
      AND (person.full_name ILIKE %(like)s OR person.name_hi LIKE %(like)s
           OR posting.text ILIKE %(like)s)))"""
_REGISTRATIONS = """
    SELECT person.id, person.reference, person.full_name, person.name_hi, person.gender, person.birth_year,
           person.mobile, person.alt_mobile, person.photo_id_last4,
           coalesce(nullif(posting.text, ''), posting.facility_code_given), facility.name, facility.name_hi,
           district.name, district.name_hi, person.registered_at, person.upload_id, upload.file_name,
           line.row_number
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    JOIN places_district district ON district.code = person.district_code
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    LEFT JOIN intake_upload upload ON upload.id = person.upload_id
    LEFT JOIN (
        SELECT upload_id, subject_id, max(row_number) AS row_number FROM intake_uploadrow
        WHERE subject_id = ANY(%(ids)s) AND fate IN ('created', 'updated', 'unchanged')
          AND upload_id IN (SELECT upload_id FROM people_beneficiary WHERE id = ANY(%(ids)s))
        GROUP BY upload_id, subject_id
    ) line ON line.upload_id = person.upload_id AND line.subject_id = person.id
    WHERE person.id = ANY(%(ids)s)
"""
ORDERS = {"district": "district.name {way}, link.probability DESC", "probability": "link.probability {way}"}


def pairs(
    jurisdiction: Jurisdiction, standing: Standing, *, search: str, sort: str, is_descending: bool,
    limit: int, offset: int,
) -> tuple[list[Pair], int]:  # fmt: skip
    """One page of pairs of these districts and how many there are; a pair is of the older one's district.

    Three statements, whatever the page.
    """
    condition = CONDITIONS[standing] + (_SEARCH if search else "")
    like = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    params = {
        "districts": sorted(jurisdiction.districts), "like": like, "limit": limit, "offset": offset,
    }  # fmt: skip
    of_links = _OF_LINKS.format(condition=condition)
    total = number_of(f"SELECT count(*) {of_links}", params)
    order = ORDERS[sort].format(way="DESC" if is_descending else "ASC")
    links = rows_of(_Link, _LINKS.format(of_links=of_links, order=order), params)
    known = _registrations(person for link in links for person in (link.older_id, link.younger_id))
    return [_pair(link, known) for link in links], total


def pairs_to_settle(jurisdiction: Jurisdiction) -> int:
    """How many pairs of these districts wait for a person."""
    statement = f"SELECT count(*) {_OF_LINKS.format(condition=CONDITIONS[Standing.HELD])}"
    return number_of(statement, {"districts": sorted(jurisdiction.districts)})


def _registrations(ids: Iterable[int]) -> dict[int, Registration]:
    wanted = sorted(set(ids))
    return {row.id: row for row in rows_of(Registration, _REGISTRATIONS, {"ids": wanted})} if wanted else {}


def _pair(link: _Link, known: dict[int, Registration]) -> Pair:
    return Pair(
        link.id, link.probability, link.reasons, link.bits, link.district, link.district_hi, link.decided_by,
        link.decided_at, known.get(link.older_id), known.get(link.younger_id),
    )  # fmt: skip

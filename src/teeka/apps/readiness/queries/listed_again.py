"""Facilities that the registry lists more than once: each further row, what stands for it, and why."""

import json
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.permissions import Jurisdiction
from teeka.rules.posting.named_rows import Evidence, Sign


@dataclass(frozen=True, slots=True)
class ListedAgain:
    """`main_*`: the row that stands for it; none where a person said that it is a facility of its own."""

    code: str
    name: str
    name_hi: str
    type: str
    block: str
    district: str
    district_hi: str
    evidence_json: str
    by: str
    at: datetime
    main_code: str | None
    main_name: str | None
    main_name_hi: str | None

    @property
    def evidence(self) -> list[Evidence]:
        found = json.loads(self.evidence_json)
        return [Evidence(Sign(sign), tuple(texts)) for sign, texts in found]


_ROWS = """
    SELECT again.code, again.name, again.name_hi, again.type, coalesce(block.name, again.block_name),
           district.name, district.name_hi, again.one_with_evidence::text, again.one_with_by,
           again.one_with_at, main.code, main.name, main.name_hi
    FROM places_facility again
    JOIN places_district district ON district.code = again.district_code
    LEFT JOIN places_block block ON block.code = again.block_id
    LEFT JOIN places_facility main ON main.id = again.one_with_id
    WHERE again.district_code = ANY(%(districts)s) AND again.one_with_by <> '' AND {which}
    ORDER BY district.name, main.name, again.name, again.code
"""


def listed_again(jurisdiction: Jurisdiction) -> list[ListedAgain]:
    """Rows that another stands for, by district and facility."""
    return _rows(jurisdiction, "again.one_with_id IS NOT NULL")


def parted_by_hand(jurisdiction: Jurisdiction) -> list[ListedAgain]:
    """Rows that a person parted: no import joins them again."""
    return _rows(jurisdiction, "again.one_with_id IS NULL")


def _rows(jurisdiction: Jurisdiction, which: str) -> list[ListedAgain]:
    params = {"districts": sorted(jurisdiction.districts)}
    return rows_of(ListedAgain, _ROWS.format(which=which), params)

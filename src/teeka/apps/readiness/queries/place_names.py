"""How places are called in both languages."""

from collections.abc import Collection
from dataclasses import dataclass

from teeka.apps.places.models import Block, District, Facility, State
from teeka.apps.readiness.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class PlaceName:
    code: int
    name: str
    name_hi: str


def state_of(district_code: int) -> PlaceName | None:
    row = State.objects.filter(districts__code=district_code).values_list("code", "name", "name_hi").first()
    return PlaceName(*row) if row else None


def district_name(code: int) -> PlaceName | None:
    row = District.objects.filter(code=code).values_list("code", "name", "name_hi").first()
    return PlaceName(*row) if row else None


def districts_named(codes: Collection[int]) -> list[PlaceName]:
    """These districts, by name."""
    rows = District.objects.filter(code__in=codes).order_by("name")
    return [PlaceName(*row) for row in rows.values_list("code", "name", "name_hi")]


def block_name(code: int, district_code: int) -> PlaceName | None:
    found = Block.objects.filter(code=code, district_id=district_code)
    row = found.values_list("code", "name", "name_hi").first()
    return PlaceName(*row) if row else None


def blocks_of(district_code: int) -> list[PlaceName]:
    """The blocks that the directory has of a district, by name."""
    rows = Block.objects.filter(district_id=district_code).order_by("name")
    return [PlaceName(*row) for row in rows.values_list("code", "name", "name_hi")]


@dataclass(frozen=True, slots=True)
class BlockNamed:
    name: str
    name_hi: str


_BLOCKS = """
    SELECT DISTINCT ON (name) coalesce(block.name, facility.block_name) AS name, coalesce(block.name_hi, '')
    FROM places_facility facility LEFT JOIN places_block block ON block.code = facility.block_id
    WHERE facility.is_active AND facility.district_code = %(district)s
      AND coalesce(block.name, facility.block_name) <> ''
    ORDER BY name, block.name_hi
"""


def blocks_with_facilities(district_code: int) -> list[BlockNamed]:
    """The blocks in which a district's facilities lie, by name: those that only the registry names too."""
    return rows_of(BlockNamed, _BLOCKS, {"district": district_code})


def facility_name(facility_id: int) -> PlaceName | None:
    """Of a facility that the reader may see."""
    row = Facility.objects.filter(pk=facility_id).values_list("id", "name", "name_hi").first()
    return PlaceName(*row) if row else None

"""How places are called in both languages."""

from dataclasses import dataclass

from teeka.apps.places.models import Block, District, Facility, State


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


def block_name(code: int, district_code: int) -> PlaceName | None:
    found = Block.objects.filter(code=code, district_id=district_code)
    row = found.values_list("code", "name", "name_hi").first()
    return PlaceName(*row) if row else None


def blocks_of(district_code: int) -> list[PlaceName]:
    """The blocks that the directory has of a district, by name."""
    rows = Block.objects.filter(district_id=district_code).order_by("name")
    return [PlaceName(*row) for row in rows.values_list("code", "name", "name_hi")]


def facility_name(facility_id: int) -> PlaceName | None:
    """Of a facility that the reader may see."""
    row = Facility.objects.filter(pk=facility_id).values_list("id", "name", "name_hi").first()
    return PlaceName(*row) if row else None

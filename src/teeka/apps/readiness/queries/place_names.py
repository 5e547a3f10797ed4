"""How places are called in both languages."""

from dataclasses import dataclass

from teeka.apps.places.models import Block, District, State


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

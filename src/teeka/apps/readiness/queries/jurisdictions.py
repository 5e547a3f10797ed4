"""Which districts a login may see, from the place it was given."""

from dataclasses import replace
from typing import Protocol

from teeka.apps.places.models import District
from teeka.rules.permissions import LEVEL, NOWHERE, Jurisdiction, Level, Role

OF_NO_DISTRICT = 0  # what belongs to no one district: uploads for a whole state, logins


class StaffPlace(Protocol):
    role: str
    state_code: int | None
    district_code: int | None
    block_code: int | None
    facility_id: int | None
    session_site_id: int | None


def jurisdiction_of(staff: StaffPlace) -> Jurisdiction:
    """The part of the world of a login; an unknown role or a missing place sees nothing.

    Runs before the scope is set, so it may read only places that everybody may know: states,
    districts and blocks. A login below the block therefore names its district itself.
    """
    if staff.role not in set(Role):
        return NOWHERE
    level = LEVEL[Role(staff.role)]
    if level is Level.COUNTRY:
        return whole_country()
    if level is Level.STATE:
        codes = District.objects.filter(state_id=staff.state_code or 0).values_list("code", flat=True)
        return Jurisdiction(frozenset(codes))
    if staff.district_code is None:
        return NOWHERE
    return _in_district(staff, level, frozenset({staff.district_code}))


def whole_country() -> Jurisdiction:
    return Jurisdiction(frozenset(District.objects.values_list("code", flat=True)))


def _in_district(staff: StaffPlace, level: Level, districts: frozenset[int]) -> Jurisdiction:
    """The district, or the one part of it that the login's level needs; without that part, nothing."""
    whole = Jurisdiction(districts)
    narrowed = {
        Level.DISTRICT: whole,
        Level.BLOCK: replace(whole, block_code=staff.block_code),
        Level.FACILITY: replace(whole, facility_id=staff.facility_id),
        Level.SITE: replace(whole, site_id=staff.session_site_id),
    }[level]
    return NOWHERE if narrowed == whole and level is not Level.DISTRICT else narrowed

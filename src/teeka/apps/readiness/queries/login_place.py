"""Which place a new login's options name: by code or by name, with the coarser places that hold it."""

from dataclasses import replace

from django.db.models import Q

from teeka.apps.accounts.services.staff import Place
from teeka.apps.places.models import Block, District, Facility, State
from teeka.apps.places.queries import district_spellings, home_state_code
from teeka.apps.planning.models import Session
from teeka.rules.districts import closest_place


class PlaceNotFound(Exception):
    def __init__(self, what: str, name: str) -> None:
        super().__init__(what)
        self.what, self.name = what, name


def place_named(*, state: str, district: str, block: str, facility: str, session_code: str) -> Place:
    """The codes of a place and of those that hold it; the finest that is named decides the rest."""
    place = Place(state_code=_state(state))
    if district:
        place = replace(place, district_code=_district(district, place.state_code))
    if block:
        place = _in_block(place, block)
    if facility:
        place = _at_facility(place, facility)
    if session_code:
        place = _at_site(place, session_code)
    return place


def _state(name: str) -> int:
    if not name:
        return home_state_code()
    code = State.objects.filter(name__iexact=name).values_list("code", flat=True).first()
    if code is None:
        raise PlaceNotFound("state", name)
    return code


def _district(name: str, state_code: int | None) -> int:
    if name.isdecimal():
        code = District.objects.filter(code=int(name)).values_list("code", flat=True).first()
    else:
        code = closest_place(name, district_spellings(state_code))
    if code is None:
        raise PlaceNotFound("district", name)
    return code


def _in_block(place: Place, name: str) -> Place:
    named = Q(code=int(name)) if name.isdecimal() else Q(name__iexact=name, district_id=place.district_code)
    found = Block.objects.filter(named).values_list("code", "district_id").first()
    if found is None:
        raise PlaceNotFound("block", name)
    return replace(place, block_code=found[0], district_code=found[1])


def _at_facility(place: Place, code: str) -> Place:
    found = Facility.objects.filter(code=code).values_list("id", "district_code").first()
    if found is None:
        raise PlaceNotFound("facility", code)
    return replace(place, facility_id=found[0], district_code=found[1])


def _at_site(place: Place, session_code: str) -> Place:
    found = Session.objects.filter(code=session_code).values_list("site_id", "district_code").first()
    if found is None:
        raise PlaceNotFound("session", session_code)
    return replace(place, session_site_id=found[0], district_code=found[1])

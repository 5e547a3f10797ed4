"""Facilities with their sites, sessions of tomorrow and people who work there, by tests.make."""

from datetime import date

from teeka.apps.people.models import Posting
from tests import make
from tests.make import GAYA, NOW, PATNA

__all__ = ["GAYA", "NOW", "PATNA", "TOMORROW", "facility", "person", "posting", "session"]

TOMORROW = date(2026, 1, 15)
POINTS = {"PHC Phulwari": (25.57, 85.08), "PHC Danapur": (25.63, 85.04), "PHC Bodh Gaya": (24.70, 84.99)}


def facility(name="PHC Phulwari", *, district=PATNA, parent=None):
    make.district(district, {PATNA: "Patna", GAYA: "Gaya"}[district])
    return make.facility(
        name.replace(" ", "-"), at=POINTS[name], name=name, district_code=district, parent=parent
    )


def session(place, *, on=TOMORROW, capacity=10, reserve=0, code=None, **more):
    made = make.session(place, on=on, capacity=capacity, reserve_percent=reserve, **more)
    made.code = code or f"{place.code}-{on:%d}"
    made.save(update_fields=["code"])
    return made


def posting(place, *, text="PHC", decision="accept"):
    return make.posting(place if decision == "accept" else None, text, decision=decision)


def person(name, place, **more):
    """Colleagues share their facility's posting."""
    where = more.pop("posting", None)
    where = where or Posting.objects.filter(facility=place, decision="accept").first() or posting(place)
    return make.person(name, where, **more)

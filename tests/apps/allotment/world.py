"""A small district in the database: two facilities, their sites, sessions of tomorrow, and our people."""

from datetime import UTC, date, datetime, timedelta

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import District, Facility, State
from teeka.apps.planning.models import Session, SessionSite
from teeka.apps.planning.services.campaigns import running_campaign

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)  # 20:30 in India
TOMORROW = date(2026, 1, 15)
PATNA, GAYA = 203, 208
POINTS = {"PHC Phulwari": (25.57, 85.08), "PHC Danapur": (25.63, 85.04), "PHC Bodh Gaya": (24.70, 84.99)}


def facility(name="PHC Phulwari", *, district=PATNA, parent=None):
    state, _ = State.objects.get_or_create(code=10, defaults={"name": "Bihar"})
    District.objects.get_or_create(
        code=district, defaults={"state": state, "name": str(district), "latitude": 25.5, "longitude": 85.1}
    )
    latitude, longitude = POINTS[name]
    return Facility.objects.create(
        code=name.replace(" ", "-"),
        name=name,
        name_hi="प्रा.स्वा.केन्द्र",
        district_code=district,
        latitude=latitude,
        longitude=longitude,
        coordinates_from="file",
        parent=parent,
        sms_name=name,
    )


def session(place, *, on=TOMORROW, capacity=10, reserve=0, code=None, **more):
    site, _ = SessionSite.objects.get_or_create(
        facility=place,
        defaults={
            "district_code": place.district_code,
            "name": place.name,
            "name_hi": place.name_hi,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "sms_name": place.sms_name,
        },
    )
    opens = datetime(on.year, on.month, on.day, 3, 30, tzinfo=UTC)
    return Session.objects.create(
        code=code or f"{place.code}-{on:%d}",
        campaign=running_campaign(NOW),
        site=site,
        district_code=place.district_code,
        held_on=on,
        starts_at=opens,
        ends_at=opens + timedelta(hours=8),
        capacity=capacity,
        reserve_percent=reserve,
        vaccine_id="covishield",
        **more,
    )


def posting(place, *, text=None, decision="accept"):
    district = place.district_code if place else PATNA
    return Posting.objects.get_or_create(
        stated_district_code=district,
        text=text or place.name,
        facility_code_given="",
        defaults={
            "district_code": district,
            "decision": decision,
            "facility": place if decision == "accept" else None,
        },
    )[0]


def person(name, place, *, category="nurse_supervisor", home_pin_code="", **more):
    number = Beneficiary.objects.count() + 1
    where = more.pop("posting", None) or posting(place)
    values = {
        "reference": 10_000_000_000_000 + number,
        "district_code": where.district_code,
        "roster_key": number.to_bytes(16, "big"),
        "full_name": name,
        "name_hi": "",
        "gender": "F",
        "birth_year": 1985,
        "mobile": f"98765{number:05d}",
        "mobile_state": "ok",
        "alt_mobile": "",
        "photo_id_last4": "",
        "category": category,
        "designation": "",
        "employee_id": "",
        "is_vaccinator": False,
        "language": "hi",
        "home_address": "",
        "home_pin_code": home_pin_code,
        "posting": where,
        "upload_id": 1,
        "registered_at": NOW - timedelta(days=3),
        "updated_at": NOW - timedelta(days=3),
    }
    return Beneficiary.objects.create(**(values | more))

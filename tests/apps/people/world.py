"""A registry of two districts and people who wrote their postings in their own ways."""

from datetime import UTC, datetime

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import District, Facility, State

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
PATNA, BHOJPUR = 230, 231


def registry() -> dict[str, Facility]:
    state = State.objects.create(code=10, name="Bihar")
    District.objects.create(code=PATNA, state=state, name="Patna", name_hi="पटना")
    District.objects.create(code=BHOJPUR, state=state, name="Bhojpur", name_hi="भोजपुर")
    rows = (
        ("F1", "PHC Phulwari", "PHC", PATNA),
        ("F2", "APHC Lari", "APHC", PATNA),
        ("F3", "Sadar Hospital Ara", "DH", BHOJPUR),
    )
    return {
        code: Facility.objects.create(
            code=code, name=name, type=kind, district_code=district, coordinates_from="nowhere", sms_name=name
        )
        for code, name, kind, district in rows
    }


def posting(text: str, *, code: str = "", district: int = PATNA) -> Posting:
    return Posting.objects.create(
        stated_district_code=district, district_code=district, text=text, facility_code_given=code
    )


def person(name: str, where: Posting, **more) -> Beneficiary:
    number = Beneficiary.objects.count() + 1
    values = {
        "reference": 10_000_000_000_000 + number, "district_code": where.district_code,
        "roster_key": number.to_bytes(16, "big"), "full_name": name, "name_hi": "", "gender": "F",
        "birth_year": 1986, "mobile": f"98765{number:05d}", "mobile_state": "ok", "alt_mobile": "",
        "photo_id_last4": "", "category": "nurse_supervisor", "designation": "", "employee_id": "",
        "is_vaccinator": False, "language": "hi", "home_address": "", "home_pin_code": "800001",
        "posting": where, "upload_id": 1, "registered_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Beneficiary.objects.create(**(values | more))

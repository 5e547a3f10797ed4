"""Builders of made-up people and places for tests; each takes what matters and fills in the rest.

The people are always the same few: Asha (allotted), Binod (a second registration of Asha), Chitra (outside
the jurisdiction), Dev (no usable mobile).
"""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from teeka.apps.allotment.models import Appointment
from teeka.apps.intake.models import Upload, UploadRow
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import District, Facility, State
from teeka.apps.planning.models import Campaign, Session, SessionSite, Vaccine
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.shared.ids import beneficiary_reference

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)  # 20:30 in India, the evening before
PATNA, GAYA = 10032, 10010
_numbers = itertools.count(1)


def district(code: int = PATNA, name: str = "Patna", **rest: Any) -> District:
    bihar, _ = State.objects.get_or_create(code=10, defaults={"name": "Bihar", "name_hi": "बिहार"})
    made, _ = District.objects.get_or_create(code=code, defaults={"state": bihar, "name": name, **rest})
    return made


def facility(code: str = "F1", *, at: tuple[float, float] = (25.6, 85.1), **rest: Any) -> Facility:
    values = {
        "name": f"PHC {code}",
        "type": "PHC",
        "district_code": PATNA,
        "latitude": at[0],
        "longitude": at[1],
        "coordinates_from": "file",
        "sms_name": f"PHC {code}",
    }
    return Facility.objects.create(code=code, **{**values, **rest})


def posting(works_at: Facility | None, text: str = "PHC", **rest: Any) -> Posting:
    """Accepted where a facility is given, else for review."""
    home = works_at.district_code if works_at else PATNA
    values = {
        "district_code": home,
        "stated_district_code": home,
        "facility_code_given": "",
        "decision": "accept" if works_at else "review",
    }
    return Posting.objects.create(text=f"{text} {next(_numbers)}", facility=works_at, **{**values, **rest})


def person(name: str, works: Posting, *, mobile: str | None = None, **rest: Any) -> Beneficiary:
    """One registration; Dev has no mobile, whoever else gets a number of their own."""
    number = next(_numbers)
    if mobile is None:
        mobile = "" if name == "Dev" else f"98765{number:05d}"
    values = {
        "reference": int(beneficiary_reference(number)),
        "district_code": works.district_code,
        "roster_key": number.to_bytes(16, "big"),
        "name_hi": "",
        "gender": "M" if name in {"Binod", "Dev"} else "F",
        "birth_year": 1985,
        "mobile_state": "ok" if mobile else "missing",
        "alt_mobile": "",
        "photo_id_last4": "",
        "category": "nurse_supervisor",
        "designation": "ANM",
        "employee_id": "",
        "is_vaccinator": False,
        "language": "hi",
        "home_address": "",
        "home_pin_code": "",
        "upload_id": 1,
        "registered_at": NOW,
        "updated_at": NOW,
    }
    return Beneficiary.objects.create(full_name=name, mobile=mobile, posting=works, **{**values, **rest})


def asha(works: Posting, **rest: Any) -> Beneficiary:
    return person("Asha", works, **rest)


def binod(works: Posting, *, second_of: Beneficiary, **rest: Any) -> Beneficiary:
    return person("Binod", works, stands_for=second_of, mobile=second_of.mobile, **rest)


def chitra(**rest: Any) -> Beneficiary:
    """She works in Gaya, where those who look after Patna may not look."""
    district(GAYA, "Gaya")
    gaya = facility(f"GAYA-{next(_numbers)}", at=(24.8, 85.0), district_code=GAYA)
    return person("Chitra", posting(gaya), **rest)


def dev(works: Posting, **rest: Any) -> Beneficiary:
    return person("Dev", works, **rest)


def campaign() -> Campaign:
    return running_campaign(NOW)


def session(at: Facility, *, on: date = date(2026, 1, 16), capacity: int = 100, **rest: Any) -> Session:
    """09:00 to 17:00 in India at this facility's site."""
    site, _ = SessionSite.objects.get_or_create(
        facility=at,
        defaults={
            "district_code": at.district_code,
            "name": at.name,
            "pin_code": "800001",
            "latitude": at.latitude,
            "longitude": at.longitude,
            "sms_name": at.sms_name,
        },
    )
    starts = datetime(on.year, on.month, on.day, 3, 30, tzinfo=UTC)
    return Session.objects.create(
        code=f"S{next(_numbers)}",
        campaign=campaign(),
        site=site,
        district_code=at.district_code,
        held_on=on,
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        capacity=capacity,
        vaccine=Vaccine.objects.get(code="covishield"),
        **rest,
    )


def seat(who: Beneficiary, where: Session, **rest: Any) -> Appointment:
    """A live appointment, counted in the session's seats."""
    values = {
        "origin": "allotted",
        "reasons": ["OWN_SITE"],
        "distance_km": 0.0,
        "made_by": "test",
        "made_at": NOW,
    }
    made = Appointment.objects.create(
        district_code=where.district_code, campaign=where.campaign, session=where, beneficiary=who, dose=1,
        slot_at=where.starts_at, **{**values, **rest},
    )  # fmt: skip
    where.taken += 1
    where.save(update_fields=["taken"])
    return made


def roster(file_name: str, *fates: tuple[str, Beneficiary | None]) -> Upload:
    """A committed upload whose rows, from 1 on, ended so."""
    upload = Upload.objects.create(
        kind="roster", state="committed", file_name=file_name, row_count=len(fates), uploaded_by="test",
        received_at=NOW, committed_at=NOW,
    )  # fmt: skip
    for number, (fate, who) in enumerate(fates, 1):
        UploadRow.objects.create(
            upload=upload,
            row_number=number,
            district_code=PATNA,
            fate=fate,
            subject_id=who.pk if who else None,
        )
    return upload

"""A small state whose lists are published: as many people, sessions and versions as a test needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from teeka.apps.allotment.models import Appointment, FrozenList, FrozenRow, Plan, Unplaced
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import Block, District, Facility, State
from teeka.apps.planning.models import Campaign, Session, SessionSite, Vaccine
from teeka.shared.ids import beneficiary_reference

BEFORE = datetime(2026, 1, 13, 6, 0, tzinfo=UTC)
STARTS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)
PATNA = 203
NAMES = (
    ("Asha Kumari", "आशा कुमारी"),
    ("Shri Ram Prasad", "श्री राम प्रसाद"),
    ("Kshetrapal Singh", "क्षेत्रपाल सिंह"),
    ("Gyaneshwar Mishra", "ज्ञानेश्वर मिश्र"),
    ("Dev", ""),
)


@dataclass(slots=True)
class Ground:
    """Patna, its primary health centre, and a running campaign."""

    facility: Facility
    posting: Posting
    campaign: Campaign
    site: SessionSite
    plan: Plan


def ground() -> Ground:
    bihar, _ = State.objects.get_or_create(code=10, name="Bihar")
    patna, _ = District.objects.update_or_create(
        code=PATNA, defaults={"state": bihar, "name": "Patna", "name_hi": "पटना"}
    )
    block, _ = Block.objects.get_or_create(
        code=2030, defaults={"district": patna, "name": "Phulwari", "name_hi": "फुलवारी"}
    )
    facility = Facility.objects.create(
        code="BR-PAT-PHC1",
        name="Primary Health Centre Phulwari",
        name_hi="प्राथमिक स्वास्थ्य केन्द्र फुलवारी",
        district_code=PATNA,
        block=block,
        pin_code="801505",
        coordinates_from="nowhere",
        sms_name="PHC Phulwari",
        expected_workers=7,
    )
    posting = Posting.objects.create(
        district_code=PATNA,
        stated_district_code=PATNA,
        text="PHC Phulwari",
        facility_code_given="",
        decision="accept",
        facility=facility,
    )
    campaign = Campaign.objects.create(
        code="hcw", name="Health workers", sending_from=time(8), sending_until=time(20), created_at=BEFORE
    )
    site = SessionSite.objects.create(
        district_code=PATNA, facility=facility, name=facility.name, name_hi=facility.name_hi, sms_name="PHC"
    )
    plan = Plan.objects.create(
        campaign=campaign, made_at=BEFORE, made_by="planner", seed=1, input_sha256="0" * 64
    )
    return Ground(facility, posting, campaign, site, plan)


def person(here: Ground, number: int, name: tuple[str, str] | None = None, mobile: str = "") -> Beneficiary:
    full_name, name_hi = name or NAMES[number % len(NAMES)]
    return Beneficiary.objects.create(
        reference=beneficiary_reference(number),
        district_code=PATNA,
        roster_key=number.to_bytes(16, "big"),
        full_name=full_name,
        name_hi=name_hi,
        gender="F",
        birth_year=1980,
        mobile=mobile,
        mobile_state="ok" if mobile else "missing",
        alt_mobile="",
        photo_id_type=1,
        photo_id_last4=f"{number:04d}",
        category="nurse_supervisor",
        designation="ANM",
        employee_id="",
        is_vaccinator=False,
        language="hi",
        home_address="",
        home_pin_code="",
        posting=here.posting,
        upload_id=1,
        registered_at=BEFORE,
        updated_at=BEFORE,
    )


def session(here: Ground, code: str, *, day: int = 0, capacity: int = 100) -> Session:
    starts_at = STARTS + timedelta(days=day)
    return Session.objects.create(
        code=code,
        campaign=here.campaign,
        site=here.site,
        district_code=PATNA,
        held_on=date(2026, 1, 16) + timedelta(days=day),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        capacity=capacity,
        vaccine=Vaccine.objects.get_or_create(code="covishield", defaults={"name": "Covishield"})[0],
    )


def placed(here: Ground, where: Session, people: Sequence[Beneficiary]) -> list[Appointment]:
    return [
        Appointment.objects.create(
            district_code=PATNA,
            campaign=here.campaign,
            session=where,
            beneficiary=someone,
            dose=1,
            slot_at=where.starts_at + timedelta(minutes=30 * (number // 10)),
            origin="allotted",
            plan=here.plan,
            made_by="planner",
            made_at=BEFORE,
        )
        for number, someone in enumerate(people)
    ]


def unplaced(here: Ground, someone: Beneficiary, reason: str = "SESSIONS_FULL") -> Unplaced:
    return Unplaced.objects.create(
        district_code=PATNA,
        campaign=here.campaign,
        beneficiary=someone,
        dose=1,
        reason=reason,
        plan=here.plan,
    )


def frozen(
    here: Ground, where: Session, places: Sequence[Appointment], *, version: int = 1, reason: str = "first"
) -> FrozenList:
    """Publish these places as the session's next version, as the freeze does."""
    published = FrozenList.objects.create(
        district_code=PATNA,
        session=where,
        version=version,
        frozen_at=BEFORE + timedelta(hours=version),
        frozen_by="planner",
        reason=reason,
        row_count=len(places),
        sha256=f"{version:x}" * 64,
        heading=heading(here, where),
    )
    FrozenRow.objects.bulk_create(
        _row(here, published, position, place) for position, place in enumerate(places, start=1)
    )
    return published


def heading(here: Ground, where: Session) -> dict[str, object]:
    return {
        "site_name": here.site.name,
        "site_name_hi": here.site.name_hi,
        "district": "Patna",
        "district_hi": "पटना",
        "held_on": where.held_on.isoformat(),
        "starts_at": where.starts_at.isoformat(),
        "ends_at": where.ends_at.isoformat(),
        "vaccine": "Covishield",
        "vaccine_hi": "कोविशील्ड",
        "dose": 1,
        "capacity": where.capacity,
    }


def _row(here: Ground, published: FrozenList, position: int, place: Appointment) -> FrozenRow:
    someone = place.beneficiary
    return FrozenRow(
        frozen_list=published,
        position=position,
        district_code=PATNA,
        appointment=place,
        beneficiary=someone,
        slot_at=place.slot_at,
        reference=someone.reference,
        full_name=someone.full_name,
        name_hi=someone.name_hi,
        gender=someone.gender,
        birth_year=someone.birth_year,
        mobile=someone.mobile,
        mobile_state=someone.mobile_state,
        language=someone.language,
        category=someone.category,
        designation=someone.designation,
        facility_code=here.facility.code,
        facility_name=here.facility.name,
        facility_name_hi=here.facility.name_hi,
        photo_id_type=someone.photo_id_type,
        photo_id_last4=someone.photo_id_last4,
        origin=place.origin,
    )


def published_state(people: int = 12, codes: Sequence[str] = ("S1",)) -> Ground:
    """Sessions with `people` each, all published, and one person more who has no place."""
    here = ground()
    number = 0
    for day, code in enumerate(codes):
        where = session(here, code, day=day)
        crowd = [person(here, number + n, mobile=f"98765{number + n:05d}") for n in range(people)]
        number += people
        frozen(here, where, placed(here, where, crowd))
    unplaced(here, person(here, number, ("Chitra", "चित्रा")))
    return here

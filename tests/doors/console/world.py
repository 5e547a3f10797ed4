"""Two districts, one session each, and the four people of all tests, from registration to a message."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from teeka.apps.accounts.models import Staff
from teeka.apps.allotment.models import Appointment, FrozenList, FrozenRow, Plan, Unplaced
from teeka.apps.intake.models import Upload, UploadRow
from teeka.apps.lists.models import PackCopy, Place
from teeka.apps.lists.services.signing import enrol_first_key
from teeka.apps.notices.models import Message, Outbox, Route, Settled
from teeka.apps.people.models import Beneficiary, DuplicateLink, Posting
from teeka.apps.places.models import Block, District, Facility, State
from teeka.apps.planning.models import Campaign, CohortTier, Session, SessionSite, Vaccine
from teeka.rules.permissions import Role

PATNA, GAYA = 9101, 9102
BLOCK = 910_101


@dataclass
class World:
    now: datetime
    facilities: dict[int, Facility] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    people: dict[str, Beneficiary] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    uploads: dict[int, Upload] = field(default_factory=dict)
    open_posting: dict[int, Posting] = field(default_factory=dict)
    pairs: dict[int, DuplicateLink] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    def reference(self, name: str) -> int:
        return self.people[name].reference


def make_world(now: datetime, *, more_people: int = 0) -> World:
    """`more_people` crowd Patna besides the four: what must not cost more statements."""
    world = World(now)
    enrol_first_key(now=now)  # as set-up does, in the role of commands
    state = State.objects.create(code=91, name="Testland", name_hi="परीक्षा प्रदेश")
    campaign = Campaign.objects.create(
        code="first",
        name="Health workers",
        name_hi="स्वास्थ्य कर्मी",
        state=state,
        tell_hours=24,
        sending_from=time(8),
        sending_until=time(20),
        created_at=now,
    )
    CohortTier.objects.create(campaign=campaign, category="nurse_supervisor", tier=1)
    vaccine = Vaccine.objects.get_or_create(code="covishield", defaults={"name": "Covishield"})[0]
    plan = Plan.objects.create(campaign=campaign, made_at=now, made_by="teeka", seed=1, input_sha256="0" * 64)
    Route.objects.create(
        code="simulator", adapter="simulator", is_rehearsal=True, changed_at=now, changed_by="teeka"
    )
    for code, name, name_hi in ((PATNA, "Patna", "पटना"), (GAYA, "Gaya", "गया")):
        District.objects.create(code=code, state=state, name=name, name_hi=name_hi)
        _furnish(world, code, name, campaign, vaccine)
    asha = _person(world, "Asha", PATNA, mobile="9000000001")
    binod = _person(world, "Binod", PATNA, mobile="9000000001")
    Beneficiary.objects.filter(pk=binod.pk).update(stands_for=asha)
    _person(world, "Chitra", GAYA, mobile="9000000003")
    _person(world, "Dev", PATNA, mobile="", mobile_state="missing")
    eve = _person(world, "Eve", PATNA, mobile="9000000005")
    Unplaced.objects.create(
        district_code=PATNA, campaign=campaign, beneficiary=eve, dose=1, reason="SESSIONS_FULL", plan=plan
    )
    _person(world, "Farid", PATNA, mobile="9000000006", is_open=True)
    _seat(world, PATNA, ["Asha", "Dev"], plan)
    crowd(world, PATNA, more_people)
    _seat(world, GAYA, ["Chitra"], plan)
    _pair(world, "Eve", "Farid")
    _pair(world, "Chitra", "Asha")
    _give_logins(world)
    return world


def _pair(world: World, older: str, younger: str) -> None:
    """Two registrations that wait for a person; a pair is of the older one's district."""
    survivor = world.people[older]
    world.pairs[survivor.district_code] = DuplicateLink.objects.create(
        district_code=survivor.district_code,
        survivor=survivor,
        duplicate=world.people[younger],
        probability=0.81,
        decision="hold",
        reasons=["SAME_NAME", "BIRTH_YEAR_SLIPPED"],
        bits=[14.2, -1.5],
        found_at=world.now,
    )


def _furnish(world: World, code: int, name: str, campaign: Campaign, vaccine: Vaccine) -> None:
    """One block, one facility, one site, one session, one upload and one open text."""
    block = Block.objects.create(
        code=code * 100 + 1, district_id=code, name=f"{name} Sadar", name_hi=f"{name} सदर"
    )
    facility = Facility.objects.create(
        code=f"{name.upper()}-PHC",
        name=f"PHC {name}",
        name_hi=f"प्रा.स्वा.केन्द्र {name}",
        type="PHC",
        district_code=code,
        block=block,
        coordinates_from="nowhere",
        sms_name=f"PHC {name}",
    )
    site = SessionSite.objects.create(
        district_code=code,
        facility=facility,
        name=facility.name,
        name_hi=facility.name_hi,
        sms_name=f"PHC {name}",
    )
    starts = world.now + timedelta(hours=36)
    world.facilities[code] = facility
    world.sessions[code] = Session.objects.create(
        code=f"{name.upper()}-1",
        campaign=campaign,
        site=site,
        district_code=code,
        held_on=starts.date(),
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        capacity=100,
        reserve_percent=10,
        vaccine=vaccine,
    )
    world.uploads[code] = Upload.objects.create(
        kind="roster",
        state="committed",
        file_name=f"roster-{name}.csv",
        uploaded_by=f"clerk-{name}",
        received_at=world.now,
        committed_at=world.now,
        row_count=1,
        district_code=code,
    )
    UploadRow.objects.create(
        upload=world.uploads[code],
        row_number=7,
        district_code=code,
        fate="rejected",
        problems=[{"reason": "birth_year_unreadable", "column": "birth_year"}],
        raw={"name": f"=cmd of {name}", "birth_year": "19x5"},
    )
    world.open_posting[code] = Posting.objects.create(
        district_code=code,
        stated_district_code=code,
        text=f"Aspatal {name}",
        facility_code_given="",
        decision="confirm",
        confidence=0.6,
        reasons=["AMBIGUOUS"],
        candidates=[facility.pk],
    )


def _person(
    world: World, name: str, district: int, *, mobile: str, mobile_state: str = "ok", is_open: bool = False
) -> Beneficiary:
    number = len(world.people) + 1
    facility = world.facilities[district]
    posting = (
        world.open_posting[district]
        if is_open
        else Posting.objects.get_or_create(
            stated_district_code=district,
            text=facility.name,
            facility_code_given="",
            defaults={
                "district_code": district,
                "decision": "accept",
                "facility": facility,
                "reasons": ["EXACT"],
                "confidence": 1.0,
            },
        )[0]
    )
    world.people[name] = Beneficiary.objects.create(
        reference=10_000_000_000_000 + number * 11,
        district_code=district,
        roster_key=number.to_bytes(16, "big"),
        full_name=f"{name} Kumari",
        name_hi="नाम",
        gender="F",
        birth_year=1980,
        mobile=mobile,
        mobile_state=mobile_state,
        photo_id_last4="4321",
        category="nurse_supervisor",
        designation="ANM",
        is_vaccinator=False,
        language="hi",
        posting=posting,
        upload_id=world.uploads[district].pk,
        registered_at=world.now,
        updated_at=world.now,
    )
    return world.people[name]


def _seat(world: World, district: int, names: list[str], plan: Plan) -> None:
    """Seats, a published list with copies in two places, and a message a person: Asha's delivered."""
    session = world.sessions[district]
    frozen = FrozenList.objects.create(
        district_code=district,
        session=session,
        version=1,
        frozen_at=world.now,
        frozen_by="rekha",
        reason="first publication",
        row_count=len(names),
        sha256="ab" * 32,
        heading={},
    )
    for position, name in enumerate(names, start=1):
        _list(world, frozen, position, name, plan)
    Session.objects.filter(pk=session.pk).update(taken=len(names))
    for place in ("lists", "second"):
        Place.objects.get_or_create(
            code=place, defaults={"kind": "folder", "settings": {}, "set_by": "set-up", "set_at": world.now}
        )
        PackCopy.objects.create(
            district_code=district,
            frozen_list=frozen,
            place=place,
            path="x",
            sha256="0" * 64,
            row_count=len(names),
            verified_at=world.now,
        )


def crowd(world: World, district: int, number: int) -> None:
    """More people on the published list of a district's session, their messages on the way."""
    frozen, plan = FrozenList.objects.get(session=world.sessions[district]), Plan.objects.get()
    there = sum(name.startswith("Crowd") for name in world.people)
    for place in range(there, there + number):
        name = f"Crowd {place:03}"
        _person(world, name, district, mobile=f"91{place:08}")
        _list(world, frozen, 100 + place, name, plan)


def _list(world: World, frozen: FrozenList, position: int, name: str, plan: Plan) -> None:
    """A seat, its line in the list and its message."""
    person = world.people[name]
    seat = Appointment.objects.create(
        district_code=frozen.district_code,
        campaign=plan.campaign,
        session=frozen.session,
        beneficiary=person,
        dose=1,
        slot_at=frozen.session.starts_at,
        origin="allotted",
        plan=plan,
        reasons=["OWN_SITE"],
        distance_km=0.0,
        made_by="teeka",
        made_at=world.now,
    )
    world.appointments[name] = seat
    facility = world.facilities[frozen.district_code]
    FrozenRow.objects.create(**_line(frozen, position, seat, person, facility))
    _message(world, frozen, seat, person)


def _line(
    frozen: FrozenList, position: int, seat: Appointment, person: Beneficiary, facility: Facility
) -> dict[str, Any]:
    copied = (
        "reference",
        "full_name",
        "name_hi",
        "gender",
        "birth_year",
        "mobile",
        "mobile_state",
        "language",
        "category",
        "designation",
        "photo_id_type",
        "photo_id_last4",
    )
    return {
        "frozen_list": frozen,
        "position": position,
        "district_code": frozen.district_code,
        "appointment": seat,
        "beneficiary": person,
        "slot_at": seat.slot_at,
        "facility_code": facility.code,
        "facility_name": facility.name,
        "facility_name_hi": facility.name_hi,
        "origin": "allotted",
        **{name: getattr(person, name) for name in copied},
    }


def _message(world: World, frozen: FrozenList, seat: Appointment, person: Beneficiary) -> None:
    deadline = frozen.session.starts_at - timedelta(hours=24)
    message = Message.objects.create(
        district_code=seat.district_code,
        reference=uuid.uuid4(),
        purpose="invitation",
        campaign=seat.campaign,
        session=frozen.session,
        frozen_list=frozen,
        appointment=seat,
        beneficiary=person,
        revision=1,
        slot_at=seat.slot_at,
        site_name="PHC",
        language="hi",
        to_number=person.mobile,
        text="आपका टीकाकरण",
        segments=1,
        must_be_told_by=deadline,
        planned_at=world.now,
    )
    where = {
        "message": message,
        "district_code": seat.district_code,
        "session_id": frozen.session_id,
        "state_at": world.now,
        "must_be_told_by": deadline,
    }
    if person.full_name.startswith("Crowd"):
        Outbox.objects.create(**where, state="queued", useless_from=frozen.session.starts_at)
    elif person.mobile_state == "missing":
        Settled.objects.create(**where, state="suppressed", reason="no_mobile", attempt=1)
    else:
        Settled.objects.create(**where, state="delivered", attempt=1)


def _give_logins(world: World) -> None:
    """One login a role, all of Patna or of a place in it."""
    for role in Role:
        world.staff[role.value] = Staff.objects.create(
            username=f"{role.value}-of-patna",
            full_name=f"{role.value} of Patna",
            role=role.value,
            state_code=91,
            district_code=PATNA,
            block_code=PATNA * 100 + 1,
            facility_id=world.facilities[PATNA].pk,
            session_site_id=world.sessions[PATNA].site_id,
            language="en",
            password="!",
        )

"""A small state in which everything holds: Asha is placed and told, Binod is Asha's second registration,
Chitra works in another district and is unplaced, Dev is placed and has no mobile."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import connection

from teeka.apps.accounts.services.audit import anchor_events, record_event
from teeka.apps.allotment.models import Appointment, FrozenList, Plan, Unplaced
from teeka.apps.intake.models import Upload, UploadRow
from teeka.apps.notices.models import Message, Settled
from teeka.apps.people.models import Beneficiary, DuplicateLink, Posting
from teeka.apps.places.models import Block, District, Facility, State
from teeka.apps.planning.models import Campaign, Session, SessionSite, Vaccine
from tests.apps.readiness.published import BEFORE, STARTS, as_owner, deliver, frozen_list, message_of

PATNA, GAYA = 203, 208


@dataclass(slots=True)
class Told:
    """The rows of the state that tests break."""

    upload: Upload
    session: Session
    asha: Beneficiary
    binod: Beneficiary
    chitra: Beneficiary
    dev: Beneficiary
    asha_place: Appointment
    dev_place: Appointment
    frozen: FrozenList
    asha_message: Message
    dev_message: Message


def break_by(statement: str, *params: object) -> None:
    """Do behind the application's back what it never does itself."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # foreign keys look away
        cursor.execute(statement, params or None)
        cursor.execute("SET LOCAL session_replication_role = origin")


def everybody_told() -> Told:
    patna_phc, gaya_phc = _places()
    upload, people = _registered(patna_phc, gaya_phc)
    asha, binod, chitra, dev = people
    session = _session(patna_phc)
    asha_place, dev_place = _allotted(session, asha, dev, chitra)
    frozen = frozen_list(session, [asha_place, dev_place])
    asha_message = message_of(frozen, asha_place, to_number=asha.mobile)
    dev_message = message_of(frozen, dev_place, to_number="")
    deliver(asha_message)
    Settled.objects.create(
        message=dev_message,
        district_code=PATNA,
        session_id=session.id,
        state="suppressed",
        state_at=BEFORE,
        reason="no_mobile",
        must_be_told_by=dev_message.must_be_told_by,
        attempt=1,
    )
    for number in range(3):
        record_event(action="look", subject_type="beneficiary", subject_id=number, by="asha", now=BEFORE)
    anchor_events(now=BEFORE)
    return Told(
        upload, session, asha, binod, chitra, dev, asha_place, dev_place, frozen, asha_message, dev_message
    )


def _places() -> tuple[Facility, Facility]:
    bihar = State.objects.create(code=10, name="Bihar")
    facilities = []
    for code, name in ((PATNA, "Patna"), (GAYA, "Gaya")):
        district = District.objects.create(code=code, state=bihar, name=name)
        block = Block.objects.create(code=code * 10, district=district, name=f"{name} Sadar")
        facilities.append(
            Facility.objects.create(
                code=f"{name}-PHC",
                name=f"PHC {name}",
                district_code=code,
                block=block,
                pin_code="800001",
                coordinates_from="nowhere",
                sms_name=f"PHC {name}",
            )
        )
    return facilities[0], facilities[1]


def _registered(patna_phc: Facility, gaya_phc: Facility) -> tuple[Upload, list[Beneficiary]]:
    upload = Upload.objects.create(
        kind="roster",
        state="committed",
        file_name="roster.csv",
        sha256="0" * 64,
        row_count=5,
        uploaded_by="asha",
        received_at=BEFORE,
        committed_at=BEFORE,
    )
    postings = {
        facility: Posting.objects.create(
            district_code=facility.district_code,
            stated_district_code=facility.district_code,
            text=facility.name,
            facility_code_given="",
            decision="accept",
            facility=facility,
            confidence=0.99,
            reasons=["EXACT"],
            resolved_at=BEFORE,
        )
        for facility in (patna_phc, gaya_phc)
    }
    people: list[Beneficiary] = []
    for number, (name, facility, mobile) in enumerate(
        [
            ("Asha", patna_phc, "9876500001"),
            ("Binod", patna_phc, "9876500001"),
            ("Chitra", gaya_phc, "9876500003"),
            ("Dev", patna_phc, ""),
        ],
        start=1,
    ):
        person = Beneficiary.objects.create(
            reference=10_000_000_000_000 + number,
            district_code=facility.district_code,
            roster_key=bytes([number]) * 16,
            full_name=name,
            name_hi="",
            gender="F",
            birth_year=1980,
            mobile=mobile,
            mobile_state="ok" if mobile else "missing",
            alt_mobile="",
            photo_id_last4="1234",
            category="nurses",
            designation="ANM",
            employee_id="",
            is_vaccinator=False,
            language="en",
            home_address="",
            home_pin_code="800001",
            posting=postings[facility],
            stands_for=people[0] if name == "Binod" else None,
            upload_id=upload.pk,
            registered_at=BEFORE,
            updated_at=BEFORE,
        )
        people.append(person)
        UploadRow.objects.create(
            upload=upload,
            row_number=number,
            district_code=person.district_code,
            fate="created",
            subject_id=person.pk,
        )
    UploadRow.objects.create(
        upload=upload,
        row_number=5,
        district_code=0,
        fate="rejected",
        problems=[{"column": "gender", "reason": "missing"}],
        raw={},
    )
    DuplicateLink.objects.create(
        district_code=PATNA,
        survivor=people[0],
        duplicate=people[1],
        probability=0.98,
        decision="link",
        reasons=["SAME_MOBILE"],
        found_at=BEFORE,
    )
    return upload, people


def _session(facility: Facility) -> Session:
    campaign = Campaign.objects.create(
        code="hcw",
        name="Health workers",
        dose=1,
        sending_from=time(8),
        sending_until=time(20),
        created_at=BEFORE,
    )
    site = SessionSite.objects.create(
        district_code=facility.district_code, facility=facility, name=facility.name, sms_name="PHC Patna"
    )
    return Session.objects.create(
        code="S1",
        campaign=campaign,
        site=site,
        district_code=site.district_code,
        held_on=date(2026, 1, 16),
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=8),
        capacity=2,
        taken=2,
        vaccine=Vaccine.objects.get(code="covishield"),
    )


def _allotted(
    session: Session, asha: Beneficiary, dev: Beneficiary, chitra: Beneficiary
) -> tuple[Appointment, Appointment]:
    plan = Plan.objects.create(
        campaign=session.campaign,
        made_at=BEFORE + timedelta(hours=1),
        made_by="asha",
        seed=1,
        input_sha256="",
    )
    asha_place, dev_place = (
        Appointment.objects.create(
            district_code=session.district_code,
            campaign=session.campaign,
            session=session,
            beneficiary=person,
            dose=1,
            slot_at=STARTS,
            origin="allotted",
            plan=plan,
            reasons=["OWN_SITE"],
            distance_km=0.0,
            made_by="asha",
            made_at=plan.made_at,
        )
        for person in (asha, dev)
    )
    Unplaced.objects.create(
        district_code=GAYA,
        campaign=session.campaign,
        beneficiary=chitra,
        dose=1,
        plan=plan,
        reason="NO_SESSION_IN_DISTRICT",
    )
    return asha_place, dev_place

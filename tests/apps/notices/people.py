"""Asha, Binod, Chitra and Dev on frozen lists: the smallest world in which notices are owed."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from django.db import connection

from teeka.apps.allotment.models import Appointment, FrozenList, FrozenRow
from teeka.apps.notices.models import Message, Outbox, Settled
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import District, State
from teeka.apps.planning.models import Campaign, Session, SessionSite, Vaccine

PATNA, GAYA = 212, 213
_numbers = count(1)


@dataclass
class World:
    """One campaign, a session tomorrow noon in Patna; `freeze` publishes whoever has a seat then."""

    now: datetime
    district: int = PATNA
    people: dict[str, Beneficiary] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.campaign, _ = Campaign.objects.get_or_create(
            is_running=True,
            defaults={
                "code": "bihar", "name": "Bihar", "created_at": self.now, "seed": 1, "tell_hours": 24,
                "sending_from": time(8), "sending_until": time(20), "pack_places": 0,
            },
        )  # fmt: skip
        bihar, _ = State.objects.get_or_create(code=10, defaults={"name": "Bihar"})
        District.objects.get_or_create(code=self.district, defaults={"name": "Patna", "state": bihar})
        Vaccine.objects.get_or_create(
            code="COVISHIELD", defaults={"name": "Covishield", "doses_per_vial": 10}
        )
        self.posting, _ = Posting.objects.get_or_create(
            district_code=self.district,
            stated_district_code=self.district,
            text="PHC Bihta",
            facility_code_given="",
        )
        self.site = SessionSite.objects.create(
            district_code=self.district,
            name=f"PHC Bihta {next(_numbers)}",
            name_hi="प्रा. स्वा. केंद्र बिहटा",
            sms_name="PHC Bihta",
        )
        self.starts_at = self.now + timedelta(days=2)
        self.session = self.make_session()

    def make_session(self) -> Session:
        return Session.objects.create(
            code=f"S-{next(_numbers)}", campaign=self.campaign, site=self.site, district_code=self.district,
            held_on=self.starts_at.date(), starts_at=self.starts_at,
            ends_at=self.starts_at + timedelta(hours=8), capacity=100, vaccine_id="COVISHIELD",
        )  # fmt: skip

    def seat(self, name: str, **changes: Any) -> Appointment:
        """Give a person a seat; the person is made when not there yet."""
        if name not in self.people:
            number = next(_numbers)
            mobile = "" if name == "Dev" else f"98765{number:05d}"
            values = {
                "full_name": f"{name} Kumar", "name_hi": {"Asha": "आशा देवी"}.get(name, ""), "mobile": mobile,
                "mobile_state": "ok" if mobile else "missing", "language": "hi" if name == "Asha" else "en",
                **changes,
            }  # fmt: skip
            self.people[name] = Beneficiary.objects.create(
                reference=20_000_000_000_000 + number, district_code=self.district,
                roster_key=number.to_bytes(16, "big"), gender="F", birth_year=1980, alt_mobile="",
                photo_id_last4="", category="nurse", designation="", employee_id="",
                is_vaccinator=False, home_address="", home_pin_code="", posting=self.posting,
                upload_id=1, registered_at=self.now, updated_at=self.now, **values,
            )  # fmt: skip
        return Appointment.objects.create(
            district_code=self.district, campaign=self.campaign, session=self.session,
            beneficiary=self.people[name], dose=1, slot_at=self.starts_at, origin="allotted", made_by="test",
            made_at=self.now,
        )  # fmt: skip

    def freeze(self) -> int:
        """The next version of the session's list; returns its id."""
        version = FrozenList.objects.filter(session=self.session).count() + 1
        seats = list(
            Appointment.objects.filter(session=self.session, cancelled_at=None)
            .select_related("beneficiary")
            .order_by("id")
        )
        frozen = FrozenList.objects.create(
            district_code=self.district, session=self.session, version=version, frozen_at=self.now,
            frozen_by="test", reason="", row_count=len(seats), sha256="", heading={},
        )  # fmt: skip
        for position, seat in enumerate(seats, start=1):
            person = seat.beneficiary
            FrozenRow.objects.create(
                frozen_list=frozen, position=position, district_code=self.district, appointment=seat,
                beneficiary=person, slot_at=seat.slot_at, reference=person.reference,
                full_name=person.full_name, name_hi=person.name_hi, gender="F", birth_year=1980,
                mobile=person.mobile,
                mobile_state=person.mobile_state, language=person.language, category="nurse", designation="",
                facility_code="", facility_name="", facility_name_hi="", photo_id_last4="", origin="allotted",
            )  # fmt: skip
        return int(frozen.pk)


def standings() -> list[tuple[str, str, str]]:
    """(person, purpose, state) of every message, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(b.full_name, ' ', 1), m.purpose, st.state FROM notices_message m"
            " JOIN notices_standing st ON st.message_id = m.id"
            " JOIN people_beneficiary b ON b.id = m.beneficiary_id ORDER BY m.id"
        )
        return cursor.fetchall()


def put(name: str, state: str, **values: Any) -> Message:
    """Move a person's newest message to an open state, as a dispatcher would have."""
    message = Message.objects.filter(beneficiary__full_name__startswith=name).latest("id")
    Outbox.objects.filter(pk=message.pk).update(state=state, **values)
    return message


def settle(name: str, state: str, *, now: datetime, **values: Any) -> Message:
    """Move a person's newest message out of the outbox, to its end."""
    message = Message.objects.filter(beneficiary__full_name__startswith=name).latest("id")
    row = Outbox.objects.get(pk=message.pk)
    row.delete()
    Settled.objects.create(
        message=message, district_code=row.district_code, session_id=row.session_id, state=state,
        state_at=now, must_be_told_by=row.must_be_told_by, attempt=row.attempt, **values,
    )  # fmt: skip
    return message

"""What a small state has published: a frozen list, its messages, and where each stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from teeka.apps.allotment.models import Appointment, FrozenList, FrozenRow
from teeka.apps.allotment.queries.frozen import recompute_hashes
from teeka.apps.notices.models import Attempt, Message, Outbox, Receipt, Route, Settled
from teeka.apps.planning.models import Session

BEFORE = datetime(2026, 1, 13, 6, 0, tzinfo=UTC)
STARTS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside a test's transaction: as who owns the tables, whom nothing stops."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE teeka_superuser")
        try:
            yield
        finally:
            cursor.execute("SET LOCAL ROLE teeka_worker")


def frozen_list(session: Session, places: list[Appointment]) -> FrozenList:
    frozen = FrozenList.objects.create(
        district_code=session.district_code,
        session=session,
        version=1,
        frozen_at=BEFORE,
        frozen_by="asha",
        reason="first",
        row_count=len(places),
        sha256="",
        heading={},
    )
    for position, place in enumerate(places, start=1):
        person = place.beneficiary
        FrozenRow.objects.create(
            frozen_list=frozen,
            position=position,
            district_code=frozen.district_code,
            appointment=place,
            beneficiary=person,
            slot_at=place.slot_at,
            reference=person.reference,
            full_name=person.full_name,
            name_hi="",
            gender="F",
            birth_year=1980,
            mobile=person.mobile,
            mobile_state=person.mobile_state,
            language="en",
            category=person.category,
            designation="ANM",
            facility_code="Patna-PHC",
            facility_name="PHC Patna",
            facility_name_hi="",
            photo_id_type=None,
            photo_id_last4="1234",
            origin="allotted",
        )
    with as_owner():  # whom alone a published list obeys
        FrozenList.objects.filter(pk=frozen.pk).update(sha256=recompute_hashes().broken[0].sha256_found)
    return frozen


def message_of(frozen: FrozenList, place: Appointment, *, to_number: str) -> Message:
    return Message.objects.create(
        district_code=frozen.district_code,
        reference=uuid4(),
        purpose="invitation",
        campaign=place.campaign,
        session=place.session,
        frozen_list=frozen,
        appointment=place,
        beneficiary=place.beneficiary,
        revision=1,
        slot_at=place.slot_at,
        site_name="PHC Patna",
        language="en",
        to_number=to_number,
        text="come",
        segments=1,
        must_be_told_by=STARTS - timedelta(hours=24),
        planned_at=BEFORE,
    )


def deliver(message: Message) -> None:
    """Handed over once, accepted, delivered by a receipt."""
    route = Route.objects.create(
        code="rehearsal", adapter="simulator", is_rehearsal=True, changed_at=BEFORE, changed_by="asha"
    )
    Attempt.objects.create(
        message_id=message.pk,
        district_code=message.district_code,
        attempt=1,
        answer="accepted",
        send_started_at=BEFORE,
        answered_at=BEFORE,
    )
    Receipt.objects.create(
        route_code=route.code,
        dedup_key=b"1" * 16,
        reference=message.reference,
        state="delivered",
        received_at=BEFORE,
        look_again_at=BEFORE,
        applied_at=BEFORE,
        message_id=message.pk,
    )
    Settled.objects.create(
        message=message,
        district_code=message.district_code,
        session_id=message.session_id,
        state="delivered",
        state_at=BEFORE,
        must_be_told_by=message.must_be_told_by,
        attempt=1,
        route=route,
    )


def in_outbox(message: Message, state: str) -> None:
    """Bring a settled message back into the outbox, in this state."""
    Settled.objects.filter(message=message).delete()
    Outbox.objects.create(
        message=message,
        district_code=message.district_code,
        session_id=message.session_id,
        state=state,
        state_at=BEFORE,
        must_be_told_by=message.must_be_told_by,
        useless_from=STARTS,
    )

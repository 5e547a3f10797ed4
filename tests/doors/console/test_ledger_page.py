"""The ledger page: names behind every figure, in the reader's districts, mobiles as the role may see them."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest

from teeka.apps.notices.models import (
    Attempt,
    CallOutcome,
    Canary,
    Message,
    Receipt,
    Reply,
    Route,
    Settled,
    Submission,
)
from teeka.rules.permissions import Role
from tests.apps.readiness.published import as_owner
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World


@pytest.fixture
def sent(world: World) -> World:
    """Asha's message was handed over by a route, refused for now, taken, and delivered 12 seconds later."""
    route = Route.objects.get(code="simulator")
    message = Message.objects.get(beneficiary=world.people["Asha"])
    Settled.objects.filter(message=message).update(route=route, state_at=world.now + timedelta(seconds=12))
    submission = Submission.objects.create(
        route=route, owner="00000000-0000-4000-8000-000000000001", claimed_at=world.now,
        lease_until=world.now, message_count=1,
    )  # fmt: skip
    for number, answer in enumerate(("throttled", "accepted"), start=1):
        Attempt.objects.create(
            message_id=message.pk, district_code=PATNA, submission=submission, attempt=number, answer=answer,
            code="429" if answer == "throttled" else "", send_started_at=world.now, answered_at=world.now,
        )  # fmt: skip
    for key, of in (
        (b"1" * 16, message.pk),
        (b"2" * 16, Message.objects.exclude(district_code=PATNA).get().pk),
    ):
        Receipt.objects.create(
            route_code="simulator", dedup_key=key, state="delivered", code=f"ok-{key[:1].decode()}",
            received_at=world.now + timedelta(seconds=11), look_again_at=world.now, applied_at=world.now,
            message_id=of,
        )  # fmt: skip
    return world


def test_a_figure_opens_the_names_behind_it(sent: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/ledger/").content.decode()

    assert "Asha" in page
    assert 'href="/calls/"' in page  # the way to the other pages stands on this one too
    assert "Dev" in page
    assert "Chitra" not in page  # of another district
    assert "/ledger/?way=simulator&amp;within=1" in page
    within = visit(Role.DISTRICT, "/ledger/?way=simulator&within=1").content.decode()
    assert "Asha" in within
    assert "Dev Kumari" not in within


def test_trial_messages_stand_before_state_officers_alone(sent: World, visit: Visit) -> None:
    Canary.objects.create(
        route=Route.objects.get(code="simulator"), reference=UUID(int=1), state="delivered",
        text="Trial words", began_at=sent.now, settled_at=sent.now,
    )  # fmt: skip

    def shown(role: str, address: str = "/ledger/") -> bool:
        return "Trial words" in visit(role, address).content.decode()

    assert shown(Role.STATE)
    assert shown(Role.STATE, "/ledger/?way=canary")
    assert shown(Role.STATE, "/ledger/?way=canary&as=csv")
    assert "/ledger/?way=canary&amp;became=delivered" in visit(Role.STATE, "/ledger/").content.decode()
    assert not shown(Role.STATE, f"/ledger/?district={PATNA}")
    assert not shown(Role.STATE, "/ledger/?way=simulator")
    for role in (Role.DISTRICT, Role.BLOCK, Role.AUDITOR):
        assert not shown(role)
        assert not shown(role, "/ledger/?way=canary")
        assert "canary" not in visit(role, "/ledger/").content.decode()


def test_a_notice_about_no_place_has_a_row(sent: World, visit: Visit) -> None:
    asha = Message.objects.get(beneficiary=sent.people["Asha"])
    with as_owner():  # a message's content never changes, and its session is its content
        Message.objects.filter(pk=asha.pk).update(
            appointment=None, frozen_list=None, session=None, purpose="dose_2_due"
        )
        Settled.objects.filter(message=asha).update(session_id=None)

    page = visit(Role.DISTRICT, "/ledger/")

    assert page.status_code == 200
    assert "second dose comes due" in page.content.decode()


def test_its_file_masks_mobiles_as_the_role_may_see_them(sent: World, visit: Visit) -> None:
    def cells(role: str) -> set[str]:
        sheet = openpyxl.load_workbook(BytesIO(visit(role, "/ledger/?as=xlsx").content)).active
        assert sheet is not None
        return {str(cell.value) for row in sheet.iter_rows() for cell in row}

    of_district, of_state = cells(Role.DISTRICT), cells(Role.STATE)
    assert {"9000000001", "12", f"{sent.reference('Asha'):014d}"} <= of_district
    assert "9000000001" not in of_state
    assert "••••••0001" in of_state


def test_no_cell_of_its_file_is_a_formula(sent: World, visit: Visit) -> None:
    CallOutcome.objects.create(
        district_code=PATNA, appointment=sent.appointments["Dev"], session_id=sent.sessions[PATNA].pk,
        outcome="told", note="=HYPERLINK(1)", made_by="rekha", made_at=sent.now,
    )  # fmt: skip
    text = visit(Role.DISTRICT, "/ledger/?as=csv").content.decode("utf-8-sig")
    assert "HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    assert ',"=HYPERLINK' not in text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CALL_CENTRE, 403),
        (Role.VERIFIER, 403),
        (Role.NATIONAL, 403),
        (Role.AUDITOR, 200),
        (Role.BLOCK, 200),
    ],
)
def test_who_may_not_see_lists_of_people_does_not_see_it(
    sent: World, visit: Visit, role: str, status: int
) -> None:
    assert visit(role, "/ledger/").status_code == status


def test_an_auditor_looks_and_takes_no_file(sent: World, visit: Visit) -> None:
    assert visit(Role.AUDITOR, "/ledger/?as=csv").status_code == 404


def test_odd_addresses_are_answered(sent: World, visit: Visit) -> None:
    for address in ("?became=x&way=y&within=7&day=z", "?session=%00", "?page=9999", "?q=%25", "?twice=1"):
        assert visit(Role.DISTRICT, f"/ledger/{address}").status_code == 200


def test_session_person_and_board_lead_to_it(sent: World, visit: Visit) -> None:
    assert "/ledger/?session=PATNA-1" in visit(Role.DISTRICT, "/sessions/PATNA-1/").content.decode()
    person = visit(Role.DISTRICT, f"/people/{sent.reference('Asha')}/").content.decode()
    assert f"/ledger/?q={sent.reference('Asha'):014d}" in person
    assert 'id="to-ledger"' in visit(Role.DISTRICT, f"/district/{PATNA}/").content.decode()
    assert 'id="to-ledger"' not in visit(Role.NATIONAL, "/").content.decode()


def test_a_persons_page_tells_each_attempt_receipt_call_and_reply(sent: World, visit: Visit) -> None:
    CallOutcome.objects.create(
        district_code=PATNA, appointment=sent.appointments["Asha"], session_id=sent.sessions[PATNA].pk,
        outcome="will_come", channel="sms", note="haan ji", made_by="teeka", made_at=sent.now,
    )  # fmt: skip
    with as_owner():  # replies come only through a function
        Reply.objects.create(
            district_code=PATNA, route_code="simulator", dedup_key=b"r" * 16, from_number="9000000001",
            to_number="1", text="kab aana hai", received_at=sent.now, state="unclear",
        )  # fmt: skip

    page = visit(Role.DISTRICT, f"/people/{sent.reference('Asha')}/").content.decode()

    assert "attempt 1, handed over" in page
    assert "too many at once, to be tried again (429)" in page
    assert "attempt 2, handed over" in page
    assert "simulator: taken" in page
    assert "receipt" in page
    assert "(ok-1)" in page
    assert "answer by message:" in page
    assert "haan ji" in page
    assert "kab aana hai" in page


def test_the_web_reads_no_receipt_of_another_district(sent: World, visit: Visit) -> None:
    of_chitra = f"/people/{sent.reference('Chitra')}/"
    assert visit(Role.DISTRICT, of_chitra).status_code == 404
    assert "(ok-2)" in visit(Role.STATE, of_chitra).content.decode()

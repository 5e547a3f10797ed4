"""Who had a first dose, by a roster, and has no place is told that the second comes due; once a campaign."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Appointment, Exclusion
from teeka.apps.notices import queries
from teeka.apps.notices.dispatch.statements import SEND_START
from teeka.apps.notices.models import Message, Outbox, Route, Submission
from teeka.apps.notices.services import dose_due
from teeka.apps.notices.services.dose_due import tell_of_due_doses
from teeka.apps.notices.services.kinds import switch_kind
from teeka.apps.notices.services.sending import make_due
from teeka.apps.notices.services.stopping import lift_stop, stop_districts
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.planning.models import Campaign, DoseInterval
from teeka.apps.readiness.queries.invariants.notices import (
    each_message_is_in_one_state,
    nobody_else_has_a_notice,
)
from teeka.apps.readiness.queries.ledger import LedgerWanted, ledger
from teeka.apps.readiness.queries.person_messages import messages_of
from teeka.rules.messages.invitation import Purpose
from teeka.rules.permissions import Jurisdiction
from tests.apps.notices.people import GAYA, PATNA, World, settle, standings
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 14)
GIVEN = TODAY - timedelta(days=82)  # due on the 84th day: in two days


@pytest.fixture
def world(now: datetime) -> World:
    """A campaign of second doses: Asha and Binod had the first 82 days ago; Dev too, who has no number."""
    world = World(now)
    Campaign.objects.update(dose=2)
    DoseInterval.objects.all().delete()
    DoseInterval.objects.create(
        vaccine_before="COVISHIELD", vaccine="COVISHIELD", dose=2, least_days=84, most_days=112,
        from_on=date(2021, 5, 13), made_by="test", made_at=now,
    )  # fmt: skip
    for name in ("Asha", "Binod", "Dev"):
        world.seat(name, dose1_vaccine="COVISHIELD", dose1_on=GIVEN).delete()
    add_missing_texts()
    switch_kind(Purpose.DOSE_2_DUE, is_on=True, reason="they ask", by="rekha", now=now)
    return world


def tell(world: World, days: int = 0) -> int:
    return tell_of_due_doses(now=world.now + timedelta(days=days)).told


def broken() -> list[str]:
    rules = (nobody_else_has_a_notice, each_message_is_in_one_state)
    return [offence.why for rule in rules for offence in rule().offences]


def test_who_waits_is_told_once_from_three_days_before(world: World) -> None:
    assert tell(world, -2) == 0
    assert tell(world) == 2
    assert tell(world, 1) == 0

    assert standings() == [("Asha", "dose_2_due", "planned"), ("Binod", "dose_2_due", "planned")]
    english = Message.objects.get(language="en")
    assert english.text.startswith("Binod Kumar, your second dose of Covishield is due from Fri 16 Jan. ")
    assert Message.objects.get(language="hi").text.startswith("आशा देवी, Covishield की आपकी दूसरी खुराक शुक्र 16")
    assert Outbox.objects.first().useless_from.date() == date(2026, 2, 13)  # type: ignore[union-attr]
    assert broken() == []


def test_it_leaves_in_the_sending_hours_and_asks_for_no_call(world: World) -> None:
    tell(world)
    assert make_due(now=world.now) == 0  # 20:30 in India
    assert make_due(now=world.now + timedelta(hours=12)) == 2
    settle("Asha", "undelivered", now=world.now)
    assert queries.call_sheet(now=world.now + timedelta(days=9)) == []


def test_who_has_a_place_or_is_excluded_or_stands_for_another_is_not_told(world: World) -> None:
    Appointment.objects.create(
        district_code=PATNA, campaign=world.campaign, session=world.session, dose=2,
        beneficiary=world.people["Asha"], slot_at=world.starts_at, origin="allotted", made_by="test",
        made_at=world.now,
    )  # fmt: skip
    Exclusion.objects.create(
        district_code=PATNA, campaign=world.campaign, beneficiary=world.people["Binod"], reason="abroad",
        made_by="test", made_at=world.now,
    )  # fmt: skip
    assert tell(world) == 0


def test_a_place_given_meanwhile_takes_the_notice_back(world: World) -> None:
    tell(world)
    Appointment.objects.create(
        district_code=PATNA, campaign=world.campaign, session=world.session, dose=2,
        beneficiary=world.people["Asha"], slot_at=world.starts_at, origin="allotted", made_by="test",
        made_at=world.now,
    )  # fmt: skip
    assert tell(world) == 0
    assert standings() == [("Asha", "dose_2_due", "cancelled"), ("Binod", "dose_2_due", "planned")]


def test_without_a_rule_or_in_another_campaign_nothing_is_due(world: World) -> None:
    Campaign.objects.update(dose=1)
    assert tell(world) == 0
    Campaign.objects.update(dose=2)
    DoseInterval.objects.all().delete()
    assert tell(world) == 0


def test_a_stop_of_the_district_holds_it_back_and_a_lift_lets_it_be_said_again(world: World) -> None:
    tell(world)
    stop_districts(district_codes=[PATNA], reason="wrong text", corrects=False, by="rekha", now=world.now)
    assert [state for _, _, state in standings()] == ["cancelled", "cancelled"]
    assert tell(world) == 0
    lift_stop(queries.stops()[0].id, by="rekha", now=world.now)
    assert tell(world) == 2
    assert tell(world) == 0
    assert broken() == []


def test_many_are_told_in_passes_and_whom_no_text_fits_holds_up_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dose_due, "AT_MOST", 1)
    first = tell_of_due_doses(now=world.now)
    second = tell_of_due_doses(now=world.now, after=first.go_on_after or 0)
    third = tell_of_due_doses(now=world.now, after=second.go_on_after or 0)

    assert (first.told, second.told, third.told, third.go_on_after) == (1, 1, 0, None)


def test_the_database_keeps_a_second_one_out_and_one_about_nothing(world: World) -> None:
    tell(world)
    message = Message.objects.first()
    assert message is not None
    message.pk, message.reference = None, "7c8b1e9a-0000-4000-8000-000000000001"
    with pytest.raises(IntegrityError, match="one_message_a_dose"), transaction.atomic():
        message.save(force_insert=True)
    message.purpose = "invitation"
    with pytest.raises(IntegrityError, match="of_a_place_or_of_a_dose"), transaction.atomic():
        message.save(force_insert=True)


def test_it_stands_in_the_ledger_and_on_the_persons_page_of_its_district_only(world: World) -> None:
    tell(world)
    person = world.people["Asha"]
    assert [story.purpose for story in messages_of(person.pk)] == ["dose_2_due"]
    rows, total = ledger(Jurisdiction(frozenset({PATNA})), LedgerWanted())
    assert (total, len(rows)) == (2, 2)
    assert (person.reference, "") in {(row.reference, row.session_code) for row in rows}
    with web_role(), scope([GAYA]):
        assert ledger(Jurisdiction(frozenset({PATNA})), LedgerWanted()) == ([], 0)


def test_a_dispatcher_begins_to_send_it(world: World) -> None:
    """The statement joins the appointment of a message, and this one has none."""
    tell(world)
    at = datetime.now(world.now.tzinfo)
    route = Route.objects.create(code="air", adapter="http", changed_at=at, changed_by="rekha")
    batch = Submission.objects.create(
        route=route, owner="0" * 32, claimed_at=at, lease_until=at + timedelta(minutes=1), message_count=2
    )
    Outbox.objects.update(state="claimed", submission=batch)
    ids = list(Outbox.objects.values_list("pk", flat=True))
    numbered = SEND_START.replace("$1", "%(ids)s").replace("$2", "%(batch)s").replace("$3", "%(route)s")
    with connection.cursor() as cursor:
        cursor.execute(numbered, {"ids": ids, "batch": batch.pk, "route": route.pk})
        assert cursor.rowcount == 2

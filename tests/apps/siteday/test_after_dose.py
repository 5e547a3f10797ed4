"""After a dose its person is told of it, once; and told that it was a mistake where it was one."""

from datetime import datetime, timedelta

import pytest

from teeka.apps.notices import queries
from teeka.apps.notices.models import Message, Outbox
from teeka.apps.notices.services.kinds import KindRefusal, KindRefused, kinds_in_use, switch_kind
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.sending import make_due
from teeka.apps.notices.services.stopping import stop_districts
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.planning.models import Campaign
from teeka.apps.readiness.queries.invariants.notices import (
    each_listed_person_has_a_notice,
    each_message_is_in_one_state,
    nobody_else_has_a_notice,
)
from teeka.apps.siteday.services.after_dose import Pass, tell_of_doses
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.undoing import undo_dose
from teeka.rules.messages.invitation import Purpose
from teeka.rules.site_day import Becomes, Visit
from tests.apps.notices.people import PATNA, World, settle, standings

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    """Two days later, in the evening: Asha, Binod and Dev came to their session."""
    world = World(now)
    for name in ("Asha", "Binod", "Dev"):
        world.seat(name)
    world.now = now + timedelta(days=2, hours=3)
    add_missing_texts()
    switch_kind(Purpose.AFTER_DOSE, is_on=True, reason="they ask", by="rekha", now=now)
    return world


def record(world: World, *names: str, batch: str = "AB12", session: str = "") -> None:
    visits = [Visit(world.people[name].reference, batch=batch) for name in names]
    code = session or world.session.code
    for one in record_visits(code, visits, by="clerk", now=world.now):
        assert isinstance(one.became, Becomes)


def undo(world: World, name: str) -> None:
    undo_dose(
        world.session.code, world.people[name].reference, reason="wrong line", by="clerk", now=world.now
    )


def tell(world: World, **later: int) -> Pass:
    return tell_of_doses(now=world.now + timedelta(**later))


def broken() -> list[str]:
    rules = (nobody_else_has_a_notice, each_message_is_in_one_state, each_listed_person_has_a_notice)
    return [offence.why for rule in rules for offence in rule().offences]


def test_whoever_was_given_a_dose_is_told_once(world: World) -> None:
    record(world, "Asha", "Binod", "Dev")
    assert tell(world).told == 2  # Dev has no number, and is not called for this
    assert tell(world, minutes=1) == Pass()

    assert standings() == [("Asha", "after_dose", "planned"), ("Binod", "after_dose", "planned")]
    english, hindi = Message.objects.get(language="en"), Message.objects.get(language="hi")
    assert english.text.startswith("Binod Kumar, you were given Covishield (dose 1) on Fri 16 Jan. ")
    assert hindi.text.startswith("आशा देवी, आपको दी गई खुराक: Covishield (खुराक 1), दिन शुक्र 16 जनवरी। ")
    assert broken() == []


def test_it_leaves_in_the_sending_hours_and_asks_for_no_call(world: World) -> None:
    record(world, "Asha")
    tell(world)
    assert make_due(now=world.now) == 0  # 23:30 in India
    assert make_due(now=world.now + timedelta(hours=10)) == 1
    settle("Asha", "undelivered", now=world.now)
    assert tell(world, hours=11) == Pass()
    assert [row.reference for row in queries.call_sheet(now=world.now + timedelta(days=9))] == []


def test_a_dose_recorded_days_later_is_no_news(world: World) -> None:
    world.now += timedelta(days=4)
    record(world, "Asha")
    assert tell(world) == Pass()


def test_what_was_undone_before_it_left_is_not_sent(world: World) -> None:
    record(world, "Asha")
    tell(world)
    undo(world, "Asha")
    assert tell(world) == Pass(withdrawn=1)
    assert standings() == [("Asha", "after_dose", "cancelled")]
    assert tell(world, minutes=1) == Pass()
    assert broken() == []


def test_what_was_read_and_is_not_true_is_taken_back_and_the_right_person_told(world: World) -> None:
    record(world, "Binod")
    tell(world)
    settle("Binod", "delivered", now=world.now)
    undo(world, "Binod")
    record(world, "Asha")

    assert tell(world) == Pass(told=1, taken_back=1)

    assert standings()[1:] == [("Asha", "after_dose", "planned"), ("Binod", "dose_undone", "planned")]
    text = Message.objects.get(purpose="dose_undone").text
    assert text.startswith("CORRECTION: please ignore our message about Covishield (dose 1) on Fri 16 Jan. ")
    assert tell(world, minutes=1) == Pass()
    assert broken() == []


def test_another_batch_of_the_same_day_changes_nothing_that_was_said(world: World) -> None:
    record(world, "Asha")
    tell(world)
    settle("Asha", "delivered", now=world.now)
    undo(world, "Asha")
    record(world, "Asha", batch="CD34")
    assert tell(world) == Pass()


def test_what_is_on_the_wire_is_waited_for(world: World) -> None:
    record(world, "Asha")
    tell(world)
    undo(world, "Asha")
    Outbox.objects.update(state="submitting")
    assert tell(world) == Pass()
    settle("Asha", "delivered", now=world.now)
    assert tell(world, minutes=1) == Pass(taken_back=1)


def test_a_mistake_is_taken_back_although_the_kind_is_off_by_now(world: World) -> None:
    record(world, "Asha", "Binod")
    tell(world)
    settle("Asha", "delivered", now=world.now)
    switch_kind(Purpose.AFTER_DOSE, is_on=False, reason="money", by="rekha", now=world.now)
    assert standings()[1] == ("Binod", "after_dose", "cancelled")
    undo(world, "Asha")
    assert tell(world) == Pass(taken_back=1)


def test_a_stopped_district_is_told_nothing(world: World) -> None:
    record(world, "Asha")
    stop_districts(district_codes=[PATNA], reason="wrong text", corrects=False, by="rekha", now=world.now)
    assert tell(world) == Pass()


def test_what_takes_a_kind_back_goes_with_it(world: World) -> None:
    assert {Purpose.AFTER_DOSE, Purpose.DOSE_UNDONE} <= kinds_in_use()
    with pytest.raises(KindRefused) as refused:
        switch_kind(Purpose.DOSE_UNDONE, is_on=False, reason="why", by="rekha", now=world.now)
    assert refused.value.refusal is KindRefusal.GOES_WITH


def test_people_are_told_in_passes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teeka.apps.siteday.services.after_dose.AT_MOST", 1)
    record(world, "Asha", "Binod")
    first = tell(world)
    assert (first.told, first.go_on_after) == (1, world.people["Asha"].pk)
    assert tell_of_doses(now=world.now, after=first.go_on_after or 0).told == 1


def test_without_a_campaign_nothing_is_looked_for(world: World) -> None:
    Campaign.objects.update(is_running=False)
    assert tell(world) == Pass()


def test_whoever_walks_in_elsewhere_is_not_invited_any_more(world: World) -> None:
    """Guard: the message is withdrawn with the place, not when the worker next looks."""
    eve = world.seat("Eve")
    eve.delete()
    ahead, here = world.make_session(), world.session
    ahead.starts_at, ahead.ends_at = (at + timedelta(days=3) for at in (ahead.starts_at, ahead.ends_at))
    ahead.taken = 1
    ahead.save()
    world.session, world.starts_at = ahead, ahead.starts_at
    world.seat("Eve")
    plan_messages([world.freeze()], now=world.now)
    assert standings() == [("Eve", "invitation", "planned")]
    world.session = here

    record(world, "Eve")

    assert standings() == [("Eve", "invitation", "cancelled")]
    assert broken() == []

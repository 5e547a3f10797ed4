"""What happens between the plan and the day: each story names exactly who moves, to where and why."""

from datetime import timedelta

import pytest

from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    cancel_session_and_places,
    cut_seats,
    freeze_lists,
    pin_place,
    place_by_hand,
)
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign
from tests import make
from tests.apps.allotment.world import GAYA, NOW, TOMORROW, facility, person, posting, session

pytestmark = pytest.mark.django_db
HAND = {"by": "officer", "now": NOW}
LATER = NOW + timedelta(hours=1)


def allot(now=LATER):
    return allot_people(now=now, by="planner")


def seats():
    """Who sits where: reference → session's code and time."""
    live = Appointment.objects.filter(cancelled_at=None)
    return {
        reference: (code, slot)
        for reference, code, slot in live.values_list("beneficiary__reference", "session__code", "slot_at")
    }


def changed(before, after):
    """reference → (session before, session after) of everybody whose place is another one."""
    return {
        who: (before.get(who, ("",))[0], after.get(who, ("",))[0])
        for who in before.keys() | after.keys()
        if before.get(who) != after.get(who)
    }


def people_of(place, count, **more):
    return [person(f"Asha {number}", place, **more) for number in range(count)]


def references(people):
    return {one.reference for one in people}


@pytest.fixture
def world():
    """Phulwari is full tomorrow and has a second day; Danapur is near; Bodh Gaya is another district."""
    phulwari, danapur = facility(), facility("PHC Danapur")
    gaya = facility("PHC Bodh Gaya", district=GAYA)
    days = {
        "first": session(phulwari, capacity=10, code="P1"),
        "second": session(phulwari, capacity=20, code="P2", on=TOMORROW + timedelta(days=1)),
        "near": session(danapur, capacity=20, code="D1"),
        "far": session(gaya, capacity=20, code="G1"),
    }
    Campaign.objects.update(staff_share=1.0)
    staff = people_of(phulwari, 10), people_of(danapur, 6), people_of(gaya, 3)
    allot(NOW)
    return {"phulwari": phulwari, "danapur": danapur, "gaya": gaya, "staff": staff, **days}


def test_a_cancelled_session_moves_its_people_and_nobody_else(world):
    before = seats()
    cancel_session_and_places(world["first"].pk, reason="no vaccine", **HAND)
    done = allot()
    ours, _, _ = world["staff"]
    assert changed(before, seats()) == dict.fromkeys(references(ours), ("P1", "P2"))
    assert (done.placed, done.moved, done.kept) == (10, 10, 9)
    gone = Appointment.objects.filter(session=world["first"])
    assert {(one.cancelled_for, one.cancel_reason) for one in gone} == {("SESSION_CANCELLED", "no vaccine")}


def test_whoever_finds_no_other_seat_waits_with_the_reason(world):
    before = seats()
    for name in ("near", "second"):
        cut_seats(world[name].pk, capacity=6 if name == "near" else 4, reason="fewer vials", **HAND)
    cancel_session_and_places(world["first"].pk, reason="no vaccine", **HAND)
    done = allot()
    ours, _, _ = world["staff"]
    moves = changed(before, seats())
    assert moves.keys() == references(ours)
    assert sorted(moves.values()) == [("P1", "")] * 6 + [("P1", "P2")] * 4
    assert (done.standby, done.unplaced) == (3, {"SESSIONS_FULL": 3})  # for 6 and 4 seats 2 and 1 stand by
    waiting = set(Unplaced.objects.values_list("beneficiary__reference", flat=True))
    assert waiting == {who for who, (_, to) in moves.items() if not to}


def test_half_the_seats_send_away_the_weakest_claims_and_nobody_else(world):
    Campaign.objects.get().tiers.filter(category="nurse_supervisor").update(tier=1)
    ours, _, _ = world["staff"]
    low = [one.pk for one in ours[:4]]
    Beneficiary.objects.filter(pk__in=low).update(category="support_staff")
    Campaign.objects.get().tiers.update_or_create(category="support_staff", defaults={"tier": 2})
    before = seats()
    leaving = cut_seats(world["first"].pk, capacity=5, reason="one vaccinator is ill", **HAND)
    world["first"].refresh_from_db()
    assert (world["first"].capacity, world["first"].taken, len(leaving)) == (5, 5, 5)
    done = allot()
    moves = changed(before, seats())
    assert set(moves.values()) == {("P1", "P2")}
    assert references(ours[:4]) < moves.keys() < references(ours)
    assert len(moves) == done.moved == 5
    assert Appointment.objects.filter(cancelled_for="SEATS_CUT").count() == 5


def test_the_told_and_those_placed_by_hand_stay_before_the_others(world):
    freeze_lists([world["near"].pk], reason="first list", **HAND)
    dev, *late = people_of(world["danapur"], 4)
    place_by_hand(beneficiary_id=dev.pk, session_id=world["near"].pk, reason="asked for it", **HAND)
    allot()
    before = seats()
    cut_seats(world["near"].pk, capacity=8, reason="fewer vials", **HAND)
    gone = changed(before, seats())
    assert set(gone.values()) == {("D1", "")}
    assert len(gone) == 2
    assert gone.keys() < references(late)
    cut_seats(world["near"].pk, capacity=1, reason="fewer vials still", **HAND)
    assert [who for who, (code, _) in seats().items() if code == "D1"] == [dev.reference]


def test_a_late_roster_moves_nobody_even_when_its_people_come_first(world):
    before = seats()
    late = people_of(world["phulwari"], 5)
    done = allot()
    after = seats()
    assert changed(before, after) == {one.reference: ("", "P2") for one in late}
    assert (done.placed, done.moved) == (5, 0)


def test_two_thousand_people_added_by_hand_move_nobody(world):
    where = posting(world["danapur"])
    pattern = make.person("Dev", where)
    rows = []
    for number in range(1, 2_000):
        pattern.pk = None
        rows.append(
            Beneficiary(
                **{
                    field.attname: getattr(pattern, field.attname)
                    for field in Beneficiary._meta.concrete_fields
                    if field.attname not in {"id", "reference", "roster_key"}
                },
                reference=pattern.reference + number * 1_000,
                roster_key=number.to_bytes(16, "little"),
            )
        )
    Beneficiary.objects.bulk_create(rows)
    before = seats()
    done = allot()
    moves = changed(before, seats())
    assert all(old == "" for old, _ in moves.values())
    assert len(moves) == done.placed == 20 - 6 + 20  # what was free in the district
    assert done.standby == 3 + 6 + 6  # three in ten of each session
    assert done.unplaced == {"SESSIONS_FULL": 2_000 - 34 - 15}


def test_a_transferred_person_goes_where_they_work_now(world):
    before = seats()
    asha = world["staff"][0][0]
    Beneficiary.objects.filter(pk=asha.pk).update(posting=posting(world["gaya"]))
    done = allot()
    assert changed(before, seats()) == {asha.reference: ("P1", "G1")}
    assert (done.transferred, done.moved, done.transferred_but_listed) == (1, 1, 0)
    assert Appointment.objects.get(beneficiary=asha, session=world["first"]).cancelled_for == "TRANSFERRED"


def test_a_transferred_person_on_a_published_list_stays_and_is_counted(world):
    freeze_lists([world["first"].pk], reason="first list", **HAND)
    asha = world["staff"][0][0]
    Beneficiary.objects.filter(pk=asha.pk).update(posting=posting(world["gaya"]))
    before = seats()
    done = allot()
    assert changed(before, seats()) == {}
    assert (done.transferred, done.transferred_but_listed) == (0, 1)


def test_who_is_placed_by_hand_or_whose_posting_is_open_again_is_no_transfer(world):
    asha, binod = world["staff"][0][:2]
    Beneficiary.objects.filter(pk=asha.pk).update(posting=posting(None, text="Sadar", decision="confirm"))
    dev = person("Dev", world["phulwari"])
    place_by_hand(beneficiary_id=dev.pk, session_id=world["near"].pk, reason="asked for it", **HAND)
    Beneficiary.objects.filter(pk=dev.pk).update(posting=posting(world["gaya"]))
    before = seats()
    assert allot().transferred == 0
    assert changed(before, seats()) == {}
    assert binod.reference in before


def test_the_same_changes_again_change_nothing(world):
    cancel_session_and_places(world["first"].pk, reason="no vaccine", **HAND)
    allot()
    before = seats()
    assert (allot().placed, changed(before, seats())) == (0, {})


def test_more_seats_than_before_are_no_cut(world):
    with pytest.raises(AllotmentRefused) as refused:
        cut_seats(world["first"].pk, capacity=11, reason="more vials", **HAND)
    assert refused.value.refusal is Refusal.NOT_FEWER_SEATS
    assert "10" in refused.value.in_words()


def test_a_pinned_place_stays_though_the_person_works_elsewhere_now(world):
    asha = world["staff"][0][0]
    pin_place(Appointment.objects.get(beneficiary=asha).pk, reason="asked for it", **HAND)
    Beneficiary.objects.filter(pk=asha.pk).update(posting=posting(world["gaya"]))
    before = seats()
    assert allot().transferred == 0
    assert changed(before, seats()) == {}


def test_a_session_that_is_called_off_is_named_as_such_and_not_as_unknown(world):
    cancel_session_and_places(world["first"].pk, reason="no vaccine", **HAND)
    for act in (
        lambda: cancel_session_and_places(world["first"].pk, reason="again", **HAND),
        lambda: cut_seats(world["first"].pk, capacity=1, reason="again", **HAND),
    ):
        with pytest.raises(AllotmentRefused) as refused:
            act()
        assert refused.value.refusal is Refusal.SESSION_OFF_OR_BEGUN
        assert "P1 is called off already" in refused.value.in_words()

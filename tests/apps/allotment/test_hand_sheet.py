"""A sheet of changes to places: tried out without a trace, then done whole or not at all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, HandSheet, Unplaced
from teeka.apps.allotment.services import AllotmentRefused, Refusal, place_by_hand
from teeka.apps.allotment.services.hand_sheet import Within, apply_sheet, try_sheet
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Session
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.hand_sheet import HandRow
from tests import make
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import NOW, PATNA, TOMORROW, facility, person, posting, session

pytestmark = pytest.mark.django_db
WHO = {"by": "officer", "now": NOW}


@pytest.fixture
def phulwari():
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    return facility()


@pytest.fixture
def days(phulwari):
    return [session(phulwari, on=TOMORROW + timedelta(n), capacity=2, code=f"day-{n}") for n in range(2)]


def within():
    return Within(
        dict(Beneficiary.objects.values_list("reference", "pk")),
        dict(Session.objects.values_list("code", "pk")),
    )


def line(number, who, action, code="", other=None):
    return HandRow(
        number,
        f"{who.reference:014d}",
        action,
        code,
        f"{other.reference:014d}" if other else "",
        "asked for it",
    )


def tried(*rows):
    number = try_sheet(rows, {}, within(), file_name="sheet.csv", district_code=PATNA, **WHO)
    return HandSheet.objects.get(pk=number)


def refusals(sheet):
    return {row["row"]: row["refusals"] or row["problem"] for row in sheet.outcomes}


def where():
    live = Appointment.objects.filter(cancelled_at=None).select_related("session", "beneficiary")
    return {place.beneficiary.full_name: place.session.code for place in live}


def give(who, day):
    return place_by_hand(beneficiary_id=who.pk, session_id=day.pk, reason="test", **WHO)


def test_a_sheet_that_is_tried_out_changes_nothing_and_then_does_it_all(phulwari, days):
    asha, binod, dev, eve = (person(name, phulwari) for name in ("Asha", "Binod", "Dev", "Eve"))
    give(binod, days[0])
    give(dev, days[1])
    events = AuditEvent.objects.count()
    sheet = tried(line(1, asha, "place", "day-0"), line(2, binod, "swap", other=dev), line(3, eve, "exclude"))
    assert refusals(sheet) == {1: "", 2: "", 3: ""}
    assert where() == {"Binod": "day-0", "Dev": "day-1"}
    assert AuditEvent.objects.count() == events

    assert apply_sheet(sheet.pk, within(), **WHO)

    assert where() == {"Asha": "day-0", "Binod": "day-1", "Dev": "day-0"}
    sheet.refresh_from_db()
    assert sheet.applied_at == NOW
    with pytest.raises(AllotmentRefused) as refused:
        apply_sheet(sheet.pk, within(), **WHO)
    assert refused.value.refusal is Refusal.SHEET_APPLIED


def test_the_order_of_the_rows_decides_nothing(phulwari, days):
    """A seat is asked for above the row that frees it, twice over."""
    people = [person(f"Asha {number}", phulwari) for number in range(4)]
    third = session(phulwari, on=TOMORROW + timedelta(2), capacity=1, code="day-2")
    for who, day in zip(people, (days[0], days[0], days[1], days[1]), strict=True):
        give(who, day)
    late = person("Late", phulwari)
    sheet = tried(
        line(1, late, "place", "day-0"),
        line(2, people[0], "move", "day-1"),
        line(3, people[2], "move", "day-2"),
    )
    assert refusals(sheet) == {1: "", 2: "", 3: ""}
    assert apply_sheet(sheet.pk, within(), **WHO)
    assert [where()[name] for name in ("Late", "Asha 0", "Asha 2")] == ["day-0", "day-1", "day-2"]
    third.refresh_from_db()
    assert third.taken == 1


def test_one_refused_row_stops_the_whole_sheet_and_says_so(phulwari, days):
    asha, dev = person("Asha", phulwari), person("Dev", phulwari)
    sheet = tried(line(1, asha, "place", "day-0"), line(2, dev, "remove"))
    assert refusals(sheet) == {1: "", 2: ["NO_SUCH_PLACE"]}
    assert not apply_sheet(sheet.pk, within(), **WHO)
    assert where() == {}
    sheet.refresh_from_db()
    assert sheet.applied_at is None


def test_what_changed_since_it_was_tried_is_seen_and_nothing_done(phulwari, days):
    asha, dev = person("Asha", phulwari), person("Dev", phulwari)
    sheet = tried(line(1, asha, "place", "day-0"), line(2, dev, "place", "day-1"))
    give(dev, days[0])
    assert not apply_sheet(sheet.pk, within(), **WHO)
    sheet.refresh_from_db()
    assert refusals(sheet) == {1: "", 2: ["HAS_A_PLACE"]}
    assert where() == {"Dev": "day-0"}


def test_one_person_into_two_sessions_is_refused_before_anything_is_tried(phulwari, days):
    asha = person("Asha", phulwari)
    sheet = tried(line(4, asha, "place", "day-0"), line(7, asha, "place", "day-1"))
    assert refusals(sheet) == {4: "spoken_of_twice", 7: "spoken_of_twice"}
    assert [row["other_row"] for row in sheet.outcomes] == [7, 4]
    assert not apply_sheet(sheet.pk, within(), **WHO)


def test_nobody_applies_anothers_sheet(phulwari, days):
    sheet = tried(line(1, person("Asha", phulwari), "place", "day-0"))
    with pytest.raises(AllotmentRefused) as refused:
        apply_sheet(sheet.pk, within(), by="somebody else", now=NOW)
    assert refused.value.refusal is Refusal.NO_SUCH_SHEET


def test_an_empty_sheet_is_tried_and_never_applied(phulwari, days):
    assert not apply_sheet(tried().pk, within(), **WHO)


def many(number, at, *, seats):
    """So many people of twenty facilities, half of them placed, each in a row of a sheet; ten sessions."""
    here = session(at, capacity=number, code=f"here-{number}")
    there = [
        session(at, on=TOMORROW + timedelta(1 + day), capacity=seats, code=f"there-{number}-{day}")
        for day in range(10)
    ]
    works = [posting(make.facility(f"F{number}-{one}")) for one in range(20)]
    people = [make.person(f"Asha {one}", works[one % 20]) for one in range(number)]
    half = number // 2
    Appointment.objects.bulk_create(
        Appointment(
            district_code=PATNA, campaign=here.campaign, session=here, beneficiary=who, dose=1,
            slot_at=here.starts_at, origin="allotted", made_by="test", made_at=NOW,
        )
        for who in people[:half]
    )  # fmt: skip
    Session.objects.filter(pk=here.pk).update(taken=half)
    rows = [
        line(row, who, "move" if row <= half else "place", there[row % 10].code)
        for row, who in enumerate(people, 1)
    ]
    return there, rows


def test_a_thousand_rows_are_tried_and_done(phulwari):
    there, rows = many(1_000, phulwari, seats=100)
    sheet = tried(*rows)
    assert apply_sheet(sheet.pk, within(), **WHO)
    for day in there:
        day.refresh_from_db()
        assert day.taken == Appointment.objects.filter(session=day, cancelled_at=None).count() == 100
    assert not Unplaced.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(phulwari):
    def statements(number):
        _, rows = many(number, phulwari, seats=number)
        acts = ("remove", "pin", "unpin", "exclude")
        rows += [
            line(number + at, make.person(f"Dev {at}", posting(phulwari)), acts[at % 4])
            for at in range(1, number // 2 + 1)
        ]
        allowed = within()
        with CaptureQueriesContext(connection) as captured:
            try_sheet(rows, {}, allowed, file_name="sheet.csv", district_code=PATNA, **WHO)
        return len(captured)

    assert statements(20) == statements(200)


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_applied_once_however_often_one_presses():
    """Guard: the lock on the sheet's row."""
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    works = facility()
    session(works, code="day-0")
    sheet = tried(line(1, person("Asha", works), "place", "day-0"))
    allowed = within()
    done = together(*[lambda: apply_sheet(sheet.pk, allowed, **WHO)] * 2)
    assert sorted(map(str, done)) == sorted(["True", str(Refusal.SHEET_APPLIED)])
    assert where() == {"Asha": "day-0"}

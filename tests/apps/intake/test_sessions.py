from datetime import UTC, datetime

import pytest

from teeka.apps.planning.models import Session, SessionSite
from teeka.apps.planning.services.uploads import undo_import
from tests import make
from tests.apps.intake.conftest import Upload as Run

HEADER = [
    "session_code", "site_facility_code", "site_name", "district", "pincode", "date", "start_time",
    "end_time",
    "capacity", "vaccine", "dose", "reserve_percent",
]  # fmt: skip
S1 = ["S1", "F1", "", "", "", "2026-01-16", "09:00", "17:00", "100", "Covishield", "1", "10"]
S2 = ["S2", "", "Town Hall", "Patna", "800001", "16/01/2026", "9:00 AM", "5 PM", "50", "Covaxin", "any", ""]


@pytest.fixture
def plan(upload: Run) -> Run:
    make.facility("F1")
    return lambda *rows, **rest: upload(*rows, kind="sessions", header=HEADER, **rest)


def counts(outcome) -> dict[str, int]:
    return {fate: n for fate, n in outcome.counts.items() if n}


def but(row: list[str], **changes: str) -> list[str]:
    return [changes.get(column, cell) for column, cell in zip(HEADER, row, strict=True)]


def test_sessions_are_made_at_facilities_and_at_sites_by_name(plan: Run) -> None:
    outcome = plan(S1, S2)

    at_facility, at_hall = Session.objects.order_by("code")
    assert counts(outcome) == {"created": 2}
    assert at_facility.site.facility.code == "F1"
    assert at_facility.starts_at == datetime(2026, 1, 16, 3, 30, tzinfo=UTC)
    assert (at_facility.dose, at_facility.reserve_percent, at_facility.vaccine_id) == (1, 10, "covishield")
    assert (at_hall.site.name, at_hall.district_code, at_hall.dose) == ("Town Hall", make.PATNA, None)


def test_the_same_plan_again_changes_nothing(plan: Run) -> None:
    plan(S1, S2)

    assert counts(plan(S1, S2)) == {"unchanged": 2}
    assert SessionSite.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (but(S1, date="2026-01-13"), "date", "session_in_the_past"),
        (but(S1, capacity="0"), "capacity", "capacity_not_positive"),
        (but(S1, capacity="hundred"), "capacity", "number_unreadable"),
        (but(S1, start_time="17:00", end_time="09:00"), "end_time", "ends_before_start"),
        (but(S1, site_facility_code="F99"), "site_facility_code", "site_unknown"),
        (but(S1, site_facility_code=""), "site_facility_code", "site_missing"),
        (but(S1, date="03/04/2026"), "date", "date_reads_two_ways"),
        (but(S1, start_time="noonish"), "start_time", "time_unreadable"),
        (but(S1, dose="3"), "dose", "dose_unknown"),
        (but(S1, reserve_percent="120"), "reserve_percent", "percent_out_of_range"),
        (but(S2, pincode=""), "pincode", "missing"),
        (but(S2, district="Atlantis"), "district", "district_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_session_that_cannot_be_is_rejected_with_the_reason(
    plan: Run, row: list[str], column: str, reason: str
) -> None:
    outcome = plan(row)

    assert counts(outcome) == {"rejected": 1}
    assert [(p.row, p.column, p.reason) for p in outcome.problems] == [(1, column, reason)]
    assert Session.objects.count() == 0


def test_a_session_changes_while_nobody_has_a_seat_in_it(plan: Run) -> None:
    plan(S1)

    for seats in ("40", "140"):
        assert counts(plan(but(S1, capacity=seats, date="2026-01-17"))) == {"updated": 1}
        session = Session.objects.get()
        assert session.capacity == session.seats_agreed == int(seats)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"capacity": "1"}, "capacity_below_taken"),
        ({"capacity": "101"}, "seats_need_a_second"),
        ({"date": "2026-01-17"}, "appointments_would_move"),
    ],
)
def test_a_session_is_not_changed_under_the_people_who_hold_its_seats(
    plan: Run, change: dict[str, str], reason: str
) -> None:
    plan(S1)
    Session.objects.update(taken=2)

    outcome = plan(but(S1, **change))

    assert counts(outcome) == {"held": 1}
    assert outcome.problems[0].reason == reason
    assert Session.objects.get().capacity == 100


def test_a_plan_is_undone_with_its_sites_but_not_under_people(plan: Run) -> None:
    first = plan(S1)
    second = plan(but(S1, capacity="40"), S2)

    assert undo_import(second.upload_id, by="clerk", now=make.NOW) == 2
    session = Session.objects.get()
    assert (session.capacity, session.seats_agreed) == (100, 100)
    assert undo_import(first.upload_id, by="clerk", now=make.NOW) == 1
    assert SessionSite.objects.count() == 0

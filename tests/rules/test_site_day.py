"""What may be recorded of a visit, for any visit and whatever is on record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.site_day import Becomes, Known, NotGiven, OfSession, Refusal, Visit, batch_number, judge

DAY = date(2026, 1, 16)
OPENS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)  # 09:00 in India
EVENING = OPENS + timedelta(hours=9)
SESSION = OfSession(DAY, is_cancelled=False)
CAME = Visit(17, arrived_at=OPENS, identity_seen=1)
DOSED = replace(CAME, batch="AB12", given_at=OPENS + timedelta(minutes=10))

moments = st.one_of(
    st.none(), st.integers(-2000, 3000).map(lambda minutes: OPENS + timedelta(minutes=minutes))
)
visits = st.builds(
    Visit,
    reference=st.just(17),
    arrived_at=moments,
    identity_seen=st.sampled_from([None, 1, 13]),
    batch=st.sampled_from(["", "AB12", "CD34"]),
    given_at=moments,
    not_given_for=st.sampled_from([None, *NotGiven]),
    form_number=st.sampled_from(["", "F-1", "F-2"]),
)
records = st.builds(
    Known,
    before=st.one_of(st.none(), visits),
    has_dose_elsewhere=st.booleans(),
    form_is_of_another=st.booleans(),
    batch_expires_on=st.one_of(st.none(), st.dates(date(2026, 1, 14), date(2026, 1, 18))),
)


def test_a_dose_is_recorded() -> None:
    assert judge(DOSED, SESSION, Known(), now=EVENING) is Becomes.NEW


def test_who_was_seen_coming_gets_the_dose_later() -> None:
    assert judge(DOSED, SESSION, Known(before=CAME), now=EVENING) is Becomes.MORE


@given(visits, records)
def test_what_is_on_record_is_never_a_fault_when_it_is_said_again(visit: Visit, known: Known) -> None:
    assert judge(visit, SESSION, replace(known, before=visit), now=OPENS) is Becomes.SAME


@given(visits, records)
def test_a_recorded_dose_is_never_replaced_and_no_second_one_given(visit: Visit, known: Known) -> None:
    became = judge(visit, SESSION, known, now=EVENING)
    had = known.before is not None and known.before.has_dose
    if isinstance(became, Becomes) and became is not Becomes.SAME and visit.has_dose:
        assert not had
        assert not known.has_dose_elsewhere
        assert not visit.not_given_for


@given(visits, records)
def test_nothing_new_is_recorded_of_another_day_or_of_the_future(visit: Visit, known: Known) -> None:
    now = OPENS + timedelta(hours=2)
    if judge(visit, SESSION, known, now=now) in (Becomes.NEW, Becomes.MORE):
        for moment in (visit.arrived_at, visit.given_at):
            assert moment is None or OPENS - timedelta(hours=9) <= moment <= now


@pytest.mark.parametrize(
    ("visit", "known", "refusal"),
    [
        (DOSED, Known(is_person=False), Refusal.NO_SUCH_PERSON),
        (replace(DOSED, batch=""), Known(), Refusal.BATCH_MISSING),
        (replace(DOSED, not_given_for=NotGiven.UNWELL), Known(), Refusal.DOSE_AND_REASON),
        (replace(DOSED, given_at=OPENS - timedelta(minutes=1)), Known(), Refusal.DOSE_BEFORE_ARRIVAL),
        (replace(DOSED, given_at=OPENS + timedelta(days=-1), arrived_at=None), Known(), Refusal.OTHER_DAY),
        (replace(DOSED, given_at=EVENING + timedelta(hours=1)), Known(), Refusal.IN_FUTURE),
        (DOSED, Known(has_dose_elsewhere=True), Refusal.DOSE_ELSEWHERE),
        (DOSED, Known(before=replace(DOSED, batch="CD34")), Refusal.RECORDED_OTHERWISE),
        (DOSED, Known(before=replace(CAME, not_given_for=NotGiven.LEFT)), Refusal.RECORDED_OTHERWISE),
        (DOSED, Known(before=replace(CAME, identity_seen=8)), Refusal.RECORDED_OTHERWISE),
        (replace(DOSED, form_number="F-1"), Known(form_is_of_another=True), Refusal.FORM_OF_ANOTHER),
        (DOSED, Known(batch_expires_on=DAY - timedelta(days=1)), Refusal.BATCH_EXPIRED),
    ],
)
def test_each_fault_has_its_name(visit: Visit, known: Known, refusal: Refusal) -> None:
    assert judge(visit, SESSION, known, now=EVENING) is refusal


def test_a_batch_may_be_given_on_its_last_day() -> None:
    assert judge(DOSED, SESSION, Known(batch_expires_on=DAY), now=EVENING) is Becomes.NEW


def test_a_session_that_is_off_or_ahead_records_nobody() -> None:
    off = OfSession(DAY, is_cancelled=True)
    assert judge(DOSED, off, Known(), now=EVENING) is Refusal.SESSION_CANCELLED
    assert judge(CAME, SESSION, Known(), now=OPENS - timedelta(days=1)) is Refusal.NOT_BEGUN


def test_a_batch_is_the_same_however_it_is_written() -> None:
    assert batch_number(" ab 12\u00a0") == "AB12"

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.routing import STEP, Minute, Way, shares, weight_now

NOON = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = NOON - timedelta(days=30)


def minute(ago: int, texts: int, errors: int = 0, slow: int = 0) -> Minute:
    return Minute(NOON - ago * MINUTE, texts, errors, slow)


def weight_of(weight: int, *minutes: Minute, since: datetime = LONG_AGO, now: datetime = NOON) -> int:
    return weight_now(weight, minutes, since=since, now=now)


@st.composite
def some_minutes(draw: st.DrawFn) -> list[Minute]:
    found = []
    for ago in draw(st.lists(st.integers(0, 400), max_size=40)):
        texts = draw(st.integers(0, 600))
        errors = draw(st.integers(0, texts))
        found.append(minute(ago, texts, errors, draw(st.integers(0, texts - errors))))
    return found


weights = st.integers(0, 100)


@given(weights, some_minutes())
def test_a_weight_is_never_below_nothing_nor_above_what_was_set(weight: int, minutes: list[Minute]) -> None:
    assert 0 <= weight_of(weight, *minutes) <= weight


@given(weights, some_minutes(), st.randoms())
def test_the_order_in_which_counts_come_does_not_matter(weight, minutes, chance) -> None:
    mixed = list(minutes)
    chance.shuffle(mixed)

    assert weight_of(weight, *mixed) == weight_of(weight, *minutes)


@given(weights, some_minutes())
def test_counts_of_two_dispatchers_are_one_count(weight: int, minutes: list[Minute]) -> None:
    halves = [
        part
        for m in minutes
        for part in (
            Minute(m.at, m.texts // 2, m.errors // 2, m.slow // 2),
            Minute(m.at, m.texts - m.texts // 2, m.errors - m.errors // 2, m.slow - m.slow // 2),
        )
    ]

    assert weight_of(weight, *halves) == weight_of(weight, *minutes)


@given(weights, some_minutes())
def test_without_trouble_the_weight_only_rises_until_it_is_whole(weight, minutes) -> None:
    later = [weight_of(weight, *minutes, now=NOON + ago * MINUTE) for ago in range(1, 200, 7)]

    assert all(earlier <= late for earlier, late in pairwise(later))
    assert later[-1] == weight


@given(weights, some_minutes())
def test_a_minute_costs_ten_points_at_most(weight: int, minutes: list[Minute]) -> None:
    walk = [weight_of(weight, *minutes, now=NOON + ago * MINUTE) for ago in range(-60, 20)]

    assert all(abs(late - earlier) <= STEP for earlier, late in pairwise(walk))


@given(weights, some_minutes())
def test_what_a_hand_changed_begins_anew(weight: int, minutes: list[Minute]) -> None:
    assert weight_of(weight, *minutes, since=NOON + MINUTE, now=NOON + 3 * MINUTE) == weight


def test_fifty_errors_in_a_minute_cost_ten_points_and_forty_nine_of_many_nothing() -> None:
    assert weight_of(30, minute(1, 10_000, 50)) == 20
    assert weight_of(30, minute(1, 10_000, 49)) == 30


def test_fifteen_percent_of_five_minutes_in_trouble_cost_ten_points() -> None:
    def each_minute(slow: int) -> list[Minute]:
        return [minute(ago, 100, slow=slow if ago == 0 else 0) for ago in range(5)]

    assert weight_of(30, *each_minute(75)) == 20
    assert weight_of(30, *each_minute(74)) == 30


def test_no_text_counts_towards_two_steps() -> None:
    quiet = [minute(ago, 10) for ago in range(1, 5)]

    assert weight_of(50, minute(5, 40, 40), *quiet) == 40


def test_of_a_handful_of_texts_no_share_is_taken() -> None:
    assert weight_of(30, minute(1, 9, 9)) == 30
    assert weight_of(30, minute(1, 10, 10)) == 20


def test_ten_points_come_back_after_fifteen_quiet_minutes_and_not_before() -> None:
    bad = minute(15, 500, 500)

    assert weight_of(30, bad, now=NOON + 0.9 * MINUTE) == 20
    assert weight_of(30, bad, now=NOON + MINUTE) == 30


def test_a_minute_that_still_runs_can_cost_but_is_not_yet_quiet() -> None:
    now = NOON + timedelta(seconds=20)

    assert weight_of(30, minute(0, 500, 500), now=now) == 20
    assert weight_of(30, minute(15, 500, 500), now=now) == 20


def test_routes_share_by_the_weight_that_holds() -> None:
    assert shares({"a": Way(30, 30), "b": Way(10, 10)}) == {"a": 30, "b": 10}
    assert shares({"a": Way(30, 0), "b": Way(10, 10)}) == {"a": 0, "b": 10}


def test_when_all_have_lost_their_weight_each_keeps_what_was_set() -> None:
    assert shares({"a": Way(30, 0), "b": Way(10, 0)}) == {"a": 30, "b": 10}
    assert shares({"a": Way(30, 0), "b": Way(10, 10, stands_aside=True)}) == {"a": 30, "b": 0}


def test_who_stands_aside_or_was_set_to_nothing_takes_nothing_new() -> None:
    assert shares({"a": Way(30, 30, stands_aside=True)}) == {"a": 0}
    assert shares({"a": Way(0, 0), "b": Way(10, 0)}) == {"a": 0, "b": 10}

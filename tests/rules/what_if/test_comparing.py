from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.what_if.comparing import PLACE, Side, counts_of, print_of, who_changes

WAITING = {**{name: PLACE[name] for name in ("beneficiary_id", "district_code", "category")},
           "reason": pl.String, "is_standby": pl.Boolean}  # fmt: skip
codes = st.sampled_from(["", "S1", "S2", "S3"])
plans = st.dictionaries(st.integers(1, 30), st.tuples(codes, codes), max_size=30)


def places(seats: dict[int, str]) -> pl.DataFrame:
    rows = [
        (who, 1, "nurse", code, date(2026, 1, 16), 1.5, code == "S1") for who, code in seats.items() if code
    ]
    return pl.DataFrame(rows, schema=PLACE, orient="row")


def rows_of(plan: dict[int, tuple[str, str]], *, listed: bool = False) -> pl.DataFrame:
    before = places({who: old for who, (old, _) in plan.items()}).with_columns(is_listed=pl.lit(listed))
    after = places({who: new for who, (_, new) in plan.items()}).with_columns(why=pl.lit("{NEAREST}"))
    left = [(who, 1, "nurse", "SESSIONS_FULL", False) for who, (_, new) in plan.items() if not new]
    return who_changes(before, after, pl.DataFrame(left, schema=WAITING, orient="row"))


@given(plans)
def test_exactly_those_with_another_session_and_those_without_one_are_named(plan):
    rows = rows_of(plan)
    named = {row["beneficiary_id"]: (row["from_code"], row["to_code"]) for row in rows.to_dicts()}
    assert named == {who: both for who, both in plan.items() if both[0] != both[1] or not both[1]}
    counts = counts_of(rows)
    assert counts["changed"] == sum(old != new for old, new in plan.values())
    assert counts["changed"] == counts["moved"] + counts["placed"] + counts["lost"]
    assert print_of(rows) == print_of(rows_of(dict(reversed(plan.items()))))


@given(plans)
def test_a_side_counts_each_place_once(plan):
    seats = {who: new for who, (_, new) in plan.items()}
    side = Side.of(places(seats), {"nurse": 2}, {"SESSIONS_FULL": 3, "standby": 2, "": 0})
    has = [code for code in seats.values() if code]
    assert side.placed == len(has) == sum(side.by_tier.values()) == sum(side.days.values())
    assert (side.unplaced, side.standby) == ({"SESSIONS_FULL": 3}, 2)
    assert side.own_site == has.count("S1")
    assert side.by_tier == ({"2": len(has)} if has else {})
    assert side.km_mean == (1.5 if has else None)


def test_who_was_told_and_changes_is_counted():
    plan = {1: ("S1", "S2"), 2: ("S1", ""), 3: ("S1", "S1")}
    assert counts_of(rows_of(plan, listed=True))["told"] == 2

import polars as pl

from teeka.rules.allotment.settled import counted, settled

FIRST = pl.DataFrame(
    {
        "person": [1, 2, 3, 4, 5],
        "session": [70, None, None, None, None],
        "distance_m": [10, None, None, None, None],
        "reason": [None, "SESSIONS_FULL", "SESSIONS_FULL", "SESSIONS_FULL", "NO_SESSION_IN_DISTRICT"],
        "why": ["OWN_SITE", None, None, None, None],
        "standby_session": [None, 70, 70, 71, None],
        "standby_rank": [None, 1, 2, 1, None],
    },
    schema_overrides={"standby_rank": pl.Int64},
)
MOVES = pl.DataFrame(
    {"person": [2, 99], "session": [80, 80], "distance_m": [None, 5], "why": ["OTHER_DISTRICT"] * 2}
)
LEFT = pl.DataFrame({"person": [3, 4, 5], "reason": ["SESSIONS_FULL", "STAFF_SHARE", "NO_SESSION_IN_REACH"]})


def test_who_crossed_has_the_place_and_those_behind_on_standby_move_up() -> None:
    both = settled(FIRST, MOVES, LEFT)
    assert both.columns == FIRST.columns
    assert both.rows() == [
        (1, 70, 10, None, "OWN_SITE", None, None),
        (2, 80, None, None, "OTHER_DISTRICT", None, None),
        (3, None, None, "SESSIONS_FULL", None, 70, 1),
        (4, None, None, "STAFF_SHARE", None, 71, 1),
        (5, None, None, "NO_SESSION_IN_REACH", None, None, None),
    ]


def test_the_count_has_everybody_once() -> None:
    assert counted(settled(FIRST, MOVES, LEFT)) == {
        "people": 5, "placed": 2, "standby": 2, "unplaced": {"NO_SESSION_IN_REACH": 1},
    }  # fmt: skip

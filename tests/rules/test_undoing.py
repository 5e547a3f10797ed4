"""When an arrival may be taken back, whatever is on record of it."""

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.undoing import Arrival, Undoing, UndoRefusal, judge_undoing

arrivals = st.builds(Arrival, st.booleans(), st.booleans(), st.booleans())
WHY = "the line of somebody else"


@given(arrivals, st.sampled_from(["", "  ", "\t"]), st.booleans())
def test_nothing_is_taken_back_without_a_reason(arrival: Arrival, reason: str, is_closed: bool) -> None:
    assert judge_undoing(arrival, reason=reason, is_closed=is_closed) is UndoRefusal.REASON_MISSING


@given(arrivals, st.booleans())
def test_it_is_taken_back_while_it_stands_alone_in_an_open_session(arrival: Arrival, is_closed: bool) -> None:
    found = judge_undoing(arrival, reason=WHY, is_closed=is_closed)
    may = arrival.is_recorded and not arrival.has_dose and not is_closed
    assert (found is Undoing.UNDONE) == may


@given(arrivals, st.booleans())
def test_taking_it_back_again_is_no_fault(arrival: Arrival, is_closed: bool) -> None:
    if judge_undoing(arrival, reason=WHY, is_closed=False) is Undoing.UNDONE:
        after = Arrival(was_undone=True)
        assert judge_undoing(after, reason=WHY, is_closed=is_closed) is Undoing.ALREADY


def test_who_never_came_has_nothing_to_take_back() -> None:
    assert judge_undoing(Arrival(), reason=WHY, is_closed=False) is UndoRefusal.NO_SUCH_ARRIVAL

"""The rows of a sheet of changes: what is read, what is refused, what contradicts."""

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.hand_sheet import (
    HAND_ACTION_WORDS,
    HAND_PROBLEM_WORDS,
    HandAction,
    HandProblem,
    HandRow,
    Trouble,
    action_of,
    problem_words,
    read_rows,
    reference_of,
)

PEOPLE = {10_000_000_000_000 + number for number in range(6)}
SESSIONS = {"S-1", "S-2"}


def row(number=1, reference="10000000000001", action="place", code="S-1", other="", reason="why"):
    return HandRow(number, reference, action, code, other, reason)


def trouble_of(one: HandRow) -> HandProblem | None:
    _, troubles = read_rows([one], PEOPLE, SESSIONS)
    return troubles[one.row].problem if troubles else None


def test_a_row_says_what_it_lacks() -> None:
    assert trouble_of(row()) is None
    assert trouble_of(row(action="dance")) is HandProblem.ACTION_UNKNOWN
    assert trouble_of(row(reference="1.0E+13")) is HandProblem.REFERENCE_UNREADABLE
    assert trouble_of(row(reference="99999999999999")) is HandProblem.PERSON_UNKNOWN
    assert trouble_of(row(code="")) is HandProblem.SESSION_MISSING
    assert trouble_of(row(code="S-9")) is HandProblem.SESSION_UNKNOWN
    assert trouble_of(row(reason=" ")) is HandProblem.REASON_MISSING
    assert trouble_of(row(action="swap")) is HandProblem.OTHER_UNREADABLE
    assert trouble_of(row(action="swap", other="99999999999999")) is HandProblem.OTHER_UNKNOWN
    assert trouble_of(row(action="swap", other="1000 0000 0000 01")) is HandProblem.WITH_ITSELF


def test_words_and_digits_are_read_as_offices_write_them() -> None:
    assert action_of(" PLACE ") is HandAction.PLACE
    assert action_of("अदला-बदली") is HandAction.SWAP
    assert reference_of("'1000 0000 0000 01") == reference_of("10000000000001.0") == 10_000_000_000_001


def test_one_person_in_two_rows_is_refused_with_both_numbers() -> None:
    rows = [
        row(3, code="S-1"),
        row(8, action="move", code="S-2"),
        row(9, "10000000000002", action="swap", other="10000000000001"),
        row(10, "10000000000003"),
    ]
    orders, troubles = read_rows(rows, PEOPLE, SESSIONS)
    assert [order.row for order in orders] == [10]
    assert {number: found.other_row for number, found in troubles.items()} == {3: 8, 8: 3, 9: 3}
    said = problem_words(troubles[8], row=8, language="en")
    assert "Row 8 and row 3" in said


rows = st.lists(
    st.builds(
        row,
        reference=st.sampled_from([f"{number:014d}" for number in sorted(PEOPLE)]),
        action=st.sampled_from([*HandAction, "dance"]),
        code=st.sampled_from(["", "S-1", "S-9"]),
        other=st.sampled_from(["", "10000000000000", "10000000000005"]),
    ),
    max_size=8,
).map(lambda found: [HandRow(number, *_rest(one)) for number, one in enumerate(found, 1)])


def _rest(one: HandRow) -> tuple[str, ...]:
    return (one.reference, one.action, one.session_code, one.other_reference, one.reason)


@given(rows, st.randoms())
def test_every_row_has_one_fate_and_no_person_two_orders(found: list[HandRow], chance) -> None:
    orders, troubles = read_rows(found, PEOPLE, SESSIONS)
    tried = [order.row for order in orders]
    assert sorted([*tried, *troubles]) == [one.row for one in found]
    named = [order.reference for order in orders] + [order.other for order in orders if order.other]
    assert len(named) == len(set(named))
    shuffled = found[:]
    chance.shuffle(shuffled)
    again, other_troubles = read_rows(shuffled, PEOPLE, SESSIONS)
    assert again == orders
    assert other_troubles.keys() == troubles.keys()


def test_every_problem_and_action_has_its_words_in_both_languages() -> None:
    assert set(HAND_PROBLEM_WORDS) == set(HandProblem) - {HandProblem.BAD_CELL}
    assert set(HAND_ACTION_WORDS) == set(HandAction)
    bad = Trouble(HandProblem.BAD_CELL, "formula:reason")
    assert problem_words(bad, row=1, language="en") != problem_words(bad, row=1, language="hi")

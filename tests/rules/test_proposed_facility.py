import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.facility_types import FACILITY_TYPE_WORDS
from teeka.rules.proposed_facility import (
    PROPOSAL_WORDS,
    Proposal,
    ProposalProblem,
    check_proposal,
    proposed_code,
)
from teeka.rules.row_checks.facilities import TYPES


def test_a_proposal_is_stored_as_a_registry_would_name_it() -> None:
    typed = Proposal("  PHC   Nawada ", "primary health centre", " Barh ", "८००००१")

    assert check_proposal(typed) == (Proposal("PHC Nawada", "PHC", "Barh", "800001"), [])


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (Proposal("", "PHC", "", "800001"), ProposalProblem.NAME_MISSING),
        (Proposal("12-3", "PHC", "", "800001"), ProposalProblem.NAME_NOT_A_NAME),
        (Proposal("x" * 201, "PHC", "", "800001"), ProposalProblem.NAME_TOO_LONG),
        (Proposal("PHC Nawada", " ", "", "800001"), ProposalProblem.TYPE_MISSING),
        (Proposal("PHC Nawada", "PHC", "", "8001"), ProposalProblem.PIN_CODE_UNREADABLE),
    ],
)
def test_what_is_wrong_is_named(typed: Proposal, problem: ProposalProblem) -> None:
    assert check_proposal(typed)[1] == [problem]


def test_all_that_is_wrong_is_said_at_once_in_both_languages() -> None:
    assert len(check_proposal(Proposal())[1]) == 3
    assert all(english and hindi for english, hindi in PROPOSAL_WORDS.values())
    assert set(PROPOSAL_WORDS) == set(ProposalProblem)


@given(st.sets(st.integers(1, 99_999), max_size=20), st.sets(st.sampled_from(["F1", "P23-9", "P230-x"])))
def test_a_code_is_never_given_twice_and_counts_its_own_district_only(numbers, others) -> None:
    taken = {f"P230-{number:04d}" for number in numbers} | others

    code = proposed_code(230, taken)

    assert code not in taken
    assert code == f"P230-{max(numbers, default=0) + 1:04d}"


def test_every_type_has_words_in_both_languages() -> None:
    assert tuple(FACILITY_TYPE_WORDS) == TYPES

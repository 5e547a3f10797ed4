"""A place given by hand breaks no hard rule, and whoever is refused hears of every one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.allotment.hard_rules import (
    HARD_RULE_WORDS,
    Campaign,
    Choice,
    Crew,
    HardRule,
    Seeker,
    broken_rules,
)
from teeka.rules.allotment.wishes_by_hand import SOFT_WISH_WORDS, SoftWish, Way, wishes_against

DAY = date(2026, 1, 16)
ASHA = Seeker("nurse_supervisor", False, False, True, False, False, False, frozenset(), True)
OPEN = Choice(True, DAY, None, "covishield", frozenset(), 3)
FIRST = Campaign(1, None, None, 0.34)
STEPS = {  # what breaks each rule, and that alone
    HardRule.IS_A_DUPLICATE: (replace(ASHA, is_duplicate=True), OPEN, FIRST, None),
    HardRule.IS_EXCLUDED: (replace(ASHA, is_excluded=True), OPEN, FIRST, None),
    HardRule.NOT_IN_CAMPAIGN: (replace(ASHA, is_in_campaign=False), OPEN, FIRST, None),
    HardRule.HAS_A_PLACE: (replace(ASHA, has_place=True), OPEN, FIRST, None),
    HardRule.SESSION_CLOSED: (ASHA, replace(OPEN, is_open=False), FIRST, None),
    HardRule.OUTSIDE_DATES: (ASHA, OPEN, replace(FIRST, ends_on=DAY - timedelta(1)), None),
    HardRule.IS_ABSENT: (replace(ASHA, is_absent=True), OPEN, FIRST, None),
    HardRule.OTHER_DOSE: (ASHA, replace(OPEN, dose=2), FIRST, None),
    HardRule.HAD_THE_DOSE: (replace(ASHA, had_dose=True), OPEN, FIRST, None),
    HardRule.DOSE_NOT_DUE: (replace(ASHA, is_due=False), OPEN, FIRST, None),
    HardRule.OTHER_VACCINE: (replace(ASHA, vaccines=frozenset({"covaxin"})), OPEN, FIRST, None),
    HardRule.OTHER_COHORT: (ASHA, replace(OPEN, cohort=frozenset({"student"})), FIRST, None),
    HardRule.STAFF_SHARE: (ASHA, OPEN, FIRST, Crew(9, 3, 5)),
    HardRule.SESSION_FULL: (ASHA, replace(OPEN, seats_left=0), FIRST, None),
}


@pytest.mark.parametrize("rule", list(HardRule))
def test_each_rule_is_named_when_it_alone_is_broken(rule: HardRule) -> None:
    assert broken_rules(*STEPS[rule]) == (rule,)


def test_nothing_is_named_when_nothing_is_broken() -> None:
    assert broken_rules(ASHA, OPEN, FIRST, Crew(9, 2, 5)) == ()
    assert (
        broken_rules(replace(ASHA, vaccines=frozenset({"covishield"})), replace(OPEN, dose=1), FIRST, None)
        == ()
    )


@given(st.sets(st.sampled_from(HardRule)))
def test_of_any_set_of_broken_rules_every_one_is_named(rules: set[HardRule]) -> None:
    seeker, choice, campaign, crew = ASHA, OPEN, FIRST, None
    for rule in rules:
        one_seeker, one_choice, one_campaign, one_crew = STEPS[rule]
        seeker = _with_what_differs(seeker, ASHA, one_seeker)
        choice = _with_what_differs(choice, OPEN, one_choice)
        campaign = _with_what_differs(campaign, FIRST, one_campaign)
        crew = one_crew or crew
    assert set(broken_rules(seeker, choice, campaign, crew)) == rules


def _with_what_differs(base, plain, changed):
    names = type(plain).__slots__
    differs = {
        name: getattr(changed, name) for name in names if getattr(changed, name) != getattr(plain, name)
    }
    return replace(base, **differs)


@given(st.integers(1, 60), st.integers(1, 12), st.floats(0.05, 1))
def test_a_crew_sends_its_share_a_day_and_never_more(staff: int, days: int, share: float) -> None:
    campaign = replace(FIRST, staff_share=share)
    sent = 0
    while sent <= staff and not broken_rules(ASHA, OPEN, campaign, Crew(staff, sent, days)):
        sent += 1
    assert sent == max(int(staff * share + 1e-9), -(-staff // days), 1)


@given(st.integers(0, 30), st.integers(1, 12), st.integers(0, 30))
def test_a_colleague_less_on_the_day_never_forbids(staff: int, days: int, away: int) -> None:
    if not broken_rules(ASHA, OPEN, FIRST, Crew(staff, away, days)):
        assert not broken_rules(ASHA, OPEN, FIRST, Crew(staff, max(away - 1, 0), days))


ways = st.builds(
    Way,
    code=st.sampled_from("ABCDEF"),
    is_own_site=st.booleans(),
    is_own_district=st.booleans(),
    metres=st.none() | st.integers(0, 40_000),
    held_on=st.dates(date(2026, 1, 10), date(2026, 1, 20)),
    seats_left=st.integers(0, 3),
    plan_seats_left=st.integers(-2, 3),
)


@given(ways, st.lists(ways, max_size=5), st.booleans())
def test_a_wish_is_named_only_with_a_session_that_would_meet_it(
    chosen: Way, others: list[Way], was_told: bool
) -> None:
    against = wishes_against(chosen, others, was_told=was_told)
    free = [way for way in others if way.plan_seats_left > 0 and way.code != chosen.code]
    assert (SoftWish.WAS_TOLD in against) == was_told
    assert (SoftWish.RESERVE in against) == (chosen.plan_seats_left < 1 and chosen.seats_left > 0)
    if chosen.is_own_site:
        assert not {SoftWish.OWN_SITE_FREE, SoftWish.NEARER_FREE} & set(against)
    if not free:
        assert not {SoftWish.OWN_SITE_FREE, SoftWish.NEARER_FREE, SoftWish.EARLIER_FREE} & set(against)


def test_every_rule_and_wish_has_its_sentence_in_both_languages() -> None:
    assert set(HARD_RULE_WORDS) == set(HardRule)
    assert set(SOFT_WISH_WORDS) == set(SoftWish)
    for english, hindi in [*HARD_RULE_WORDS.values(), *SOFT_WISH_WORDS.values()]:
        assert english.isascii()
        assert any("\u0900" <= sign <= "\u097f" for sign in hindi)

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment import Reason, allot, with_places
from teeka.rules.allotment.nation import Group, Rounds, neighbours, tied_districts
from teeka.rules.allotment.reasons import REASONS
from tests.rules.allotment import reference
from tests.rules.allotment.made import MONDAY, request
from tests.rules.allotment.nations import nations, planned

many = settings(max_examples=150, deadline=None)
whole_or_cut = st.sampled_from([1, 3_000])  # sessions a group may hold: with 1 every group is cut


def sent_on(asked, session):
    has = np.flatnonzero(session >= 0)
    return Counter((int(asked.people.facility[p]), int(asked.sessions.day[session[p]])) for p in has)


@many
@given(nations(), whole_or_cut)
def test_no_hard_rule_is_broken_over_borders_and_who_has_a_place_keeps_it(asked, most):
    first, session, reason, _ = planned(asked, most)
    assert (session[first >= 0] == first[first >= 0]).all()
    assert ((session >= 0) != (reason >= 0)).all()
    assert all(reference.may_use(asked, p, session[p]) for p in np.flatnonzero(session >= 0))
    taken = Counter(session[session >= 0].tolist())
    assert all(count <= asked.sessions.seats[s] for s, count in taken.items())
    at_home = replace(asked, terms=replace(asked.terms, crosses_borders=False))
    after_first = sent_on(asked, first)
    for (facility, day), count in sent_on(asked, session).items():
        assert count <= reference.most_on_a_day(at_home, facility)
        if count > after_first[facility, day]:  # whoever crosses is bound by all the days that are in reach
            assert count <= reference.most_on_a_day(asked, facility)


@many
@given(nations(), whole_or_cut)
def test_nobody_is_left_who_could_go_to_a_free_seat_at_once(asked, most):
    _, session, _, _ = planned(asked, most)
    taken = Counter(session[session >= 0].tolist())
    sent = sent_on(asked, session)
    for person in np.flatnonzero(session < 0):
        for s in range(len(asked.sessions.key)):
            if reference.may_use(asked, person, s) and taken[s] < asked.sessions.seats[s]:
                facility, day = int(asked.people.facility[person]), int(asked.sessions.day[s])
                assert sent[facility, day] >= reference.most_on_a_day(asked, facility)


@many
@given(nations())
def test_uncut_the_second_pass_is_the_best_there_is_once_the_first_stands(asked):
    first, session, _, _ = planned(asked)
    left, waits = with_places(asked, first)
    best = first.copy()
    best[waits] = allot(left).session
    tiers = sorted({int(tier) for tier in asked.people.tier if tier >= 0})

    def by_tier(found):
        return [
            int(((found >= 0) & (asked.people.tier <= tier) & (asked.people.tier >= 0)).sum())
            for tier in tiers
        ]

    assert by_tier(session) == by_tier(best)


@many
@given(nations())
def test_cut_nobody_of_a_lower_tier_crosses_to_a_seat_that_a_higher_one_left_out_could_take(asked):
    first, session, _, _ = planned(asked, 1)
    crossed = np.flatnonzero((session >= 0) & (first < 0))
    sent = sent_on(asked, session)
    for person in np.flatnonzero((session < 0) & (asked.people.tier >= 0)):
        facility = int(asked.people.facility[person])
        for other in crossed[asked.people.tier[crossed] > asked.people.tier[person]]:
            s = session[other]
            if reference.may_use(asked, person, s):
                day = int(asked.sessions.day[s])
                assert sent[facility, day] >= reference.most_on_a_day(asked, facility)


HERE, NEAR, FAR = (25.0, 85.0), (25.1, 85.0), (27.5, 85.0)


def test_who_found_every_seat_at_home_taken_goes_over_the_border_and_the_reason_of_the_rest_is_said():
    asked = request(
        facilities=[(1, -1, *HERE), (3, -1, *FAR)],
        sites=[(0, 1, *HERE), (-1, 2, *NEAR)],
        sessions=[(0, MONDAY, 1, 0, 0), (1, MONDAY, 1, 0, 0)],
        people=[(0, 1, 0, MONDAY, MONDAY)] * 3 + [(1, 1, 0, MONDAY, MONDAY)],
        crosses_borders=True,
        reach_km=30,
    )
    first, session, reason, _ = planned(asked)
    assert sorted(first.tolist()) == [-1, -1, -1, 0]
    assert sorted(session.tolist()) == [-1, -1, 0, 1]
    assert REASONS[reason[np.flatnonzero(session[:3] < 0)[0]]] is Reason.SESSIONS_FULL
    assert REASONS[reason[3]] is Reason.NO_SESSION_IN_REACH


def test_two_pieces_of_a_cut_group_do_not_give_the_same_seat():
    asked = request(
        facilities=[(1, -1, 25.0, 85.0), (3, -1, 25.2, 85.0)],
        sites=[(-1, 2, 25.1, 85.0), (-1, 4, 25.35, 85.0), (0, 1, 25.0, 85.0), (1, 3, 25.2, 85.0)],
        sessions=[(0, MONDAY, 1, 0, 0), (1, MONDAY, 1, 0, 0), (2, MONDAY, 0, 0, 0), (3, MONDAY, 0, 0, 0)],
        people=[
            (0, 1, 0, MONDAY, MONDAY),
            (1, 1, 0, MONDAY, MONDAY),
        ],  # the second is nearer to the first seat
        crosses_borders=True,
        reach_km=20,
    )
    _, session, _, _ = planned(asked, 1)
    assert session.tolist() == [0, 1]


def test_what_hangs_together_is_planned_at_once_though_the_nearest_would_leave_one_out():
    asked = request(
        facilities=[(1, -1, 25.2, 85.0), (3, -1, 25.0, 85.0)],
        sites=[(-1, 2, 25.1, 85.0), (-1, 4, 25.35, 85.0)],
        sessions=[(0, MONDAY, 1, 0, 0), (1, MONDAY, 1, 0, 0)],
        people=[(0, 1, 0, MONDAY, MONDAY), (1, 2, 0, MONDAY, MONDAY)],  # the second reaches one seat only
        crosses_borders=True,
        reach_km=20,
    )
    _, session, _, _ = planned(asked)
    assert session.tolist() == [1, 0]


def test_in_a_cut_group_a_higher_tier_of_another_piece_comes_first():
    asked = request(
        facilities=[(1, -1, 25.0, 85.0), (3, -1, 25.2, 85.0)],
        sites=[(-1, 2, 25.1, 85.0), (0, 1, 25.0, 85.0), (1, 3, 25.2, 85.0)],
        sessions=[(0, MONDAY, 1, 0, 0), (1, MONDAY, 0, 0, 0), (2, MONDAY, 0, 0, 0)],
        people=[(0, 2, 0, MONDAY, MONDAY), (1, 1, 0, MONDAY, MONDAY)],
        crosses_borders=True,
        reach_km=20,
    )
    _, session, _, _ = planned(asked, 1)
    assert session.tolist() == [-1, 0]


def test_colleagues_who_have_a_place_at_home_count_when_others_cross():
    days = [(1, MONDAY + day, 9, 0, 0) for day in range(4)]
    asked = request(
        facilities=[(1, -1, *HERE)],
        sites=[(0, 1, *HERE), (-1, 2, *NEAR)],
        sessions=[(0, MONDAY, 2, 0, 0), *days],
        people=[(0, 1, 0, MONDAY, MONDAY)] * 10,
        staff_share=0.3,
        crosses_borders=True,
    )
    first, session, reason, _ = planned(asked)
    assert Counter(first.tolist()) == {0: 2, -1: 8}
    assert Counter(session.tolist()) == {0: 2, 1: 1, -1: 7}  # three of ten may be away on a day
    assert {REASONS[why] for why in reason[session < 0]} == {Reason.STAFF_SHARE}


def test_districts_that_a_parents_or_an_own_site_ties_are_planned_as_one():
    asked = request(
        facilities=[(5, -1, *HERE), (2, 0, *NEAR), (3, -1, *NEAR), (9, -1, *FAR)],
        sites=[(2, 7, *NEAR), (-1, 9, *FAR)],
        sessions=[],
        people=[],
    )
    assert tied_districts(asked.facilities, asked.sites) == [(2, 5), (3, 7), (9,)]


def test_neighbours_are_those_with_a_site_in_reach_of_a_facility():
    nowhere = (float("nan"), float("nan"))
    asked = request(
        facilities=[(1, -1, *HERE), (2, -1, *NEAR), (3, -1, *FAR), (4, -1, *nowhere)],
        sites=[(0, 1, *HERE), (-1, 2, *NEAR), (-1, 3, *FAR), (-1, 4, *nowhere)],
        sessions=[],
        people=[],
    )
    part_of = {1: 0, 2: 1, 3: 2, 4: 3}
    found = neighbours(asked.facilities, asked.sites, part_of, reach_km=30)
    assert found == {0: (1,), 1: (0,), 2: (), 3: ()}


def test_a_link_that_helps_nobody_is_not_tried_for_ever():
    rounds = Rounds([1], {1: 5, 2: 5})
    groups = rounds.seen({1: [(1, 2)]})
    assert groups == [Group((1, 2), -1)]
    rounds.planned(groups[0], 0)
    assert rounds.to_look() == []


@pytest.mark.parametrize("most", [10, 20, 35])
def test_a_chain_too_long_for_one_group_is_cut_and_every_link_gets_its_turn(most):
    chain = {part: [(1, part + 1)] for part in range(9)}
    rounds = Rounds(chain, dict.fromkeys(range(10), 10), most)
    left = {(part, pairs[0][1]) for part, pairs in chain.items()}
    while groups := rounds.seen({p: [(1, r) for s, r in left if s == p] for p in rounds.to_look()}):
        assert all(len(group.parts) <= max(most // 10, 2) for group in groups)
        left -= {(s, r) for s, r in left for group in groups if {s, r} <= set(group.parts)}
        for group in groups:
            rounds.planned(group, 1)
    assert not left

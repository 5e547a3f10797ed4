"""A lever keeps its promise: with the sessions opened, the next plan places at least so many more."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment import Lever, Reason, allot, levers, with_places
from teeka.rules.allotment.levers import MOST_AT_ONCE
from teeka.rules.allotment.reasons import REASONS
from tests.rules.allotment.made import MONDAY, permuted, redirected, request, requests

SITE = (0, 1, 25.0, 85.0)
HERE = (1, -1, 25.0, 85.0)


def opened(asked, found):
    """The request with the levers' sessions."""
    rows = [
        (len(asked.sessions.key) + n, lever.site, lever.day, lever.seats, 0, 0, lever.kind)
        for n, lever in enumerate(lever for lever in found for _ in range(lever.sessions))
    ]
    added = zip(fields(asked.sessions), np.array(rows, dtype=np.int64).reshape(-1, 7).T, strict=True)
    sessions = replace(
        asked.sessions, **{f.name: np.append(getattr(asked.sessions, f.name), new) for f, new in added}
    )
    return replace(asked, sessions=sessions)


@settings(max_examples=300, deadline=None)
@given(requests(needs_by_facility=True, most_people=14), st.integers(1, 6))
def test_pulled_together_they_place_at_least_what_they_promise(asked, most) -> None:
    plan = allot(asked)
    found = levers(asked, plan, most=most)

    left, _ = with_places(opened(asked, found), plan.session)  # whoever has a place keeps it
    then = allot(left)

    assert np.count_nonzero(then.session >= 0) >= sum(lever.places for lever in found)
    for lever in found:
        assert 1 <= lever.places <= lever.sessions * lever.seats
        assert 1 <= lever.sessions <= MOST_AT_ONCE


@settings(max_examples=100, deadline=None)
@given(requests(most_people=12), st.randoms())
def test_the_order_of_people_changes_nothing(asked, chance) -> None:
    order = np.array(chance.sample(range(len(asked.people.key)), len(asked.people.key)), dtype=np.int64)
    absences = replace(asked.absences, person=redirected(asked.absences.person, order))
    other = replace(asked, people=permuted(asked.people, order), absences=absences)

    assert levers(other, allot(other)) == levers(asked, allot(asked))


def test_the_lever_names_site_day_sessions_and_how_many_it_places() -> None:
    people = [(0, 1, 0, MONDAY, MONDAY + 1)] * 9
    sessions = [(0, MONDAY, 2, 0, 0), (0, MONDAY + 1, 1, 0, 0)]
    asked = request(facilities=[HERE], sites=[SITE], sessions=sessions, people=people)

    assert levers(asked, allot(asked)) == [Lever(0, MONDAY, 0, 3, 2, 6)]


def test_no_more_are_promised_than_a_facility_can_spare_on_the_day() -> None:
    people = [(0, 1, 0, MONDAY, MONDAY + 1)] * 10
    sessions = [(0, MONDAY, 4, 0, 0), (0, MONDAY + 1, 2, 0, 0)]
    asked = request(facilities=[HERE], sites=[SITE], sessions=sessions, people=people, staff_share=0.4)

    found = levers(asked, allot(asked))

    assert [(lever.day, lever.places) for lever in found] == [(MONDAY + 1, 2)]


def test_whom_no_session_can_help_is_not_counted() -> None:
    people = [(-1, 1, 0, MONDAY, MONDAY), (0, -1, 0, MONDAY, MONDAY), (0, 1, 0, MONDAY, MONDAY)]
    asked = request(
        facilities=[HERE], sites=[SITE], sessions=[(0, MONDAY, 3, 0, 0)], people=people, allowed=((False,),)
    )
    plan = allot(asked)

    assert REASONS[plan.reason[2]] is Reason.NO_SESSION_FOR_DOSE
    assert levers(asked, plan) == []


def test_of_two_sites_the_nearer_is_opened() -> None:
    far = (-1, 1, 25.4, 85.0)
    people = [(0, 1, 0, MONDAY, MONDAY)] * 5
    sessions = [(0, MONDAY, 1, 0, 0), (1, MONDAY, 1, 0, 0)]
    asked = request(facilities=[HERE], sites=[far, SITE], sessions=sessions, people=people)

    assert [lever.site for lever in levers(asked, allot(asked))] == [1]


def test_nobody_waits_a_day_for_three_hundred_metres() -> None:
    near, nearer = (-1, 1, 25.004, 85.0), (-1, 1, 25.001, 85.0)
    people = [(0, 1, 0, MONDAY, MONDAY + 1)] * 5
    sessions = [(0, MONDAY, 1, 0, 0), (1, MONDAY + 1, 1, 0, 0)]
    asked = request(facilities=[HERE], sites=[near, nearer], sessions=sessions, people=people)

    assert [(lever.site, lever.day) for lever in levers(asked, allot(asked))] == [(1, MONDAY)]

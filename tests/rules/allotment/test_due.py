"""Whose dose is due on no day with a session in reach is told so, and what lies beside those days."""

import numpy as np
from hypothesis import given, settings

from teeka.rules.allotment import Reason, allot, levers
from teeka.rules.allotment.due import sessions_beside
from teeka.rules.allotment.reasons import REASONS
from teeka.rules.allotment.request import NONE
from tests.rules.allotment import reference
from tests.rules.allotment.made import MONDAY, request, requests

many = settings(max_examples=200, deadline=None)
NOT_DUE, OUTSIDE = REASONS.index(Reason.DOSE_NOT_DUE), REASONS.index(Reason.OUTSIDE_WINDOW)


def right_days(asked, person):
    """The days of sessions in reach of the right kind, whoever may come on them."""
    people, sessions = asked.people, asked.sessions
    return [
        int(sessions.day[s])
        for s in range(len(sessions.key))
        if reference.in_reach(asked, people.facility[person], sessions.site[s])
        and asked.terms.allowed[people.need[person], sessions.kind[s]]
    ]


@many
@given(requests())
def test_the_interval_is_the_reason_exactly_when_no_session_in_reach_is_in_it(asked):
    plan = allot(asked)
    for person in np.flatnonzero(np.isin(plan.reason, [NOT_DUE, OUTSIDE])):
        due = range(asked.people.due_from[person], asked.people.due_until[person] + 1)
        assert (plan.reason[person] == NOT_DUE) == (not any(day in due for day in right_days(asked, person)))


@many
@given(requests())
def test_the_sessions_beside_are_the_nearest_before_and_after(asked):
    who = np.flatnonzero(allot(asked).reason == NOT_DUE)
    before, after = sessions_beside(asked, who)
    for person, first, last in zip(who, before, after, strict=True):
        days = right_days(asked, person)
        assert first == max((d for d in days if d < asked.people.due_from[person]), default=NONE)
        assert last == min((d for d in days if d > asked.people.due_until[person]), default=NONE)


HERE, THERE = (25.0, 85.0), (25.1, 85.0)


def test_a_second_dose_takes_the_day_that_is_due_and_not_the_own_site():
    asked = request(
        facilities=[(1, -1, *HERE)],
        sites=[(0, 1, *HERE), (-1, 1, *THERE)],
        sessions=[(0, MONDAY, 9, 0, 0), (1, MONDAY + 5, 9, 0, 0)],
        people=[(0, 1, 0, MONDAY, MONDAY + 9, MONDAY + 4, MONDAY + 8)],
    )
    assert allot(asked).session.tolist() == [1]


def test_a_session_on_a_day_that_is_due_is_a_lever():
    asked = request(
        facilities=[(1, -1, *HERE), (2, -1, 27.0, 85.0)],
        sites=[(0, 1, *HERE), (1, 2, 27.0, 85.0)],
        sessions=[(0, MONDAY, 9, 0, 0), (1, MONDAY + 5, 9, 0, 0)],
        people=[(0, 1, 0, MONDAY, MONDAY + 9, MONDAY + 4, MONDAY + 8)],
    )
    plan = allot(asked)
    assert REASONS[plan.reason[0]] is Reason.DOSE_NOT_DUE
    assert [(lever.site, lever.day, lever.places) for lever in levers(asked, plan)] == [(0, MONDAY + 5, 1)]

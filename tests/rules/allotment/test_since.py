"""Whether a plan may be stored beside what hands did while it was made."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment import Away, allot, still_spared
from teeka.rules.allotment.request import NONE
from teeka.rules.allotment.spare import most_on_a_day
from tests.rules.allotment.made import requests


@settings(deadline=None)
@given(requests(), st.data())
def test_a_plan_holds_beside_what_it_read_and_not_beside_a_colleague_too_many(request, data):
    answer = allot(request)
    placed = np.flatnonzero(answer.session != NONE)
    if not len(placed):
        return
    sent = Away(
        request.people.facility[placed],
        request.sessions.day[answer.session[placed]],
        np.ones(len(placed), dtype=np.int64),
    )

    def with_(*more):
        parts = (request.away, sent, *more)
        columns = ("facility", "day", "people")
        return Away(*(np.concatenate([getattr(one, name) for one in parts]) for name in columns))

    assert still_spared(request, answer, with_())
    at = data.draw(st.integers(0, len(placed) - 1))
    facility_at, day = int(sent.facility[at]), int(sent.day[at])
    staff = request.facilities.staff[[facility_at]]
    (most,) = most_on_a_day(staff, request.terms.staff_share, np.array([1])).tolist()
    one_day = [np.array([value], dtype=np.int64) for value in (facility_at, day, most + 1)]
    assert not still_spared(request, answer, with_(Away(*one_day)))

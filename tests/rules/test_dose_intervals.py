"""The rule in force on the session's date says on which days a dose may follow the one before."""

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.dose_intervals import DAY, Due, Interval, days_due, next_dose

COVISHIELD = [
    Interval("covishield", "covishield", 28, 42, date(2021, 1, 16), date(2021, 3, 22)),
    Interval("covishield", "covishield", 42, 56, date(2021, 3, 23), date(2021, 5, 12)),
    Interval("covishield", "covishield", 84, 112, date(2021, 5, 13), None),
]
START = date(2021, 1, 1)
days = st.integers(0, 200).map(lambda n: START + n * DAY)


@st.composite
def rules(draw):
    """Rules of two vaccines as the service keeps them: of one pair no two are in force on a day."""
    found = []
    for pair in (("a", "a"), ("a", "b"), ("b", "b")):
        starts = sorted(draw(st.sets(days, max_size=4)))
        for place, first in enumerate(starts):
            following = starts[place + 1] - DAY if place + 1 < len(starts) else None
            until = draw(st.sampled_from([following, following and first]))
            least = draw(st.integers(0, 60))
            found.append(Interval(*pair, least, least + draw(st.integers(0, 40)), first, until))
    return found


@settings(max_examples=300, deadline=None)
@given(rules(), st.sampled_from("ab"), st.sampled_from("ab"), days)
def test_a_day_is_due_exactly_when_the_rule_in_force_on_it_allows_the_interval(known, before, vaccine, on):
    found = days_due(known, before, on, vaccine)
    for day in (START + n * DAY for n in range(330)):
        in_force = [r for r in known if (r.vaccine_before, r.vaccine) == (before, vaccine) and r.covers(day)]
        allowed = any(r.least_days <= (day - on).days <= r.most_days for r in in_force)
        assert any(first <= day <= last for first, last in found) == allowed
    assert all(last + DAY < first for (_, last), (first, _) in pairwise(found))


@settings(max_examples=300, deadline=None)
@given(rules(), days, st.sets(st.tuples(st.sampled_from("ab"), days), max_size=4))
def test_the_same_vaccine_goes_first_and_another_only_where_a_rule_and_a_session_allow_it(
    known, on, sessions
):
    due = next_dose(known, "a", on, sessions)

    def meets(vaccine):
        return any(
            v == vaccine and any(first <= day <= last for first, last in days_due(known, "a", on, v))
            for v, day in sessions
        )

    assert due.vaccine == ("b" if meets("b") and not meets("a") else "a")
    every = days_due(known, "a", on, due.vaccine)
    assert set(due.days) <= set(every)
    asked = [day for vaccine, day in sessions if vaccine == due.vaccine]
    for first, last in every:
        if any(first <= day <= last for day in asked):
            assert (first, last) in due.days
    assert due.days or not every


def test_a_first_dose_of_january_is_due_again_in_february_and_not_in_april():
    assert days_due(COVISHIELD, "covishield", date(2021, 1, 16), "covishield") == [
        (date(2021, 2, 13), date(2021, 2, 27))
    ]


def test_a_change_of_the_rule_may_leave_a_gap():
    # 28 to 42 days until 22 March, 42 to 56 from the 23rd: 23 March is day 41.
    due = Due("covishield", tuple(days_due(COVISHIELD, "covishield", date(2021, 2, 10), "covishield")))
    assert due.days == (
        (date(2021, 3, 10), date(2021, 3, 22)),
        (date(2021, 3, 24), date(2021, 4, 7)),
        (date(2021, 5, 13), date(2021, 6, 2)),
    )
    assert due.gaps()[0] == (date(2021, 3, 23), date(2021, 3, 23))
    assert due.gaps()[1] == (date(2021, 4, 8), date(2021, 5, 12))


def test_without_a_rule_no_dose_follows():
    assert next_dose(COVISHIELD, "sputnik", date(2021, 1, 16), {("sputnik", date(2021, 2, 16))}) == Due(
        "sputnik", ()
    )


def test_days_on_both_sides_of_a_gap_stay_when_both_have_sessions():
    sessions = {("covishield", date(2021, 3, 15)), ("covishield", date(2021, 3, 30))}
    due = next_dose(COVISHIELD, "covishield", date(2021, 2, 10), sessions)
    assert due.days == (
        (date(2021, 3, 10), date(2021, 3, 22)),
        (date(2021, 3, 24), date(2021, 4, 7)),
    )
    assert due.gaps() == [(date(2021, 3, 23), date(2021, 3, 23))]

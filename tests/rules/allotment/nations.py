"""A nation of a few districts, and its plan in memory: the same steps as on a cluster, without its files."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from teeka.rules.allotment import allot
from teeka.rules.allotment.borders import (
    cross,
    joined,
    no_moves,
    reachable,
    reasons_left,
    rest_of,
    rows,
    together,
)
from teeka.rules.allotment.nation import MOST_SESSIONS, Rounds, neighbours, tied_districts
from teeka.rules.allotment.request import EVER, absences_among
from tests.rules.allotment.made import MONDAY, request


@st.composite
def nations(draw, *, most_people=20):
    """Three to six districts in a row, some 25 km apart, with few seats where most people are."""
    districts = draw(st.integers(3, 6))
    facilities, sites, sessions, people, absences = [], [], [], [], []
    for district in range(districts):
        for _ in range(draw(st.integers(1, 2))):
            facilities.append((district, -1, 25 + draw(st.integers(0, 4)) / 20, 85 + district / 4))
    for own, (district, _, latitude, longitude) in enumerate(list(facilities)):
        if draw(st.booleans()):
            sites.append((own if draw(st.booleans()) else -1, district, latitude, longitude))
    sites = sites or [(-1, 0, 25.0, 85.0)]
    for _ in range(draw(st.integers(1, 8))):
        sessions.append(
            (
                draw(st.integers(0, len(sites) - 1)),
                MONDAY + draw(st.integers(0, 2)),
                draw(st.integers(0, 3)),
                draw(st.integers(0, 1)),
                draw(st.integers(0, 1)),
            )
        )
    need_of = [draw(st.integers(0, 1)) for _ in facilities]
    crowded = draw(st.integers(0, len(facilities) - 1))
    for _ in range(draw(st.integers(0, most_people))):
        facility = draw(st.sampled_from([crowded, draw(st.integers(-1, len(facilities) - 1))]))
        opens = MONDAY + draw(st.integers(0, 2))
        due = draw(st.one_of(st.just(EVER), st.just((MONDAY, MONDAY + 1)), st.just((MONDAY + 2, MONDAY + 3))))
        if draw(st.booleans()):
            absences.append((len(people), MONDAY + draw(st.integers(0, 2)), MONDAY + 2))
        people.append(
            (
                facility,
                draw(st.sampled_from([1, 2, 3, -1])),
                need_of[facility],
                opens,
                opens + draw(st.integers(0, 2)),
                *due,
            )
        )
    return request(
        absences=absences,
        facilities=facilities,
        sites=sites,
        sessions=sessions,
        people=people,
        staff_share=draw(st.sampled_from([0.3, 1.0])),
        crosses_borders=True,
        reach_km=draw(st.sampled_from([30, 60])),
        allowed=((True, draw(st.booleans())), (draw(st.booleans()), True)),
    )


def of_districts(asked, districts):
    """The request of these districts alone, and which of the whole's sessions and people it has.

    People whose facility is not known belong to the first district.
    """
    places = np.flatnonzero(np.isin(asked.facilities.district, districts))
    sites = np.flatnonzero(np.isin(asked.sites.district, districts))
    sessions = np.flatnonzero(np.isin(asked.sessions.site, sites))
    home = np.append(asked.facilities.district, asked.facilities.district.min())[asked.people.facility]
    people = np.flatnonzero(np.isin(home, districts))

    def place(kept, size):
        found = np.full(size + 1, -1)
        found[kept] = np.arange(len(kept))
        return found

    facility = place(places, len(asked.facilities.key))
    part = replace(
        asked,
        facilities=replace(rows(asked.facilities, places), parent=facility[asked.facilities.parent[places]]),
        sites=replace(rows(asked.sites, sites), facility=facility[asked.sites.facility[sites]]),
        sessions=replace(
            rows(asked.sessions, sessions),
            site=place(sites, len(asked.sites.facility))[asked.sessions.site[sessions]],
        ),
        people=replace(rows(asked.people, people), facility=facility[asked.people.facility[people]]),
        terms=replace(asked.terms, crosses_borders=False),
        absences=absences_among(asked.absences, people),
    )
    return part, sessions, people


def planned(asked, most=MOST_SESSIONS):
    """Each person's session after the first pass and after the second, the reason, and how many rounds."""
    first = np.full(len(asked.people.key), -1)
    reason = np.full(len(asked.people.key), -1)
    parts = tied_districts(asked.facilities, asked.sites)
    rests = {}
    for number, districts in enumerate(parts):
        part, sessions, people = of_districts(asked, districts)
        plan = allot(part)
        first[people] = np.append(sessions, -1)[plan.session]
        reason[people] = plan.reason
        rests[number] = rest_of(part, plan)
    part_of = {district: number for number, some in enumerate(parts) for district in some}
    beside = neighbours(asked.facilities, asked.sites, part_of, asked.terms.reach_km)
    second, rounds = _second_pass(asked, rests, beside, most)
    session = first.copy()
    session[second.person - asked.people.key[:1]] = second.session
    for number in rests:
        all_ = around([number], rests, beside, second, asked.terms)
        waits = all_.request.people.key - asked.people.key[:1]
        reason[waits] = reasons_left(all_)
    reason[session >= 0] = -1
    return first, session, reason, rounds


def around(parts, rests, beside, moves, terms):
    halo = sorted({near for part in parts for near in beside[part]} - set(parts))
    return joined([rests[p] for p in parts], [rests[p] for p in halo], moves, terms)


def _second_pass(asked, rests, beside, most):
    moves = no_moves()
    sizes = {number: len(rest.sessions.key) for number, rest in rests.items()}
    rounds = Rounds([n for n, rest in rests.items() if len(rest.people.key)], sizes, most)
    while True:
        found = {}
        for part in rounds.to_look():
            order = [part, *sorted(set(beside[part]) - {part})]
            all_ = around([part], rests, beside, moves, asked.terms)
            found[part] = [(tier, order[at]) for tier, at in reachable(all_)]
        groups = rounds.seen(found)
        if not groups:
            return moves, rounds.number
        taken = [p for group in groups for p in group.parts]
        assert len(taken) == len(set(taken))
        new = []
        for group in groups:
            all_ = around(group.parts, rests, beside, moves, asked.terms)
            new.append(cross(all_, len(group.parts), group.tier))
            rounds.planned(group, len(new[-1].person))
        moves = together([moves, *new])

"""Whoever has a later place may stand by for an earlier full session, after those who have none."""

from collections import Counter
from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment import Effort, allot, with_places
from teeka.rules.allotment.from_later import (
    NOBODY,
    Holders,
    may_move_up,
    room_from_later,
    room_left,
    stand_by_from_later,
)
from teeka.rules.allotment.request import NONE, Absences, People
from tests.rules.allotment import reference
from tests.rules.allotment.made import MONDAY, request, requests

many = settings(max_examples=150, deadline=None)


def rows(people, which):
    return People(*(getattr(people, column.name)[which] for column in fields(People)))


def holders(asked, who, session, stands_by=None, rank=None):
    """Some people of the request as holders of these places."""
    none = np.full(len(who), NONE)
    kept = [
        (place, int(asked.absences.first[row]), int(asked.absences.last[row]))
        for place, person in enumerate(who.tolist())
        for row in np.flatnonzero(asked.absences.person == person)
    ]
    absences = Absences(*(np.array([row[i] for row in kept], dtype=np.int64) for i in range(3)))
    return Holders(
        rows(asked.people, who),
        session,
        none if stands_by is None else stands_by,
        np.zeros(len(who), dtype=np.int64) if rank is None else rank,
        absences,
    )


def wish(asked, person, session):
    """How much a session is wished before its date: the less, the more."""
    own, parent, kilometres, _, _ = reference.costs(asked, person, session)
    return own, parent, kilometres


def split(asked, chance):
    """Some keep the place that a first plan gave them; the rest is asked again."""
    first = allot(asked)
    keeps = np.array([s >= 0 and chance.random() < 0.5 for s in first.session], dtype=bool)
    left, waits = with_places(asked, np.where(keeps, first.session, NONE))
    who = np.flatnonzero(keeps)
    return left, waits, who, first.session[who]


def reached(asked, waits, who, held, plan, later):
    """Of everybody who has a place: (person, place, session stood by for, rank); indices of the whole."""
    placed = np.flatnonzero(plan.session >= 0)
    return [
        *zip(waits[placed], plan.session[placed], later.session[placed], later.rank[placed], strict=True),
        *zip(who, held, later.of_holders, later.rank_of_holders, strict=True),
    ]


@many
@given(requests(), st.randoms(use_true_random=False))
def test_nobody_stands_by_but_for_an_earlier_full_session_no_worse_than_their_own(asked, chance):
    left, waits, who, held = split(asked, chance)
    plan = allot(left)
    later = stand_by_from_later(left, plan, holders(asked, who, held))
    people = reached(asked, waits, who, held, plan, later)
    taken = Counter(int(place) for _, place, _, _ in people)
    for person, place, session, _ in people:
        if session != NONE:
            assert asked.sessions.day[session] < asked.sessions.day[place]
            assert reference.may_use(asked, person, session)
            assert wish(asked, person, session) <= wish(asked, person, place)
            assert taken[session] >= asked.sessions.seats[session]


@many
@given(requests(), st.randoms(use_true_random=False))
def test_those_without_a_place_come_first_and_all_fit_what_the_vials_allow(asked, chance):
    left, _, who, held = split(asked, chance)
    plan = allot(left)
    later = stand_by_from_later(left, plan, holders(asked, who, held))
    none = plan.session == NONE
    assert (later.session[none] == plan.standby_session[none]).all()
    assert (later.rank[none] == plan.standby_rank[none]).all()
    ranks: dict[int, list[int]] = {}
    for session, rank in [
        *zip(later.session, later.rank, strict=True),
        *zip(later.of_holders, later.rank_of_holders, strict=True),
    ]:
        if session != NONE:
            ranks.setdefault(int(session), []).append(int(rank))
        else:
            assert rank == 0
    for session, given_ranks in ranks.items():
        assert sorted(given_ranks) == list(range(1, len(given_ranks) + 1))
        assert len(given_ranks) <= asked.sessions.reserve[session]


@many
@given(requests(needs_by_facility=True), st.randoms(use_true_random=False))
def test_as_many_stand_by_as_an_explicit_model_finds(asked, chance):
    left, waits, who, held = split(asked, chance)
    plan = allot(left)
    later = stand_by_from_later(left, plan, holders(asked, who, held), Effort(all_ways_below=0, few=1))
    people = reached(asked, waits, who, held, plan, later)
    room = room_from_later(left, plan)
    ways = [
        [
            s for s in range(len(room))
            if room[s] > 0 and asked.sessions.day[s] < asked.sessions.day[place]
            and reference.may_use(asked, person, s) and wish(asked, person, s) <= wish(asked, person, place)
        ]
        for person, place, _, _ in people
    ]  # fmt: skip
    assert sum(session != NONE for _, _, session, _ in people) == most_matched(ways, room)


@st.composite
def full_houses(draw):
    """Full sessions with room to stand by, and holders of places in any of them; some stand by already."""
    count = draw(st.integers(1, 3))
    facilities = [(1, draw(st.integers(-1, count - 1)), 25 + n / 20, 85.0) for n in range(count)]
    sites = [
        (n if n < count else -1, 1, 25 + n / 20, 85 + draw(st.integers(0, 2)) / 20)
        for n in range(draw(st.integers(1, 4)))
    ]
    days = [
        (
            draw(st.integers(0, len(sites) - 1)),
            MONDAY + draw(st.integers(0, 3)),
            0,
            draw(st.integers(0, 2)),
            0,
        )
        for _ in range(draw(st.integers(2, 6)))
    ]
    people = [
        (draw(st.integers(-1, count - 1)), draw(st.integers(1, 2)), 0, MONDAY, MONDAY + 9)
        for _ in range(draw(st.integers(1, 8)))
    ]
    asked = request(facilities=facilities, sites=sites, sessions=days, people=people)
    who = np.arange(len(people))
    held = np.array([draw(st.integers(0, len(days) - 1)) for _ in people])
    nobody, _ = with_places(asked, held)
    return asked, nobody, who, held, np.array([draw(st.booleans()) for _ in people])


@many
@given(full_houses())
def test_leaving_out_those_who_cannot_move_up_changes_nothing(houses):
    asked, nobody, who, held, stays = houses
    plan = allot(nobody)
    first = stand_by_from_later(nobody, plan, holders(asked, who, held))
    stands = np.where(stays, first.of_holders, NONE)
    before = holders(asked, who, held, stands, np.where(stands == NONE, 0, first.rank_of_holders))

    def only(some):
        columns = (before.session[some], before.stands_by[some], before.rank[some])
        return holders(asked, who[some], *columns)

    room = room_left(nobody, plan, only(np.flatnonzero(stands != NONE)))
    posted = np.flatnonzero((before.people.facility != NONE) & (stands == NONE))
    may = posted[may_move_up(nobody, room, before.people.facility[posted], held[posted])]
    asked_about = np.union1d(may, np.flatnonzero(stands != NONE))
    of_all = stand_by_from_later(nobody, plan, before)
    of_some = stand_by_from_later(nobody, plan, only(asked_about))
    assert of_some.of_holders.tolist() == of_all.of_holders[asked_about].tolist()
    assert of_some.rank_of_holders.tolist() == of_all.rank_of_holders[asked_about].tolist()
    assert (np.delete(of_all.of_holders, asked_about) == NONE).all()
    left_out = np.setdiff1d(posted, may)
    assert not any(
        room[s] > 0 and asked.sessions.day[s] < asked.sessions.day[held[p]]
        and wish(asked, p, s) <= wish(asked, p, held[p])
        for p in left_out for s in range(len(room))
    )  # fmt: skip


def most_matched(ways, room):
    """The most people who find a session with room, by augmenting one after the other."""
    holds: dict[int, list[int]] = {}

    def finds(person, seen):
        for session in ways[person]:
            if session in seen:
                continue
            seen.add(session)
            inside = holds.setdefault(session, [])
            if len(inside) < room[session]:
                inside.append(person)
                return True
            for other in inside:
                if finds(other, seen):
                    inside[inside.index(other)] = person
                    return True
        return False

    return sum(finds(person, set()) for person in range(len(ways)))


@many
@given(requests(), st.randoms(use_true_random=False))
def test_planning_again_changes_nobodys_standing_by(asked, chance):
    left, waits, who, held = split(asked, chance)
    plan = allot(left)
    later = stand_by_from_later(left, plan, holders(asked, who, held))
    people = reached(asked, waits, who, held, plan, later)
    persons = np.array([row[0] for row in people], dtype=np.int64)
    places, stands, ranks = (np.array([row[i] for row in people], dtype=np.int64) for i in (1, 2, 3))
    whole = np.full(len(asked.people.key), NONE)
    whole[persons] = places
    again, _ = with_places(asked, whole)
    second = allot(again)
    assert (second.session == NONE).all()
    kept = stand_by_from_later(again, second, holders(asked, persons, places, stands, ranks))
    if (second.standby_session == plan.standby_session[plan.session == NONE]).all():
        assert kept.of_holders.tolist() == stands.tolist()
        assert kept.rank_of_holders.tolist() == ranks.tolist()


HERE, NEAR = (25.0, 85.0), (25.1, 85.0)


def one_facility(*, sessions, people, sites=((0, 1, *HERE), (-1, 1, *NEAR)), **terms):
    return request(facilities=[(1, -1, *HERE)], sites=sites, sessions=sessions, people=people, **terms)


def person(tier=1, opens=MONDAY):
    return (0, tier, 0, opens, MONDAY + 9)


def test_after_the_unplaced_those_of_the_later_session_by_tier():
    days = [(0, MONDAY, 1, 3, 0), (0, MONDAY + 1, 2, 0, 0)]
    asked = one_facility(sessions=days, people=[person(2), person(1), person(3), person(2)])
    plan = allot(asked)
    later = stand_by_from_later(asked, plan, NOBODY)
    assert plan.session.tolist()[1] == 0  # the higher tier has the first day
    assert plan.session.tolist()[2] == NONE
    assert (later.session[2], later.rank[2]) == (0, 1)
    assert sorted(later.rank[[0, 3]].tolist()) == [2, 3]


def test_who_stood_by_already_goes_before_new_ones_of_a_higher_tier_and_the_last_gives_way():
    asked = one_facility(sessions=[(0, MONDAY, 1, 2, 0), (0, MONDAY + 1, 9, 0, 0)], people=[person(1)] * 4)
    full = replace(asked.sessions, taken=np.array([1, 3]))
    nobody, _ = with_places(replace(asked, sessions=full), np.array([0, 1, 1, 1]))
    nobody = replace(nobody, sessions=full)
    who = np.array([1, 2, 3])
    stood = holders(asked, who, np.array([1, 1, 1]), np.array([NONE, 0, 0]), np.array([0, 2, 1]))
    stood = replace(stood, people=replace(stood.people, tier=np.array([1, 2, 2])))
    plan = allot(nobody)
    kept = stand_by_from_later(nobody, plan, stood)
    assert kept.of_holders.tolist() == [NONE, 0, 0]
    assert kept.rank_of_holders.tolist() == [0, 2, 1]
    fewer = replace(nobody, sessions=replace(full, reserve=np.array([1, 0])))
    assert stand_by_from_later(fewer, plan, stood).of_holders.tolist() == [NONE, NONE, 0]


def test_a_session_with_a_free_seat_needs_nobody_to_stand_by():
    asked = one_facility(sessions=[(0, MONDAY, 2, 2, 0), (0, MONDAY + 1, 9, 0, 0)], people=[])
    later = stand_by_from_later(
        asked, allot(asked),
        holders(one_facility(sessions=[], people=[person()]), np.array([0]), np.array([1])),
    )  # fmt: skip
    assert later.of_holders.tolist() == [NONE]


def test_nobody_stands_by_farther_away_than_the_place_they_have():
    asked = one_facility(sessions=[(1, MONDAY, 1, 2, 0), (0, MONDAY + 1, 9, 0, 0)], people=[person()])
    asked = replace(asked, sessions=replace(asked.sessions, taken=np.array([1, 0])))
    plan = allot(asked)
    assert plan.session.tolist() == [1]
    assert stand_by_from_later(asked, plan, NOBODY).session.tolist() == [NONE]

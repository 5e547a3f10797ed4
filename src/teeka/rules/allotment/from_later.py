"""Who has a place in a later session and stands by for an earlier one, after all who have no place.

They keep their later place until they come. Nobody stands by for a session that the wishes hold for worse
than the place they have: it is on an earlier day, at the own site, at the parent's, or as near in whole
kilometres.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from teeka.rules.allotment.ground import drawn, survey, travel
from teeka.rules.allotment.naming import named
from teeka.rules.allotment.parts import parts, parts_of
from teeka.rules.allotment.request import (
    NOBODY_ABSENT,
    NONE,
    Absences,
    Allotment,
    Bools,
    Ints,
    People,
    Request,
)
from teeka.rules.allotment.solve import Effort, solve

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Holders:
    """People who had their place before this plan and keep it."""

    people: People
    session: Ints  # where they have the place: index into the request's sessions
    stands_by: Ints  # for which session so far: index, or NONE
    rank: Ints  # 1 is called first; 0 when not standing by
    absences: Absences  # by index into `people`


@dataclass(frozen=True, slots=True)
class FromLater:
    """Of the request's people and of the holders: the session they stand by for (or NONE), and the rank."""

    session: Ints
    rank: Ints
    of_holders: Ints
    rank_of_holders: Ints


def room_from_later(request: Request, plan: Allotment) -> Ints:
    """For each session: how many of those with a later place may stand by, after who has none.

    Only for a full session: what is free in another one is a seat, and no place to wait for.
    """
    sessions = request.sessions
    left = sessions.free - _counted(plan.session, request)
    room: Ints = np.where(
        left <= 0, np.maximum(sessions.reserve - _counted(plan.standby_session, request), 0), 0
    )
    return room


def room_left(request: Request, plan: Allotment, holders: Holders) -> Ints:
    """For each session: how many more may, when whoever of the holders stands by already keeps doing so."""
    room = room_from_later(request, plan)
    both = _with_a_place(request, plan, holders, np.zeros(0, dtype=np.int64))
    left: Ints = room - _counted(_who_keeps(both, holders.stands_by, holders.rank, room), request)
    return left


def may_move_up(request: Request, room: Ints, facility: Ints, session: Ints) -> Bools:
    """Of each pair: may somebody posted there, with a place in the session, stand by where there is room?

    For an earlier session within reach that the wishes hold for no worse. Whose dates or whose vaccine do not
    allow it are not left out yet: nobody else can be asked about, and perhaps not all of these.
    """
    may = np.zeros(len(facility), dtype=np.bool_)
    of_facility, of_session = parts_of(request)
    rows = np.flatnonzero(room > 0)
    for part in np.unique(of_session[rows]):
        here = rows[of_session[rows] == part]
        pairs = np.flatnonzero(of_facility[facility] == part)
        site, place = np.unique(request.sessions.site[here], return_inverse=True)
        first = np.full(len(site), NEVER)
        np.minimum.at(first, place, request.sessions.day[here])
        earlier = first < request.sessions.day[session[pairs], None]
        suits = _no_worse(request, facility[pairs], request.sessions.site[session[pairs]], site)
        may[pairs] = (earlier & suits).any(axis=1)
    return may


def stand_by_from_later(
    request: Request, plan: Allotment, holders: Holders, effort: Effort | None = None
) -> FromLater:
    """Whoever stands by already keeps doing so while there is room and the rules allow it."""
    new = np.flatnonzero(plan.session != NONE)
    both = _with_a_place(request, plan, holders, new)
    held = np.concatenate([plan.session[new], holders.session])
    stands = np.concatenate([np.full(len(new), NONE), holders.stands_by])
    rank = np.concatenate([np.zeros(len(new), dtype=np.int64), holders.rank])
    room = room_from_later(request, plan)
    stands = _who_keeps(both, stands, rank, room)
    rank = np.where(stands == NONE, 0, rank)
    room = room - _counted(stands, request)
    for who, rows in parts(both, np.flatnonzero((stands == NONE) & (both.people.facility != NONE))):
        some, at = _of_part(both, held, room, who, rows, effort=effort or Effort())
        stands[some] = at
    rank = _ranks(both, stands, rank, _counted(plan.standby_session, request))
    session, ranks = plan.standby_session.copy(), plan.standby_rank.copy()
    session[new], ranks[new] = stands[: len(new)], rank[: len(new)]
    return FromLater(session, ranks, stands[len(new) :], rank[len(new) :])


def _counted(index: Ints, request: Request) -> Ints:
    return np.bincount(index[index != NONE], minlength=len(request.sessions.key))


def _with_a_place(request: Request, plan: Allotment, holders: Holders, new: Ints) -> Request:
    """The same question for those who have a place, whose dates end the day before it. No share of staff."""
    ends = [request.sessions.day[session] - 1 for session in (plan.session[new], holders.session)]
    columns = {
        column.name: (getattr(request.people, column.name)[new], getattr(holders.people, column.name))
        for column in fields(People)
    }
    people = People(**{name: np.concatenate(both) for name, both in columns.items()})
    people = replace(people, closes=np.minimum(people.closes, np.concatenate(ends)))
    own, theirs = request.absences, holders.absences
    rows = np.flatnonzero(np.isin(own.person, new))
    absences = Absences(
        np.concatenate([np.searchsorted(new, own.person[rows]), theirs.person + len(new)]),
        np.concatenate([own.first[rows], theirs.first]),
        np.concatenate([own.last[rows], theirs.last]),
    )
    terms = replace(request.terms, staff_share=1.0)
    return replace(request, people=people, absences=absences, terms=terms)


def _who_keeps(request: Request, stands: Ints, rank: Ints, room: Ints) -> Ints:
    """The session that each stands by for still, or NONE: the first by rank, as many as there is room for."""
    people, sessions, absences = request.people, request.sessions, request.absences
    who = np.flatnonzero(stands != NONE)
    at = stands[who]
    may = request.terms.allowed[people.need[who], sessions.kind[at]] & (people.tier[who] != NONE)
    may &= (people.opens[who] <= sessions.day[at]) & (sessions.day[at] <= people.closes[who])
    may &= (people.due_from[who] <= sessions.day[at]) & (sessions.day[at] <= people.due_until[who])
    day = sessions.day[stands[absences.person]]
    away = (absences.first <= day) & (day <= absences.last)
    may &= ~np.isin(who, absences.person[away])
    who = who[may]
    order = who[np.lexsort((people.key[who], rank[who], stands[who]))]
    keeps = order[_place_in_run(stands[order]) < room[stands[order]]]
    still = np.full(len(stands), NONE)
    still[keeps] = stands[keeps]
    return still


def _of_part(
    request: Request, held: Ints, room: Ints, who: Ints, rows: Ints, *, effort: Effort
) -> tuple[Ints, Ints]:
    """Who of the part's people newly stands by, and for which of its sessions, by the wishes."""
    rows = rows[room[rows] > 0]
    first = request.sessions.day[rows].min(initial=NEVER)
    who = who[(request.people.closes[who] >= first) & (request.people.tier[who] != NONE)]
    if not len(who):
        return who, who
    ground = survey(_no_worse_than_held(request, held, who, rows), room, who, rows)
    places = named(ground, solve(ground, effort))
    has = places != NONE
    return ground.waiting[has], ground.session_row[places[has]]


def _no_worse_than_held(request: Request, held: Ints, who: Ints, rows: Ints) -> Request:
    """The request in which a need says too where the place is, and a kind where the session is."""
    people, sessions, terms = request.people, request.sessions, request.terms
    alike, need = np.unique(
        np.stack([people.facility[who], people.need[who], sessions.site[held[who]]]),
        axis=1,
        return_inverse=True,
    )
    kinds, kind = np.unique(np.stack([sessions.site[rows], sessions.kind[rows]]), axis=1, return_inverse=True)
    facility, own_need, at = alike
    allowed = _no_worse(request, facility, at, kinds[0]) & terms.allowed[own_need][:, kinds[1]]
    needs, kind_of = np.zeros(len(people.key), np.int64), np.zeros(len(sessions.key), np.int64)
    needs[who], kind_of[rows] = need.ravel(), kind.ravel()
    return replace(
        request,
        people=replace(people, need=needs),
        sessions=replace(sessions, kind=kind_of),
        terms=replace(terms, allowed=allowed),
    )


def _no_worse(request: Request, facility: Ints, at: Ints, site: Ints) -> Bools:
    """[row, site]: is the site wished by the row's facility as much as the site `at`, or more?"""
    sites, place = np.unique(np.concatenate([site, at]), return_inverse=True)
    reach, rank, metres = travel(request, facility, sites)
    cost = rank.astype(np.int64) << 32 | np.maximum(metres, 0) // 1000
    there = np.take_along_axis(cost, place[len(site) :, None], axis=1)
    no_worse: Bools = (reach & (cost <= there))[:, place[: len(site)]]
    return no_worse


def _ranks(request: Request, stands: Ints, rank: Ints, before: Ints) -> Ints:
    """After those without a place: who stood by in their order, then the new ones by tier and drawn order."""
    who = np.flatnonzero(stands != NONE)
    keys = (
        drawn(request.people.key[who], request.terms.seed),
        request.people.tier[who],
        rank[who],
        rank[who] == 0,
    )
    order = who[np.lexsort((*keys, stands[who]))]
    ranks = np.zeros(len(stands), dtype=np.int64)
    ranks[order] = before[stands[order]] + _place_in_run(stands[order]) + 1
    return ranks


def _place_in_run(group: Ints) -> Ints:
    """0, 1, 2 … inside each run of equal values."""
    return np.arange(len(group)) - np.searchsorted(group, group, side="left")


NOBODY = Holders(
    People(*(np.zeros(0, dtype=np.int64),) * 8), *(np.zeros(0, dtype=np.int64),) * 3, NOBODY_ABSENT
)

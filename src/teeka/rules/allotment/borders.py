"""The second pass: who was left without a place at home is planned once more over the district's border.

A part (districts that are planned together) leaves a rest: who still waits, and which seats are free.
Rests of neighbours, joined, are a request like any other, in which nobody who has a place is asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from teeka.rules.allotment.ground import Ground, survey
from teeka.rules.allotment.plan import allot
from teeka.rules.allotment.reasons import REASONS, Reason
from teeka.rules.allotment.request import (
    NONE,
    Absences,
    Allotment,
    Away,
    Bools,
    Facilities,
    Ints,
    People,
    Request,
    Sessions,
    Sites,
    Terms,
    absences_among,
    with_places,
)
from teeka.rules.allotment.solve import open_ways
from teeka.rules.allotment.telling import why_each_not_placed

# Whom no session helps, wherever it is.
STAYS_OUT = (Reason.NOT_IN_COHORT, Reason.POSTING_NOT_RESOLVED)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a part leaves when it is planned: a request without its terms."""

    facilities: Facilities  # where somebody still waits, and their parents
    sites: Sites  # of the whole part
    sessions: Sessions  # of the whole part
    people: People  # who still waits
    away: Away  # of the facilities above
    absences: Absences  # of the people above


@dataclass(frozen=True, slots=True)
class Moves:
    """Places that a second pass gave."""

    person: Ints  # key
    session: Ints  # key
    distance_m: Ints
    why: Ints


Columns = TypeVar("Columns", Facilities, Sites, Sessions, People, Away, Absences, Moves)


@dataclass(frozen=True, slots=True)
class Joined:
    request: Request
    session_part: Ints  # of each session, which of the rests it came with: insiders first, then the halo


def rest_of(request: Request, plan: Allotment) -> Rest:
    """What is left of a part's request by its plan."""
    left, waits = with_places(request, plan.session)
    helped = ~np.isin(plan.reason[waits], [REASONS.index(reason) for reason in STAYS_OUT])
    people, places = rows(left.people, helped), left.facilities
    posted = np.unique(people.facility)
    parents = places.parent[posted]
    kept = np.union1d(posted, parents[parents != NONE])
    place = np.full(len(places.key) + 1, NONE, dtype=np.int64)  # the last: NONE stays NONE
    place[kept] = np.arange(len(kept))
    facilities = rows(places, kept)
    return Rest(
        replace(facilities, parent=place[facilities.parent]),
        replace(left.sites, facility=place[left.sites.facility]),
        left.sessions,
        replace(people, facility=place[people.facility]),
        _summed(left.away, place),
        absences_among(left.absences, np.flatnonzero(helped)),
    )


def _summed(away: Away, place: Ints) -> Away:
    """A row a facility that has a place, and day."""
    facility = place[away.facility]
    known = facility != NONE
    both, row = np.unique(np.stack([facility[known], away.day[known]]), axis=1, return_inverse=True)
    people = np.bincount(row.ravel(), weights=away.people[known], minlength=both.shape[1])
    return Away(both[0], both[1], people.astype(np.int64))


def joined(insiders: Sequence[Rest], halo: Sequence[Rest], moves: Moves, terms: Terms) -> Joined:
    """One request of the rests: the insiders' people, and all sessions that may be in their reach.

    Of the halo only sites and sessions count: they decide on how many days a facility finds a session.
    """
    every = [*insiders, *halo]
    site_at = _starts([len(rest.sites.facility) for rest in every])
    starts = zip(
        _starts([len(rest.facilities.key) for rest in insiders]),
        _starts([len(rest.people.key) for rest in insiders]),
        strict=True,
    )
    moved = [_shifted(rest, *by) for rest, by in zip(insiders, starts, strict=True)]
    strangers = [replace(rest.sites, facility=np.full_like(rest.sites.facility, NONE)) for rest in halo]
    sessions = _stacked(
        [
            replace(rest.sessions, site=rest.sessions.site + at)
            for rest, at in zip(every, site_at, strict=True)
        ]
    )
    request = Request(
        _stacked([rest.facilities for rest in moved]),
        _stacked([rest.sites for rest in moved] + strangers),
        sessions,
        _stacked([rest.people for rest in moved]),
        _stacked([rest.away for rest in moved]),
        replace(terms, crosses_borders=True),
        _stacked([rest.absences for rest in moved]),
    )
    part = np.repeat(np.arange(len(every)), [len(rest.sessions.key) for rest in every])
    return Joined(_after(request, moves), part)


def _shifted(rest: Rest, by: int, people_by: int) -> Rest:
    """The rest where its facilities stand `by` rows further down, and its people `people_by`."""

    def moved(index: Ints) -> Ints:
        return np.where(index == NONE, NONE, index + by)

    return replace(
        rest,
        facilities=replace(rest.facilities, parent=moved(rest.facilities.parent)),
        sites=replace(rest.sites, facility=moved(rest.sites.facility)),
        people=replace(rest.people, facility=moved(rest.people.facility)),
        away=replace(rest.away, facility=moved(rest.away.facility)),
        absences=replace(rest.absences, person=rest.absences.person + people_by),
    )


def _after(request: Request, moves: Moves) -> Request:
    """The request after the moves, which may also have placed people of other parts in its sessions."""
    session = _index(request.sessions.key, moves.session)
    move = _index(moves.person, request.people.key)
    place = np.where(move == NONE, NONE, np.append(session, NONE)[move])
    strangers = session[(session != NONE) & (_index(request.people.key, moves.person) == NONE)]
    taken = request.sessions.taken + np.bincount(strangers, minlength=len(request.sessions.key))
    left, _ = with_places(replace(request, sessions=replace(request.sessions, taken=taken)), place)
    return left


def reachable(all_: Joined) -> list[tuple[int, int]]:
    """(tier, place of the rest) wherever somebody of the tier, waiting, could go to a free seat at once."""
    people = all_.request.people
    if not len(people.key) or not len(all_.session_part):
        return []
    ground = _ground(all_.request)
    open_ = open_ways(ground)
    found = set()
    for row, tier in enumerate(np.unique(people.tier).tolist()):
        comes = np.zeros((len(open_), ground.days), dtype=np.bool_)
        some = ground.sizes[row] > 0
        np.logical_or.at(comes, ground.pool_crew[some], ground.pool_days[some])
        used = np.flatnonzero((open_ & comes[:, ground.session_day]).any(axis=0))
        found |= {(tier, part) for part in all_.session_part[ground.session_row[used]].tolist()}
    return sorted(found)


def cross(all_: Joined, insiders: int, tier: int) -> Moves:
    """Places for who waits, in sessions of the insiders alone. `tier`: only for this one; NONE: for all."""
    request, sessions = all_.request, all_.request.sessions
    asked = np.flatnonzero((request.people.tier == tier) | (tier == NONE))
    people = rows(request.people, asked)
    open_ = all_.session_part < insiders
    closed = replace(
        sessions,
        seats=np.where(open_, sessions.seats, sessions.taken),
        reserve=np.zeros_like(sessions.reserve),  # who stands by was decided at home
    )
    absences = absences_among(request.absences, asked)
    plan = allot(replace(request, people=people, sessions=closed, absences=absences))
    new = np.flatnonzero(plan.session != NONE)
    return Moves(people.key[new], sessions.key[plan.session[new]], plan.distance_m[new], plan.why[new])


def reasons_left(all_: Joined) -> Ints:
    """Why each who still waits has no place, over everything in reach: index into tuple(Reason)."""
    request = all_.request
    answer = np.full(len(request.people.key), NONE, dtype=np.int64)
    if len(answer):
        ground = _ground(request)
        everybody = np.arange(len(ground.waiting))
        answer[ground.waiting] = why_each_not_placed(request, ground, ground.seats, everybody)
    return answer


def _ground(request: Request) -> Ground:
    """Of everybody and all sessions."""
    sessions = request.sessions
    return survey(request, sessions.free, np.arange(len(request.people.key)), np.arange(len(sessions.key)))


def no_moves() -> Moves:
    none = np.zeros(0, dtype=np.int64)
    return Moves(none, none, none, none)


def together(several: Sequence[Moves]) -> Moves:
    return _stacked(several)


def rows(columns: Columns, which: Ints | Bools) -> Columns:
    """The same columns with only these rows."""
    picked: dict[str, Any] = {f.name: getattr(columns, f.name)[which] for f in fields(columns)}
    return replace(columns, **picked)


def _stacked(parts: Sequence[Columns]) -> Columns:
    stacked: dict[str, Any] = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(parts[0])
    }
    return replace(parts[0], **stacked)


def _starts(lengths: Sequence[int]) -> list[int]:
    return [sum(lengths[:at]) for at in range(len(lengths))]


def _index(keys: Ints, wanted: Ints) -> Ints:
    """Where each wanted key stands among the keys, or NONE."""
    if not len(keys):
        return np.full(len(wanted), NONE, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    return np.where(keys[order][at] == wanted, order[at], NONE).astype(np.int64)

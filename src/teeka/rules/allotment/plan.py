"""Give every waiting person the best seat that all wishes together allow, and say why.

Pure: the same people, sessions and seed give the same plan, in whatever order they come in.
"""

from dataclasses import replace

import numpy as np

from teeka.rules.allotment.ground import Ground, several_crews, survey
from teeka.rules.allotment.naming import named
from teeka.rules.allotment.parts import parts
from teeka.rules.allotment.reasons import REASONS, Reason
from teeka.rules.allotment.request import NONE, Allotment, Ints, Request, with_places
from teeka.rules.allotment.solve import Effort, Flows, solve
from teeka.rules.allotment.telling import why_each_not_placed, why_placed


def allot(request: Request, effort: Effort | None = None) -> Allotment:
    """Places, reasons and standby for all people of the request."""
    effort = effort or Effort()
    people = request.people
    result = _nothing_yet(len(people.key))
    for reason, applies in (
        (Reason.POSTING_NOT_RESOLVED, people.facility == NONE),
        (Reason.NOT_IN_COHORT, people.tier == NONE),
    ):
        result.reason[applies] = REASONS.index(reason)
    waits = np.flatnonzero(result.reason == NONE)
    if not len(waits):
        return result
    _place(request, waits, result, effort)
    _ask_again(request, waits, result, effort)
    _write_standby(request, result, effort)
    return result


def _nothing_yet(count: int) -> Allotment:
    none, zero = np.full(count, NONE, dtype=np.int64), np.zeros(count, dtype=np.int64)
    return Allotment(none, none.copy(), none.copy(), zero, none.copy(), zero.copy())


def _place(request: Request, who: Ints, result: Allotment, effort: Effort) -> None:
    for some, rows in parts(request, who):
        ground = survey(request, request.sessions.free, some, rows)
        _write_places(request, ground, solve(ground, effort), result)


def _ask_again(request: Request, waits: Ints, result: Allotment, effort: Effort) -> None:
    """Of a facility that several crews share, one may have left to another what that could not use.

    Whoever stayed out for the staff's share alone is asked about what is left, until that places nobody.
    """
    shared = several_crews(request, waits)[request.people.facility]
    while True:
        held_back = shared & (result.reason == REASONS.index(Reason.STAFF_SHARE))
        if not held_back.any():
            return
        left, still = with_places(request, result.session)
        who = np.flatnonzero(held_back[still])
        second = _nothing_yet(len(still))
        _place(left, who, second, effort)
        for column in ("session", "distance_m", "reason", "why"):
            getattr(result, column)[still[who]] = getattr(second, column)[who]
        if (second.session == NONE).all():
            return


def _write_places(request: Request, ground: Ground, flows: Flows, result: Allotment) -> None:
    places = named(ground, flows)
    has = places != NONE
    pool, session = ground.person_pool[has], places[has]
    left = ground.seats - np.bincount(session, minlength=len(ground.seats))
    who = ground.waiting[has]
    result.session[who] = ground.session_row[session]
    result.distance_m[who] = ground.metres[ground.pool_crew[pool], ground.session_site[session]]
    result.why[who] = why_placed(request, ground, pool, session, left)
    without = np.flatnonzero(~has)
    result.reason[ground.waiting[without]] = why_each_not_placed(request, ground, left, without)


def _write_standby(request: Request, result: Allotment, effort: Effort) -> None:
    """Those whom full sessions left out stand by for the reserve, by the same wishes."""
    who = np.flatnonzero(result.reason == REASONS.index(Reason.SESSIONS_FULL))
    if not len(who) or not (request.sessions.reserve > 0).any():
        return
    free = replace(request, terms=replace(request.terms, staff_share=1.0))
    for some, rows in parts(free, who):
        ground = survey(free, request.sessions.reserve, some, rows)
        places = named(ground, solve(ground, effort))
        has = np.flatnonzero(places != NONE)
        order = has[np.lexsort((ground.drawn[has], ground.person_tier[has], places[has]))]
        result.standby_session[ground.waiting[order]] = ground.session_row[places[order]]
        result.standby_rank[ground.waiting[order]] = _ranks(places[order])


def _ranks(group: Ints) -> Ints:
    """1, 2, 3 … inside each run of equal values."""
    return np.arange(len(group)) - np.searchsorted(group, group, side="left") + 1

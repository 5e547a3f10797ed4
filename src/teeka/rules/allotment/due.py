"""Whose next dose is due on no day with a session, and which sessions lie beside those days."""

import numpy as np

from teeka.rules.allotment.ground import Ground, survey
from teeka.rules.allotment.parts import parts
from teeka.rules.allotment.request import NONE, Bools, Ints, Request


def not_due(request: Request, ground: Ground, who: Ints) -> Bools:
    """Of each (places among the ground's waiting people): is the dose due on no day with a right session?"""
    first, after, right = _days(request, ground, who)
    upto = np.concatenate([np.zeros((len(who), 1), dtype=np.int64), right.cumsum(axis=1)], axis=1)
    row = np.arange(len(who))
    none: Bools = upto[row, np.maximum(first, after)] == upto[row, first]
    return none


def sessions_beside(request: Request, who: Ints) -> tuple[Ints, Ints]:
    """The last day with a right session in reach before the dose is due, and the first after: or NONE.

    who: indices of people whose facility is known. Right: of the vaccine, dose and cohort.
    """
    dates = np.append(np.unique(request.sessions.day), NONE)
    before, after = np.full(len(request.people.key), NONE), np.full(len(request.people.key), NONE)
    for some, rows in parts(request, who):
        if not len(rows):
            continue
        ground = survey(request, request.sessions.free, some, rows)
        first, past, right = _days(request, ground, np.arange(len(ground.waiting)))
        day = np.arange(ground.days)
        earlier, later = right & (day < first[:, None]), right & (day >= past[:, None])
        before[ground.waiting] = dates[np.where(earlier, day, NONE).max(axis=1, initial=NONE)]
        last = np.where(later, day, ground.days).min(axis=1, initial=ground.days)
        after[ground.waiting] = dates[last]  # behind the last day stands NONE
    return before[who], after[who]


def _days(request: Request, ground: Ground, who: Ints) -> tuple[Ints, Ints, Bools]:
    """Of each: the first day on which the dose is due, the first when it is no more, and [row, day] right."""
    dates, people = np.unique(request.sessions.day), ground.waiting[who]
    first = np.searchsorted(dates, request.people.due_from[people], side="left")
    after = np.searchsorted(dates, request.people.due_until[people], side="right")
    crews, row = np.unique(ground.pool_crew[ground.person_pool[who]], return_inverse=True)
    return first, after, ground.right_days(crews)[row]

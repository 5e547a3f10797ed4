"""Decides whether a plan may be stored, when hands sent people away while it was made."""

from dataclasses import replace

import numpy as np

from teeka.rules.allotment.request import NONE, Allotment, Away, Request
from teeka.rules.allotment.spare import gone, most_on_a_day


def still_spared(request: Request, answer: Allotment, away: Away) -> bool:
    """away: who of each facility has a place on each day now, the plan's people among them.

    Where a hand sent somebody of a facility meanwhile, all who are away on the day must be no more than it
    can spare, with the fewest that the rule can mean. What nobody changed is as the plan left it.
    """
    placed = np.flatnonzero(answer.session != NONE)
    facility, day = request.people.facility[placed], request.sessions.day[answer.session[placed]]
    dates, staff = np.unique(request.sessions.day), request.facilities.staff
    planned = np.zeros((len(staff), len(dates)), dtype=np.int64)
    np.add.at(planned, (facility, np.searchsorted(dates, day)), 1)
    now = gone(replace(request, away=away), dates)
    most = most_on_a_day(staff, request.terms.staff_share, np.full(len(staff), len(dates)))
    by_hand = now > gone(request, dates) + planned
    return not bool((by_hand & (planned > 0) & (now > most[:, None])).any())

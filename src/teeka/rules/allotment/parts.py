"""Where nobody may cross a border, a plan falls into parts that can be made one after the other.

A part is a set of districts that are tied to each other: by a facility's own site in the other one, or its
parent's. Nobody of one part may use a session of another, so the best plans of all parts are the best
plan of the whole: no wish of one can be met at the cost of the other's.
"""

from collections.abc import Iterator

import numpy as np

from teeka.rules.allotment.request import NONE, Facilities, Ints, Request, Sites
from teeka.rules.allotment.ties import tied_together


def parts(request: Request, who: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The people (of `who`) and the sessions of each part that has people, as indices."""
    of_facility, of_session = parts_of(request)
    of_person = of_facility[request.people.facility[who]]
    order = np.argsort(of_person, kind="stable")
    for people in np.split(who[order], np.flatnonzero(np.diff(of_person[order])) + 1):
        if len(people):
            part = of_facility[request.people.facility[people[0]]]
            yield people, np.flatnonzero(of_session == part)


def parts_of(request: Request) -> tuple[Ints, Ints]:
    """The part of each facility and of each session."""
    if request.terms.crosses_borders:
        return np.zeros(len(request.facilities.key), np.int64), np.zeros(len(request.sessions.key), np.int64)
    of_facility, of_site = part_of_each(request.facilities, request.sites)
    return of_facility, of_site[request.sessions.site]


def part_of_each(facilities: Facilities, sites: Sites) -> tuple[Ints, Ints]:
    """The part of each facility and of each site, where nobody crosses a border."""
    both = np.concatenate([facilities.district, sites.district])
    districts, place = np.unique(both, return_inverse=True)
    of_facility, of_site = place[: len(facilities.key)], place[len(facilities.key) :]
    own = np.flatnonzero(sites.facility != NONE)
    child = np.flatnonzero(facilities.parent != NONE)
    part = tied_together(
        np.concatenate([of_site[own], of_facility[child]]),
        np.concatenate([of_facility[sites.facility[own]], of_facility[facilities.parent[child]]]),
        len(districts),
    )
    return part[of_facility], part[of_site]

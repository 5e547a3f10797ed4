"""Other ways to give seats, to be judged beside ours: nearest first, and by the home's PIN code.

They share no code with `rules/allotment`: its rules are read here once more, from their words.
"""

import numpy as np
from benchmarks.made_up_state import State

from teeka.rules.allotment import Request
from teeka.rules.allotment.request import NONE, Floats, Ints

EARTH_M = 6_371_008.8


def metres(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Ints:
    """Of each pair of rows, along the great circle."""
    phi, theta = np.radians(lat), np.radians(to_lat)
    half = np.sin((theta - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(theta) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.rint(2 * EARTH_M * np.arcsin(np.sqrt(half))).astype(np.int64)


def most_on_a_day(request: Request) -> Ints:
    """Of each facility: max(share, 1/days), where days are those with a session in its district."""
    sessions, staff = request.sessions, request.facilities.staff
    days = np.array(
        [
            len(np.unique(sessions.day[request.sites.district[sessions.site] == district]))
            for district in range(request.facilities.district.max() + 1)
        ]
    )[request.facilities.district]
    share = np.floor(staff * request.terms.staff_share + 1e-9).astype(np.int64)
    return np.maximum(np.maximum(share, -(-staff // np.maximum(days, 1))), 1)


def nearest_first(state: State) -> Ints:
    """Tier by tier, as people registered: the district's nearest site with a seat, its first day."""
    request = state.request
    order = np.argsort(request.people.tier, kind="stable")
    places = request.facilities
    at = request.people.facility
    return _in_turn(request, order, places.latitude[at], places.longitude[at], places.district[at])


def by_home(state: State) -> Ints:
    """As the portal of 2021 searched: first come, the site nearest to the home, wherever one works."""
    request = state.request
    near = _nearest_site(request, state.home_latitude, state.home_longitude)
    order = np.arange(len(request.people.key))
    return _in_turn(request, order, state.home_latitude, state.home_longitude, request.sites.district[near])


def _nearest_site(request: Request, latitude: Floats, longitude: Floats) -> Ints:
    sites, best = request.sites, []
    for start in range(0, len(latitude), 4_096):
        here = slice(start, start + 4_096)
        away = metres(latitude[here, None], longitude[here, None], sites.latitude, sites.longitude)
        best.append(np.argmin(away, axis=1))
    return np.concatenate(best)


def _in_turn(request: Request, order: Ints, latitude: Floats, longitude: Floats, district: Ints) -> Ints:
    """Everybody anew, also who was told already: such planners know no yesterday."""
    people, sessions, sites = request.people, request.sessions, request.sites
    first = sessions.day.min()
    days = int(sessions.day.max() - first) + 1
    free = np.zeros((len(sites.facility), days), dtype=np.int64)
    free[sessions.site, sessions.day - first] = sessions.seats
    row = np.full((len(sites.facility), days), NONE)
    row[sessions.site, sessions.day - first] = np.arange(len(sessions.key))
    spare = np.repeat(most_on_a_day(request)[:, None], days, axis=1)
    of_district = {d: np.flatnonzero(sites.district == d) for d in np.unique(sites.district)}
    answer = np.full(len(people.key), NONE)
    for person in order.tolist():
        among = of_district[district[person]]
        away = metres(latitude[person], longitude[person], sites.latitude[among], sites.longitude[among])
        window = slice(people.opens[person] - first, people.closes[person] - first + 1)
        can = spare[people.facility[person], window] > 0
        for site in among[np.argsort(away, kind="stable")]:
            fits = np.flatnonzero(can & (free[site, window] > 0))
            if len(fits):
                day = int(fits[0]) + window.start
                answer[person] = row[site, day]
                free[site, day] -= 1
                spare[people.facility[person], day] -= 1
                break
    return answer

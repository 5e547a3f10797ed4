"""The same plan as an explicit model, one variable a person and session, solved wish by wish by HiGHS.

Written from the rules' words, apart from the code it judges: loops, no groups, no flows.
"""

from math import asin, cos, radians, sin, sqrt

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

WISHES = ("not own", "not parent's", "km", "days", "metres")


def metres(request, facility, site):
    lat, lon = request.facilities.latitude[facility], request.facilities.longitude[facility]
    to_lat, to_lon = request.sites.latitude[site], request.sites.longitude[site]
    a = sin(radians(to_lat - lat) / 2) ** 2
    a += cos(radians(lat)) * cos(radians(to_lat)) * sin(radians(to_lon - lon) / 2) ** 2
    return round(2 * 6_371_008.8 * asin(sqrt(a)))


def in_reach(request, facility, site):
    facilities, sites, terms = request.facilities, request.sites, request.terms
    if sites.facility[site] in (facility, facilities.parent[facility]) and sites.facility[site] >= 0:
        return True
    if facilities.district[facility] == sites.district[site]:
        return True
    return terms.crosses_borders and metres(request, facility, site) <= terms.reach_km * 1000


def may_use(request, person, session):
    people, sessions, absences = request.people, request.sessions, request.absences
    absent = any(
        absences.first[row] <= sessions.day[session] <= absences.last[row]
        for row in range(len(absences.person))
        if absences.person[row] == person
    )
    return (
        not absent
        and people.facility[person] >= 0
        and people.tier[person] >= 0
        and in_reach(request, people.facility[person], sessions.site[session])
        and request.terms.allowed[people.need[person], sessions.kind[session]]
        and people.opens[person] <= sessions.day[session] <= people.closes[person]
        and people.due_from[person] <= sessions.day[session] <= people.due_until[person]
    )


def most_on_a_day(request, facility):
    """max(share, 1/days), where days are those with a session in reach of the facility."""
    sessions = request.sessions
    staff = int(request.facilities.staff[facility])
    days = {
        int(sessions.day[s])
        for s in range(len(sessions.key))
        if in_reach(request, facility, sessions.site[s])
    }
    share = int(staff * request.terms.staff_share + 1e-9)
    return max(1, share, -(-staff // max(len(days), 1)))


def costs(request, person, session):
    """What each wish below "placed" costs, strongest first."""
    facility, site = request.people.facility[person], request.sessions.site[session]
    own = request.sites.facility[site]
    way = metres(request, facility, site)
    is_own = own == facility
    is_parent = own >= 0 and own == request.facilities.parent[facility]
    first = request.sessions.day.min()
    return (
        int(not is_own),
        int(not (is_own or is_parent)),
        way // 1000,
        int(request.sessions.day[session] - first),
        way % 1000,
    )


def best(request):
    """The value of each wish in turn: placed up to tier 1, 2, …, then the sums of costs()."""
    people, sessions = request.people, request.sessions
    pairs = [
        (p, s) for p in range(len(people.key)) for s in range(len(sessions.key)) if may_use(request, p, s)
    ]
    tiers = sorted({int(t) for t in people.tier if t >= 0})
    if not pairs:
        return [0] * (len(tiers) + len(WISHES))
    rows, limits = [], []
    for p in {p for p, _ in pairs}:
        rows.append([float(q == p) for q, _ in pairs])
        limits.append(1)
    for s in {s for _, s in pairs}:
        rows.append([float(t == s) for _, t in pairs])
        limits.append(sessions.seats[s])
    for f, d in {(people.facility[p], sessions.day[s]) for p, s in pairs}:
        rows.append([float(people.facility[p] == f and sessions.day[s] == d) for p, s in pairs])
        limits.append(most_on_a_day(request, f))
    constraints = [LinearConstraint(np.array(rows), -np.inf, np.array(limits, dtype=float))]
    wishes = [np.array([-float(people.tier[p] <= t) for p, _ in pairs]) for t in tiers]
    each = np.array([costs(request, p, s) for p, s in pairs], dtype=float)
    wishes += list(each.T)
    values = []
    for wish in wishes:
        answer = milp(wish, constraints=constraints, bounds=Bounds(0, 1), integrality=np.ones(len(pairs)))
        assert answer.success, answer.message
        value = round(answer.fun)
        constraints.append(LinearConstraint(wish, value, value))
        values.append(abs(value))
    return values


def reached(request, allotment):
    """The values of the same wishes in a plan."""
    people = request.people
    tiers = sorted({int(t) for t in people.tier if t >= 0})
    placed = [p for p in range(len(people.key)) if allotment.session[p] >= 0]
    totals = [sum(int(people.tier[p]) <= t for p in placed) for t in tiers]
    each = [costs(request, p, allotment.session[p]) for p in placed]
    return totals + [sum(c[w] for c in each) for w in range(len(WISHES))]

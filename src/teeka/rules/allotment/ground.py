"""The ground of a plan: who is alike, which sessions they may use, how far these are, who can be spared.

Everything is put in an order drawn from the seed and the keys, so that the order in which rows
came in changes nothing.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from teeka.rules.allotment.request import NONE, Bools, Floats, Ints, Request, Sites
from teeka.rules.allotment.spare import left_to_spare, shared_out

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Ground:
    tiers: int
    days: int
    waiting: Ints  # indices of the people to place, by pool, tier and drawn order
    person_pool: Ints  # of each waiting person
    person_tier: Ints
    drawn: Ints
    sizes: Ints  # [tier, pool] how many wait
    pool_crew: Ints
    pool_days: Bools  # [pool, day]: may the pool come on the day?
    crew_facility: Ints  # index into the request's facilities
    spare: Ints  # [crew, day] how many the facility can still spare
    seats: Ints  # of each session here
    session_day: Ints  # index of a session day
    session_row: Ints  # index into the request's sessions
    session_kind: Ints  # column of `allowed`
    session_site: Ints  # column of `reach`, `rank` and `metres`
    site_row: Ints  # index into the request's sites, of each site that has a session
    allowed: Bools  # [crew, kind] right dose, vaccine, cohort
    reach: Bools  # [crew, site] near enough
    rank: Ints  # [crew, site] 0 own site, 1 the parent's, 2 another
    metres: Ints  # [crew, site]

    def sessions_on(self, day: int) -> slice:
        """The sessions of a day: they stand by day."""
        first, after = np.searchsorted(self.session_day, (day, day + 1))
        return slice(int(first), int(after))

    def crew_days(self) -> Bools:
        """[crew, day]: may anybody of the crew come on the day?"""
        may = np.zeros((len(self.crew_facility), self.days), dtype=np.bool_)
        np.logical_or.at(may, self.pool_crew, self.pool_days)
        return may

    def right_days(self, crew: Ints) -> Bools:
        """[row, day]: is there a session in reach of the right kind, whoever may come on the day?"""
        right = self.reach[crew][:, self.session_site] & self.allowed[crew][:, self.session_kind]
        days = np.zeros((len(crew), self.days), dtype=np.bool_)
        rows, sessions = np.nonzero(right)
        days[rows, self.session_day[sessions]] = True
        return days


def drawn(keys: Ints, seed: str) -> Ints:
    """A number for each key that nobody can foresee without the seed, and anybody can check with it.

    The first eight bytes of SHA-256 of "seed:key", less the sign bit.
    """
    head = seed.encode() + b":"
    digests = b"".join(sha256(head + b"%d" % key).digest()[:8] for key in keys.tolist())
    return (np.frombuffer(digests, dtype=">u8") >> np.uint64(1)).astype(np.int64)


def _places_in_draw(keys: Ints, seed: str) -> Ints:
    """0 for the key that is drawn first, and so on."""
    order = np.lexsort((keys, drawn(keys, seed)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


def distances_m(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Ints:
    """Metres between each of the first and each of the second; NONE where a place is not known."""
    phi, theta = np.radians(lat)[:, None], np.radians(to_lat)[None, :]
    half = np.sin((theta - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(theta) * np.sin(np.radians(to_lon[None, :] - lon[:, None]) / 2) ** 2
    metres = 2000 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return np.where(np.isnan(metres), NONE, np.rint(np.nan_to_num(metres))).astype(np.int64)


def survey(request: Request, seats: Ints, who: Ints, rows: Ints) -> Ground:
    """The ground for placing the people `who` into the sessions `rows` (indices).

    seats: one entry a session of the request. Days are those of all its sessions, not of these alone.
    """
    people, sessions = request.people, request.sessions
    row = rows[np.lexsort((sessions.key[rows], sessions.day[rows]))]
    dates = np.unique(sessions.day)
    session_day = np.searchsorted(dates, sessions.day[row])
    tier_values, tier = np.unique(people.tier[who], return_inverse=True)
    opens = np.searchsorted(dates, np.maximum(people.opens, people.due_from)[who], side="left")
    closes = np.searchsorted(dates, np.minimum(people.closes, people.due_until)[who], side="right")
    crews, crew = _crews(request, who)
    width = len(dates) + 1
    away, pattern = _absent(request, who, dates)
    window = ((crew * width + opens) * width + np.maximum(opens, closes)) * len(away) + pattern
    pools, pool = np.unique(window, return_inverse=True)
    own_dates, of_pattern = pools // len(away), pools % len(away)
    first, after = own_dates // width % width, own_dates % width
    on = np.arange(len(dates))
    pool_days = (first[:, None] <= on) & (on < after[:, None]) & ~away[of_pattern]
    draw = _places_in_draw(people.key[who], request.terms.seed)
    order = np.lexsort((draw, tier, pool))
    sizes = np.zeros((len(tier_values), len(pools)), dtype=np.int64)
    np.add.at(sizes, (tier, pool), 1)
    facility, need = crews
    site_row, session_site = _sites(sessions.site[row])
    reach, rank, metres = travel(request, facility, site_row)
    ground = Ground(
        tiers=len(tier_values),
        days=len(dates),
        waiting=who[order],
        person_pool=pool[order],
        person_tier=tier[order],
        drawn=draw[order],
        sizes=sizes,
        pool_crew=own_dates // width**2,
        pool_days=pool_days,
        crew_facility=facility,
        spare=left_to_spare(request, facility, dates, _days_in_reach(reach, session_site, session_day)),
        seats=np.maximum(seats[row], 0),
        session_day=session_day,
        session_row=row,
        session_kind=sessions.kind[row],
        session_site=session_site,
        site_row=site_row,
        allowed=request.terms.allowed[need],
        reach=reach,
        rank=rank,
        metres=metres,
    )
    comes = _comes(ground)
    return replace(ground, spare=shared_out(ground.spare, facility, np.bincount(crew), comes))


def _comes(ground: Ground) -> Bools:
    """[crew, day]: may anybody of a crew that shares its facility use a session on the day?"""
    comes = np.ones((len(ground.crew_facility), ground.days), dtype=np.bool_)
    _, group, crews = np.unique(ground.crew_facility, return_inverse=True, return_counts=True)
    some = np.flatnonzero(crews[group] > 1)
    if len(some):
        comes[some] = ground.right_days(some) & ground.crew_days()[some]
    return comes


def _absent(request: Request, who: Ints, dates: Ints) -> tuple[Bools, Ints]:
    """[pattern, day]: who has the pattern is absent then. And the pattern of each of `who`."""
    absences, place = request.absences, np.full(len(request.people.key), NONE)
    place[who] = np.arange(len(who))
    rows = np.flatnonzero(place[absences.person] != NONE)
    absent, at = np.unique(place[absences.person[rows]], return_inverse=True)
    days = np.zeros((len(absent) + 1, len(dates)), dtype=np.bool_)
    within = (absences.first[rows, None] <= dates) & (dates <= absences.last[rows, None])
    np.logical_or.at(days, at + 1, within)
    patterns, number = np.unique(days, axis=0, return_inverse=True)
    of = np.full(len(who), number.ravel()[0])
    of[absent] = number.ravel()[1:]
    return patterns, of


def _crews(request: Request, who: Ints) -> tuple[tuple[Ints, Ints], Ints]:
    """Facility and need of each crew, and the crew of each person; facilities in a drawn order."""
    place = _places_in_draw(request.facilities.key, request.terms.seed)
    order = np.argsort(place)
    _, first, alike = np.unique(request.terms.allowed, axis=0, return_index=True, return_inverse=True)
    need = alike.ravel()[request.people.need[who]]  # needs that may use the same sessions are one
    both = place[request.people.facility[who]] * len(first) + need
    values, crew = np.unique(both, return_inverse=True)
    return (order[values // len(first)], first[values % len(first)]), crew


def several_crews(request: Request, who: Ints) -> Bools:
    """Of each facility: do people of several crews work there?"""
    (facility, _), _ = _crews(request, who)
    several: Bools = np.bincount(facility, minlength=len(request.facilities.key)) > 1
    return several


def _sites(site: Ints) -> tuple[Ints, Ints]:
    """The sites that have sessions, in the order of their first, and each session's place among them."""
    rows, first, place = np.unique(site, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return rows[order], np.argsort(order)[place]


def travel(request: Request, facility: Ints, site_row: Ints) -> tuple[Bools, Ints, Ints]:
    """Reach, rank and metres from each crew's facility to each site."""
    places, terms = request.facilities, request.terms
    of = request.sites
    sites = Sites(of.facility[site_row], of.district[site_row], of.latitude[site_row], of.longitude[site_row])
    rows, of_crew = np.unique(facility, return_inverse=True)
    metres = distances_m(places.latitude[rows], places.longitude[rows], sites.latitude, sites.longitude)
    own = sites.facility[None, :] == rows[:, None]
    parent = places.parent[rows][:, None]
    of_parent = (sites.facility[None, :] == parent) & (parent != NONE)
    reach = places.district[rows][:, None] == sites.district[None, :]
    if terms.crosses_borders:
        reach |= (metres != NONE) & (metres <= terms.reach_km * 1000)
    rank = np.where(own, 0, np.where(of_parent, 1, 2))
    near: Bools = reach | own | of_parent
    return near[of_crew], rank[of_crew].astype(np.int8), metres[of_crew].astype(np.int32)


def _days_in_reach(reach: Bools, session_site: Ints, session_day: Ints) -> Ints:
    """On how many days each crew has any session in reach."""
    days = int(session_day.max(initial=-1)) + 1
    on = np.zeros((reach.shape[1], days), dtype=np.float32)
    on[session_site, session_day] = 1
    within: Ints = (reach.astype(np.float32) @ on > 0).sum(axis=1)
    return within

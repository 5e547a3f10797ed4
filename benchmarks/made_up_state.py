"""A state that never was, for judging planners: facilities, sites, sessions and people as columns, seeded.

As many people a site and as many seats a person as the real campaign had: 469,000 people, 301 sites, 16 days
of 100 seats, of which ten are a reserve. Homes lie elsewhere for four people in ten.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from teeka.rules.allotment import Away, Facilities, Located, People, Request, Sessions, Sites, Terms
from teeka.rules.allotment.request import EVER, NONE, Floats, Ints

FIRST_DAY = date(2021, 1, 16).toordinal()
DAYS, SEATS, RESERVE = 16, 90, 10
PEOPLE_A_FACILITY, PEOPLE_A_SITE, FACILITIES_A_DISTRICT, MOST_DISTRICTS = 156, 1_558, 40, 38
FACILITIES_A_PARENT = 10
TOLD_ALREADY = 0.1  # hold a seat from an earlier plan
IN_A_HURRY = 0.15  # may come on three days only
LIVES_ELSEWHERE = 0.4
STAFF_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class State:
    request: Request  # everybody, as if nobody had a place
    told: Ints  # the session of each person who was told a seat by an earlier plan, or NONE
    home_latitude: Floats
    home_longitude: Floats


def made_up(people: int, *, seed: int = 1) -> State:
    chance = np.random.default_rng(seed)
    count = max(people // PEOPLE_A_FACILITY, 4)
    districts = int(np.clip(count // FACILITIES_A_DISTRICT, 2, MOST_DISTRICTS))
    district = np.sort(np.arange(count) % districts)
    centre = chance.uniform((24.5, 83.5), (27.2, 88.0), (districts, 2))
    where = centre[district] + chance.normal(0, 0.12, (count, 2))
    within = np.arange(count) - np.searchsorted(district, district)
    parent = np.where(within % FACILITIES_A_PARENT > 0, np.arange(count) - within % FACILITIES_A_PARENT, NONE)
    weight = chance.lognormal(0, 0.8, count) * np.where(parent == NONE, 4, 1)
    posted = np.sort(chance.choice(count, people, p=weight / weight.sum()))[chance.permutation(people)]
    staff = np.bincount(posted, minlength=count)
    facilities = Facilities(
        np.arange(count) + 1_000, district, parent, where[:, 0], where[:, 1],
        np.full(count, Located.ITSELF), staff,
    )  # fmt: skip
    sites = _sites(facilities, max(round(people / PEOPLE_A_SITE), districts), chance)
    sessions = _sessions(len(sites.facility))
    who = _people(posted, chance)
    told = _told(who, np.flatnonzero(chance.random(people) < TOLD_ALREADY), sessions, sites, facilities)
    terms = Terms(STAFF_SHARE, False, 100, "a published seed", np.ones((1, 1), dtype=bool))
    home = where[posted] + chance.normal(0, 0.15, (people, 2))
    moved = chance.random(people) < LIVES_ELSEWHERE
    home[moved] = centre[chance.integers(0, districts, moved.sum())] + chance.normal(
        0, 0.15, (moved.sum(), 2)
    )
    nobody = Away(*(np.zeros(0, dtype=np.int64),) * 3)
    request = Request(facilities, sites, sessions, who, nobody, terms)
    return State(request, told, home[:, 0], home[:, 1])


def _sites(facilities: Facilities, count: int, chance: np.random.Generator) -> Sites:
    """At the parents first, then at the largest others; each district has one at least."""
    wished = (
        facilities.staff + np.where(facilities.parent == NONE, 10**6, 0) + chance.random(len(facilities.key))
    )
    first = [
        at[np.argmax(wished[at])]
        for at in (np.flatnonzero(facilities.district == d) for d in np.unique(facilities.district))
    ]
    rest = [at for at in np.argsort(-wished) if at not in set(first)]
    at = np.sort(np.array([*first, *rest[: count - len(first)]]))
    return Sites(at, facilities.district[at], facilities.latitude[at], facilities.longitude[at])


def _sessions(sites: int) -> Sessions:
    site, day = np.divmod(np.arange(sites * DAYS), DAYS)
    same = np.ones(sites * DAYS, dtype=np.int64)
    none = 0 * same
    return Sessions(
        np.arange(sites * DAYS), site, FIRST_DAY + day, SEATS * same, none, RESERVE * same, none
    )  # fmt: skip


def _people(posted: Ints, chance: np.random.Generator) -> People:
    count = len(posted)
    opens = np.full(count, FIRST_DAY)
    closes = np.full(count, FIRST_DAY + DAYS - 1)
    hurried = chance.random(count) < IN_A_HURRY
    opens[hurried] += chance.integers(0, DAYS - 3, hurried.sum())
    closes[hurried] = opens[hurried] + 2
    tier = chance.choice([1, 2, 3], count, p=[0.2, 0.5, 0.3])
    ever = (np.full(count, day) for day in EVER)
    return People(
        10**13 + np.arange(count), posted, tier, np.zeros(count, dtype=np.int64), opens, closes, *ever
    )  # fmt: skip


def _told(people: People, who: Ints, sessions: Sessions, sites: Sites, facilities: Facilities) -> Ints:
    """An earlier plan, made when there were few: the district's first session with a seat."""
    free = np.full(len(sessions.key), SEATS // 4)
    spare = np.maximum(facilities.staff * STAFF_SHARE / 2, 1).astype(np.int64)[:, None] * np.ones(
        (1, DAYS), dtype=np.int64
    )
    of_district = {d: np.flatnonzero(sites.district[sessions.site] == d) for d in np.unique(sites.district)}
    told = np.full(len(people.key), NONE)
    for person in who.tolist():
        facility = people.facility[person]
        among = of_district[facilities.district[facility]]
        day = sessions.day[among]
        fits = (free[among] > 0) & (day >= people.opens[person]) & (day <= people.closes[person])
        fits &= spare[facility, day - FIRST_DAY] > 0
        if fits.any():
            chosen = among[np.argmax(fits)]
            told[person] = chosen
            free[chosen] -= 1
            spare[facility, sessions.day[chosen] - FIRST_DAY] -= 1
    return told

"""What a plan is made from and what it says, as columns: one array a field, one index a row."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

NONE = -1  # "no such row" in every column that holds an index


class Located(IntEnum):
    """Where a facility's coordinates come from; all but the first are said in the explanation."""

    ITSELF = 0
    PIN_CODE = 1
    DISTRICT = 2


@dataclass(frozen=True, slots=True)
class Facilities:
    key: Ints  # a number of the facility that never changes; ties are drawn by it
    district: Ints
    parent: Ints  # index of a facility, or NONE
    latitude: Floats  # degrees; NaN when nothing is known, then only its district's sites are in reach
    longitude: Floats
    located: Ints  # Located
    staff: Ints  # how many of the campaign's people are posted here, whether they wait or not


@dataclass(frozen=True, slots=True)
class Sites:
    facility: Ints  # index of the facility that the site belongs to, or NONE
    district: Ints
    latitude: Floats
    longitude: Floats


@dataclass(frozen=True, slots=True)
class Sessions:
    key: Ints  # a number that never changes
    site: Ints  # index of a site
    day: Ints  # date.toordinal()
    seats: Ints  # capacity less the reserve and less what is taken by anybody not among the people
    reserve: Ints  # how many may stand by
    kind: Ints  # column of Terms.allowed: vaccine, dose and cohort together


@dataclass(frozen=True, slots=True)
class People:
    key: Ints  # the published reference: anyone can draw the order again from it
    facility: Ints  # index of the facility where the person is posted, or NONE when that is not resolved
    tier: Ints  # 1 is served first; NONE when the campaign is not for the person
    need: Ints  # row of Terms.allowed: dose, vaccine and cohort together
    opens: Ints  # first and last day on which the person may come, date.toordinal()
    closes: Ints
    held: Ints  # index of the session of a seat that the person already holds and keeps, or NONE


@dataclass(frozen=True, slots=True)
class Terms:
    staff_share: float  # at most this part of one facility's staff on one day
    crosses_borders: bool
    reach_km: int  # how far a person may be sent outside the own district
    seed: str
    allowed: Bools  # [need, kind]: may such a person use such a session?


@dataclass(frozen=True, slots=True)
class Request:
    facilities: Facilities
    sites: Sites
    sessions: Sessions
    people: People
    terms: Terms


@dataclass(frozen=True, slots=True)
class Allotment:
    """One entry a person, in the order in which the people came in."""

    session: Ints  # index of a session, or NONE
    distance_m: Ints  # from the facility to the session's site; NONE when not placed or not known
    reason: Ints  # index into tuple(Reason) of an unplaced person; NONE for everybody else
    why: Ints  # bits over tuple(Why) of a placed person; 0 for everybody else
    standby_session: Ints  # index of a session, or NONE
    standby_rank: Ints  # 1 is called first; 0 when not standing by

"""What a plan is made from and what it says, as columns: one array a field, one index a row."""

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import IntEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

EVER = (date.min.toordinal(), date.max.toordinal())
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
    seats: Ints  # capacity less the reserve
    taken: Ints  # of them, by people who have a place and keep it
    reserve: Ints  # how many may stand by
    kind: Ints  # column of Terms.allowed: vaccine, dose and cohort together

    @property
    def free(self) -> Ints:
        """Seats left; below zero where the reserve was drawn on by hand."""
        return self.seats - self.taken


@dataclass(frozen=True, slots=True)
class People:
    """Those who wait for a place. Who has one is no part of the question: see Sessions.taken and Away."""

    key: Ints  # the published reference: anyone can draw the order again from it
    facility: Ints  # index of the facility where the person is posted, or NONE when that is not resolved
    tier: Ints  # 1 is served first; NONE when the campaign is not for the person
    need: Ints  # row of Terms.allowed: dose, vaccine and cohort together
    opens: Ints  # first and last day on which the person may come, date.toordinal()
    closes: Ints
    due_from: Ints  # first and last day on which the dose is due, date.toordinal(); for a first dose EVER
    due_until: Ints


@dataclass(frozen=True, slots=True)
class Absences:
    """Days on which a person cannot come, within the own dates: leave, duty elsewhere, a deferral."""

    person: Ints  # index of a person; a person may stand in several rows
    first: Ints  # first and last day, date.toordinal()
    last: Ints


@dataclass(frozen=True, slots=True)
class Away:
    """Colleagues who have a place and keep it: how many of a facility are away on a day. A row may repeat."""

    facility: Ints  # index of a facility
    day: Ints  # date.toordinal()
    people: Ints


@dataclass(frozen=True, slots=True)
class Terms:
    staff_share: float  # at most this part of one facility's staff on one day
    crosses_borders: bool
    reach_km: int  # how far a person may be sent outside the own district
    seed: str
    allowed: Bools  # [need, kind]: may such a person use such a session?


NOBODY_ABSENT = Absences(*(np.zeros(0, dtype=np.int64),) * 3)


@dataclass(frozen=True, slots=True)
class Request:
    facilities: Facilities
    sites: Sites
    sessions: Sessions
    people: People
    away: Away
    terms: Terms
    absences: Absences = NOBODY_ABSENT


@dataclass(frozen=True, slots=True)
class Allotment:
    """One entry a person, in the order in which the people came in."""

    session: Ints  # index of a session, or NONE
    distance_m: Ints  # from the facility to the session's site; NONE when not placed or not known
    reason: Ints  # index into tuple(Reason) of an unplaced person; NONE for everybody else
    why: Ints  # bits over tuple(Why) of a placed person; 0 for everybody else
    standby_session: Ints  # index of a session, or NONE
    standby_rank: Ints  # 1 is called first; 0 when not standing by


def with_places(request: Request, session: Ints) -> tuple[Request, Ints]:
    """The question that is left when people have the places `session` (an index or NONE for each person).

    Also the indices of those who still wait, in the order in which they stand in that question.
    """
    people, sessions = request.people, request.sessions
    waits, has = np.flatnonzero(session == NONE), np.flatnonzero(session != NONE)
    posted = has[people.facility[has] != NONE]
    taken = np.bincount(session[has], minlength=len(sessions.key))
    left = replace(
        request,
        sessions=replace(sessions, taken=sessions.taken + taken),
        people=People(**{column.name: getattr(people, column.name)[waits] for column in fields(People)}),
        away=Away(
            np.concatenate([request.away.facility, people.facility[posted]]),
            np.concatenate([request.away.day, sessions.day[session[posted]]]),
            np.concatenate([request.away.people, np.ones(len(posted), dtype=np.int64)]),
        ),
        absences=absences_among(request.absences, waits),
    )
    return left, waits


def absences_among(absences: Absences, who: Ints) -> Absences:
    """The absences of these people (indices in order), by their place among them."""
    rows = np.flatnonzero(np.isin(absences.person, who))
    return Absences(np.searchsorted(who, absences.person[rows]), absences.first[rows], absences.last[rows])

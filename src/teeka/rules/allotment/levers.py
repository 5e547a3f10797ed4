"""What would place people who have no place: sessions to open, and how many each would seat at least."""

from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.ground import Ground, survey
from teeka.rules.allotment.parts import parts
from teeka.rules.allotment.reasons import REASONS, Reason
from teeka.rules.allotment.request import Allotment, Bools, Ints, Request, with_places
from teeka.rules.allotment.spare import gone

# Whom one more session could help; the others need a posting, another category, a site or a vaccine first.
MOVED_BY_SESSIONS = (Reason.SESSIONS_FULL, Reason.STAFF_SHARE, Reason.OUTSIDE_WINDOW, Reason.DOSE_NOT_DUE)
MOST_AT_ONCE = 3  # sessions on one day at one site: teams, rooms and vaccine carriers are few


@dataclass(frozen=True, slots=True)
class Lever:
    """`places`: at least so many people get a place if it is pulled with all levers before it in the list."""

    site: int  # index into the request's sites
    day: int  # date.toordinal(), one on which the campaign has sessions
    kind: int  # column of Terms.allowed
    sessions: int  # to open
    seats: int  # in each, as in the site's largest session
    places: int


def levers(request: Request, plan: Allotment, *, most: int = 20) -> list[Lever]:
    """The strongest first. Nobody who has a place is moved for it, and no facility sends more than its share.

    A promise, not a forecast: who would be placed is decided by the next plan, which may place more.
    """
    helped = np.isin(plan.reason, [REASONS.index(reason) for reason in MOVED_BY_SESSIONS])
    left, waits = with_places(request, plan.session)
    largest = _largest(request)
    found = [
        lever
        for who, rows in parts(left, np.flatnonzero(helped[waits]))
        if len(rows)
        for lever in _of_part(left, survey(left, left.sessions.free, who, rows), largest, most)
    ]
    return sorted(found, key=lambda lever: -lever.places)[:most]


def _largest(request: Request) -> Ints:
    """The seats of each site's largest session."""
    size = np.zeros(len(request.sites.facility), dtype=np.int64)
    np.maximum.at(size, request.sessions.site, request.sessions.seats)
    return size


def _of_part(request: Request, ground: Ground, largest: Ints, most: int) -> list[Lever]:
    offer = _Offer(request, ground, largest)
    found: list[Lever] = []
    while len(found) < most and (lever := offer.strongest()) is not None:
        found.append(lever)
    return found


class _Offer:
    """Who still waits and whom the facilities can still spare, while one lever after another is counted."""

    def __init__(self, request: Request, ground: Ground, largest: Ints) -> None:
        self._request, self._ground = request, ground
        self._facility, self._of_crew = np.unique(ground.crew_facility, return_inverse=True)
        self._of_pool = self._of_crew[ground.pool_crew]
        self._waiting = ground.sizes.sum(axis=0)
        self._last_day = (ground.pool_days * np.arange(1, ground.days + 1)).max(axis=1, initial=0)
        self._dates = np.unique(request.sessions.day)
        self._spare = self._spare_for_good()
        self._kinds = np.unique(ground.session_kind)
        self._reach, self._metres = self._from_facilities()
        self._seats = largest[ground.site_row]

    def strongest(self) -> Lever | None:
        """The lever that places most, of these the nearest in whole kilometres, then the earliest.

        Whom it places waits no more.
        """
        may_come = self._may_come()
        people = np.einsum("fs,fdk->sdk", self._reach, may_come)
        places = np.minimum(people, self._seats[:, None, None] * MOST_AT_ONCE)
        if places.max(initial=0) < 1:
            return None
        metres = np.einsum("fs,fdk->sdk", self._reach * self._metres, may_come) // np.maximum(people, 1)
        equal = np.argwhere(places == places.max())
        away = metres[tuple(equal.T)]
        site, day, kind = equal[np.lexsort((away, equal[:, 1], away // 1000))[0]]
        count = int(places[site, day, kind])
        self._seat(count, site, day, kind, may_come[:, day, kind])
        seats = int(self._seats[site])
        return Lever(
            int(self._ground.site_row[site]), int(self._dates[day]), int(self._kinds[kind]),
            -(-count // seats), seats, count,
        )  # fmt: skip

    def _eligible(self) -> Bools:
        """[pool, day, kind]: right date, dose, vaccine and cohort."""
        right = self._ground.allowed[self._ground.pool_crew][:, self._kinds]
        eligible: Bools = self._ground.pool_days[:, :, None] & right[:, None, :]
        return eligible

    def _may_come(self) -> Ints:
        """[facility, day, kind]: how many who wait could come, no more than can be spared."""
        could = np.zeros((len(self._facility), len(self._dates), len(self._kinds)), dtype=np.int64)
        np.add.at(could, self._of_pool, self._eligible() * self._waiting[:, None, None])
        return np.minimum(could, self._spare[:, :, None])

    def _seat(self, count: int, site: int, day: int, kind: int, may_come: Ints) -> None:
        """Take them out, from the nearest facility on, and of each those whose dates end first."""
        eligible = self._eligible()[:, day, kind]
        for facility in np.argsort(self._metres[:, site], kind="stable"):
            if not self._reach[facility, site]:
                continue
            pools = np.flatnonzero((self._of_pool == facility) & eligible)
            for pool in pools[np.argsort(self._last_day[pools], kind="stable")]:
                some = min(count, int(may_come[facility]), int(self._waiting[pool]))
                self._waiting[pool] -= some
                self._spare[facility, day] -= some
                may_come[facility] -= some
                count -= some

    def _spare_for_good(self) -> Ints:
        """[facility, day]: the share less who has a place. Not 1/days: that shrinks as days open."""
        staff = self._request.facilities.staff[self._facility]
        share = np.floor(staff * self._request.terms.staff_share + 1e-9).astype(np.int64)
        away = gone(self._request, self._dates)[self._facility]
        left: Ints = np.maximum(np.maximum(share, 1)[:, None] - away, 0)
        return left

    def _from_facilities(self) -> tuple[Ints, Ints]:
        """[facility, site] within reach (0 or 1), and metres; an unknown way counts as none."""
        first = np.unique(self._of_crew, return_index=True)[1]
        metres = np.maximum(self._ground.metres[first].astype(np.int64), 0)
        return self._ground.reach[first].astype(np.int64), metres

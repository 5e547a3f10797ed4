"""Who sits where among some people and sessions: changed by the hard rules, then stored at once.

What decides is read once, and every change is made to what was read, so that a thousand changes cost no more
statements than one. The caller holds the locks of giving.py from before it is read until it is stored.
"""

from collections import Counter
from collections.abc import Collection, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.db import IntegrityError, connection, transaction

from teeka.apps.accounts.services.audit import Deed, record_deeds
from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.queries.by_hand import (
    CrewFacts,
    PersonFacts,
    SessionFacts,
    people_facts,
    rules_broken_by,
    session_facts,
    slots_of,
)
from teeka.apps.allotment.services.giving import refuse, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason, Why
from teeka.rules.allotment.ground import distances_m
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.allotment.request import NONE
from teeka.rules.schedule import Hours, arrival_times

TAKE_SEATS = """
    UPDATE planning_session session SET taken = session.taken + asked.seats
    FROM unnest(%(sessions)s::uuid[], %(seats)s::int[]) AS asked (id, seats)
    WHERE session.id = asked.id AND session.cancelled_at IS NULL AND session.starts_at > %(now)s
          AND session.taken + asked.seats <= session.capacity
"""
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Given:
    """A place that is not stored yet, and the one that it takes the place of."""

    place: Appointment
    instead_of: Appointment | None
    action: str
    reason: str


@dataclass(slots=True)
class Seating:
    """Each person is placed, moved or swapped once."""

    campaign: Campaign
    by: str
    now: datetime
    people: dict[int, PersonFacts]
    crews: dict[int, CrewFacts]  # by facility
    sessions: dict[UUID, SessionFacts]
    slots: dict[UUID, Counter[int]]  # of each session: arrival window (seconds since the epoch) → people
    places: dict[int, Appointment | None]  # by person: the live place that the reader sees
    given: dict[int, Given] = field(default_factory=dict)  # by person
    gone: dict[int, str] = field(default_factory=dict)  # by appointment: the reason in words
    _before: list[tuple[MutableMapping[Any, Any], Any, Any]] = field(default_factory=list)

    @classmethod
    def read(
        cls, people: Collection[int], sessions: Collection[UUID], campaign_id: int, *, by: str, now: datetime
    ) -> "Seating":
        """These people with their places, and these sessions with those of the places."""
        campaign = Campaign.objects.get(pk=campaign_id)
        live = Appointment.objects.filter(
            beneficiary__in=people, campaign=campaign, dose=campaign.dose, cancelled_at=None
        )
        places = {place.beneficiary_id: place for place in live}
        facts = people_facts(people, campaign, now=now)
        about = {*sessions, *(place.session_id for place in places.values())}
        return cls(
            campaign=campaign,
            by=by,
            now=now,
            people=facts,
            crews={one.facility: one.crew for one in facts.values() if one.facility and one.crew},
            sessions=session_facts(about),
            slots=slots_of(about),
            places={**places},
        )

    def place(self, person_id: int, session_id: UUID, *, reason: str) -> Appointment:
        """Give the person a place; raises AllotmentRefused, naming every rule, with all as it was."""
        with self._whole():
            return self._give(person_id, session_id, "place.given", reason)

    def move(self, person_id: int, session_id: UUID, *, reason: str) -> Appointment:
        """Give up the person's place for one in another session. Raises AllotmentRefused, as `place`."""
        with self._whole():
            old = self.place_of(person_id)
            if old.session_id == session_id:
                raise AllotmentRefused(Refusal.SAME_SESSION)
            self._give_up(old, reason)
            return self._give(person_id, session_id, "place.moved", reason, instead_of=old)

    def swap(self, one_id: int, other_id: int, *, reason: str) -> tuple[Appointment, Appointment]:
        """Two take each other's session and arrival window. Raises AllotmentRefused, as `place`."""
        with self._whole():
            one, other = self.place_of(one_id), self.place_of(other_id)
            if one.session_id == other.session_id:
                raise AllotmentRefused(Refusal.NOTHING_TO_SWAP)
            self._give_up(one, reason)
            self._give_up(other, reason)
            ones = self._give(one_id, other.session_id, "place.swapped", reason, instead_of=one, like=other)
            others = self._give(other_id, one.session_id, "place.swapped", reason, instead_of=other, like=one)
            return ones, others

    def call_up(self, person_id: int, left: Appointment, *, reason: str) -> Appointment:
        """A standby gets the place that somebody left, as a plan would give it: not pinned."""
        with self._whole():
            place = self._give(person_id, left.session_id, "place.called_up", reason, like=left)
            place.origin, place.is_pinned = Appointment.Origin.STANDBY, False
            place.reasons = [Why.FROM_STANDBY.value]
            return place

    def place_of(self, person_id: int) -> Appointment:
        place = self.places.get(person_id)
        if place is None:
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        return place

    def store(self) -> None:
        """Write what was changed, once. Raises AllotmentRefused when the database knows better."""
        given = list(self.given.values())
        if not given:
            return
        if take_back(self.gone, Reason.TAKEN_BACK, by=self.by, now=self.now) != self.gone.keys():
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        self._take_seats(Counter(one.place.session_id for one in given))
        try:
            with transaction.atomic():
                Appointment.objects.bulk_create([one.place for one in given])
        except IntegrityError as error:
            if "one_live_appointment" not in str(error):
                raise
            raise AllotmentRefused(HardRule.HAS_A_PLACE) from error
        Unplaced.objects.filter(
            campaign=self.campaign, dose=self.campaign.dose, beneficiary__in=list(self.given)
        ).delete()
        record_deeds(map(_deed, given), by=self.by, now=self.now)

    def _take_seats(self, seats: Counter[UUID]) -> None:
        values: dict[str, Any] = {"sessions": list(seats), "seats": list(seats.values()), "now": self.now}
        with connection.cursor() as cursor:
            cursor.execute(TAKE_SEATS, values)
            if cursor.rowcount != len(seats):
                raise AllotmentRefused(HardRule.SESSION_FULL)

    def _give_up(self, old: Appointment, reason: str) -> None:
        session = self.sessions[old.session_id]
        slots = self.slots[session.id]
        self._put(self.gone, old.pk, reason)
        self._put(self.places, old.beneficiary_id, None)
        self._put(self.sessions, session.id, replace(session, taken=session.taken - 1))
        self._put(slots, _seconds(old.slot_at), slots[_seconds(old.slot_at)] - 1)
        person = self.people.get(old.beneficiary_id)
        if person is not None:
            left = tuple(place for place in person.places if place.appointment != old.pk)
            self._put(self.people, person.id, replace(person, places=left))
            self._count(person, session.held_on, -1)

    def _give(
        self,
        person_id: int,
        session_id: UUID,
        action: str,
        reason: str,
        *,
        instead_of: Appointment | None = None,
        like: Appointment | None = None,
    ) -> Appointment:
        """like: the place whose arrival window it gets; else the earliest window with room."""
        session, person = self.sessions.get(session_id), self.people.get(person_id)
        if session is None or session.campaign != self.campaign.pk:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        if person is None:
            raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
        judged = replace(person, crew=self.crews.get(person.facility or 0))
        refuse(rules_broken_by(judged, session, self.campaign, now=self.now))
        place = self._new_place(person, session, like.slot_at if like else self._next_slot(session))
        slots = self.slots[session_id]
        self._put(self.given, person_id, Given(place, instead_of, action, reason))
        self._put(self.sessions, session_id, replace(session, taken=session.taken + 1))
        self._put(slots, _seconds(place.slot_at), slots[_seconds(place.slot_at)] + 1)
        self._count(person, session.held_on, +1)
        return place

    def _new_place(self, person: PersonFacts, session: SessionFacts, slot_at: datetime) -> Appointment:
        return Appointment(
            district_code=session.district_code,
            campaign=self.campaign,
            session_id=session.id,
            beneficiary_id=person.id,
            dose=self.campaign.dose,
            slot_at=slot_at,
            origin=Appointment.Origin.BY_HAND,
            reasons=[Why.BY_HAND.value],
            distance_km=distance_km(person, session),
            is_pinned=True,
            made_by=self.by,
            made_at=self.now,
        )

    def _next_slot(self, session: SessionFacts) -> datetime:
        seated = np.fromiter(self.slots[session.id].elements(), dtype=np.int64)
        one = np.zeros(1, dtype=np.int64)
        hours = (_seconds(session.starts_at), _seconds(session.ends_at), max(session.capacity, 1))
        columns = [np.array([value], dtype=np.int64) for value in hours]
        (at,) = arrival_times(Hours(*columns), one, one, one, seated=(np.zeros_like(seated), seated))
        return datetime.fromtimestamp(int(at), tz=UTC)

    def _count(self, person: PersonFacts, on: date, people: int) -> None:
        """A second registration counts for nobody's share."""
        crew = self.crews.get(person.facility or 0)
        if person.facility is not None and crew is not None and not person.is_duplicate:
            away = {**crew.away, on: crew.away.get(on, 0) + people}
            self._put(self.crews, person.facility, replace(crew, away=away))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What is refused half-way leaves nothing."""
        self._before.clear()
        try:
            yield
        except AllotmentRefused:
            for table, key, value in reversed(self._before):
                if value is None:
                    del table[key]
                else:
                    table[key] = value
            raise

    def _put(self, table: MutableMapping[Key, Value], key: Key, value: Value) -> None:
        self._before.append((table, key, table.get(key)))
        table[key] = value


def distance_km(person: PersonFacts, session: SessionFacts) -> float | None:
    """From the facility to the site, to a tenth; None where either is not known."""
    points = (person.latitude, person.longitude, session.latitude, session.longitude)
    ((metres,),) = distances_m(*(np.array([point], dtype=np.float64) for point in points)).tolist()
    return None if metres == NONE else round(metres / 1000, 1)


def _deed(given: Given) -> Deed:
    place = given.place
    detail: dict[str, Any] = {"session": str(place.session_id), "reason": given.reason}
    if given.instead_of is not None:
        detail["instead_of"] = given.instead_of.pk
    return Deed(given.action, "appointment", place.pk, place.district_code, detail)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

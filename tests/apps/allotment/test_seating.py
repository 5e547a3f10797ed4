"""Whatever is asked for, no hard rule is broken, and a refusal leaves no trace."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.queries.by_hand import CrewFacts, PersonFacts, PlaceFacts, SessionFacts
from teeka.apps.allotment.services import AllotmentRefused
from teeka.apps.allotment.services.seating import Seating
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment.spare import most_on_a_day
from tests.make import NOW

PEOPLE, SESSIONS, FACILITIES = range(1, 13), range(4), (1, 2, None)
STARTS = datetime(2026, 1, 15, 3, 30, tzinfo=UTC)


def session(number: int, capacity: int) -> SessionFacts:
    starts = STARTS + timedelta(number // 2)
    return SessionFacts(
        UUID(int=number), f"S{number}", 1, 10032, "", "", starts.date(), starts, starts + timedelta(hours=8),
        False, capacity, 0, 0, None, "", "covishield", None, None, None,
    )  # fmt: skip


def person(number: int) -> PersonFacts:
    facility = FACILITIES[number % 3]
    return PersonFacts(
        number, number, 10032, "nurse", number % 7 == 0, False, True, facility, None, None, None, None
    )


def seated(capacities: list[int], at: dict[int, int], share: float) -> Seating:
    """Everybody `at` a session (person → session) where it has room has a place there."""
    seating = Seating(
        campaign=Campaign(pk=1, dose=1, staff_share=share),
        by="officer",
        now=NOW,
        people={number: person(number) for number in PEOPLE},
        crews={facility: CrewFacts(4, 2, {}) for facility in FACILITIES if facility},
        sessions={UUID(int=number): session(number, capacities[number]) for number in SESSIONS},
        slots={UUID(int=number): Counter() for number in SESSIONS},
        places={},
    )
    for who, where in at.items():
        try:
            given = seating.place(who, UUID(int=where), reason="first")
        except AllotmentRefused:
            continue
        given.pk = 100 + who
        seating.places[who] = given
        held = PlaceFacts(given.pk, 1, 1, "covishield")
        seating.people[who] = PersonFacts(**{**_fields(seating.people[who]), "places": (held,)})
    seating.given.clear()
    return seating


def _fields(facts: PersonFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in PersonFacts.__dataclass_fields__}


def picture(seating: Seating) -> object:
    live = {who: place.pk for who, place in seating.places.items() if place is not None}
    slots = {session: +counts for session, counts in seating.slots.items()}
    return (
        dict(seating.people), dict(seating.crews), dict(seating.sessions), slots, live, list(seating.given),
        dict(seating.gone),
    )  # fmt: skip


def sits(seating: Seating) -> dict[int, Appointment]:
    kept = {who: place for who, place in seating.places.items() if place is not None}
    return kept | {who: one.place for who, one in seating.given.items()}


asks = st.tuples(
    st.sampled_from(["place", "move", "swap"]), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE),
    st.sampled_from(SESSIONS),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(SESSIONS)),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.lists(asks, max_size=12),
)
def test_no_rule_is_broken_and_whoever_is_refused_leaves_all_as_it_was(capacities, at, share, wanted):
    seating, changed = seated(capacities, at, share), set()
    for act, who, other, where in wanted:
        people = {who, other} if act == "swap" else {who}
        if changed & people or (act == "swap" and who == other):
            continue
        target = other if act == "swap" else UUID(int=where)
        before = picture(seating)
        try:
            getattr(seating, act)(who, target, reason="asked")
            changed |= people
        except AllotmentRefused:
            assert picture(seating) == before
    now_at = sits(seating)
    for number, facts in seating.sessions.items():
        here = [place for place in now_at.values() if place.session_id == number]
        assert facts.taken == len(here) <= facts.capacity
        assert +seating.slots[number] == Counter(int(place.slot_at.timestamp()) for place in here)
    for facility, crew in seating.crews.items():
        (most,) = most_on_a_day(np.array([crew.staff]), share, np.array([crew.days])).tolist()
        days = Counter(
            seating.sessions[place.session_id].held_on
            for who, place in now_at.items()
            if person(who).facility == facility
        )
        assert +Counter(crew.away) == days
        assert all(people <= most for people in days.values())

"""Where somebody may be placed by hand, and what each choice would break or go against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from teeka.apps.allotment.queries.by_hand import (
    PersonFacts,
    SessionFacts,
    person_facts,
    rules_broken_by,
    session_facts,
)
from teeka.apps.planning.models import Campaign
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.apps.readiness.queries.one_person import ON_OWN_LIST
from teeka.apps.readiness.queries.rows import row_of, rows_of
from teeka.apps.readiness.queries.within import people_within, sessions_within
from teeka.rules.allotment.ground import distances_m
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.allotment.request import NONE
from teeka.rules.allotment.wishes_by_hand import SoftWish, Way, wishes_against
from teeka.rules.messages.reasons import TOLD_BY_VOICE
from teeka.rules.permissions import Jurisdiction

MOST_CHOICES = 200  # the nearest; nobody reads more


@dataclass(frozen=True, slots=True)
class HandPerson:
    """A person whose place may be changed, with the live place in the running campaign when there is one."""

    id: int
    reference: int
    full_name: str
    name_hi: str
    district_code: int
    category: str
    facility_name: str
    facility_name_hi: str
    campaign_id: int
    is_excluded: bool
    appointment_id: int | None
    is_pinned: bool
    slot_at: datetime | None
    session_id: UUID | None
    session_code: str
    site_name: str
    site_name_hi: str
    held_on: date | None
    was_told: bool


PERSON = """
    SELECT person.id, person.reference, person.full_name, person.name_hi, person.district_code,
           person.category, coalesce(facility.name, posting.text), coalesce(facility.name_hi, ''),
           campaign.id,
           EXISTS (SELECT FROM allotment_exclusion excluded
                   WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = campaign.id),
           live.id, coalesce(live.is_pinned, false), live.slot_at, session.id, coalesce(session.code, ''),
           coalesce(site.name, ''), coalesce(site.name_hi, ''), session.held_on,
           EXISTS (SELECT FROM notices_message message
                   JOIN notices_settled settled ON settled.message_id = message.id
                   WHERE message.appointment_id = live.id AND settled.state = 'delivered')
           OR EXISTS (SELECT FROM notices_calloutcome call
                      WHERE call.appointment_id = live.id AND call.outcome = ANY (%(by_voice)s))
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    JOIN planning_campaign campaign ON campaign.is_running
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id AND posting.decision = 'accept'
    LEFT JOIN allotment_appointment live ON live.beneficiary_id = person.id AND live.cancelled_at IS NULL
         AND live.campaign_id = campaign.id AND live.dose = campaign.dose
    LEFT JOIN planning_session session ON session.id = live.session_id
    LEFT JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE person.reference = %(reference)s AND ({within} OR {on_own_list})
"""
SESSIONS = """
    SELECT session.id FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE {within} AND session.campaign_id = %(campaign)s AND session.cancelled_at IS NULL
      AND session.starts_at > %(now)s AND (%(with_full)s OR session.taken < session.capacity)
      AND session.id IS DISTINCT FROM %(held)s
"""


@dataclass(frozen=True, slots=True)
class _Numbered:
    id: UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """A session that somebody may choose for a person."""

    session: SessionFacts
    metres: int | None
    is_own_site: bool
    broken: tuple[HardRule, ...]
    against: tuple[SoftWish, ...] = ()

    @property
    def km(self) -> float | None:
        return None if self.metres is None else self.metres / 1000

    @property
    def can_be_asked_for(self) -> bool:
        return self.broken == (HardRule.SESSION_FULL,)


def hand_person(jurisdiction: Jurisdiction, reference: int) -> HandPerson | None:
    """Somebody of the jurisdiction, or on the list of one of its sessions."""
    people, params = people_within(jurisdiction)
    at_sessions, more = sessions_within(jurisdiction)
    statement = PERSON.format(within=people, on_own_list=ON_OWN_LIST.format(within=at_sessions))
    return row_of(
        HandPerson,
        statement,
        {**params, **more, "reference": reference, "by_voice": sorted(TOLD_BY_VOICE)},
    )


def choices(
    jurisdiction: Jurisdiction, who: HandPerson, *, now: datetime, with_full: bool = False
) -> list[Choice]:
    """The sessions to come with a free seat, the nearest to the person's facility first."""
    if who.district_code in jurisdiction.districts:
        jurisdiction = jurisdiction.narrowed_to(who.district_code)
    within, params = sessions_within(jurisdiction)
    asked: Mapping[str, Any] = {
        **params, "campaign": who.campaign_id, "now": now, "with_full": with_full, "held": who.session_id,
    }  # fmt: skip
    found = session_facts({row.id for row in rows_of(_Numbered, SESSIONS.format(within=within), asked)})
    return _judged(who, list(found.values()), now=now)[:MOST_CHOICES]


def choice(who: HandPerson, among: Sequence[Choice], code: str) -> Choice | None:
    """One of the choices, with the wishes that it goes against."""
    chosen = next((one for one in among if one.session.code == code), None)
    return chosen and with_wishes(who, [chosen], among)[0]


def with_wishes(who: HandPerson, shown: Sequence[Choice], among: Sequence[Choice]) -> list[Choice]:
    """What each of `shown` goes against, beside all that break no rule."""
    free = [_way(who, one) for one in among if not one.broken]
    return [
        replace(one, against=wishes_against(_way(who, one), free, was_told=who.was_told)) for one in shown
    ]


def _judged(who: HandPerson, sessions: Sequence[SessionFacts], *, now: datetime) -> list[Choice]:
    campaign = running_campaign(now)
    person = _leaving(who, person_facts(who.id, campaign, now=now))
    if person is None or not sessions:
        return []
    metres = _metres(person, sessions)
    found = [
        Choice(
            session,
            at,
            is_own_site=person.facility is not None and session.facility == person.facility,
            broken=rules_broken_by(person, session, campaign, now=now),
        )
        for session, at in zip(sessions, metres, strict=True)
    ]
    return sorted(
        found, key=lambda one: (one.metres is None, one.metres, one.session.starts_at, one.session.code)
    )


def _leaving(who: HandPerson, person: PersonFacts | None) -> PersonFacts | None:
    if person is None or who.appointment_id is None or who.held_on is None:
        return person
    return person.giving_up(who.appointment_id, who.held_on)


def _metres(person: PersonFacts, sessions: Sequence[SessionFacts]) -> list[int | None]:
    def floats(values: Sequence[float | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array(values, dtype=np.float64)

    (found,) = distances_m(
        floats([person.latitude]),
        floats([person.longitude]),
        floats([session.latitude for session in sessions]),
        floats([session.longitude for session in sessions]),
    ).tolist()
    return [None if metres == NONE else metres for metres in found]


def _way(who: HandPerson, one: Choice) -> Way:
    return Way(
        code=one.session.code,
        is_own_site=one.is_own_site,
        is_own_district=one.session.district_code == who.district_code,
        metres=one.metres,
        held_on=one.session.held_on,
        seats_left=one.session.seats_left,
        plan_seats_left=one.session.plan_seats_left,
    )


def swap_breaks(
    one: HandPerson, other: HandPerson, *, now: datetime
) -> tuple[tuple[HardRule, ...], tuple[HardRule, ...]]:
    """What each would break in the other's session, both having left their own."""
    campaign = running_campaign(now)
    return (
        _breaks_in_place_of(one, other, campaign, now=now),
        _breaks_in_place_of(other, one, campaign, now=now),
    )


def _breaks_in_place_of(
    comes: HandPerson, goes: HandPerson, campaign: Campaign, *, now: datetime
) -> tuple[HardRule, ...]:
    person = _leaving(comes, person_facts(comes.id, campaign, now=now))
    session = session_facts([goes.session_id]).get(goes.session_id) if goes.session_id else None
    if person is None or session is None or goes.held_on is None or goes.appointment_id is None:
        return (HardRule.SESSION_CLOSED,)
    other = person_facts(goes.id, campaign, now=now)
    if other is not None and other.facility is not None and other.facility == person.facility:
        person = person.giving_up(goes.appointment_id, goes.held_on)  # a colleague leaves on that day
    freed = replace(session, taken=session.taken - 1)
    return rules_broken_by(person, freed, campaign, now=now)

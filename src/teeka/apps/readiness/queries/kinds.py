"""Which kinds of notices the running campaign sends, who decided so, and what each may cost at the most."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from teeka.apps.readiness.queries.planned_cost import TextSize, text_sizes
from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.messages.invitation import ALWAYS_SENT, TAKES_BACK, Purpose

# Of each kind that can be switched, the last row counts.
_SWITCHED = """
    SELECT DISTINCT ON (switch.purpose) switch.purpose, switch.is_on, switch.reason, switch.made_by,
           switch.made_at
    FROM notices_kindswitch switch
    JOIN planning_campaign campaign ON campaign.id = switch.campaign_id AND campaign.is_running
    ORDER BY switch.purpose, switch.id DESC
"""
# Everybody with a place ahead and a number gets one of each kind.
_PEOPLE = """
    SELECT person.language, count(*) FROM allotment_appointment place
    JOIN planning_session session ON session.id = place.session_id AND session.cancelled_at IS NULL
         AND session.starts_at > %(now)s
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    JOIN people_beneficiary person ON person.id = place.beneficiary_id
         AND person.mobile_state IN ('ok', 'shared')
    WHERE place.cancelled_at IS NULL GROUP BY 1
"""
# Everybody with a first dose on record and no place gets that notice.
_WAITING = """
    SELECT person.language, count(*) FROM people_beneficiary person
    JOIN planning_campaign campaign ON campaign.is_running AND campaign.dose = 2
    WHERE person.stands_for_id IS NULL
      AND (person.dose1_on IS NOT NULL OR EXISTS (SELECT FROM allotment_done first
                                                  WHERE first.beneficiary_id = person.id AND first.dose = 1))
      AND person.mobile_state IN ('ok', 'shared')
      AND NOT EXISTS (SELECT FROM allotment_appointment place
                      WHERE place.beneficiary_id = person.id AND place.campaign_id = campaign.id
                        AND place.dose = campaign.dose AND place.cancelled_at IS NULL)
    GROUP BY 1
"""
# They follow on what happens: nobody knows how many there will be.
_NOT_FORESEEN = (Purpose.CHANGE, Purpose.CANCELLATION, Purpose.CORRECTION, Purpose.DOSE_UNDONE)


@dataclass(frozen=True, slots=True)
class _Switched:
    purpose: str
    is_on: bool
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class _Speak:
    language: str
    people: int


@dataclass(frozen=True, slots=True)
class KindRow:
    """messages: to all of whom it may be true and who have a number; segments and rupees: at most.

    messages is None for what nobody can foresee, rupees also while the price of a route is not known.
    """

    purpose: str
    is_always_sent: bool
    is_on: bool
    reason: str
    by: str
    at: datetime | None
    messages: int | None
    segments: int | None
    rupees: Decimal | None

    @property
    def whole_rupees(self) -> int | None:
        return None if self.rupees is None else int(self.rupees.to_integral_value(ROUND_CEILING))


def kinds(*, now: datetime) -> list[KindRow]:
    """Each kind there is, in the order in which a person gets them."""
    switched = {row.purpose: row for row in rows_of(_Switched, _SWITCHED, {})}
    placed, waiting = rows_of(_Speak, _PEOPLE, {"now": now}), rows_of(_Speak, _WAITING, {})
    longest: dict[tuple[str, str], TextSize] = {}
    for text in text_sizes():
        key = (text.purpose, text.language)
        longest[key] = max(text, longest.get(key, text), key=lambda one: one.segments)
    return [
        _row(
            purpose,
            switched.get(TAKES_BACK.get(purpose, purpose).value),
            waiting if purpose is Purpose.DOSE_2_DUE else placed,
            longest,
        )
        for purpose in Purpose
    ]


def _row(
    purpose: Purpose,
    switched: _Switched | None,
    speak: list[_Speak],
    longest: dict[tuple[str, str], TextSize],
) -> KindRow:
    always = purpose in ALWAYS_SENT
    segments, rupees = None, None
    if purpose not in _NOT_FORESEEN:
        each = [(one.people, longest.get((purpose.value, one.language))) for one in speak]
        segments = sum(people * text.segments for people, text in each if text)
        costs = [people * text.rupees for people, text in each if text and text.rupees is not None]
        rupees = sum(costs, Decimal(0)) if len(costs) == len(each) and each else None
    return KindRow(
        purpose.value,
        is_always_sent=always,
        is_on=always or (switched is not None and switched.is_on),
        reason=switched.reason if switched else "",
        by=switched.made_by if switched else "",
        at=switched.made_at if switched else None,
        messages=None if segments is None else sum(one.people for one in speak),
        segments=segments,
        rupees=rupees,
    )

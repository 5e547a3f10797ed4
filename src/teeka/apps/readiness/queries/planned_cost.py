"""What is planned and not handed over yet comes to, and how long the texts become with real values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from teeka.apps.notices.services.texts import texts_in_use
from teeka.apps.planning.models import Vaccine
from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.messages.invitation import (
    NAME_LIMIT,
    SITE_LIMIT,
    Person,
    Place,
    coded_name,
    day_in_message,
    moment_in_message,
    name_in_message,
    named_dose,
    site_in_message,
)
from teeka.rules.messages.text import size
from teeka.shared.clock import in_india

LONG_DAY = datetime(2026, 9, 23, 12, 30)  # noqa: DTZ001  (a wall clock; no day is written longer)


@dataclass(frozen=True, slots=True)
class PlannedCost:
    """`rupees` by the routes' weights; None while the price of one of them is not known."""

    messages: int
    segments: int
    rupees: Decimal | None


@dataclass(frozen=True, slots=True)
class TextSize:
    """How long a registered text becomes with the longest values that are known."""

    purpose: str
    language: str
    form: str
    units: int
    segments: int
    rupees: Decimal | None


_PLANNED = """
    SELECT count(*), coalesce(sum(message.segments), 0)
    FROM notices_outbox waiting JOIN notices_message message ON message.id = waiting.message_id
    WHERE waiting.state IN ('planned', 'queued') AND waiting.channel = 'sms'
      AND NOT waiting.is_perhaps_sent {of_sessions}
"""
# What a segment costs on the average of the routes that would carry it.
_PRICE = """
    SELECT CASE WHEN bool_and(paise_a_segment IS NOT NULL)
                THEN sum(paise_a_segment * weight) / nullif(sum(weight), 0) END
    FROM notices_route WHERE is_on AND NOT is_rehearsal AND channel = 'sms' AND weight > 0
"""


def planned_cost(session_ids: Sequence[UUID] | None = None) -> PlannedCost:
    """Of these sessions, or of all. What was perhaps sent before is not planned any more."""
    of_sessions = "" if session_ids is None else "AND waiting.session_id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            _PLANNED.format(of_sessions=of_sessions), [list(session_ids or [])] if of_sessions else None
        )
        messages, segments = cursor.fetchone()
    price = _price()
    return PlannedCost(messages, int(segments), None if price is None else _in_rupees(int(segments), price))


def text_sizes() -> list[TextSize]:
    """Each text in use, filled with the longest name, site and moment that are known and fit."""
    price, sizes = _price(), []
    for (purpose, language), texts in sorted(texts_in_use().items()):
        values = _longest_values(language)
        for text in texts:
            length = size(text.template.render({name: values[name] for name in text.template.names}))
            cost = None if price is None else _in_rupees(length.segments, price)
            sizes.append(TextSize(purpose, language, text.form, length.units, length.segments, cost))
    return sizes


# Candidates are longest first; which of them a message takes as it stands is decided by the rule.
_LONGEST_NAMES = """
    SELECT full_name, name_hi, language FROM people_beneficiary
    WHERE language = %(language)s AND char_length(
        CASE WHEN language = 'hi' AND name_hi <> '' THEN name_hi ELSE full_name END) <= 30
    ORDER BY char_length(CASE WHEN language = 'hi' AND name_hi <> '' THEN name_hi ELSE full_name END) DESC
    LIMIT 20
"""
_SITES = "SELECT DISTINCT sms_name, name_hi FROM planning_sessionsite"
_MOMENTS = "SELECT DISTINCT slot_at FROM allotment_appointment WHERE cancelled_at IS NULL"


@dataclass(frozen=True, slots=True)
class _Moment:
    slot_at: datetime


def _longest_values(language: str) -> dict[str, str]:
    """By the gap's name; as long as it may be where nothing is known yet."""
    people = rows_of(Person, _LONGEST_NAMES, {"language": language})
    name = max((name_in_message(person) for person in people), key=len, default="") or "N" * NAME_LIMIT
    sites = [site_in_message(place, language) for place in rows_of(Place, _SITES, {})]
    named = Vaccine.objects.values_list("name_hi" if language == "hi" else "name", "name")
    vaccines = [name or english for name, english in named]
    longest = max(vaccines, key=len, default="V" * SITE_LIMIT)
    moments = [moment_in_message(in_india(row.slot_at), language) for row in rows_of(_Moment, _MOMENTS, {})]
    return {
        "name": name,
        "coded_name": coded_name(name, "0000"),
        "site": max(sites, key=len, default="S" * SITE_LIMIT),
        "moment": max(moments, key=len, default=moment_in_message(LONG_DAY, language)),
        "vaccine": longest,
        "given": named_dose(longest, 1, language),
        "day": day_in_message(LONG_DAY, language),
    }


def _price() -> Decimal | None:
    with connection.cursor() as cursor:
        cursor.execute(_PRICE)
        price: Decimal | None = cursor.fetchone()[0]
        return price


def _in_rupees(segments: int, paise: Decimal) -> Decimal:
    return round(segments * paise / 100, 2)

"""Messages about a dose and no place: stored beside those that lists owe."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import connection

from teeka.apps.planning.models import Vaccine
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.text import normalise, size
from teeka.shared.clock import INDIA

STORE = """
WITH made AS (
    INSERT INTO notices_message
        (district_code, reference, purpose, campaign_id, beneficiary_id, revision, channel, sequence, slot_at,
         site_name, language, template_id, to_number, text, segments, must_be_told_by, planned_at)
    SELECT district_code, gen_random_uuid(), %(purpose)s, %(campaign)s, beneficiary_id, 1, 'sms', sequence,
           slot_at, '', language, template_id, to_number, text, segments, until_at, %(now)s
    FROM unnest(%(district_code)s::int[], %(beneficiary_id)s::bigint[], %(sequence)s::smallint[],
                %(slot_at)s::timestamptz[], %(language)s::text[], %(template_id)s::bigint[],
                %(to_number)s::text[], %(text)s::text[], %(until)s::timestamptz[], %(segments)s::smallint[])
         AS given (district_code, beneficiary_id, sequence, slot_at, language, template_id, to_number, text,
                   until_at, segments)
    RETURNING id, district_code, must_be_told_by
)
INSERT INTO notices_outbox
    (message_id, district_code, state, state_at, priority, must_be_told_by, useless_from)
SELECT id, district_code, 'planned', %(now)s, 7, must_be_told_by, must_be_told_by FROM made
"""


class DoseMessage(NamedTuple):
    """slot_at: the day that it speaks of. until: when it is of no use any more."""

    district_code: int
    beneficiary_id: int
    sequence: int
    slot_at: datetime
    language: str
    template_id: int | None
    to_number: str
    text: str
    until: datetime


def store_dose_messages(
    purpose: Purpose, campaign_id: int, messages: Sequence[DoseMessage], *, now: datetime
) -> None:
    """Plan them. The caller holds the stops, shared, and the planner's lock."""
    columns = zip(*messages, strict=True) if messages else [()] * len(DoseMessage._fields)
    values = dict(zip(DoseMessage._fields, map(list, columns), strict=True))
    values["segments"] = [size(message.text).segments for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(STORE, {**values, "purpose": purpose.value, "campaign": campaign_id, "now": now})


def vaccine_names() -> dict[tuple[str, str], str]:
    """(code, language) → as messages name it."""
    rows = Vaccine.objects.values_list("code", "name", "name_hi")
    english = {(code, "en"): normalise(name) for code, name, _ in rows}
    return english | {(code, "hi"): normalise(hindi or name) for code, name, hindi in rows}


def midnight(day: date) -> datetime:
    """Between the day before and this one, in India."""
    return datetime.combine(day, time(), INDIA)

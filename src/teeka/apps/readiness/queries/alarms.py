"""What needs somebody now, besides the road: silent facilities, rows to correct, texts to settle."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from teeka.apps.places.queries import EXPECTED
from teeka.apps.readiness.queries.rows import row_of, rows_of
from teeka.apps.readiness.queries.within import OF_BLOCK, people_within
from teeka.rules.permissions import Jurisdiction

FAILS_AGAIN = 3  # times in a row, before somebody must know


@dataclass(frozen=True, slots=True)
class SilentFacility:
    code: str
    name: str
    name_hi: str
    expected_workers: int


def silent_facilities(jurisdiction: Jurisdiction) -> list[SilentFacility]:
    """Facilities that said how many workers they have and of whom nobody is registered, largest first."""
    statement = f"""
        SELECT facility.code, facility.name, facility.name_hi, {EXPECTED}
        FROM places_facility facility
        WHERE facility.district_code = ANY(%(districts)s) AND facility.is_active
          AND facility.one_with_id IS NULL AND {EXPECTED} > 0
          AND (%(block)s::int IS NULL OR {OF_BLOCK})
          AND (%(facility)s::bigint IS NULL OR facility.id = (
              SELECT coalesce(own.one_with_id, own.id) FROM places_facility own WHERE own.id = %(facility)s))
          AND facility.id NOT IN (
              SELECT coalesce(listed.one_with_id, listed.id)
              FROM people_posting posting JOIN places_facility listed ON listed.id = posting.facility_id
              WHERE EXISTS (SELECT 1 FROM people_beneficiary person WHERE person.posting_id = posting.id))
        ORDER BY 4 DESC, facility.name
    """
    params = {
        "districts": sorted(jurisdiction.districts),
        "block": jurisdiction.block_code,
        "facility": jurisdiction.facility_id,
    }
    return rows_of(SilentFacility, statement, params)


@dataclass(frozen=True, slots=True)
class RowsToCorrect:
    rejected: int
    held: int
    uploads: int


def rows_to_correct(jurisdiction: Jurisdiction, *, by: str) -> RowsToCorrect:
    """Rows that no table took yet, over all uploads that were not undone; below the district, one's own."""
    own = "" if jurisdiction.is_whole_districts else "AND upload.uploaded_by = %(by)s"
    statement = f"""
        SELECT count(*) FILTER (WHERE line.fate = 'rejected'), count(*) FILTER (WHERE line.fate = 'held'),
               count(DISTINCT line.upload_id)
        FROM intake_uploadrow line JOIN intake_upload upload ON upload.id = line.upload_id
        WHERE line.fate IN ('held', 'rejected') AND line.decided_at IS NULL AND upload.state = 'committed'
          AND line.district_code = ANY(%(districts)s) {own}
    """
    params = {"districts": [*sorted(jurisdiction.districts), 0], "by": by}
    found = row_of(RowsToCorrect, statement, params)
    return found or RowsToCorrect(0, 0, 0)


@dataclass(frozen=True, slots=True)
class TextToSettle:
    text: str
    people: int


def largest_text_to_settle(jurisdiction: Jurisdiction) -> TextToSettle | None:
    """The posting text that stands for the most people and is not settled."""
    within, params = people_within(jurisdiction)
    statement = f"""
        SELECT coalesce(nullif(posting.text, ''), posting.facility_code_given), count(*)
        FROM people_posting posting JOIN people_beneficiary person ON person.posting_id = posting.id
        WHERE posting.decision <> 'accept' AND person.stands_for_id IS NULL AND {within}
        GROUP BY posting.id ORDER BY count(*) DESC, posting.id LIMIT 1
    """
    return row_of(TextToSettle, statement, params)


@dataclass(frozen=True, slots=True)
class RouteInNeed:
    """fault: of late, empty when it is well. balance_state: see rules/messages/balance.py, empty: in order.

    is_untried: there is no number of our own to which a message could go before a bulk.
    """

    code: str
    fault: str
    balance_state: str
    is_untried: bool


@dataclass(frozen=True, slots=True)
class WorkInNeed:
    """failing_steps: of the background work, those that fail again and again, for the whole installation."""

    routes: list[RouteInNeed]
    failing_steps: int


def work_in_need(since: datetime) -> WorkInNeed:
    """Routes that failed since then and have not recovered, whose account runs low, or that begin untried;
    and steps that fail."""
    statement = """
        SELECT (SELECT coalesce(jsonb_agg(to_jsonb(route) ORDER BY code), '[]') FROM (
                    SELECT code,
                           CASE WHEN last_fault_at > %(since)s OR last_fault LIKE 'canary: %%' THEN last_fault
                                ELSE '' END AS fault,
                           balance_state,
                           channel = 'sms' AND NOT is_rehearsal AND canary_number = '' AS is_untried
                    FROM notices_route WHERE is_on
                ) route WHERE fault <> '' OR balance_state <> '' OR is_untried),
               (SELECT count(*) FROM notices_stepfault WHERE times >= %(times)s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since, "times": FAILS_AGAIN})
        routes, failing_steps = cursor.fetchone()
    return WorkInNeed([RouteInNeed(**route) for route in json.loads(routes)], failing_steps)

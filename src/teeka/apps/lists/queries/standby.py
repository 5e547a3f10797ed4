"""Who stands by for the sessions of the next two days, in the order in which they are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from teeka.apps.lists.queries.published import IS_NEWEST, PUBLISHED, WITHIN, PublishedList
from teeka.apps.lists.queries.rows import rows_of

AHEAD = timedelta(days=2)  # earlier than that the order still changes with every plan, and nobody is called

STANDS_BY = """
    SELECT waits.standby_session_id AS session_id, waits.beneficiary_id, waits.standby_rank,
           NULL::date AS later_on
    FROM allotment_unplaced waits
    UNION ALL
    SELECT place.standby_session_id, place.beneficiary_id, place.standby_rank, later.held_on
    FROM allotment_appointment place JOIN planning_session later ON later.id = place.session_id
    WHERE place.cancelled_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class StandbyRow:
    """Somebody who stands by; `later_on`: the day of the place that they have all the same."""

    list_id: int
    rank: int
    reference: int
    full_name: str
    name_hi: str
    mobile: str
    alt_mobile: str
    language: str
    facility_name: str
    facility_name_hi: str
    later_on: date | None


def lists_with_standby(
    *, now: datetime, on: date | None = None, session_codes: Sequence[str] = ()
) -> list[PublishedList]:
    """The newest versions of sessions soon to be held for which somebody stands by."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND session.ends_at > %(now)s AND session.starts_at < %(until)s
          AND session.cancelled_at IS NULL AND {IS_NEWEST}
          AND (EXISTS (SELECT FROM allotment_unplaced waits WHERE waits.standby_session_id = session.id)
               OR EXISTS (SELECT FROM allotment_appointment place
                          WHERE place.standby_session_id = session.id AND place.cancelled_at IS NULL))
        ORDER BY session.held_on, list.district_code, session.code
    """
    values = {"now": now, "until": now + AHEAD, "on": on, "codes": list(session_codes)}
    return rows_of(PublishedList, statement, values)


def standby_rows(list_ids: Sequence[int]) -> list[StandbyRow]:
    statement = f"""
        SELECT list.id, stands.standby_rank, person.reference, person.full_name, person.name_hi,
               CASE WHEN person.mobile_state IN ('ok', 'shared') THEN person.mobile ELSE '' END,
               person.alt_mobile, person.language, coalesce(facility.name, left(posting.text, 200)),
               coalesce(facility.name_hi, ''), stands.later_on
        FROM allotment_frozenlist list
        JOIN ({STANDS_BY}) stands ON stands.session_id = list.session_id
        JOIN people_beneficiary person ON person.id = stands.beneficiary_id
        JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility listed ON listed.id = posting.facility_id AND posting.decision = 'accept'
        LEFT JOIN places_facility facility ON facility.id = coalesce(listed.one_with_id, listed.id)
        WHERE list.id = ANY (%(ids)s)
        ORDER BY list.id, stands.standby_rank, person.reference
    """
    return rows_of(StandbyRow, statement, {"ids": list(list_ids)})

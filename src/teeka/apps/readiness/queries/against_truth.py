"""How a finished rehearsal stands against what is known of its made-up people, counted row by row."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from teeka.apps.notices.queries import call_sheet
from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.rules.points import distance_km

ROSTER_ROWS = """
    SELECT upload.file_name AS file, line.row_number AS row, line.fate, person.id AS person,
           coalesce(person.stands_for_id, person.id) AS stands_for,
           coalesce(posting.decision, '') AS decision, coalesce(facility.code, '') AS facility_code
    FROM intake_upload upload
    JOIN intake_uploadrow line ON line.upload_id = upload.id
    LEFT JOIN people_beneficiary person ON person.id = line.subject_id
    LEFT JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = posting.facility_id
    LEFT JOIN places_facility facility ON facility.id = coalesce(listed.one_with_id, listed.id)
    WHERE upload.kind = 'roster' AND upload.state = 'committed'
"""
PLACES = """
    SELECT place.distance_km AS recorded_km, posting.decision,
           facility.latitude AS from_lat, facility.longitude AS from_lon,
           site.latitude AS to_lat, site.longitude AS to_lon
    FROM allotment_appointment place
    JOIN people_beneficiary person ON person.id = place.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = posting.facility_id
    LEFT JOIN places_facility facility ON facility.id = coalesce(listed.one_with_id, listed.id)
    JOIN planning_session session ON session.id = place.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE place.cancelled_at IS NULL
"""
LATEST = "SELECT DISTINCT ON (session_id) id FROM allotment_frozenlist ORDER BY session_id, version DESC"
NOT_LISTED = f"""
    SELECT count(*) FROM allotment_appointment place WHERE place.cancelled_at IS NULL AND NOT EXISTS (
        SELECT FROM allotment_frozenrow line JOIN ({LATEST}) latest ON latest.id = line.frozen_list_id
        WHERE line.appointment_id = place.id)
"""
NOT_DELIVERED = f"""
    SELECT line.appointment_id AS id FROM allotment_frozenrow line
    JOIN ({LATEST}) latest ON latest.id = line.frozen_list_id
    JOIN allotment_appointment place ON place.id = line.appointment_id AND place.cancelled_at IS NULL
    WHERE NOT EXISTS (
        SELECT FROM notices_message message JOIN notices_standing stands ON stands.message_id = message.id
        WHERE message.appointment_id = line.appointment_id AND stands.state = 'delivered')
"""
SAME_KM = 1.0


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What became of one row; decision and facility_code are its person's, '' when there are none.

    The code is of the row that stands for the facility, as the codes of `standing_codes` are.
    """

    file: str
    row: int
    fate: str
    person: int | None
    stands_for: int | None
    decision: str
    facility_code: str


@dataclass(frozen=True, slots=True)
class _Place:
    recorded_km: float | None
    decision: str
    from_lat: float | None
    from_lon: float | None
    to_lat: float | None
    to_lon: float | None


@dataclass(frozen=True, slots=True)
class _Code:
    code: str
    standing: str


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def uploads_taken_in() -> int:
    return number_of("SELECT count(*) FROM intake_upload", {})


def roster_rows() -> list[RosterRow]:
    """Every row of every roster that was taken in."""
    return rows_of(RosterRow, ROSTER_ROWS, {})


def standing_codes() -> dict[str, str]:
    """Code of each row that lists a facility again -> the code of the row that stands for it."""
    statement = """
        SELECT again.code, main.code FROM places_facility again
        JOIN places_facility main ON main.id = again.one_with_id
    """
    return {row.code: row.standing for row in rows_of(_Code, statement, {})}


def placed_away_from_posting() -> int:
    """Placed people whose place was not reckoned from where they work: without a facility, or from elsewhere.

    The distance stored with each place is compared with the one from the person's facility to the site.
    """
    places = rows_of(_Place, PLACES, {})
    without = sum(place.decision != "accept" for place in places)
    known = [
        p for p in places if p.decision == "accept" and None not in (p.recorded_km, p.from_lat, p.to_lat)
    ]
    if not known:
        return without
    recorded, *points = np.array(
        [[p.recorded_km, p.from_lat, p.from_lon, p.to_lat, p.to_lon] for p in known], dtype=float
    ).T
    off = np.abs(distance_km(points[0], points[1], points[2], points[3]) - recorded)
    return without + int((off > SAME_KM).sum())


def placed_but_not_listed() -> int:
    return number_of(NOT_LISTED, {})


def listed_but_neither_told_nor_to_call(*, now: datetime) -> int:
    """People of the newest lists whom no delivered message and no call sheet knows."""
    open_ones = {row.id for row in rows_of(_Id, NOT_DELIVERED, {})}
    return len(open_ones - {row.appointment_id for row in call_sheet(now=now)})

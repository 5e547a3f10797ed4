"""What lies where: which lists are verified, which are not yet written, and how each place does."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from teeka.apps.lists.queries.rows import rows_of

IN_PLACE = """
    SELECT copy.frozen_list_id AS id, count(DISTINCT copy.place) AS places
    FROM lists_packcopy copy JOIN lists_place place ON place.code = copy.place AND place.is_on
    GROUP BY copy.frozen_list_id
"""
AHEAD = """
    SELECT DISTINCT ON (list.session_id) list.id, session.code, session.starts_at
    FROM allotment_frozenlist list
    JOIN planning_session session ON session.id = list.session_id AND session.ends_at > %(now)s
    ORDER BY list.session_id, list.version DESC
"""


class _Id(NamedTuple):
    id: int


class _Code(NamedTuple):
    code: str


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """`lists`: newest lists of sessions to come that were read back there; `wanted`: how many there are."""

    code: str
    kind: str
    settings: str  # JSON; names variables, holds no secret
    is_on: bool
    reason: str
    set_by: str
    set_at: datetime
    fault: str
    fault_said: str
    failing_since: datetime | None
    not_before: datetime | None
    worked_at: datetime | None
    damaged_at: datetime | None
    damaged_count: int
    lists: int
    wanted: int
    verified_at: datetime | None


class WaitingSession(NamedTuple):
    """A session whose notices wait for its pack; `places`: where the pack lies already."""

    session_code: str
    district_code: int
    version: int
    starts_at: datetime
    messages: int
    places: list[str]
    site_name: str
    site_name_hi: str


class AskedLaunch(NamedTuple):
    id: int
    session_code: str
    district_code: int
    reason: str
    asked_by: str
    asked_at: datetime
    decision: str
    decision_reason: str
    decided_by: str
    decided_at: datetime | None


def asked_launches() -> list[AskedLaunch]:
    """Who asked, and who decided, that notices leave without a pack; what waits first, then the newest."""
    statement = """
        SELECT asked.id, session.code, asked.district_code, asked.reason, asked.asked_by, asked.asked_at,
               asked.decision, asked.decision_reason, asked.decided_by, asked.decided_at
        FROM notices_askedlaunch asked JOIN planning_session session ON session.id = asked.session_id
        ORDER BY asked.decision <> 'waits', asked.id DESC
    """
    return rows_of(AskedLaunch, statement, {})


def verified_lists(needed: int, *, now: datetime) -> list[int]:
    """The newest lists of sessions to come whose packs lie, read back, in so many places that are on."""
    statement = f"""
        SELECT newest.id FROM ({AHEAD}) newest JOIN ({IN_PLACE}) lies ON lies.id = newest.id
        WHERE lies.places >= %(needed)s
    """
    return [row.id for row in rows_of(_Id, statement, {"needed": needed, "now": now})]


def sessions_to_write(place: str, *, now: datetime) -> list[str]:
    """Sessions to come whose newest list does not lie at this place; soonest first."""
    statement = f"""
        SELECT newest.code FROM ({AHEAD}) newest
        WHERE NOT EXISTS (SELECT FROM lists_packcopy copy WHERE copy.frozen_list_id = newest.id
                          AND copy.place = %(place)s)
        ORDER BY newest.starts_at, newest.code
    """
    return [row.code for row in rows_of(_Code, statement, {"place": place, "now": now})]


def lists_to_look_at(place: str, *, own: str, before: datetime, now: datetime) -> list[int]:
    """The newest lists of sessions to come whose copies at this place were last read back before then, or
    never, or were not what lies at `own`.
    """
    statement = f"""
        SELECT newest.id FROM ({AHEAD}) newest
        JOIN lists_packcopy mine ON mine.frozen_list_id = newest.id AND mine.place = %(own)s
        LEFT JOIN lists_packcopy copy ON copy.frozen_list_id = newest.id AND copy.place = %(place)s
             AND copy.path = mine.path AND copy.sha256 = mine.sha256 AND copy.verified_at >= %(before)s
        WHERE copy.id IS NULL
    """
    given = {"place": place, "own": own, "before": before, "now": now}
    return [row.id for row in rows_of(_Id, statement, given)]


def place_standings(*, now: datetime) -> list[PlaceStanding]:
    statement = f"""
        WITH newest AS ({AHEAD}), lies AS (
            SELECT copy.place, count(DISTINCT newest.id) AS lists, min(copy.verified_at) AS verified_at
            FROM newest JOIN lists_packcopy copy ON copy.frozen_list_id = newest.id GROUP BY copy.place
        )
        SELECT place.code, place.kind, place.settings::text, place.is_on, place.reason, place.set_by,
               place.set_at, place.fault, place.fault_said, place.failing_since, place.not_before,
               place.worked_at, place.damaged_at, place.damaged_count, coalesce(lies.lists, 0),
               (SELECT count(*) FROM newest), lies.verified_at
        FROM lists_place place LEFT JOIN lies ON lies.place = place.code ORDER BY place.id
    """
    return rows_of(PlaceStanding, statement, {"now": now})


def waiting_sessions(*, now: datetime) -> list[WaitingSession]:
    """Sessions to come with planned messages that no gate and no two officers let leave; soonest first."""
    statement = f"""
        WITH newest AS ({AHEAD}), planned AS (
            SELECT session_id, count(*) AS messages FROM notices_outbox
            WHERE state = 'planned' AND session_id IS NOT NULL GROUP BY session_id
        )
        SELECT session.code, session.district_code, list.version, session.starts_at, planned.messages,
               ARRAY(SELECT DISTINCT copy.place FROM lists_packcopy copy
                     JOIN lists_place place ON place.code = copy.place AND place.is_on
                     WHERE copy.frozen_list_id = list.id ORDER BY 1), site.name, site.name_hi
        FROM planned
        JOIN planning_session session ON session.id = planned.session_id AND session.cancelled_at IS NULL
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.pack_places > 0
        JOIN newest ON newest.code = session.code
        JOIN allotment_frozenlist list ON list.id = newest.id
        WHERE NOT EXISTS (SELECT FROM notices_packgate gate WHERE gate.frozen_list_id = list.id)
          AND NOT EXISTS (SELECT FROM notices_askedlaunch asked
                          WHERE asked.session_id = session.id AND asked.decision = 'approved')
        ORDER BY session.starts_at, session.code
    """
    return rows_of(WaitingSession, statement, {"now": now})


class _Path(NamedTuple):
    path: str


def copies_of(frozen_list: int, place: str) -> list[str]:
    """Where a version's files lie at a place, read back; none yet while it is being written."""
    statement = """
        SELECT path FROM lists_packcopy WHERE frozen_list_id = %(list)s AND place = %(place)s ORDER BY path
    """
    return [row.path for row in rows_of(_Path, statement, {"list": frozen_list, "place": place})]

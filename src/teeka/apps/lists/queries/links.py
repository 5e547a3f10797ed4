"""What a link opens, who in charge has seen which version, and which lists nobody has seen."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from teeka.apps.lists.queries.places import AHEAD
from teeka.apps.lists.queries.rows import rows_of
from teeka.rules.seen_lists import Officer, is_overdue


class LinkFound(NamedTuple):
    """Whatever hash it was asked for; whether the link still opens is asked inside its district."""

    id: int
    district_code: int


class OpenLink(NamedTuple):
    id: int
    session_id: UUID
    session_code: str
    district_code: int
    district: str
    district_hi: str
    site_name: str
    site_name_hi: str
    starts_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None
    is_cancelled: bool
    facility_code: str
    generation: int | None  # of the pack's password; None: nobody gets it by e-mail, there is none


class SeenVersion(NamedTuple):
    list_id: int
    number: int
    frozen_at: datetime
    row_count: int
    seen_at: datetime | None
    seen_by: str


class LinkStanding(NamedTuple):
    made_by: str
    made_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str


class SeenCounts(NamedTuple):
    """Of the sessions of one day that have a published list."""

    sessions: int
    seen: int


class UnseenList(NamedTuple):
    frozen_list: int
    district_code: int
    session_id: UUID
    session_code: str
    version: int
    frozen_at: datetime
    site_name: str
    site_name_hi: str
    starts_at: datetime
    block_code: int | None
    email: str  # of who is in charge; empty where none is known


class _Officer(NamedTuple):
    district_code: int
    email: str
    block_code: int | None


def link_found(secret_hash: str) -> LinkFound | None:
    """Asked without a scope: a function of the database tells the district of exactly this hash."""
    found = rows_of(LinkFound, "SELECT link, district FROM teeka_pack_link(%(hash)s)", {"hash": secret_hash})
    return found[0] if found else None


def open_link(link_id: int) -> OpenLink | None:
    statement = """
        SELECT link.id, session.id, session.code, session.district_code, coalesce(district.name, ''),
               coalesce(district.name_hi, ''), site.name, site.name_hi, session.starts_at, session.ends_at,
               link.withdrawn_at, session.cancelled_at IS NOT NULL, coalesce(facility.code, ''),
               recipient.generation
        FROM lists_packlink link
        JOIN planning_session session ON session.id = link.session_id
        JOIN planning_sessionsite site ON site.id = session.site_id
        LEFT JOIN places_facility facility ON facility.id = site.facility_id
        LEFT JOIN lists_packrecipient recipient ON recipient.facility_id = site.facility_id
        LEFT JOIN places_district district ON district.code = session.district_code
        WHERE link.id = %(link)s
    """
    found = rows_of(OpenLink, statement, {"link": link_id})
    return found[0] if found else None


def seen_versions(session_code: str) -> list[SeenVersion]:
    """Every version of a session's list, newest first."""
    statement = """
        SELECT list.id, list.version, list.frozen_at, list.row_count, seen.seen_at, coalesce(seen.seen_by, '')
        FROM allotment_frozenlist list JOIN planning_session session ON session.id = list.session_id
        LEFT JOIN lists_seenlist seen ON seen.frozen_list_id = list.id
        WHERE session.code = %(code)s ORDER BY list.version DESC
    """
    return rows_of(SeenVersion, statement, {"code": session_code})


def link_standing(session_code: str) -> LinkStanding | None:
    """The link that was made last."""
    statement = """
        SELECT link.made_by, link.made_at, link.withdrawn_by, link.withdrawn_at, link.reason
        FROM lists_packlink link JOIN planning_session session ON session.id = link.session_id
        WHERE session.code = %(code)s ORDER BY link.id DESC LIMIT 1
    """
    found = rows_of(LinkStanding, statement, {"code": session_code})
    return found[0] if found else None


def seen_counts(on: date) -> SeenCounts:
    statement = """
        SELECT count(*), count(seen.frozen_list_id) FROM (
            SELECT DISTINCT ON (list.session_id) list.id FROM allotment_frozenlist list
            JOIN planning_session session ON session.id = list.session_id
            WHERE session.held_on = %(on)s AND session.cancelled_at IS NULL
            ORDER BY list.session_id, list.version DESC
        ) newest LEFT JOIN lists_seenlist seen ON seen.frozen_list_id = newest.id
    """
    return rows_of(SeenCounts, statement, {"on": on})[0]


def overdue_lists(*, now: datetime) -> list[UnseenList]:
    """Newest lists that nobody in charge said they have, and somebody must ask now; soonest first."""
    statement = f"""
        SELECT list.id, list.district_code, session.id, session.code, list.version, list.frozen_at, site.name,
               site.name_hi, session.starts_at, facility.block_id, coalesce(recipient.email, '')
        FROM ({AHEAD}) newest
        JOIN allotment_frozenlist list ON list.id = newest.id
        JOIN planning_session session ON session.id = list.session_id AND session.cancelled_at IS NULL
        JOIN planning_sessionsite site ON site.id = session.site_id
        LEFT JOIN places_facility facility ON facility.id = site.facility_id
        LEFT JOIN lists_packrecipient recipient ON recipient.facility_id = site.facility_id
        WHERE session.starts_at > %(now)s
          AND NOT EXISTS (SELECT FROM lists_seenlist seen WHERE seen.frozen_list_id = list.id)
        ORDER BY session.starts_at, session.code
    """
    return [
        one
        for one in rows_of(UnseenList, statement, {"now": now})
        if is_overdue(is_seen=False, starts_at=one.starts_at, frozen_at=one.frozen_at, now=now)
    ]


def officers_with_address() -> dict[int, list[Officer]]:
    """District → its officers of block and district who can be written to, first appointed first."""
    statement = """
        SELECT district_code, email, block_code FROM accounts_staff
        WHERE role IN ('block', 'district') AND is_active AND email IS NOT NULL AND district_code IS NOT NULL
        ORDER BY id
    """
    found: dict[int, list[Officer]] = {}
    for row in rows_of(_Officer, statement, {}):
        found.setdefault(row.district_code, []).append(Officer(row.email, row.block_code))
    return found

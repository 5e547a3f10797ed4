"""The ledger: who was told what, when, through which route, with which outcome.

A row is a message, a call, an answer, or a canary: a trial message to a number of our own, which is of no
person and no district, and stands before those alone who see the whole state's routes. Figures about the
same rows stand in ledger_figures.py.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.within import Params, people_within, sessions_within
from teeka.rules.messages.ledger import Became, Way, said_in
from teeka.rules.messages.text import size
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a ledger is about; empty fields narrow nothing."""

    on: date | None = None  # the day of the session
    session_code: str = ""
    is_of_staff: bool = False  # only of who works in the jurisdiction, wherever the session is
    has_canaries: bool = False  # for who sees the whole state


@dataclass(frozen=True, slots=True)
class LedgerWanted:
    about: About = About()
    way: str = ""  # a route's code, or a Way
    became: Became | None = None
    within_minutes: int | None = None  # delivered so soon after it was first handed over
    is_twice: bool = False  # only what was perhaps sent twice
    search: str = ""
    sort: str = "at"
    is_descending: bool = True
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """`said` is a message's state or a call's outcome; a name outside of the reader's sight is as printed."""

    id: int
    kind: str  # message, call or canary
    at: datetime
    reference: int | None  # of the person
    full_name: str
    name_hi: str
    facility_name: str
    facility_name_hi: str
    session_code: str  # empty, as the site, for a notice about no place
    site_name: str
    site_name_hi: str
    slot_at: datetime | None
    purpose: str  # empty for a call or an answer
    revision: int | None
    text: str  # what the message says, or what was noted of the call
    to_number: str
    way: str
    said: str
    reason: str
    attempt: int | None
    segments: int | None
    is_possible_duplicate: bool
    handed_at: datetime | None  # for the first time
    made_by: str  # who called; empty for a message

    @property
    def is_call(self) -> bool:
        return self.kind == "call"

    @property
    def is_canary(self) -> bool:
        return self.kind == "canary"


# One row an entry: `of` is what finds the person, joined only where the person is asked about.
_ENTRY = """
    SELECT standing.message_id AS id, 'message' AS kind, standing.state_at AS at, standing.session_id,
           standing.district_code, coalesce(route.code, 'none') AS way, standing.state AS said,
           standing.reason, standing.attempt, standing.is_possible_duplicate, {of_message}
    FROM notices_standing standing LEFT JOIN notices_route route ON route.id = standing.route_id
         {message}
    UNION ALL
    SELECT call.id, 'call', call.made_at, call.session_id, call.district_code, call.channel, call.outcome,
           '', NULL, false, {of_call}
    FROM notices_calloutcome call
"""
# A canary in the words for messages. One that was surely not sent is tried again, and trust is no message.
CANARIES = """
    SELECT canary.id, coalesce(canary.settled_at, canary.began_at) AS at, canary.began_at, canary.text,
           route.code AS way, route.paise_a_segment, CASE canary.state
               WHEN 'sending' THEN 'submitting' WHEN 'sent' THEN 'accepted' WHEN 'lost' THEN 'unconfirmed'
               WHEN 'delivered' THEN 'delivered'
               ELSE CASE WHEN canary.receipt_key IS NULL AND canary.code <> 'no receipt'
                         THEN 'rejected' ELSE 'undelivered' END END AS said
    FROM notices_canary canary JOIN notices_route route ON route.id = canary.route_id
    WHERE canary.state NOT IN ('not_sent', 'trusted')
"""
_CANARY = f"""
    UNION ALL
    SELECT canary.id, 'canary', canary.at, NULL, NULL, canary.way, canary.said, '', NULL, false, {{of_canary}}
    FROM ({CANARIES}) canary
"""
_BARE = {"of_message": "1 AS nothing", "message": "", "of_call": "1", "of_canary": "1"}
_WITH_PERSON = {
    "of_message": "message.appointment_id, message.purpose",
    "message": "JOIN notices_message message ON message.id = standing.message_id",
    "of_call": "call.appointment_id, ''",
    "of_canary": "NULL, ''",
}
# When a message was first handed over, and how often a provider took it.
HANDED = """
    SELECT message_id, min(send_started_at) AS first_at, count(*) FILTER (WHERE answer = 'accepted') AS times
    FROM notices_attempt GROUP BY message_id
"""
SORTS = {
    "at": "entry.at",
    "name": 'person.full_name COLLATE "C"',
    "what": "entry.purpose",
    "session": "session.code",
    "way": "entry.way",
    "said": "entry.said",
}
_JOINED_FOR = {
    "name": """LEFT JOIN allotment_appointment seat ON seat.id = entry.appointment_id
        LEFT JOIN people_beneficiary person ON person.id = seat.beneficiary_id""",
    "session": "LEFT JOIN planning_session session ON session.id = entry.session_id",
}
_PAGE = """
    WITH page AS (
        SELECT entry.id, entry.kind, entry.at, entry.session_id, entry.way, entry.said, entry.reason,
               entry.attempt, entry.is_possible_duplicate, {key} AS key
        FROM ({entry}) entry {joined} WHERE {condition}
        ORDER BY {key} {direction} NULLS LAST, entry.id LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT page.id, page.kind, page.at, coalesce(line.reference, person.reference),
           coalesce(line.full_name, person.full_name, ''), coalesce(line.name_hi, person.name_hi, ''),
           coalesce(line.facility_name, ''), coalesce(line.facility_name_hi, ''),
           coalesce(session.code, ''), coalesce(site.name, ''), coalesce(site.name_hi, ''),
           coalesce(message.slot_at, seat.slot_at), coalesce(message.purpose, ''), message.revision,
           coalesce(message.text, call.note, canary.text), coalesce(message.to_number, ''), page.way,
           page.said, page.reason, page.attempt, message.segments, page.is_possible_duplicate,
           CASE page.kind WHEN 'canary' THEN canary.began_at WHEN 'message' THEN (
               SELECT min(send_started_at) FROM notices_attempt attempt
               WHERE attempt.message_id = page.id) END,
           coalesce(call.made_by, '')
    FROM page
    LEFT JOIN notices_message message ON page.kind = 'message' AND message.id = page.id
    LEFT JOIN notices_calloutcome call ON page.kind = 'call' AND call.id = page.id
    LEFT JOIN notices_canary canary ON page.kind = 'canary' AND canary.id = page.id
    LEFT JOIN allotment_appointment seat ON seat.id = coalesce(message.appointment_id, call.appointment_id)
    LEFT JOIN people_beneficiary person ON person.id = message.beneficiary_id AND seat.id IS NULL
    LEFT JOIN planning_session session ON session.id = page.session_id
    LEFT JOIN planning_sessionsite site ON site.id = session.site_id
    LEFT JOIN LATERAL (
        SELECT * FROM allotment_frozenrow line WHERE line.appointment_id = seat.id
        ORDER BY line.frozen_list_id DESC LIMIT 1
    ) line ON true
    ORDER BY page.key {direction} NULLS LAST, page.id
"""


_SESSIONS = """
    SELECT session.id FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id WHERE {where}
"""
_SEATS = """
    SELECT seat.id FROM people_beneficiary person
    JOIN allotment_appointment seat ON seat.beneficiary_id = person.id
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id WHERE {where}
"""


@dataclass(frozen=True, slots=True)
class _Session:
    id: UUID


@dataclass(frozen=True, slots=True)
class _Seat:
    id: int


def ledger(jurisdiction: Jurisdiction, wanted: LedgerWanted) -> tuple[list[LedgerRow], int]:
    """One page and how many there are in all. Two statements and one a filter, whatever the page."""
    conditions, params = about(jurisdiction, wanted.about)
    if wanted.about.has_canaries:
        conditions[0] = f"({conditions[0]} OR entry.kind = 'canary')"
    conditions += _conditions(wanted, params)
    of_people = "appointment_id" in " ".join(conditions) or wanted.sort in ("name", "what")
    parts = _ENTRY + _CANARY if wanted.about.has_canaries else _ENTRY
    entry = parts.format(**(_WITH_PERSON if of_people else _BARE))
    condition = " AND ".join(conditions)
    statement = _PAGE.format(
        entry=entry,
        joined=_JOINED_FOR.get(wanted.sort, ""),
        condition=condition,
        key=SORTS[wanted.sort],
        direction="DESC" if wanted.is_descending else "ASC",
    )
    total = number_of(f"SELECT count(*) FROM ({entry}) entry WHERE {condition}", params)
    paged = {**params, "limit": wanted.limit, "offset": wanted.offset}
    rows = rows_of(LedgerRow, statement, paged)
    return [replace(row, segments=size(row.text).segments) if row.is_canary else row for row in rows], total


def about(jurisdiction: Jurisdiction, what: About) -> tuple[list[str], Params]:
    """Conditions on `entry`: session_id, district_code and, where people are asked about, appointment_id.

    Sessions and seats are chosen first and named one by one: guessing how many there are, the database
    looked through all messages once for each of a thousand people found.
    """
    conditions = ["entry.district_code = ANY(%(districts)s)"]
    params: Params = {"districts": sorted(jurisdiction.districts)}
    if not jurisdiction.is_whole_districts:
        of_staff, who = people_within(jurisdiction)
        at_sessions, at = sessions_within(jurisdiction)
        params["inside_seats"] = _seats(of_staff, who)
        params["inside_sessions"] = [] if what.is_of_staff else _sessions(at_sessions, at)
        conditions.append(
            "(entry.appointment_id = ANY(%(inside_seats)s) OR entry.session_id = ANY(%(inside_sessions)s))"
        )
    if what.on is not None:
        params["on_sessions"] = _sessions("session.held_on = %(on)s", {"on": what.on})
        conditions.append("entry.session_id = ANY(%(on_sessions)s)")
    if what.session_code:
        params["coded_sessions"] = _sessions("session.code = %(code)s", {"code": what.session_code})
        conditions.append("entry.session_id = ANY(%(coded_sessions)s)")
    return conditions, params


def _sessions(where: str, params: Params) -> list[UUID]:
    return [row.id for row in rows_of(_Session, _SESSIONS.format(where=where), params)]


def _seats(where: str, params: Params) -> list[int]:
    return [row.id for row in rows_of(_Seat, _SEATS.format(where=where), params)]


def _conditions(wanted: LedgerWanted, params: Params) -> list[str]:
    conditions = []
    if wanted.way == Way.CANARY:
        conditions.append("entry.kind = 'canary'")
    elif wanted.way:
        conditions.append("entry.way = %(way)s AND entry.kind <> 'canary'")
        params["way"] = wanted.way
    if wanted.became is not None:
        conditions.append("entry.said = ANY(%(said)s)")
        params["said"] = said_in(wanted.became)
    if wanted.within_minutes is not None:
        conditions.append(f"""entry.kind = 'message' AND entry.said = 'delivered' AND entry.id IN (
            SELECT handed.message_id FROM ({HANDED}) handed
            JOIN notices_settled settled ON settled.message_id = handed.message_id
            WHERE settled.state_at <= handed.first_at + make_interval(mins => %(minutes)s))""")
        params["minutes"] = wanted.within_minutes
    if wanted.is_twice:
        conditions.append("entry.is_possible_duplicate")
    if wanted.search:
        params["found_seats"] = _search(wanted.search)
        conditions.append("entry.appointment_id = ANY(%(found_seats)s)")
    return conditions


def _search(text: str) -> list[int]:
    """Seats by reference, name or workplace, as on the lists of people; never by mobile number."""
    if text.isdecimal() and len(text) == 14:
        return _seats("person.reference = %(reference)s", {"reference": int(text)})
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    where = """person.full_name ILIKE %(like)s OR person.name_hi LIKE %(like)s
        OR facility.name ILIKE %(like)s OR facility.name_hi LIKE %(like)s"""
    return _seats(where, {"like": like})

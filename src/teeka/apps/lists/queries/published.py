"""What was published: the newest due list of each session, its rows, and what changed since before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from teeka.apps.lists.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class PublishedList:
    id: int
    district_code: int
    district: str
    session_code: str
    version: int
    frozen_at: datetime
    frozen_by: str
    reason: str
    row_count: int
    sha256: str
    heading: str  # JSON, as it was frozen
    public_key: str = ""  # in base64, with the signature: both empty until the version is signed
    signature: str = ""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    list_id: int
    position: int
    slot_at: datetime
    reference: int
    full_name: str
    name_hi: str
    gender: str
    birth_year: int
    mobile: str
    mobile_state: str
    category: str
    designation: str
    facility_code: str
    facility_name: str
    facility_name_hi: str
    photo_id_type: int | None
    photo_id_last4: str
    origin: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One person who came, went, or has another time since the version before."""

    list_id: int
    reference: int
    full_name: str
    name_hi: str
    facility_name: str
    facility_name_hi: str
    slot_before: datetime | None  # None: was not on the list
    slot_now: datetime | None  # None: is on it no more
    origin: str
    made_by: str
    cancelled_by: str
    cancel_reason: str


PUBLISHED = """
    SELECT list.id, list.district_code, coalesce(district.name, ''), session.code, list.version,
           list.frozen_at, list.frozen_by, list.reason, list.row_count, list.sha256, list.heading,
           coalesce(signer.public_key, ''), coalesce(signed.signature, '')
    FROM allotment_frozenlist list
    JOIN planning_session session ON session.id = list.session_id
    LEFT JOIN places_district district ON district.code = list.district_code
    LEFT JOIN lists_versionsignature signed ON signed.frozen_list_id = list.id
    LEFT JOIN lists_signingkey signer ON signer.id = signed.key_id
"""
WITHIN = """
    (%(on)s::date IS NULL OR session.held_on = %(on)s)
    AND (cardinality(%(codes)s::text[]) = 0 OR session.code = ANY (%(codes)s))
"""
IS_NEWEST = """
    NOT EXISTS (
        SELECT FROM allotment_frozenlist newer
        WHERE newer.session_id = list.session_id AND newer.version > list.version)
"""


def newest_lists(*, on: date | None = None, session_codes: Sequence[str] = ()) -> list[PublishedList]:
    """The newest version of each session, of one date or of named sessions when asked for."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND {IS_NEWEST}
        ORDER BY session.held_on, list.district_code, session.code
    """
    return rows_of(PublishedList, statement, {"on": on, "codes": list(session_codes)})


def lists_ahead(
    *, now: datetime, on: date | None = None, session_codes: Sequence[str] = ()
) -> list[PublishedList]:
    """The newest version of each session that is not over yet."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND {IS_NEWEST} AND session.ends_at > %(now)s
        ORDER BY session.held_on, list.district_code, session.code
    """
    return rows_of(PublishedList, statement, {"now": now, "on": on, "codes": list(session_codes)})


def lists_with_changes(*, on: date | None = None, session_codes: Sequence[str] = ()) -> list[PublishedList]:
    """Each version that followed another: each owes a change slip."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND list.version > 1
        ORDER BY session.held_on, list.district_code, session.code, list.version
    """
    return rows_of(PublishedList, statement, {"on": on, "codes": list(session_codes)})


class _Id(NamedTuple):
    id: int


def versions_of(*, on: date | None = None, session_codes: Sequence[str] = ()) -> set[int]:
    """Every version that the sessions of one date, or named sessions, ever had."""
    statement = f"""
        SELECT list.id FROM allotment_frozenlist list
        JOIN planning_session session ON session.id = list.session_id WHERE {WITHIN}
    """
    return {row.id for row in rows_of(_Id, statement, {"on": on, "codes": list(session_codes)})}


def published_list(list_id: int) -> PublishedList | None:
    found = rows_of(PublishedList, f"{PUBLISHED} WHERE list.id = %(id)s", {"id": list_id})
    return found[0] if found else None


def lists_by_id(list_ids: Sequence[int]) -> dict[int, PublishedList]:
    found = rows_of(PublishedList, f"{PUBLISHED} WHERE list.id = ANY (%(ids)s)", {"ids": list(list_ids)})
    return {published.id: published for published in found}


def published_rows(list_ids: Sequence[int]) -> list[PublishedRow]:
    """The rows of several lists, in the order of their print."""
    statement = """
        SELECT frozen_list_id, position, slot_at, reference, full_name, name_hi, gender, birth_year, mobile,
               mobile_state, category, designation, facility_code, facility_name, facility_name_hi,
               photo_id_type, photo_id_last4, origin
        FROM allotment_frozenrow WHERE frozen_list_id = ANY (%(ids)s)
        ORDER BY frozen_list_id, position
    """
    return rows_of(PublishedRow, statement, {"ids": list(list_ids)})


def change_rows(list_ids: Sequence[int]) -> list[ChangeRow]:
    """Who differs between each list and the version before it, matched by appointment."""
    statement = """
        SELECT list.id, change.reference, change.full_name, change.name_hi, change.facility_name,
               change.facility_name_hi, change.slot_before, change.slot_now, appointment.origin,
               appointment.made_by, appointment.cancelled_by, appointment.cancel_reason
        FROM allotment_frozenlist list
        JOIN allotment_frozenlist before
             ON before.session_id = list.session_id AND before.version = list.version - 1
        CROSS JOIN LATERAL (
            SELECT appointment_id, coalesce(new.reference, old.reference) AS reference,
                   coalesce(new.full_name, old.full_name) AS full_name,
                   coalesce(new.name_hi, old.name_hi) AS name_hi,
                   coalesce(new.facility_name, old.facility_name) AS facility_name,
                   coalesce(new.facility_name_hi, old.facility_name_hi) AS facility_name_hi,
                   old.slot_at AS slot_before, new.slot_at AS slot_now
            FROM (SELECT * FROM allotment_frozenrow WHERE frozen_list_id = list.id) new
            FULL JOIN (SELECT * FROM allotment_frozenrow WHERE frozen_list_id = before.id) old
                 USING (appointment_id)
            WHERE new.slot_at IS DISTINCT FROM old.slot_at
        ) change
        JOIN allotment_appointment appointment ON appointment.id = change.appointment_id
        WHERE list.id = ANY (%(ids)s)
        ORDER BY list.id, change.slot_now IS NULL, coalesce(change.slot_now, change.slot_before),
                 change.reference
    """
    return rows_of(ChangeRow, statement, {"ids": list(list_ids)})


@dataclass(frozen=True, slots=True)
class RecordedCopy:
    frozen_list: int
    path: str
    sha256: str


def recorded_copies(place: str) -> list[RecordedCopy]:
    """Which files were written to a place and read back."""
    statement = (
        "SELECT frozen_list_id, path, sha256 FROM lists_packcopy WHERE place = %(place)s ORDER BY path"
    )
    return rows_of(RecordedCopy, statement, {"place": place})

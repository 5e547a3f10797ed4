"""Doses that were keyed and do not count yet: by one person only, or differently by several."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

ENTRIES = """
    SELECT coalesce(person.reference, line.reference), coalesce(person.full_name, line.full_name, ''),
           entry.batch, entry.given_at, entry.keyed_by, entry.keyed_at
    FROM siteday_doseentry entry
    JOIN siteday_checkin came ON came.id = entry.check_in_id
    JOIN planning_session session ON session.id = came.session_id AND session.code = %(code)s
    LEFT JOIN people_beneficiary person ON person.id = came.beneficiary_id
    LEFT JOIN LATERAL (
        SELECT line.reference, line.full_name FROM allotment_frozenrow line
        JOIN allotment_frozenlist list ON list.id = line.frozen_list_id AND list.session_id = session.id
        WHERE line.beneficiary_id = came.beneficiary_id ORDER BY list.version DESC LIMIT 1
    ) line ON true
    WHERE entry.ended_at IS NULL ORDER BY entry.id
"""


@dataclass(frozen=True, slots=True)
class KeyedDose:
    batch: str
    given_at: datetime | None
    keyed_by: str
    keyed_at: datetime


@dataclass(frozen=True, slots=True)
class OpenDose:
    """entries: side by side, the first one first."""

    reference: int
    full_name: str
    entries: tuple[KeyedDose, ...]


def open_doses(session_code: str) -> list[OpenDose]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, {"code": session_code})
        of_person: dict[tuple[int, str], list[KeyedDose]] = defaultdict(list)
        for reference, full_name, *entry in cursor.fetchall():
            of_person[reference, full_name].append(KeyedDose(*entry))
    return [OpenDose(reference, name, tuple(entries)) for (reference, name), entries in of_person.items()]


def differing_doses(session_code: str) -> list[OpenDose]:
    """Those that somebody third settles."""
    return [one for one in open_doses(session_code) if len(one.entries) > 1]

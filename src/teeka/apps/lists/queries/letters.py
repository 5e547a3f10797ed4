"""Which packs are to be e-mailed now, and how many were."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from teeka.apps.lists.queries.places import AHEAD
from teeka.apps.lists.queries.rows import rows_of


class DueLetter(NamedTuple):
    frozen_list: int
    district_code: int
    session_id: UUID
    session_code: str
    version: int
    held_on: str
    facility_code: str
    generation: int
    email: str
    tries: int


class LetterCounts(NamedTuple):
    """Of the newest lists of sessions to come at a facility with a recipient."""

    due: int
    sent: int
    failing: int
    last_fault: str


LETTERS = f"""
    FROM ({AHEAD}) newest
    JOIN allotment_frozenlist list ON list.id = newest.id
    JOIN planning_session session ON session.id = list.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    JOIN lists_packrecipient recipient ON recipient.facility_id = site.facility_id
    JOIN places_facility facility ON facility.id = recipient.facility_id
    LEFT JOIN lists_packletter letter
         ON letter.frozen_list_id = list.id AND letter.to_email = recipient.email AND letter.kind = 'pack'
"""


def due_letters(*, now: datetime, at_most: int) -> list[DueLetter]:
    """Newest lists that were not e-mailed yet to who is in charge, and that lie written; soonest first."""
    statement = f"""
        SELECT list.id, list.district_code, session.id, session.code, list.version, session.held_on::text,
               facility.code, recipient.generation, recipient.email, coalesce(letter.tries, 0)
        {LETTERS}
        WHERE letter.sent_at IS NULL AND (letter.not_before IS NULL OR letter.not_before <= %(now)s)
          AND EXISTS (SELECT FROM lists_packcopy copy WHERE copy.frozen_list_id = list.id)
        ORDER BY session.starts_at, session.code LIMIT %(at_most)s
    """
    return rows_of(DueLetter, statement, {"now": now, "at_most": at_most})


def letter_counts(*, now: datetime) -> LetterCounts:
    statement = f"""
        SELECT count(*), count(letter.sent_at), count(*) FILTER (WHERE letter.fault <> ''),
               coalesce(max(letter.fault), '')
        {LETTERS}
    """
    return rows_of(LetterCounts, statement, {"now": now})[0]


class NudgeLetter(NamedTuple):
    frozen_list: int
    email: str
    tries: int
    is_due: bool  # it failed, and is to be tried again now


def nudge_letters(list_ids: Sequence[int], *, now: datetime) -> list[NudgeLetter]:
    """What was written, or tried, of these lists to ask whether they were seen."""
    statement = """
        SELECT frozen_list_id, to_email, tries, sent_at IS NULL AND not_before <= %(now)s
        FROM lists_packletter WHERE kind = 'nudge' AND frozen_list_id = ANY (%(ids)s)
    """
    return rows_of(NudgeLetter, statement, {"ids": list(list_ids), "now": now})

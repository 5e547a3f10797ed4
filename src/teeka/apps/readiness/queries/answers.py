"""What people answered and only a person can read, as far as one jurisdiction may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from teeka.apps.notices.queries import UnclearReply, unclear_replies
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class UnclearAnswer:
    """One reply, with the places that it may be about: none where the sender has none ahead."""

    reply_id: int
    from_number: str
    text: str
    received_at: datetime
    places: tuple[UnclearReply, ...]


def answers_within(jurisdiction: Jurisdiction, *, now: datetime) -> list[UnclearAnswer]:
    """Oldest first. Who looks after part of a district sees none: a number may be anybody's there."""
    if not jurisdiction.is_whole_districts:
        return []
    rows = (row for row in unclear_replies(now=now) if row.district_code in jurisdiction.districts)
    return [_answer(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row.reply_id)]


def _answer(rows: Iterable[UnclearReply]) -> UnclearAnswer:
    first, *rest = rows
    places = tuple(row for row in (first, *rest) if row.appointment_id is not None)
    return UnclearAnswer(first.reply_id, first.from_number, first.text, first.received_at, places)

"""What people answer: stored as it comes, read by a worker, and kept as an answer of the seat it is about.

Locks: of each reply its own row; then, where it says no, those of declining.py and of publishing.py.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from teeka.apps.notices import reply_rows
from teeka.apps.notices.models import CallOutcome, Reply, ReplyLine
from teeka.apps.notices.services.callbacks import KnownRoute
from teeka.apps.notices.services.calls import CallRefused, record_answer
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.rules.messages.answers import Inbound
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.messages.replies import (
    Meaning,
    Reading,
    Seat,
    code_of,
    read_reply,
    seat_meant,
)

log = logging.getLogger(__name__)
# What a stranger's words can break. A database that is away is none of it: then all of them wait.
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, DataError, IntegrityError)
BY_RULE = "teeka"
OUTCOME_OF = {Meaning.YES: CallOutcomeKind.WILL_COME, Meaning.NO: CallOutcomeKind.WILL_NOT_COME}
RUNG = {ReplyLine.Kind.RINGS_YES: Meaning.YES, ReplyLine.Kind.RINGS_NO: Meaning.NO}
STORE_POSTED = reply_rows.STORE.format(
    **{name: f"%({name})s" for name in ("route", "keys", "senders", "lines", "texts", "now")}
)
# Whose number it is and who of them is expected: places ahead, of which this number was perhaps told.
EXPECTED = """
SELECT place.id, person.reference, place.district_code
FROM people_beneficiary person
JOIN allotment_appointment place ON place.beneficiary_id = person.id AND place.cancelled_at IS NULL
JOIN planning_session session ON session.id = place.session_id AND session.starts_at > %(now)s
WHERE person.mobile = %(number)s AND person.mobile_state IN ('ok', 'shared')
  AND EXISTS (SELECT FROM notices_message message JOIN notices_standing st ON st.message_id = message.id
              WHERE message.appointment_id = place.id AND message.purpose IN ('invitation', 'change')
                AND (st.is_perhaps_sent OR st.state = ANY (%(told)s)))
ORDER BY place.id
"""
TOLD = ["accepted", "delivered", "expired", "submitting", "uncertain", "unconfirmed", "undelivered"]
# Who said no and writes again has changed their mind: somebody must read that.
NOT_EXPECTED = """
SELECT min(person.district_code), coalesce(bool_or(EXISTS (
    SELECT FROM allotment_appointment place
    JOIN planning_session session ON session.id = place.session_id AND session.starts_at > %(now)s
    WHERE place.beneficiary_id = person.id AND place.cancelled_for = 'DECLINED')), false)
FROM people_beneficiary person
WHERE person.mobile = %(number)s AND person.mobile_state IN ('ok', 'shared')
"""


@dataclass(frozen=True, slots=True)
class Read:
    """One pass: replies read, of them taken as answers; the rest waits for a person, or is nobody's."""

    read: int = 0
    taken: int = 0


def store_replies(*, route_code: str, inbound: Sequence[Inbound], now: datetime) -> int:
    """Store what came in, each once; returns how many were given. A reply without a number is nobody's."""
    rows = reply_rows.columns(route_code, inbound, now)
    with connection.cursor() as cursor:
        cursor.execute(STORE_POSTED, {"route": route_code, "now": now, **rows})
    return len(rows["keys"])


def take_reply(*, route: KnownRoute | None, body: bytes, content_type: str, now: datetime) -> int:
    """Store what a gateway posted; an unknown route stores nothing, and the caller answers the same."""
    if route is None:
        return 0
    try:
        inbound = route.reader.read_replies(body, content_type)
    except SettingsRefused:
        return 0
    return store_replies(route_code=route.code, inbound=inbound, now=now)


def read_replies(*, now: datetime, limit: int = 200) -> Read:
    """Read what has come, oldest first, each in a transaction of its own."""
    lines = {line.number: line for line in ReplyLine.objects.filter(is_on=True)}
    waiting = Reply.objects.filter(state=Reply.State.RECEIVED).order_by("received_at", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    taken = sum(_read_or_leave(reply, lines, now) for reply in ids)
    return Read(len(ids), taken)


def settle_reply(
    reply_id: int, *, appointment_id: int | None, meaning: Meaning, by: str, now: datetime
) -> bool:
    """What a person makes of an unclear reply; False when another was faster.

    Without an appointment, or unclear for good, it is set aside. Raises CallRefused.
    """
    with transaction.atomic():
        reply = Reply.objects.select_for_update().filter(pk=reply_id, state=Reply.State.UNCLEAR).first()
        if reply is None:
            return False
        if appointment_id is None or meaning is Meaning.UNCLEAR:
            _settle(reply, Reply.State.SET_ASIDE, by=by, now=now)
        else:
            _answer(reply, appointment_id, meaning, by=by, now=now)
        return True


def _read_or_leave(reply_id: int, lines: dict[str, ReplyLine], now: datetime) -> bool:
    """One that cannot be read, for whatever reason, is left to a person, and holds up none behind it."""
    try:
        return _read(reply_id, lines, now)
    except UNREADABLE as error:
        log.error("a reply could not be read", extra={"fault": type(error).__name__})
        unread = Reply.objects.filter(pk=reply_id, state=Reply.State.RECEIVED)
        unread.update(state=Reply.State.UNCLEAR, settled_at=now)
        return False


def _read(reply_id: int, lines: dict[str, ReplyLine], now: datetime) -> bool:
    """Whether it was taken as an answer; False too where another worker holds it."""
    with transaction.atomic():
        held = Reply.objects.select_for_update(skip_locked=True)
        reply = held.filter(pk=reply_id, state=Reply.State.RECEIVED).first()
        if reply is None:
            return False
        seats, said_no = _expected(reply, now)
        reading = _reading(reply, lines.get(reply.to_number))
        seat = seat_meant(seats, reading.code)
        if not seats and not said_no:
            _settle(reply, Reply.State.NOBODY, by="", now=now)
        elif seat is None or reading.meaning is Meaning.UNCLEAR:
            _settle(reply, Reply.State.UNCLEAR, by="", now=now)
        else:
            try:
                with transaction.atomic():
                    _answer(reply, seat.appointment_id, reading.meaning, by="", now=now)
            except CallRefused:  # the seat went between our look and its lock
                _settle(reply, Reply.State.UNCLEAR, by="", now=now)
            return reply.state == Reply.State.TAKEN
        return False


def _reading(reply: Reply, line: ReplyLine | None) -> Reading:
    if line is not None and line.kind in RUNG:
        return Reading(RUNG[ReplyLine.Kind(line.kind)])
    return read_reply(reply.text, line.keyword if line else "")


def _expected(reply: Reply, now: datetime) -> tuple[list[Seat], bool]:
    """The seats it may be about, and whether one was given up; notes the district, whose officers see it."""
    values: dict[str, Any] = {"number": reply.from_number, "now": now, "told": TOLD}
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, values)
        rows = cursor.fetchall()
        cursor.execute(NOT_EXPECTED, values)
        home, said_no = cursor.fetchone()
    reply.district_code = rows[0][2] if rows else home or 0
    return [Seat(place, code_of(reference)) for place, reference, _ in rows], said_no


def _answer(reply: Reply, appointment_id: int, meaning: Meaning, *, by: str, now: datetime) -> None:
    channel = CallOutcome.Channel.SMS if reply.text else CallOutcome.Channel.MISSED_CALL
    reply.appointment_id = appointment_id
    record_answer(
        appointment_id=appointment_id, outcome=OUTCOME_OF[meaning], channel=channel, by=by or BY_RULE,
        now=now, note=reply.text,
    )  # fmt: skip
    _settle(reply, Reply.State.TAKEN, by=by, now=now)


def _settle(reply: Reply, state: Reply.State, *, by: str, now: datetime) -> None:
    reply.state, reply.settled_at, reply.settled_by = state, now, by
    reply.save(update_fields=["state", "settled_at", "settled_by", "district_code", "appointment"])

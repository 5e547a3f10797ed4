"""The newest list of a session with who was told and what each answered: of now, unlike the list itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.lists.queries.published import IS_NEWEST, PUBLISHED, WITHIN, PublishedList
from teeka.apps.lists.queries.rows import rows_of
from teeka.apps.notices.queries import LAST_ANSWER


@dataclass(frozen=True, slots=True)
class AnswerRow:
    list_id: int
    position: int
    slot_at: datetime
    reference: int
    full_name: str
    name_hi: str
    facility_name: str
    facility_name_hi: str
    is_cancelled: bool  # the seat was taken back since
    answer: str | None
    channel: str | None
    answered_at: datetime | None
    state: str | None  # of the newest message that counts
    call_outcome: str | None


# What the newest message about an appointment came to; a reminder says something only when it arrived.
NEWEST_MESSAGE = """
LEFT JOIN LATERAL (
    SELECT standing.state FROM notices_message message
    JOIN notices_standing standing ON standing.message_id = message.id
    WHERE message.appointment_id = seat.id AND message.channel = 'sms'
      AND standing.state NOT IN ('cancelled', 'superseded')
      AND (message.purpose IN ('invitation', 'change') OR standing.state = 'delivered'
           AND message.purpose IN ('reminder_day_before', 'reminder_morning'))
    ORDER BY message.id DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT outcome FROM notices_calloutcome call WHERE call.appointment_id = seat.id
    ORDER BY call.id DESC LIMIT 1
) called ON true
"""
CAME_TO_AN_END = ("delivered", "undelivered", "expired", "rejected", "unconfirmed")


def answer_rows(list_ids: Sequence[int]) -> list[AnswerRow]:
    """In the order of the printed lists."""
    statement = f"""
        SELECT line.frozen_list_id, line.position, line.slot_at, line.reference, line.full_name, line.name_hi,
               line.facility_name, line.facility_name_hi, seat.cancelled_at IS NOT NULL, answer.outcome,
               answer.channel, answer.made_at, newest.state, called.outcome
        FROM allotment_frozenrow line JOIN allotment_appointment seat ON seat.id = line.appointment_id
        {LAST_ANSWER.format(appointment="seat.id")} {NEWEST_MESSAGE}
        WHERE line.frozen_list_id = ANY (%(ids)s) ORDER BY line.frozen_list_id, line.position
    """
    return rows_of(AnswerRow, statement, {"ids": list(list_ids)})


def answered_lists(
    *, now: datetime, on: date | None = None, session_codes: Sequence[str] = ()
) -> list[PublishedList]:
    """The newest versions of sessions that are not over yet whose people were told or have answered."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND {IS_NEWEST} AND session.ends_at > %(now)s AND (
            EXISTS (SELECT FROM notices_calloutcome call WHERE call.session_id = session.id)
            OR EXISTS (
                SELECT FROM notices_message message
                JOIN notices_settled ended ON ended.message_id = message.id
                WHERE message.session_id = session.id AND ended.state = ANY (%(ended)s)))
        ORDER BY session.held_on, list.district_code, session.code
    """
    values = {"now": now, "on": on, "codes": list(session_codes), "ended": list(CAME_TO_AN_END)}
    return rows_of(PublishedList, statement, values)

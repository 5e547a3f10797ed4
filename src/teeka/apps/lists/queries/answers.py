"""The newest list of a session with what each person answered since: of now, unlike the list itself."""

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


def answer_rows(list_ids: Sequence[int]) -> list[AnswerRow]:
    """In the order of the printed lists."""
    statement = f"""
        SELECT line.frozen_list_id, line.position, line.slot_at, line.reference, line.full_name, line.name_hi,
               line.facility_name, line.facility_name_hi, seat.cancelled_at IS NOT NULL, answer.outcome,
               answer.channel, answer.made_at
        FROM allotment_frozenrow line JOIN allotment_appointment seat ON seat.id = line.appointment_id
        {LAST_ANSWER.format(appointment="seat.id")}
        WHERE line.frozen_list_id = ANY (%(ids)s) ORDER BY line.frozen_list_id, line.position
    """
    return rows_of(AnswerRow, statement, {"ids": list(list_ids)})


def answered_lists(
    *, now: datetime, on: date | None = None, session_codes: Sequence[str] = ()
) -> list[PublishedList]:
    """The newest versions of sessions that are not over yet and about which somebody has answered."""
    statement = f"""{PUBLISHED}
        WHERE {WITHIN} AND {IS_NEWEST} AND session.ends_at > %(now)s AND EXISTS (
            SELECT FROM notices_calloutcome call WHERE call.session_id = session.id
            AND call.outcome IN ('will_come', 'will_not_come'))
        ORDER BY session.held_on, list.district_code, session.code
    """
    return rows_of(PublishedList, statement, {"now": now, "on": on, "codes": list(session_codes)})

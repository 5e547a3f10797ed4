"""How many doses of each batch were given, and how many of them after its last day."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

BATCHES = """
    SELECT batch.vaccine_id, batch.number, batch.expires_on, count(dose.id), count(DISTINCT session.id),
           count(dose.id) FILTER (WHERE session.held_on > batch.expires_on),
           min(session.held_on), max(session.held_on)
    FROM siteday_batch batch
    LEFT JOIN siteday_dose dose ON dose.batch_id = batch.id AND dose.undone_at IS NULL
    LEFT JOIN siteday_checkin came ON came.id = dose.check_in_id
    LEFT JOIN planning_session session ON session.id = came.session_id
    WHERE (%(vaccine)s = '' OR batch.vaccine_id = %(vaccine)s)
      AND (%(number)s = '' OR batch.number = %(number)s)
    GROUP BY batch.id ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class BatchRow:
    vaccine: str
    number: str
    expires_on: date | None
    doses: int
    sessions: int
    after_expiry: int
    first_on: date | None
    last_on: date | None


def batches(*, vaccine: str = "", number: str = "") -> list[BatchRow]:
    """Of one vaccine or one number when asked for. Doses are those that the reader may see."""
    with connection.cursor() as cursor:
        cursor.execute(BATCHES, {"vaccine": vaccine, "number": number})
        return [BatchRow(*row) for row in cursor.fetchall()]

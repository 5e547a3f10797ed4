"""One person's days at the sessions: visits with their doses, and the sessions they did not come to."""

from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.readiness.queries.rows import rows_of

# A visit with a dose that was undone and one that was given are two lines of one day.
_TURNOUT = """
    WITH who AS (
        SELECT id AS listed, coalesce(stands_for_id, id) AS recorded
        FROM people_beneficiary WHERE id = %(id)s
    )
    SELECT session.code, site.name, site.name_hi, session.held_on, came.came_as, came.arrived_at,
           came.identity_seen, came.not_given_for, coalesce(came.form_number, ''),
           coalesce(dose.recorded_by, came.recorded_by), coalesce(dose.recorded_at, came.recorded_at),
           dose.dose, coalesce(batch.number, ''), dose.given_at, dose.undone_at,
           coalesce(dose.undone_by, ''), coalesce(dose.undo_reason, ''),
           came.undone_at, came.undone_by, came.undo_reason
    FROM who JOIN siteday_checkin came ON came.beneficiary_id = who.recorded
    JOIN planning_session session ON session.id = came.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    LEFT JOIN siteday_dose dose ON dose.check_in_id = came.id
    LEFT JOIN siteday_batch batch ON batch.id = dose.batch_id
    UNION ALL
    SELECT session.code, site.name, site.name_hi, session.held_on, 'absent', NULL, NULL, '', '',
           closing.closed_by, closing.closed_at, NULL, '', NULL, NULL, '', '',
           NULL, '', ''
    FROM who JOIN allotment_frozenrow line ON line.beneficiary_id = who.listed
    JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
    JOIN siteday_closing closing ON closing.session_id = list.session_id AND closing.reopened_at IS NULL
    JOIN planning_session session ON session.id = list.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE NOT EXISTS (SELECT FROM allotment_frozenlist newer
                      WHERE newer.session_id = list.session_id AND newer.version > list.version)
      AND NOT EXISTS (SELECT FROM siteday_checkin came
                      WHERE came.session_id = list.session_id AND came.beneficiary_id = who.recorded
                        AND came.undone_at IS NULL)
    ORDER BY 4, 11, 18, 15  -- what was taken back stands before what took its place in the same moment
"""
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TurnoutStory:
    """came_as: a CameAs, or ABSENT. dose: None where none was given or recorded in this line."""

    session_code: str
    site_name: str
    site_name_hi: str
    held_on: date
    came_as: str
    arrived_at: datetime | None
    identity_seen: int | None
    not_given_for: str
    form_number: str
    recorded_by: str
    recorded_at: datetime
    dose: int | None
    batch: str
    given_at: datetime | None
    undone_at: datetime | None
    undone_by: str
    undo_reason: str
    arrival_undone_at: datetime | None
    arrival_undone_by: str
    arrival_undo_reason: str

    @property
    def is_absent(self) -> bool:
        return self.came_as == ABSENT


def turnout_of(person_id: int) -> list[TurnoutStory]:
    """By day; of a second registration, what is recorded of the person it stands for."""
    return rows_of(TurnoutStory, _TURNOUT, {"id": person_id})

"""A plan's answers into the database: staged by COPY, written by one statement a kind."""

import json
from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl
from django.db import connection

from teeka.apps.allotment.models import Plan
from teeka.apps.allotment.queries.columns import columns_of
from teeka.apps.allotment.queries.doses import why_not_due
from teeka.apps.allotment.queries.holders import Held
from teeka.apps.allotment.queries.wanted import Wanted
from teeka.apps.allotment.services.giving import HANDS_LOCK
from teeka.apps.places.staging import stage
from teeka.rules.allotment import Allotment
from teeka.rules.allotment.reasons import REASONS, Reason, why_codes
from teeka.rules.allotment.request import NONE, Ints
from teeka.rules.schedule import Hours, arrival_times

PLACES = {
    "beneficiary_id": "bigint",
    "session_id": "uuid",
    "slot": "bigint",
    "reasons": "text[]",
    "metres": "int",
    "posted_at": "bigint",
    "standby_session_id": "uuid",
    "standby_rank": "smallint",
}
# The sessions first, then the hands: a hand takes them in the same order.
LOCK_SESSIONS_AND_HANDS = f"""
    WITH held AS MATERIALIZED (
        SELECT id FROM planning_session WHERE id IN (SELECT session_id FROM new_places)
        ORDER BY id FOR UPDATE
    )
    SELECT pg_advisory_xact_lock({HANDS_LOCK}) FROM (SELECT count(*) FROM held) AS all_of_them
"""
GIVE_SEATS = """
    WITH asked AS (
        SELECT session_id, count(*) AS seats FROM new_places GROUP BY session_id
    ), seat AS (
        UPDATE planning_session session SET taken = session.taken + asked.seats FROM asked
        WHERE session.id = asked.session_id AND session.cancelled_at IS NULL
              AND session.taken + asked.seats <= session.capacity
        RETURNING session.id, session.district_code, session.held_on
    )
    INSERT INTO allotment_appointment (district_code, campaign_id, session_id, beneficiary_id, dose, slot_at,
                                       origin, plan_id, reasons, distance_km, posted_at_id, made_by, made_at,
                                       standby_session_id, standby_rank)
    SELECT seat.district_code, %(campaign)s, seat.id, place.beneficiary_id, %(dose)s,
           to_timestamp(place.slot), 'allotted', %(plan)s, place.reasons, round(place.metres / 1000.0, 1),
           place.posted_at, %(by)s, %(now)s, place.standby_session_id, place.standby_rank
    FROM new_places place JOIN seat ON seat.id = place.session_id
    WHERE NOT EXISTS (SELECT FROM allotment_absence absence
                      WHERE absence.beneficiary_id = place.beneficiary_id
                        AND seat.held_on BETWEEN absence.first_on AND absence.last_on)
      AND NOT EXISTS (SELECT FROM allotment_done done
                      WHERE done.beneficiary_id = place.beneficiary_id AND done.campaign_id = %(campaign)s
                        AND done.dose = %(dose)s)
    ORDER BY seat.id, place.slot, place.beneficiary_id
    ON CONFLICT DO NOTHING
"""
UNPLACED = {
    "beneficiary_id": "bigint",
    "district_code": "int",
    "reason": "text",
    "detail": "jsonb",
    "standby_session_id": "uuid",
    "standby_rank": "smallint",
}
FORGET_PLACED = """
    DELETE FROM allotment_unplaced old
    WHERE old.campaign_id = %(campaign)s AND old.dose = %(dose)s
      AND (%(districts)s::int[] IS NULL OR old.district_code = ANY (%(districts)s))
      AND old.reason <> 'DECLINED'
      AND NOT EXISTS (SELECT FROM new_unplaced new WHERE new.beneficiary_id = old.beneficiary_id)
"""
STORE_UNPLACED = """
    INSERT INTO allotment_unplaced AS old (district_code, campaign_id, beneficiary_id, dose, reason, detail,
                                           plan_id, standby_session_id, standby_rank)
    SELECT district_code, %(campaign)s, beneficiary_id, %(dose)s, reason, detail, %(plan)s,
           standby_session_id, standby_rank
    FROM new_unplaced new
    WHERE NOT EXISTS (SELECT FROM allotment_done done
                      WHERE done.beneficiary_id = new.beneficiary_id AND done.campaign_id = %(campaign)s
                        AND done.dose = %(dose)s)
    ON CONFLICT (beneficiary_id, campaign_id, dose) DO UPDATE
    SET district_code = excluded.district_code, reason = excluded.reason, detail = excluded.detail,
        plan_id = excluded.plan_id, standby_session_id = excluded.standby_session_id,
        standby_rank = excluded.standby_rank
    WHERE (old.district_code, old.reason, old.detail, old.standby_session_id, old.standby_rank)
          IS DISTINCT FROM (excluded.district_code, excluded.reason, excluded.detail,
                            excluded.standby_session_id, excluded.standby_rank)
"""
STANDBY = {"id": "bigint", "standby_session_id": "uuid", "standby_rank": "smallint"}
STORE_STANDBY = """
    UPDATE allotment_appointment place
    SET standby_session_id = new.standby_session_id, standby_rank = new.standby_rank
    FROM new_standby new
    WHERE place.id = new.id AND place.cancelled_at IS NULL
"""
# COPY takes no parameters.
SEATED = """
    SELECT live.session_id::text, extract(epoch FROM live.slot_at)::bigint
    FROM allotment_appointment live JOIN planning_session session ON session.id = live.session_id
    WHERE live.session_id IN ({sessions}) AND live.cancelled_at IS NULL AND session.taken > 0
"""


def store_places(plan: Plan, asked: Wanted, answer: Allotment) -> int:
    """Store the new places and count their seats; how many were stored. From here on no hand gives a place.

    Fewer than asked when a session, a person, a dose or an absence changed meanwhile: the caller must roll
    back.
    """
    new = np.flatnonzero(answer.session != NONE)
    if not len(new):
        return 0
    sessions = answer.session[new]
    bits, of_bits = np.unique(answer.why[new], return_inverse=True)
    words = pl.Series([f"{{{','.join(why_codes(value))}}}" for value in bits.tolist()])
    rows = pl.DataFrame(
        {
            "beneficiary_id": asked.people["id"][new],
            "session_id": asked.sessions["id"][sessions],
            "slot": _slots(plan, asked, sessions, new),
            "reasons": words[of_bits],
            "metres": pl.Series(answer.distance_m[new]).replace(NONE, None),
            "posted_at": asked.people["facility"][new],
            **_standing_by(asked, answer.standby_session[new], answer.standby_rank[new]),
        }
    )
    with connection.cursor() as cursor:
        stage(cursor, "new_places", PLACES, rows)
        cursor.execute(LOCK_SESSIONS_AND_HANDS)
        cursor.execute(GIVE_SEATS, _values(plan))
        stored: int = cursor.rowcount
        cursor.execute("DROP TABLE new_places")
    return stored


def store_unplaced(
    plan: Plan, asked: Wanted, answer: Allotment, districts: Collection[int] | None = None
) -> None:
    """Each person without a place is written once, with the reason; who has one now is forgotten.

    districts: those that the plan is about; who waits in another one is not touched.
    """
    without = np.flatnonzero(answer.reason != NONE)
    names = pl.Series([reason.value for reason in REASONS])
    rows = pl.DataFrame(
        {
            "beneficiary_id": asked.people["id"][without],
            "district_code": asked.people["district"][without],
            "reason": names[answer.reason[without]],
            "detail": _details(asked, answer, without),
            **_standing_by(asked, answer.standby_session[without], answer.standby_rank[without]),
        }
    )
    with connection.cursor() as cursor:
        stage(cursor, "new_unplaced", UNPLACED, rows)
        cursor.execute("CREATE INDEX ON new_unplaced (beneficiary_id); ANALYZE new_unplaced")
        within = {"districts": None if districts is None else sorted(districts)}
        cursor.execute(FORGET_PLACED, _values(plan) | within)
        cursor.execute(STORE_UNPLACED, _values(plan))
        cursor.execute("DROP TABLE new_unplaced")


def _details(asked: Wanted, answer: Allotment, without: Ints) -> pl.Series:
    """What stands with each one's reason, as JSON: the days, where the interval between doses is it."""
    details = np.full(len(without), "{}", dtype=object)
    not_due = np.flatnonzero(answer.reason[without] == REASONS.index(Reason.DOSE_NOT_DUE))
    if len(not_due):
        facts = why_not_due(asked.request, asked.people, without[not_due])
        details[not_due] = [json.dumps(one, ensure_ascii=False) for one in facts]
    return pl.Series(details, dtype=pl.String)


def store_standby(asked: Wanted, held: Held) -> None:
    """For which earlier session whoever kept a place stands by now."""
    later = held.later
    rows = pl.DataFrame(
        {"id": held.places["place"], **_standing_by(asked, later.of_holders, later.rank_of_holders)}
    )
    before = held.places["standby_session"], held.places["standby_rank"].replace(0, None)
    after = rows["standby_session_id"], rows["standby_rank"]
    same = [one.eq_missing(other) for one, other in zip(before, after, strict=True)]
    changed = rows.filter(~(same[0] & same[1]))
    if len(changed):
        with connection.cursor() as cursor:
            stage(cursor, "new_standby", STANDBY, changed)
            cursor.execute(STORE_STANDBY)
            cursor.execute("DROP TABLE new_standby")


def _standing_by(asked: Wanted, session: Ints, rank: Ints) -> dict[str, pl.Series]:
    return {
        "standby_session_id": asked.sessions["id"].gather(pl.Series(session).replace(NONE, None)),
        "standby_rank": pl.Series(rank).replace(0, None),
    }


def _slots(plan: Plan, asked: Wanted, sessions: Ints, new: Ints) -> Ints:
    """When each newcomer's arrival window opens, beside those who have a time already."""
    hours = Hours(*(asked.sessions[name].to_numpy() for name in ("starts", "ends", "capacity")))
    seated = columns_of(
        SEATED.format(sessions=", ".join(f"'{code}'" for code in asked.sessions["id"][np.unique(sessions)])),
        {"session": pl.String, "slot": pl.Int64},
    ).join(asked.sessions.with_row_index("place").select("id", "place"), left_on="session", right_on="id")
    return arrival_times(
        hours,
        sessions,
        asked.request.people.facility[new],
        _dealt(asked, new),
        seated=(seated["place"].cast(pl.Int64).to_numpy(), seated["slot"].to_numpy()),
    )


def _dealt(asked: Wanted, new: Ints) -> Ints:
    """The order in which colleagues are dealt over the windows: those of one designation after each other.

    So a ward's nurses come one after the other, not all at once. Then as their references run.
    """
    designation = asked.people["designation"][new].rank("dense").to_numpy().astype(np.int64)
    order = np.empty(len(new), dtype=np.int64)
    order[np.lexsort((new, designation))] = np.arange(len(new))
    return order


def _values(plan: Plan) -> dict[str, Any]:
    return {
        "campaign": plan.campaign_id,
        "dose": plan.campaign.dose,
        "plan": plan.pk,
        "by": plan.made_by,
        "now": plan.made_at,
    }

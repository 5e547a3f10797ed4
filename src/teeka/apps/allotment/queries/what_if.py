"""What a what-if is worked out on, and who has which place: with the changes made and without."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
import polars as pl
from django.db import connection

from teeka.apps.allotment.queries.columns import DType, columns_of
from teeka.apps.allotment.queries.statements import within
from teeka.apps.allotment.queries.wanted import Wanted, wanted
from teeka.apps.planning.models import Campaign, CohortTier
from teeka.rules.allotment import Allotment, Why
from teeka.rules.allotment.reasons import BIT, REASONS, why_codes
from teeka.rules.allotment.request import NONE

# A plan depends on those who have a place too: who may stay when seats are cut, and who works elsewhere now.
PLACED = """
    SELECT count(*), coalesce(sum(hashtextextended(concat_ws('|', live::text, person.stands_for_id,
           person.category, posting.decision, posting.facility_id), 0)::numeric), 0)::text
    FROM allotment_appointment live
    JOIN planning_session session ON session.id = live.session_id
    JOIN people_beneficiary person ON person.id = live.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id
    WHERE live.campaign_id = {campaign} AND live.cancelled_at IS NULL AND ({of_person} OR {of_session})
"""
LISTS = """
    SELECT count(*), coalesce(max(list.id), 0) FROM allotment_frozenlist list
    JOIN planning_session session ON session.id = list.session_id
    WHERE session.campaign_id = {campaign} AND {of_session}
"""
PLACES = """
    SELECT place.id, place.beneficiary_id, person.district_code, person.category, session.code,
           session.held_on, place.distance_km, 'OWN_SITE' = ANY (place.reasons),
           EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = place.id)
    FROM allotment_appointment place
    JOIN planning_session session ON session.id = place.session_id
    JOIN people_beneficiary person ON person.id = place.beneficiary_id
    WHERE place.campaign_id = {campaign} AND place.dose = {dose} AND place.cancelled_at IS NULL
          AND {of_person}
"""
PLACE_TYPES: dict[str, DType] = {
    "id": pl.Int64, "beneficiary_id": pl.Int64, "district_code": pl.Int64, "category": pl.String,
    "code": pl.String, "on": pl.Date, "km": pl.Float64, "is_own": pl.String, "is_listed": pl.String,
}  # fmt: skip
WAITING = """
    SELECT CASE WHEN standby_session_id IS NULL THEN reason ELSE 'standby' END, count(*)
    FROM allotment_unplaced person WHERE campaign_id = {campaign} AND dose = {dose} AND {of_person} GROUP BY 1
"""
TAKEN_BACK = """
    SELECT id, cancelled_for FROM allotment_appointment
    WHERE campaign_id = {campaign} AND cancelled_at = '{now}'
"""
SESSIONS = """
    SELECT session.code, session.held_on, site.name, site.name_hi FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id WHERE session.campaign_id = {campaign}
"""
SESSION_TYPES: dict[str, DType] = {
    "code": pl.String, "on": pl.Date, "site": pl.String, "site_hi": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Basis:
    """The hash of all that a what-if depends on, and what of it can be counted."""

    sha256: str
    counts: dict[str, int]


def basis_of(campaign: Campaign, *, districts: Collection[int] | None, now: datetime) -> Basis:
    asked = wanted(campaign, now=now, districts=districts)
    where = {"campaign": campaign.pk, **within(districts)}
    tiers = sorted(CohortTier.objects.filter(campaign=campaign).values_list("category", "tier"))
    with connection.cursor() as cursor:
        cursor.execute(PLACED.format(**where))
        placed, of_placed = cursor.fetchone()
        cursor.execute(LISTS.format(**where))
        lists, last_list = cursor.fetchone()
    everything = (asked.sha256(), asked.sessions["code"].to_list(), placed, of_placed, last_list, tiers)
    return Basis(
        sha256(repr(everything).encode()).hexdigest(),
        {
            "waiting": len(asked.people),
            "placed": placed,
            "sessions": len(asked.sessions),
            "seats": int(asked.sessions["capacity"].sum()),
            "facilities": len(asked.request.facilities.key),
            "lists": lists,
        },
    )


def places_in_force(campaign: Campaign, *, districts: Collection[int] | None) -> pl.DataFrame:
    """id, beneficiary_id, district_code, category, code, on, km, is_own, is_listed."""
    where = {"campaign": campaign.pk, "dose": campaign.dose, **within(districts)}
    return columns_of(PLACES.format(**where), PLACE_TYPES).with_columns(
        pl.col("is_own", "is_listed") == "t", pl.col("category").fill_null("")
    )


def waiting_in_force(campaign: Campaign, *, districts: Collection[int] | None) -> dict[str, int]:
    """reason → people, "standby" for those who stand by."""
    where = {"campaign": campaign.pk, "dose": campaign.dose, **within(districts)}
    return dict(columns_of(WAITING.format(**where), {"reason": pl.String, "n": pl.Int64}).iter_rows())


def taken_back_at(campaign: Campaign, now: datetime) -> pl.DataFrame:
    """id and lost_for of the places that were taken back at this moment."""
    statement = TAKEN_BACK.format(campaign=campaign.pk, now=now.isoformat())
    return columns_of(statement, {"id": pl.Int64, "lost_for": pl.String})


def sessions_of(campaign: Campaign) -> pl.DataFrame:
    """code, on, site, site_hi; also of what was opened in this transaction."""
    return columns_of(SESSIONS.format(campaign=campaign.pk), SESSION_TYPES)


def places_given(asked: Wanted, answer: Allotment) -> pl.DataFrame:
    """The new places of a plan that is not stored: columns as of places_in_force, with why."""
    new = np.flatnonzero(answer.session != NONE)
    session = answer.session[new]
    bits, of_bits = np.unique(answer.why[new], return_inverse=True)
    words = pl.Series([f"{{{','.join(why_codes(value))}}}" for value in bits.tolist()], dtype=pl.String)
    days = asked.sessions["day"].cast(pl.Int32).cast(pl.Date)
    return asked.people[new].select(
        beneficiary_id="id", district_code="district", category="category"
    ).with_columns(
        code=asked.sessions["code"].gather(session),
        on=days.gather(session),
        km=(pl.Series(answer.distance_m[new]).replace(NONE, None) / 1000).round(1),
        is_own=pl.Series(answer.why[new] & BIT[Why.OWN_SITE] > 0, dtype=pl.Boolean),
        why=words.gather(of_bits),
    )  # fmt: skip


def waiting_after(asked: Wanted, answer: Allotment) -> pl.DataFrame:
    """beneficiary_id, district_code, category, reason, is_standby of everybody whom the plan leaves out."""
    without = np.flatnonzero(answer.reason != NONE)
    names = pl.Series([reason.value for reason in REASONS])
    return asked.people[without].select(
        beneficiary_id="id", district_code="district", category="category"
    ).with_columns(
        reason=names.gather(answer.reason[without]),
        is_standby=pl.Series(answer.standby_session[without] != NONE, dtype=pl.Boolean),
    )  # fmt: skip

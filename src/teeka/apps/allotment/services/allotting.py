"""Gives seats in bulk: reads what is wanted, makes the plan, stores it whole or not at all.

Locks, in this order: the planner's advisory lock (a second planner is refused within two seconds); the rows
of all sessions that give seats or take one back, by id; HANDS_LOCK, alone, from before the first place is
stored to the end. Hands work while the plan is made, and wait only while it is stored. So that no hand has to
be asked what it did, everything it can have spoilt is looked at again under that lock: seats, by one
conditional UPDATE with CHECK (taken <= capacity) behind it; people, by the unique index over live
appointments; absences and who was given the dose, by the same statement; colleagues who can be spared, by
rules/allotment/since.py. If anything does not hold, all of it is rolled back and the plan is made anew.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

import numpy as np
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.allotment.models import Plan
from teeka.apps.allotment.queries.holders import Held, stood_by
from teeka.apps.allotment.queries.wanted import Wanted, away_now, wanted
from teeka.apps.allotment.services.cleaning import Cleaned, lock_misplaced_and, take_back_misplaced
from teeka.apps.allotment.services.levers import SessionsToOpen, sessions_to_open
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.storing import store_places, store_standby, store_unplaced
from teeka.apps.planning.models import Campaign, Session
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.allotment import Allotment, allot, still_spared
from teeka.rules.allotment.reasons import REASONS
from teeka.rules.allotment.request import NONE

PLANNER_LOCK = 7_201  # one plan at a time
WAIT_SHORTLY = """
    SELECT set_config('client_connection_check_interval', '500ms', true),
           set_config('lock_timeout', '2s', true)
"""
TRIES = 3
BULK = 0.01  # of all people: from so many new places on, the database's planner has to hear of them at once


@dataclass(frozen=True, slots=True)
class Allotted:
    """What a plan did. people = placed + kept + standby + the sum of unplaced."""

    plan_id: int | None  # None after a dry run
    people: int
    placed: int  # new places
    kept: int  # people who had a place already
    standby: int
    standby_with_a_place: int  # of those placed and kept: who stands by for an earlier session
    unplaced: dict[str, int]  # reason → people, without those who stand by
    taken_back: int  # places of second registrations, given up before planning
    transferred: int  # places of people who work elsewhere now, given up before planning
    transferred_but_listed: int  # places of such people that stay, because their list is published
    moved: int  # of those placed: who had another place before
    input_sha256: str
    rough_sites: dict[str, int]  # sites that only their PIN code, their district or nothing locates
    levers: list[SessionsToOpen]  # what would place more, the strongest first


class Phase(StrEnum):
    READING = "READING"
    PLANNING = "PLANNING"
    STORING = "STORING"


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan that is not stored yet. districts: those whose people and sessions it is about; None: all."""

    campaign: Campaign
    districts: Collection[int] | None
    asked: Wanted
    answer: Allotment
    held: Held
    done: Allotted


class SeatsChanged(Exception):
    """A seat or a person changed while the plan was made: nothing of it may stay."""


def _nobody_listens(_phase: Phase) -> None:
    pass


def allot_people(
    *, now: datetime, by: str, dry_run: bool = False, tell: Callable[[Phase], None] = _nobody_listens
) -> Allotted:
    """Give every waiting person of the running campaign the best seat. Places that exist stay.

    Repeating it changes nothing: who has a place keeps it. Raises AllotmentRefused.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                done = _allot_once(running_campaign(now), now=now, by=by, dry_run=dry_run, tell=tell)
                transaction.set_rollback(dry_run)
            if not dry_run and done.placed > BULK * done.people:
                refresh_statistics("allotment_appointment", "allotment_unplaced", "planning_session")
            return done
        except SeatsChanged:
            continue
    raise AllotmentRefused(Refusal.SEATS_CHANGED)


def _allot_once(
    campaign: Campaign, *, now: datetime, by: str, dry_run: bool, tell: Callable[[Phase], None]
) -> Allotted:
    be_the_only_planner()
    with transaction.atomic():
        made = make_plan(campaign, now=now, by=by, tell=tell)
        # Sessions in which places were taken back are held by now. A hand that waits for one of them may hold
        # another one that the plan needs: let go of them, and take all in one order.
        is_in_order = not (made.done.taken_back or made.done.transferred)
        transaction.set_rollback(not is_in_order)
    if dry_run:
        return made.done
    tell(Phase.STORING)
    if not is_in_order:
        _take_back_again(made, now=now, by=by)
    return store_plan(made, now=now, by=by)


def _take_back_again(made: MadePlan, *, now: datetime, by: str) -> None:
    given = np.unique(made.answer.session[made.answer.session != NONE])
    ids = [UUID(code) for code in made.asked.sessions["id"][given]]
    lock_misplaced_and(ids, made.campaign, now=now, districts=made.districts)
    cleaned = take_back_misplaced(made.campaign, now=now, by=by, districts=made.districts)
    if (cleaned.from_duplicates, cleaned.from_transferred) != (made.done.taken_back, made.done.transferred):
        raise SeatsChanged


def make_plan(
    campaign: Campaign,
    *,
    now: datetime,
    by: str,
    districts: Collection[int] | None = None,
    tell: Callable[[Phase], None] = _nobody_listens,
) -> MadePlan:
    """Take back places that people may not keep, then find the best seat for all who wait.

    The caller is the only planner. districts: only their people are asked about, and only their sessions
    give seats. Raises AllotmentRefused.
    """
    tell(Phase.READING)
    cleaned = take_back_misplaced(campaign, now=now, by=by, districts=districts)
    asked = wanted(campaign, now=now, districts=districts)
    if not len(asked.people) and not asked.kept:
        raise AllotmentRefused(Refusal.NO_PEOPLE)
    if not len(asked.sessions) and not Session.objects.filter(campaign=campaign).exists():
        raise AllotmentRefused(Refusal.NO_SESSIONS)
    tell(Phase.PLANNING)
    answer, held = stood_by(asked, allot(asked.request), campaign, now=now, districts=districts)
    return MadePlan(campaign, districts, asked, answer, held, _counted(asked, answer, held, cleaned))


def store_plan(made: MadePlan, *, now: datetime, by: str) -> Allotted:
    """Store places and reasons. Raises SeatsChanged."""
    done = made.done
    plan = Plan.objects.create(
        campaign=made.campaign,
        made_at=now,
        made_by=by,
        seed=made.campaign.seed,
        input_sha256=done.input_sha256,
        counts={"people": done.people, "placed": done.placed, "kept": done.kept, "standby": done.standby}
        | {"unplaced": done.unplaced, "levers": done.levers}
        | ({} if made.districts is None else {"districts": sorted(made.districts)}),
    )
    if store_places(plan, made.asked, made.answer) != done.placed:
        raise SeatsChanged
    if done.placed:
        away = away_now(made.asked, made.campaign, districts=made.districts)
        if not still_spared(made.asked.request, made.answer, away):
            raise SeatsChanged
    store_unplaced(plan, made.asked, made.answer, made.districts)
    store_standby(made.asked, made.held)
    return replace(done, plan_id=plan.pk)


def be_the_only_planner() -> None:
    """Wait no longer than a killed planner's server process needs to notice that nobody listens."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT_SHORTLY)
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise AllotmentRefused(Refusal.PLANNER_BUSY) from error
        cursor.execute("SET LOCAL lock_timeout = 0")


def _counted(asked: Wanted, answer: Allotment, held: Held, cleaned: Cleaned) -> Allotted:
    has_place, stands_by = answer.session != NONE, answer.standby_session != NONE
    reasons = Counter(answer.reason[(answer.reason != NONE) & ~stands_by].tolist())
    return Allotted(
        plan_id=None,
        people=len(asked.people) + asked.kept,
        placed=int(np.count_nonzero(has_place)),
        kept=asked.kept,
        standby=int(np.count_nonzero(stands_by & ~has_place)),
        standby_with_a_place=int(np.count_nonzero(stands_by & has_place)) + held.stand_by,
        unplaced={REASONS[reason].value: reasons[reason] for reason in sorted(reasons)},
        taken_back=cleaned.from_duplicates,
        transferred=cleaned.from_transferred,
        transferred_but_listed=cleaned.stay_listed,
        moved=int(np.count_nonzero(has_place & asked.had_a_place)),
        input_sha256=sha256(f"{asked.sha256()}{held.sha256}".encode()).hexdigest(),
        rough_sites=asked.rough_sites,
        levers=sessions_to_open(asked, answer),
    )

"""Finds out what the plan would be with some changes, and publishes it.

The changes are made by the services that make them in earnest, the plan by the one planner, in one
transaction. It is rolled back to show what would be, and kept to publish it: so publishing does what was
shown. It is refused when the input's hash is no more the one that was shown.

Locks, in this order. To show: the planner's; new sites; the sessions that the changes name and those of
places that are taken back before any plan, by id; the audit trail's, shared. They are held while the plan is
made, so a hand that takes or gives a place in one of these sessions waits; all other sessions stay free. To
publish: the planner's; the what-if's row; new sites; all sessions to come that the plan is about, by id, so
that no seat changes under it; the audit trail's; HANDS_LOCK, alone, while the plan is stored.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.allotment.models import WhatIf
from teeka.apps.allotment.queries import what_if as queries
from teeka.apps.allotment.queries.statements import within
from teeka.apps.allotment.queries.what_if_known import known_to
from teeka.apps.allotment.services.allotting import (
    Allotted,
    MadePlan,
    SeatsChanged,
    be_the_only_planner,
    make_plan,
    store_plan,
)
from teeka.apps.allotment.services.cleaning import lock_misplaced_and
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.what_if import BUSY, ENDED, State, districts_of, hold
from teeka.apps.allotment.services.what_if_changes import (
    Making,
    make_changes,
    make_sites,
    opens_seats,
    touched,
)
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused
from teeka.apps.allotment.services.what_if_storing import store_people
from teeka.apps.planning.models import Campaign, CohortTier, Session
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.what_if import WhatIfRefusal, faults_of, read_changes
from teeka.rules.what_if.comparing import Side, as_kept, who_changes, with_tier

AT_ONCE = 10
# These say how the what-if stands, and change nothing in it.
OF_ITS_STATE = {
    WhatIfRefusal.NO_SUCH_WHAT_IF, WhatIfRefusal.THROWN_AWAY, WhatIfRefusal.PUBLISHED_ALREADY,
    WhatIfRefusal.BEING_WORKED_OUT, WhatIfRefusal.NOT_WORKED_OUT,
}  # fmt: skip
LOCK_TO_COME = """
    SELECT id FROM planning_session session WHERE campaign_id = {campaign} AND cancelled_at IS NULL
           AND starts_at > %s AND {of_session} ORDER BY id FOR UPDATE
"""
ELSEWHERE = """
    SELECT count(*) FROM allotment_appointment live JOIN people_beneficiary person
    ON person.id = live.beneficiary_id
    WHERE live.campaign_id = {campaign} AND live.cancelled_at IS NULL AND NOT ({of_person})
"""


@dataclass(frozen=True, slots=True)
class Answer:
    basis: queries.Basis
    outcome: dict[str, Any]
    people: pl.DataFrame  # who changes or has no place: rules/what_if/comparing.py, with tier and names
    made: MadePlan


def answer_waiting(*, now: datetime) -> int:
    """Work out and publish what pages asked for, oldest first; how many were settled.

    While somebody else allots they wait for the next look.
    """
    waiting = WhatIf.objects.filter(state__in=(State.ASKED, State.PUBLISHING)).order_by("pk")
    settled = 0
    for number, state, by in list(waiting.values_list("pk", "state", "ended_by")[:AT_ONCE]):
        try:
            if state == State.ASKED:
                work_out(number, now=now)
            else:
                publish(number, by=by, now=now)
        except WhatIfRefused:
            pass  # it says so itself, on its page
        except AllotmentRefused:
            break
        settled += 1
    return settled


def work_out(what_if_id: int, *, now: datetime) -> dict[str, Any]:
    """Find what the plan would be, and keep the comparison with the plan in force; returns it.

    Leaves no other trace. Raises WhatIfRefused, which the what-if keeps, and AllotmentRefused while somebody
    else allots.
    """
    with _refusal_kept(what_if_id):
        what_if = _found(what_if_id)
        with transaction.atomic():
            be_the_only_planner()
            answer = _answer(what_if, by=what_if.made_by, now=now, lock=_lock_touched)
            transaction.set_rollback(True)
        with transaction.atomic():
            same = WhatIf.objects.filter(pk=what_if_id, state=what_if.state, changes=what_if.changes)
            if same.update(
                state=State.SHOWN, basis=asdict(answer.basis), outcome=answer.outcome, worked_out_at=now,
                refusal={},
            ):  # fmt: skip
                store_people(what_if_id, answer.people)
    return answer.outcome


def publish(what_if_id: int, *, by: str, now: datetime) -> Allotted:
    """Make the changes and the plan for good, if they are still what was shown.

    Raises WhatIfRefused, which the what-if keeps, and AllotmentRefused while somebody else allots.
    """
    with _refusal_kept(what_if_id):
        try:
            with transaction.atomic():
                be_the_only_planner()
                what_if = hold(what_if_id, ENDED | {State.ASKED: BUSY[State.ASKED]})
                if what_if.state not in {State.SHOWN, State.PUBLISHING}:
                    raise WhatIfRefused(WhatIfRefusal.NOT_WORKED_OUT)
                what_if.opens_seats = opens_seats(read_changes(what_if.changes))
                if what_if.opens_seats and what_if.made_by == by:
                    raise WhatIfRefused(WhatIfRefusal.SECOND_PERSON)
                answer = _answer(what_if, by=by, now=now, lock=_lock_to_come, only_on=what_if.basis)
                _refuse_other_than_shown(what_if, answer)
                done = store_plan(answer.made, now=now, by=by)
                _end(what_if, done, by=by, now=now)
        except SeatsChanged as changed:
            raise WhatIfRefused(WhatIfRefusal.SEATS_CHANGED) from changed
    refresh_statistics("allotment_appointment", "allotment_unplaced", "planning_session")
    return done


Lock = Callable[[Campaign, list[str], Collection[int] | None, datetime], None]


def _answer(
    what_if: WhatIf, *, by: str, now: datetime, lock: Lock, only_on: Mapping[str, Any] | None = None
) -> Answer:
    """Make the changes and the plan, in the caller's transaction; nothing of the plan is stored.

    only_on: the basis on which it was shown; on another one it is refused.
    """
    campaign, districts = running_campaign(now), districts_of(what_if.district_code)
    changes = read_changes(what_if.changes)
    known = known_to(changes, campaign, districts=districts, now=now)
    if faults := faults_of(changes, known):
        raise WhatIfRefused.for_faults(faults)
    make_sites(changes, known)
    lock(campaign, touched(changes, known), districts, now)
    basis = queries.basis_of(campaign, districts=districts, now=now)
    if only_on is not None and only_on["sha256"] != basis.sha256:
        raise WhatIfRefused(WhatIfRefusal.OLDER_THAN_DATA, then=only_on["counts"], since=basis.counts)
    before = queries.places_in_force(campaign, districts=districts)
    side = Side.of(before, _tiers(campaign), _waiting(campaign, districts, basis))
    others = _placed_elsewhere(campaign, districts)
    making = Making(f"W{what_if.pk}", f"what-if {what_if.pk}: {what_if.name}"[:200], by, now)
    make_changes(changes, known, campaign, making)
    if lost := others - _placed_elsewhere(campaign, districts):
        raise WhatIfRefused(WhatIfRefusal.OTHER_DISTRICTS, people=lost)
    made = make_plan(campaign, now=now, by=by, districts=districts)
    return _compared(made, side, before, basis, now)


def _compared(
    made: MadePlan, in_force: Side, before: pl.DataFrame, basis: queries.Basis, now: datetime
) -> Answer:
    campaign, tiers = made.campaign, _tiers(made.campaign)
    kept = queries.places_in_force(campaign, districts=made.districts)
    after = pl.concat(
        [kept.drop("id", "is_listed"), queries.places_given(made.asked, made.answer)], how="diagonal"
    )
    waiting = made.done.unplaced | {"standby": made.done.standby}
    rows = with_tier(who_changes(before, after, queries.waiting_after(made.asked, made.answer)), tiers)
    outcome = as_kept(in_force, Side.of(after, tiers, waiting), rows)
    lost = before.join(queries.taken_back_at(campaign, now), on="id").select("beneficiary_id", "lost_for")
    named = _with_names(rows.join(lost, on="beneficiary_id", how="left"), queries.sessions_of(campaign))
    return Answer(basis, outcome, named, made)


def _with_names(rows: pl.DataFrame, sessions: pl.DataFrame) -> pl.DataFrame:
    for side in ("from", "to"):
        columns = {name: f"{side}_{name}" for name in sessions.columns}
        rows = rows.join(sessions.rename(columns), on=f"{side}_code", how="left", maintain_order="left")
    return rows


def _tiers(campaign: Campaign) -> dict[str, int]:
    return dict(CohortTier.objects.filter(campaign=campaign).values_list("category", "tier"))


def _waiting(campaign: Campaign, districts: Collection[int] | None, basis: queries.Basis) -> dict[str, int]:
    """By reason; those whom no plan has looked at yet have none."""
    known = queries.waiting_in_force(campaign, districts=districts)
    return known | {"": max(basis.counts["waiting"] - sum(known.values()), 0)}


def _placed_elsewhere(campaign: Campaign, districts: Collection[int] | None) -> int:
    """People of other districts who have a place; nobody is of another one than the whole state."""
    if districts is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE.format(campaign=campaign.pk, **within(districts)))
        count: int = cursor.fetchone()[0]
    return count


def _lock_touched(
    campaign: Campaign, codes: list[str], districts: Collection[int] | None, now: datetime
) -> None:
    ids = list(Session.objects.filter(code__in=codes).values_list("pk", flat=True))
    lock_misplaced_and(ids, campaign, now=now, districts=districts)


def _lock_to_come(
    campaign: Campaign, _codes: list[str], districts: Collection[int] | None, now: datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_TO_COME.format(campaign=campaign.pk, **within(districts)), [now])


def _refuse_other_than_shown(what_if: WhatIf, answer: Answer) -> None:
    """The same input gives the same plan, unless another release of teeka makes it."""
    if answer.outcome["print"] != what_if.outcome["print"]:
        counts = answer.basis.counts
        raise WhatIfRefused(WhatIfRefusal.OLDER_THAN_DATA, then=counts, since=counts)


def _end(what_if: WhatIf, done: Allotted, *, by: str, now: datetime) -> None:
    what_if.state, what_if.ended_by, what_if.ended_at = State.PUBLISHED, by, now
    what_if.save(update_fields=["state", "ended_by", "ended_at", "opens_seats"])
    record_event(
        action="what_if.published",
        subject_type="what_if",
        subject_id=what_if.pk,
        by=by,
        now=now,
        district_code=what_if.district_code,
        detail={"plan": done.plan_id, "changes": what_if.changes, "people": what_if.outcome["changes"]},
    )


def _found(what_if_id: int) -> WhatIf:
    what_if = WhatIf.objects.filter(pk=what_if_id).first()
    if what_if is None:
        raise WhatIfRefused(WhatIfRefusal.NO_SUCH_WHAT_IF)
    ended = ENDED.get(State(what_if.state))
    if ended is not None:
        raise WhatIfRefused(ended)
    return what_if


@contextmanager
def _refusal_kept(what_if_id: int) -> Iterator[None]:
    """A what-if that was refused is a draft again, and says why; one that is ended stays as it is."""
    try:
        yield
    except WhatIfRefused as refused:
        _keep(what_if_id, refused)
        raise
    except AllotmentRefused as refused:
        if refused.refusal is Refusal.PLANNER_BUSY:
            raise
        own = WhatIfRefused(WhatIfRefusal.NO_PLAN, allotment=refused.refusal.value)
        _keep(what_if_id, own)
        raise own from refused


def _keep(what_if_id: int, refused: WhatIfRefused) -> None:
    if refused.refusal in OF_ITS_STATE:
        return
    live = WhatIf.objects.filter(pk=what_if_id).exclude(state__in=ENDED)
    if refused.refusal is WhatIfRefusal.SECOND_PERSON:
        live = live.filter(state=State.PUBLISHING)  # what was shown stays, for another officer to publish
    live.update(state=State.DRAFT, refusal=refused.as_kept())

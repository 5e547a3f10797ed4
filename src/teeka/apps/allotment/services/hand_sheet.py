"""A sheet of changes to places: tried out, then applied whole or not at all.

Locks, in this order: the sheet's row; the planner's, so that a plan and a thousand changes do not mix; those
of giving.py for everybody and every session of the sheet at once, so that two sheets cannot wait for each
other. Trying out is doing it all and taking it all back, so what is shown is what would come of it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, HandSheet
from teeka.apps.allotment.services.allotting import be_the_only_planner
from teeka.apps.allotment.services.excluding import exclude_people
from teeka.apps.allotment.services.giving import hold
from teeka.apps.allotment.services.pinning import mark_places
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal, refusal_words
from teeka.apps.allotment.services.seating import Seating
from teeka.apps.allotment.services.taking_back import cancel_appointments
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.formats.incoming.table import IncomingTable
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.hand_sheet import (
    HandAction,
    HandProblem,
    HandRow,
    Order,
    Trouble,
    problem_words,
    read_rows,
)
from teeka.shared.text import squash

# What another row of the sheet may yet mend, by leaving a seat or a colleague's day.
MENDED_BY_OTHERS = {HardRule.SESSION_FULL, HardRule.STAFF_SHARE}
ON_PLACES: Mapping[HandAction, Callable[..., Mapping[int, Refusal]]] = {
    HandAction.REMOVE: cancel_appointments,
    HandAction.PIN: partial(mark_places, is_pinned=True),
    HandAction.UNPIN: partial(mark_places, is_pinned=False),
}
ON_SEATS = {HandAction.SWAP, HandAction.MOVE, HandAction.PLACE}


@dataclass(frozen=True, slots=True)
class Within:
    """What the reader may change: reference → person's id, code → session's id."""

    people: Mapping[int, int]
    sessions: Mapping[str, UUID]


def sheet_rows(table: IncomingTable) -> tuple[list[HandRow], dict[int, Trouble]]:
    """The rows as written, and those of them in which a cell cannot be read."""
    rows = [
        HandRow(
            cells["row"],
            *(
                squash(cells.get(name, ""))
                for name in ("reference", "action", "session_code", "other_reference", "reason")
            ),
        )
        for cells in table.known().fill_null("").iter_rows(named=True)
    ]
    bad = {
        row: Trouble(HandProblem.BAD_CELL, f"{trouble}:{squash(table.header_of(column))}")
        for row, column, trouble in reversed(table.troubles.rows())
    }
    return rows, bad


def try_sheet(
    rows: Sequence[HandRow],
    cells: Mapping[int, Trouble],
    within: Within,
    *,
    file_name: str,
    district_code: int,
    by: str,
    now: datetime,
) -> int:
    """Keep the sheet with what would become of each row, and change nothing else; its number.

    cells: rows that could not be read whole.
    """
    with transaction.atomic():
        outcomes, _ = _run(rows, cells, within, keep=False, by=by, now=now)
        sheet = HandSheet.objects.create(
            district_code=district_code,
            file_name=file_name[:200],
            made_by=by,
            made_at=now,
            rows=[asdict(row) for row in rows],
            outcomes=outcomes,
        )
    return sheet.pk


def apply_sheet(sheet_id: int, within: Within, *, by: str, now: datetime) -> bool:
    """Do every row of one's own sheet, or nothing when one is refused. Raises AllotmentRefused.

    False: a row is refused now; the sheet says which and why.
    """
    with transaction.atomic():
        sheet = HandSheet.objects.select_for_update().filter(pk=sheet_id, made_by=by).first()
        if sheet is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SHEET)
        if sheet.applied_at is not None:
            raise AllotmentRefused(Refusal.SHEET_APPLIED)
        rows = [HandRow(**row) for row in sheet.rows]
        cells = {
            found["row"]: Trouble(HandProblem.BAD_CELL, found["said"])
            for found in sheet.outcomes
            if found["problem"] == HandProblem.BAD_CELL
        }
        sheet.outcomes, is_done = _run(rows, cells, within, keep=True, by=by, now=now)
        sheet.applied_at = now if is_done else None
        sheet.save(update_fields=["outcomes", "applied_at"])
        if is_done:
            record_event(
                action="hand_sheet.applied",
                subject_type="hand_sheet",
                subject_id=sheet.pk,
                by=by,
                now=now,
                district_code=sheet.district_code,
                detail={"rows": len(rows)},
            )
    return is_done


def _run(
    rows: Sequence[HandRow],
    cells: Mapping[int, Trouble],
    within: Within,
    *,
    keep: bool,
    by: str,
    now: datetime,
) -> tuple[list[dict[str, Any]], bool]:
    """What becomes of each row; and whether all were done, which is kept only then and when it is to be."""
    readable = [row for row in rows if row.row not in cells]
    orders, troubles = read_rows(readable, within.people.keys(), within.sessions.keys())
    troubles = {**troubles, **cells}
    campaign_id = running_campaign(now).pk
    with transaction.atomic():
        be_the_only_planner()
        named = [order.reference for order in orders] + [order.other for order in orders if order.other]
        hold(
            people=[within.people[reference] for reference in named],
            sessions={within.sessions[order.session_code] for order in orders if order.session_code},
            campaign_id=campaign_id,
        )
        refused = _do_all(orders, within, campaign_id=campaign_id, by=by, now=now)
        is_done = keep and bool(orders) and not refused and not troubles
        transaction.set_rollback(not is_done)
    return [_outcome(row.row, troubles.get(row.row), refused.get(row.row)) for row in rows], is_done


def _do_all(
    orders: Sequence[Order], within: Within, *, campaign_id: int, by: str, now: datetime
) -> dict[int, AllotmentRefused]:
    """Do each row that can be done; the rows that cannot, with why. What frees seats comes first."""
    refused = _free(orders, within, campaign_id=campaign_id, by=by, now=now)
    seats = [order for order in orders if order.action in ON_SEATS]
    named = {order.reference for order in seats} | {order.other for order in seats if order.other}
    seating = Seating.read(
        [within.people[reference] for reference in named],
        {within.sessions[order.session_code] for order in seats if order.session_code},
        campaign_id,
        by=by,
        now=now,
    )
    refused |= _in_turns(seats, within, seating)
    seating.store()
    return refused


def _in_turns(orders: Sequence[Order], within: Within, seating: Seating) -> dict[int, AllotmentRefused]:
    """Seat each that can be, in turns until a turn seats none: a row may wait for another's seat."""
    refused: dict[int, AllotmentRefused] = {}
    waiting = list(orders)
    while True:
        later: list[Order] = []
        for order in waiting:
            refused.pop(order.row, None)
            try:
                _seat(order, within, seating)
            except AllotmentRefused as refusal:
                refused[order.row] = refusal
                if {refusal.refusal, *refusal.also} <= MENDED_BY_OTHERS:
                    later.append(order)
        if not later or len(later) == len(waiting):
            return refused
        waiting = later


def _seat(order: Order, within: Within, seating: Seating) -> None:
    person = within.people[order.reference]
    if order.other is not None:
        seating.swap(person, within.people[order.other], reason=order.reason)
    elif order.action is HandAction.MOVE:
        seating.move(person, within.sessions[order.session_code], reason=order.reason)
    else:
        seating.place(person, within.sessions[order.session_code], reason=order.reason)


def _free(
    orders: Sequence[Order], within: Within, *, campaign_id: int, by: str, now: datetime
) -> dict[int, AllotmentRefused]:
    """Places taken back, people taken out, places pinned or let go; the rows that cannot be, with why."""
    refusals: dict[int, Refusal | HardRule] = {}  # by person
    reasons: dict[HandAction, dict[int, str]] = defaultdict(dict)
    for order in orders:
        reasons[order.action][within.people[order.reference]] = order.reason
    leaving = reasons[HandAction.EXCLUDE]
    if leaving:
        refusals |= exclude_people(leaving, campaign_id, by=by, now=now)
    for action, act in ON_PLACES.items():
        places = _places_of(reasons[action].keys(), campaign_id)
        refusals |= dict.fromkeys(reasons[action].keys() - places.values(), Refusal.NO_SUCH_PLACE)
        why = {place: reasons[action][person] for place, person in places.items()}
        found = act(why, by=by, now=now) if why else {}
        refusals |= {places[place]: refusal for place, refusal in found.items()}
    row_of = {within.people[order.reference]: order.row for order in orders}
    return {row_of[person]: AllotmentRefused(refusal) for person, refusal in refusals.items()}


def _places_of(people: Collection[int], campaign_id: int) -> dict[int, int]:
    """The live places of these people that the reader sees: place → person."""
    live = Appointment.objects.filter(beneficiary__in=people, campaign_id=campaign_id, cancelled_at=None)
    return dict(live.values_list("pk", "beneficiary_id"))


def _outcome(row: int, trouble: Trouble | None, refusal: AllotmentRefused | None) -> dict[str, Any]:
    return {
        "row": row,
        "problem": trouble.problem if trouble else "",
        "said": trouble.said if trouble else "",
        "other_row": trouble.other_row if trouble else 0,
        "refusals": [refusal.refusal, *refusal.also] if refusal else [],
        "detail": refusal.detail if refusal else "",
    }


def why_refused(outcome: Mapping[str, Any], language: str) -> str:
    """In words, what stands against a row; empty when nothing does."""
    if outcome["problem"]:
        trouble = Trouble(HandProblem(outcome["problem"]), outcome["said"], outcome["other_row"])
        return problem_words(trouble, row=outcome["row"], language=language)
    refusals = [HardRule(code) if code in set(HardRule) else Refusal(code) for code in outcome["refusals"]]
    return " ".join(refusal_words(refusal, outcome["detail"], language) for refusal in refusals)

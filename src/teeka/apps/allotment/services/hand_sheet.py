"""A sheet of changes to places: tried out, then applied whole or not at all, row by row by the services.

Locks, in this order: the sheet's row; the planner's, so that a plan and a thousand changes do not mix; those
of giving.py for everybody and every session of the sheet at once, so that two sheets cannot wait for each
other. Trying out is doing it all and taking it all back, so what is shown is what would come of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, HandSheet
from teeka.apps.allotment.services.allotting import be_the_only_planner
from teeka.apps.allotment.services.by_hand import move_by_hand, place_by_hand, swap_places
from teeka.apps.allotment.services.excluding import exclude_person
from teeka.apps.allotment.services.giving import hold
from teeka.apps.allotment.services.pinning import pin_place, unpin_place
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.taking_back import cancel_appointment
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.formats.incoming.table import IncomingTable
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.hand_sheet import HandAction, HandProblem, HandRow, Order, Trouble, read_rows
from teeka.shared.text import squash

# What another row of the sheet may yet mend, by leaving a seat or a colleague's day.
MENDED_BY_OTHERS = {HardRule.SESSION_FULL, HardRule.STAFF_SHARE}
ON_PLACES = {
    HandAction.REMOVE: cancel_appointment,
    HandAction.PIN: pin_place,
    HandAction.UNPIN: unpin_place,
}


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
    """Do each row that can be done, in turns until a turn does none; the rows that are left, with why."""
    refused: dict[int, AllotmentRefused] = {}
    waiting = list(orders)
    while True:
        later: list[Order] = []
        for order in waiting:
            refused.pop(order.row, None)
            try:
                with transaction.atomic():
                    _do(order, within, campaign_id=campaign_id, by=by, now=now)
            except AllotmentRefused as refusal:
                refused[order.row] = refusal
                if {refusal.refusal, *refusal.also} <= MENDED_BY_OTHERS:
                    later.append(order)
        if not later or len(later) == len(waiting):
            return refused
        waiting = later


def _do(order: Order, within: Within, *, campaign_id: int, by: str, now: datetime) -> None:
    person = within.people[order.reference]
    if order.action is HandAction.PLACE:
        session = within.sessions[order.session_code]
        place_by_hand(beneficiary_id=person, session_id=session, reason=order.reason, by=by, now=now)
    elif order.action is HandAction.EXCLUDE:
        exclude_person(beneficiary_id=person, campaign_id=campaign_id, reason=order.reason, by=by, now=now)
    elif order.action is HandAction.MOVE:
        session = within.sessions[order.session_code]
        move_by_hand(_place_of(person, campaign_id), session_id=session, reason=order.reason, by=by, now=now)
    elif order.action is HandAction.SWAP and order.other is not None:
        other = _place_of(within.people[order.other], campaign_id)
        swap_places(_place_of(person, campaign_id), other, reason=order.reason, by=by, now=now)
    else:
        ON_PLACES[order.action](_place_of(person, campaign_id), reason=order.reason, by=by, now=now)


def _place_of(beneficiary_id: int, campaign_id: int) -> int:
    live = Appointment.objects.filter(
        beneficiary_id=beneficiary_id, campaign_id=campaign_id, cancelled_at=None
    )
    place = live.values_list("pk", flat=True).first()
    if place is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
    return place


def _outcome(row: int, trouble: Trouble | None, refusal: AllotmentRefused | None) -> dict[str, Any]:
    return {
        "row": row,
        "problem": trouble.problem if trouble else "",
        "said": trouble.said if trouble else "",
        "other_row": trouble.other_row if trouble else 0,
        "refusals": [refusal.refusal, *refusal.also] if refusal else [],
        "detail": refusal.detail if refusal else "",
    }

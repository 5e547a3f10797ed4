"""How each route stands, and what was done to it. District officers read neither history nor canaries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from teeka.apps.notices.models import Canary, RouteChange
from teeka.apps.notices.route_rows import MINUTES, ROUTES, routes_now

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RouteStanding:
    """weight_now: by steps, see rules/messages/routing.py. gate: see rules/messages/canaries.py."""

    code: str
    adapter: str
    is_on: bool
    is_rehearsal: bool
    weight: int
    weight_now: int
    rate_per_second: float
    window: int
    slow_seconds: float
    balance: float | None
    balance_unit: str
    balance_at: datetime | None
    balance_floor: float | None
    balance_state: str
    canary_number: str
    canary_state: str
    canary_at: datetime | None
    gate: str
    last_fault: str
    last_fault_at: datetime | None
    changed_at: datetime
    changed_by: str
    change_reason: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    made_at: datetime
    made_by: str
    reason: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class CanaryRow:
    began_at: datetime
    settled_at: datetime | None
    state: str
    code: str
    text: str
    made_by: str
    reason: str


def route_standings() -> list[RouteStanding]:
    with connection.cursor() as cursor:
        cursor.execute(ROUTES)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute(MINUTES)
        now = routes_now(rows, cursor.fetchall())
    derived = ("weight_now", "canary_state", "canary_at", "gate")
    taken = [name for name in RouteStanding.__dataclass_fields__ if name not in derived]
    return [
        RouteStanding(
            **{name: row[name] for name in taken},
            weight_now=now[row["id"]].weight,
            canary_state=row["canary_state"] or "",
            canary_at=row["canary_settled_at"] or row["canary_began_at"],
            gate=now[row["id"]].gate.value,
        )
        for row in rows
    ]


def route_history(code: str) -> list[ChangeRow]:
    """The newest first."""
    rows = RouteChange.objects.filter(route__code=code).order_by("-made_at", "-pk")
    columns = rows.values_list("made_at", "made_by", "reason", "changes")
    return [ChangeRow(*row) for row in columns[:MOST_SHOWN]]


def route_canaries(code: str) -> list[CanaryRow]:
    """Messages to our own number on this route, the newest first; they tell nobody."""
    rows = Canary.objects.filter(route__code=code).order_by("-began_at", "-pk")
    columns = rows.values_list("began_at", "settled_at", "state", "code", "text", "made_by", "reason")
    return [CanaryRow(*row) for row in columns[:MOST_SHOWN]]

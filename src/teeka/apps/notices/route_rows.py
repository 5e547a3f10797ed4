"""How each route stands, for whoever sends and whoever looks: its row, its last canary, what it carried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from teeka.rules.messages.balance import BalanceState, is_closed_by
from teeka.rules.messages.canaries import Gate, LastCanary, gate
from teeka.rules.messages.routing import Minute, Way, shares, weight_now

ROUTES = """
SELECT r.id, r.code, r.adapter, r.channel, r.settings, r.is_on, r.is_rehearsal, r.weight, r.rate_per_second,
       r."window",
       r.slow_seconds, r.receipt_patience_seconds, r.paise_a_segment::float8 AS paise_a_segment,
       r.balance, r.balance_unit, r.balance_at, r.balance_floor, r.balance_state, r.canary_number, r.bulk_at,
       r.last_fault, r.last_fault_at, r.changed_at, r.changed_by, r.change_reason,
       c.state AS canary_state, c.began_at AS canary_began_at, c.settled_at AS canary_settled_at,
       (SELECT count(*) FROM notices_canary l WHERE l.route_id = r.id AND l.state = 'lost'
           AND l.began_at > now() - interval '1 hour') AS canaries_lost,
       now() AS now
FROM notices_route r
LEFT JOIN LATERAL (
    SELECT state, began_at, settled_at FROM notices_canary
    WHERE route_id = r.id ORDER BY began_at DESC, id DESC LIMIT 1
) c ON true
ORDER BY r.code
"""
# As far back as rules/messages/routing.py looks.
MINUTES = """
SELECT route_id, minute, texts, errors, slow FROM notices_routeminute
WHERE minute > now() - interval '6 hours'
"""


@dataclass(frozen=True, slots=True)
class RouteNow:
    """share: its part of what is new, beside the others of its channel. closed: its account is empty."""

    weight: int
    share: int
    gate: Gate
    is_closed: bool
    last_canary: LastCanary | None


def routes_now(rows: Iterable[Mapping[str, Any]], counts: Iterable[tuple[Any, ...]]) -> dict[int, RouteNow]:
    """Route -> how it stands. rows: of ROUTES; only those that are on share. counts: of MINUTES."""
    kept = list(rows)
    minutes: dict[int, list[Minute]] = {row["id"]: [] for row in kept}
    for route_id, *count in counts:
        if route_id in minutes:
            minutes[route_id].append(Minute(*count))
    weights = {
        row["id"]: weight_now(row["weight"], minutes[row["id"]], since=row["changed_at"], now=row["now"])
        for row in kept
    }
    gates = {row["id"]: _gate(row, minutes[row["id"]]) for row in kept}
    closed = {
        row["id"]: is_closed_by(BalanceState(row["balance_state"]), row["balance_at"], now=row["now"])
        for row in kept
    }
    ways: dict[str, dict[int, Way]] = {}
    for row in kept:
        if row["is_on"]:
            stands_aside = closed[row["id"]] or gates[row["id"]] is not Gate.OPEN
            way = Way(row["weight"], weights[row["id"]], stands_aside=stands_aside)
            ways.setdefault(row["channel"], {})[row["id"]] = way
    parts = {route: part for of_channel in ways.values() for route, part in shares(of_channel).items()}
    return {
        row["id"]: RouteNow(
            weights[row["id"]], parts.get(row["id"], 0), gates[row["id"]], closed[row["id"]], last_canary(row)
        )
        for row in kept
    }


def last_canary(row: Mapping[str, Any]) -> LastCanary | None:
    if row["canary_state"] is None:
        return None
    return LastCanary(
        row["canary_state"], row["canary_began_at"], row["canary_settled_at"], row["canaries_lost"]
    )


def _gate(row: Mapping[str, Any], minutes: Iterable[Minute]) -> Gate:
    return gate(
        last_canary(row),
        has_number=bool(row["canary_number"]) and not row["is_rehearsal"],
        bulk_at=row["bulk_at"],
        used=[minute.at for minute in minutes if minute.texts],
        changed_at=row["changed_at"],
    )

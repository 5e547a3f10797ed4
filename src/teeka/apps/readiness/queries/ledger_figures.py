"""What the ledger comes to: how soon each route delivered, what it sent, and what that costs."""

from dataclasses import dataclass
from decimal import Decimal

from teeka.apps.readiness.queries.ledger import HANDED, About, about
from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.messages.ledger import MINUTES, PAID_FOR, Became, said_in
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class RouteFigures:
    """Messages of one route, counted; `segments` are those that a provider takes its price for."""

    way: str
    messages: int
    delivered: int
    within_1: int  # minutes from the first handing over to the moment that we knew of the delivery
    within_5: int
    within_30: int
    on_the_way: int
    not_delivered: int
    not_sent: int
    perhaps_twice: int
    segments: int
    paise_a_segment: Decimal | None

    @property
    def rupees(self) -> Decimal | None:
        """None while nobody has said what a segment costs."""
        return None if self.paise_a_segment is None else self.segments * self.paise_a_segment / 100


def _counted(group: str) -> str:
    return f"count(*) FILTER (WHERE entry.state = ANY(%({group})s))"


def _soon(minutes: int) -> str:
    return f"""count(*) FILTER (WHERE entry.state = 'delivered'
        AND entry.state_at <= handed.first_at + interval '{minutes} minutes')"""


@dataclass(frozen=True, slots=True)
class CallFigures:
    """Calls, or answers that came of themselves; a person called twice counts twice."""

    way: str
    told: int
    not_reached: int


_ROUTES = f"""
    SELECT coalesce(route.code, 'none'), count(*), {_counted("delivered")},
           {", ".join(_soon(minutes) for minutes in MINUTES)},
           {_counted("on_the_way")}, {_counted("not_delivered")}, {_counted("not_sent")},
           count(*) FILTER (WHERE entry.is_possible_duplicate),
           coalesce(sum(entry.segments * greatest(handed.times, (entry.state = ANY(%(paid)s))::int)), 0),
           route.paise_a_segment
    FROM (
        SELECT standing.*, message.appointment_id, message.segments
        FROM notices_standing standing JOIN notices_message message ON message.id = standing.message_id
    ) entry
    LEFT JOIN ({HANDED}) handed ON handed.message_id = entry.message_id
    LEFT JOIN notices_route route ON route.id = entry.route_id
    WHERE {{condition}}
    GROUP BY route.code, route.paise_a_segment ORDER BY count(*) DESC, 1
"""
_CALLS = f"""
    SELECT entry.channel, {_counted("told")}, {_counted("not_reached")}
    FROM (SELECT call.*, call.outcome AS state FROM notices_calloutcome call) entry
    WHERE {{condition}} GROUP BY entry.channel ORDER BY entry.channel DESC
"""


def route_figures(jurisdiction: Jurisdiction, what: About) -> list[RouteFigures]:
    """A row a route, the busiest first; what was handed to none stands under Way.NO_ROUTE."""
    conditions, params = about(jurisdiction, what)
    groups = {became.value: said_in(became) for became in Became}
    statement = _ROUTES.format(condition=" AND ".join(conditions))
    return rows_of(RouteFigures, statement, {**params, **groups, "paid": sorted(PAID_FOR)})


def call_figures(jurisdiction: Jurisdiction, what: About) -> list[CallFigures]:
    conditions, params = about(jurisdiction, what)
    groups = {became.value: said_in(became) for became in Became}
    return rows_of(CallFigures, _CALLS.format(condition=" AND ".join(conditions)), {**params, **groups})

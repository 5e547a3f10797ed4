"""What the ledger comes to: how soon each route delivered, what it sent, and what that costs."""

from dataclasses import dataclass
from decimal import Decimal

from teeka.apps.readiness.queries.ledger import CANARIES, HANDED, About, about
from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.messages.ledger import MINUTES, PAID_FOR, STATES_OF, Became, Way, said_in
from teeka.rules.messages.text import size
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


@dataclass(frozen=True, slots=True)
class CanaryFigures:
    """Trial messages to numbers of our own, on all routes. rupees: None while a price is not known."""

    messages: int
    delivered: int
    on_the_way: int
    not_delivered: int
    segments: int
    rupees: Decimal | None
    way: Way = Way.CANARY


@dataclass(frozen=True, slots=True)
class _Canary:
    said: str
    text: str
    paise_a_segment: Decimal | None


def canary_figures() -> CanaryFigures | None:
    """None where the reader sees none; a route has some in a night, so they are counted here."""
    statement = f"SELECT canary.said, canary.text, canary.paise_a_segment FROM ({CANARIES}) canary"
    rows = rows_of(_Canary, statement, {})
    if not rows:
        return None
    paid = [(size(row.text).segments, row.paise_a_segment) for row in rows if row.said in PAID_FOR]
    prices = [segments * paise / 100 for segments, paise in paid if paise is not None]
    counts = {became: sum(row.said in STATES_OF[became] for row in rows) for became in STATES_OF}
    return CanaryFigures(
        len(rows),
        counts[Became.DELIVERED],
        counts[Became.ON_THE_WAY],
        counts[Became.NOT_DELIVERED],
        sum(segments for segments, _ in paid),
        sum(prices, Decimal(0)) if len(prices) == len(paid) else None,
    )


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

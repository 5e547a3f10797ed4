"""A route's standing in words, in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teeka.apps.readiness.queries.routes import RouteStanding
from teeka.rules.messages.balance import BalanceState
from teeka.rules.messages.canaries import Gate

BALANCE_WORDS = {
    BalanceState.EMPTY: gettext_lazy("The account is empty, so nothing goes this way. Top it up."),
    BalanceState.BELOW_QUEUE: gettext_lazy("The account holds less than what waits will cost. Top it up."),
    BalanceState.BELOW_FLOOR: gettext_lazy(
        "The account is below the lowest balance that was set. Top it up."
    ),
}
CANARY_WORDS = {
    "sending": gettext_lazy("being sent"),
    "sent": gettext_lazy("sent, not yet arrived"),
    "not_sent": gettext_lazy("not sent, tried again"),
    "lost": gettext_lazy("sender stopped, outcome unknown"),
    "failed": gettext_lazy("did not arrive"),
    "delivered": gettext_lazy("arrived"),
    "trusted": gettext_lazy("trusted by a person"),
}
UNIT_WORDS = {"segments": gettext_lazy("segments"), "rupees": gettext_lazy("rupees")}
SETTING_WORDS = {
    "weight": gettext_lazy("weight"),
    "rate_per_second": gettext_lazy("messages a second"),
    "window": gettext_lazy("requests at once"),
    "slow_seconds": gettext_lazy("slow after, seconds"),
    "balance_floor": gettext_lazy("lowest balance"),
    "canary_number": gettext_lazy("number for trial messages"),
    "is_on": gettext_lazy("on"),
    "adapter": gettext_lazy("adapter"),
    "paise_a_segment": gettext_lazy("paise a segment"),
    "canary": gettext_lazy("trial message"),
}


def warning_words(row: RouteStanding) -> Iterator[str]:
    """What somebody should do about a route that is on, the gravest first."""
    if not row.is_on:
        return
    if row.gate == Gate.SHUT:
        yield _(
            "The trial message did not arrive, so nothing goes this way. Switch the route off, or trust it"
            " when you know that it is well."
        )
    elif row.last_fault:
        yield _("The gateway does not answer as it should: %(fault)s") % {"fault": row.last_fault}
    if words := BALANCE_WORDS.get(BalanceState(row.balance_state)):
        yield str(words)
    if row.gate in {Gate.WAITS, Gate.NEEDS_CANARY}:
        yield _("Waits for the trial message to arrive before it begins with many.")
    if not row.canary_number and not row.is_rehearsal:
        yield _("Has no number for trial messages, so it begins with many untried.")


def change_words(changes: Mapping[str, Any]) -> Iterator[str]:
    for name, (before, after) in changes.items():
        yield f"{SETTING_WORDS.get(name, name)}: {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:g}"
    return str(CANARY_WORDS.get(value, value) if isinstance(value, str) else value)

"""Which ways there are to a provider, and the rehearsal's own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from teeka.apps.notices.models import Route, RouteMinute
from teeka.apps.notices.services.route_changes import RouteRefused, write_change
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.registry import channel_of, receipt_reader
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.callbacks import CallbackKeyRefused, read_callback_key
from teeka.rules.messages.second_channel import PATIENCE, Channel

REHEARSAL = "rehearsal"
# A rehearsal's receipts come within seconds; a person watches and does not want to wait for hours.
REHEARSAL_PATIENCE_SECONDS = 8
COUNTS_ARE_KEPT = timedelta(days=7)


@transaction.atomic
def set_route(
    *,
    code: str,
    adapter: str,
    settings: Mapping[str, Any],
    by: str,
    now: datetime,
    weight: int = 10,
    rate_per_second: float = 100,
    window: int = 50,
    is_on: bool = True,
    paise_a_segment: float | None = None,
    reason: str = "",
) -> None:
    """Add a route or change it; workers see it within seconds. Or RouteRefused.

    settings: the adapter's; and `callbacks`, what a callback must show, see rules/messages/callbacks.py.
    Locks: the route's row.
    """
    settings, callbacks = dict(settings), dict(settings.get("callbacks", {}))
    settings.pop("callbacks", None)
    try:
        read_callback_key(callbacks, secrets=None)
        receipt_reader(adapter, settings)  # reads and checks them all; secrets may live on another machine
    except (SettingsRefused, CallbackKeyRefused) as refusal:
        raise RouteRefused(str(refusal)) from refusal
    channel = channel_of(adapter)
    route = Route.objects.select_for_update().filter(code=code).first()
    given = {
        "adapter": adapter,
        "channel": channel.value,
        **({"receipt_patience_seconds": PATIENCE.seconds} if channel is Channel.EMAIL else {}),
        "settings": settings,
        "callbacks": callbacks,
        "weight": weight,
        "rate_per_second": rate_per_second,
        "window": window,
        "is_on": is_on,
        "paise_a_segment": None if paise_a_segment is None else Decimal(str(paise_a_segment)),
    }
    write_change(route or Route(code=code), given, by=by, reason=reason, now=now)


def rehearse(*, port: int, now: datetime, settings: Mapping[str, Any] | None = None) -> None:
    """Let the rehearsal's route lead to the simulator on this port, with a person's patience."""
    Route.objects.update_or_create(
        code=REHEARSAL,
        defaults={
            "adapter": "http",
            "settings": {**rehearsal_settings(port), **(settings or {})},
            "rate_per_second": 0,
            "window": 4,
            "receipt_patience_seconds": REHEARSAL_PATIENCE_SECONDS,
            "is_on": True,
            "is_rehearsal": True,
            "changed_at": now,
            "changed_by": "teeka",
            "change_reason": "no real route is on",
        },
    )


def end_rehearsal(*, now: datetime) -> int:
    """A real route is on: the rehearsal's is switched off, so that no notice is lost in the simulator."""
    return Route.objects.filter(is_rehearsal=True, is_on=True).update(
        is_on=False, changed_at=now, changed_by="teeka", change_reason="a real route is on"
    )


def rest_rehearsal(*, now: datetime) -> None:
    """Nobody rehearses any more."""
    Route.objects.filter(code=REHEARSAL).update(
        is_on=False, changed_at=now, changed_by="teeka", change_reason="rehearsal over"
    )


def forget_old_counts(*, now: datetime) -> None:
    RouteMinute.objects.filter(minute__lt=now - COUNTS_ARE_KEPT).delete()

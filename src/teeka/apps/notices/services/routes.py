"""Which ways there are to a provider, and the rehearsal's own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from teeka.apps.notices.models import Route
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.registry import channel_of, receipt_reader
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.callbacks import CallbackKeyRefused, read_callback_key
from teeka.rules.messages.second_channel import PATIENCE, Channel

REHEARSAL = "rehearsal"
# A rehearsal's receipts come within seconds; a person watches and does not want to wait for hours.
REHEARSAL_PATIENCE_SECONDS = 8


class RouteRefused(Exception):
    """These settings cannot work; the text names the setting and what to write."""


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
    """
    settings, callbacks = dict(settings), dict(settings.get("callbacks", {}))
    settings.pop("callbacks", None)
    try:
        read_callback_key(callbacks, secrets=None)
        receipt_reader(adapter, settings)  # reads and checks them all; secrets may live on another machine
    except (SettingsRefused, CallbackKeyRefused) as refusal:
        raise RouteRefused(str(refusal)) from refusal
    channel = channel_of(adapter)
    Route.objects.update_or_create(
        code=code,
        defaults={
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
            "changed_at": now,
            "changed_by": by,
            "change_reason": reason,
        },
    )


def switch_route(*, code: str, is_on: bool, by: str, reason: str, now: datetime) -> bool:
    """Turn a route on or off; False when there is none of that code."""
    changed = Route.objects.filter(code=code).update(
        is_on=is_on, changed_by=by, changed_at=now, change_reason=reason
    )
    return bool(changed)


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


def note_fault(*, code: str, fault: str, now: datetime) -> None:
    """What a route suffers from, in a sentence for the board; an empty one says that it is well again."""
    Route.objects.filter(code=code).update(last_fault=fault[:300], last_fault_at=now)

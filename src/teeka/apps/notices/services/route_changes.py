"""What a person changes of a route: each change leaves a row with who, when, why and what."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import transaction

from teeka.apps.notices.models import Canary, Route, RouteChange
from teeka.rules.messages.routing import HEAVIEST
from teeka.shared.phone import MOBILE, bare_mobile


class RouteRefused(Exception):
    """These settings cannot work; the text names the setting and what to write."""


class RouteRefusal(StrEnum):
    NO_SUCH_ROUTE = "no_such_route"
    REASON_MISSING = "reason_missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_MOBILE = "not_a_mobile"
    NO_CANARY = "no_canary"


ROUTE_REFUSAL_WORDS: dict[RouteRefusal, tuple[str, str]] = {
    RouteRefusal.NO_SUCH_ROUTE: (
        "There is no such route. `teeka route list` shows them.",
        "ऐसा कोई मार्ग नहीं है। `teeka route list` से देखें।",
    ),
    RouteRefusal.REASON_MISSING: (
        "Say why: whoever looks at this route later must know. Nothing was changed.",
        "कारण लिखें: जो बाद में यह मार्ग देखे उसे पता होना चाहिए। कुछ नहीं बदला गया।",
    ),
    RouteRefusal.NOT_A_NUMBER: (
        "A weight is a whole number from 0 to 100; requests at once are 1 to 1000; rate and lowest balance"
        " are 0 or more; slow is 0.1 to 3600 seconds. Nothing was changed.",
        "भार 0 से 100 तक पूर्ण संख्या है; एक साथ अनुरोध 1 से 1000; गति और न्यूनतम शेष 0 या अधिक;"
        " धीमा 0.1 से 3600 सेकंड। कुछ नहीं बदला गया।",
    ),
    RouteRefusal.NOT_A_MOBILE: (
        "The number for trial messages must be a mobile number of ten digits, or empty. Nothing was changed.",
        "परीक्षण संदेश का नंबर दस अंकों का मोबाइल नंबर हो, या खाली हो। कुछ नहीं बदला गया।",
    ),
    RouteRefusal.NO_CANARY: (
        "No trial message of this route is missing, so there is nothing to trust. Nothing was changed.",
        "इस मार्ग का कोई परीक्षण संदेश लापता नहीं है, इसलिए भरोसा करने को कुछ नहीं। कुछ नहीं बदला गया।",
    ),
}
# Name -> (kind, least, most).
NUMBERS: dict[str, tuple[type[int] | type[float], float, float]] = {
    "weight": (int, 0, HEAVIEST),
    "rate_per_second": (float, 0, 100_000),
    "window": (int, 1, 1000),
    "slow_seconds": (float, 0.1, 3600),
    "balance_floor": (float, 0, 1e12),
}
MAY_BE_NONE = frozenset({"balance_floor"})


class RouteChangeRefused(Exception):
    def __init__(self, refusal: RouteRefusal) -> None:
        super().__init__(ROUTE_REFUSAL_WORDS[refusal][0])
        self.refusal = refusal


@transaction.atomic
def change_route(
    *, code: str, given: Mapping[str, Any], by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """Change numbers of a route as given (text or numbers), its `canary_number` or `is_on`; what changed.

    Setting -> [before, after]; or RouteChangeRefused. A route that is switched on may try its account again.
    Locks: the route's row.
    """
    if not reason.strip():
        raise RouteChangeRefused(RouteRefusal.REASON_MISSING)
    values = {name: _read(name, value) for name, value in given.items()}
    route = Route.objects.select_for_update().filter(code=code).first()
    if route is None:
        raise RouteChangeRefused(RouteRefusal.NO_SUCH_ROUTE)
    return write_change(route, values, by=by, reason=reason.strip()[:200], now=now)


@transaction.atomic
def trust_route(*, code: str, by: str, reason: str, now: datetime) -> None:
    """A person says that the route is well, though its canary did not arrive. Locks: the route's row."""
    if not reason.strip():
        raise RouteChangeRefused(RouteRefusal.REASON_MISSING)
    route = Route.objects.select_for_update().filter(code=code).first()
    if route is None:
        raise RouteChangeRefused(RouteRefusal.NO_SUCH_ROUTE)
    last = Canary.objects.filter(route=route).order_by("-began_at", "-pk").first()
    if last is None or last.state in (Canary.State.DELIVERED, Canary.State.TRUSTED):
        raise RouteChangeRefused(RouteRefusal.NO_CANARY)
    reason = reason.strip()[:200]
    Canary.objects.create(
        route=route, reference=uuid4(), state=Canary.State.TRUSTED, began_at=now, settled_at=now,
        made_by=by, reason=reason,
    )  # fmt: skip
    changes = {"canary": [last.state, Canary.State.TRUSTED.value]}
    RouteChange.objects.create(route=route, made_at=now, made_by=by, reason=reason, changes=changes)


def write_change(
    route: Route, values: Mapping[str, Any], *, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """Write the row and its history, in the caller's transaction, which holds the row; what changed."""
    is_new = route.pk is None
    before = {name: None if is_new else getattr(route, name) for name in values}
    changes = dict(_differences(before, dict(values)))
    if not changes:
        return {}
    for name, value in values.items():
        setattr(route, name, value)
    if changes.keys() & {"is_on", "settings"}:
        route.balance_state = ""
    route.changed_at, route.changed_by, route.change_reason = now, by, reason
    written = [*values, "balance_state", "changed_at", "changed_by", "change_reason"]
    route.save(update_fields=None if is_new else written)
    RouteChange.objects.create(route=route, made_at=now, made_by=by, reason=reason, changes=changes)
    return changes


def _read(name: str, value: Any) -> Any:
    if name == "is_on":
        return bool(value)
    if name == "canary_number":
        mobile = bare_mobile(str(value))
        if mobile and not MOBILE.fullmatch(mobile):
            raise RouteChangeRefused(RouteRefusal.NOT_A_MOBILE)
        return mobile
    if name in MAY_BE_NONE and value in (None, ""):
        return None
    kind, least, most = NUMBERS[name]
    try:
        number = kind(value)
    except (TypeError, ValueError) as error:
        raise RouteChangeRefused(RouteRefusal.NOT_A_NUMBER) from error
    if not least <= number <= most:
        raise RouteChangeRefused(RouteRefusal.NOT_A_NUMBER)
    return number


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """Setting by setting; of the adapter's settings each by its own name."""
    found: list[tuple[str, list[Any]]] = []
    for name, value in after.items():
        old = before[name]
        if isinstance(value, dict):
            former = old or {}
            found += [
                (f"{name}.{key}", [former.get(key), value.get(key)])
                for key in sorted({*former, *value})
                if former.get(key) != value.get(key)
            ]
        elif old != value:
            found.append((name, [_plain(old), _plain(value)]))
    return found


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value

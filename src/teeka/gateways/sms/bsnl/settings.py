"""An account at BSNL's bulk SMS service: its route's settings, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.settings import check_known, check_url, mapped, number_within, with_secrets
from teeka.rules.messages.answers import AnswerKind


@dataclass(frozen=True, slots=True)
class BsnlSettings:
    """`url`: up to and without `/api`. `keys`: by template id, what BSNL calls its gaps, in order.

    `errors`: what some of its errors mean; any other says that nothing was taken, and is tried again.
    """

    url: str
    service_id: str
    username: str
    password: str
    token_id: str = "1"  # noqa: S105  (the number of one of an account's five tokens)
    message_type: str = "SI"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, AnswerKind] = field(default_factory=dict)
    ask_after_seconds: float = 10.0
    timeout_seconds: float = 30.0


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> BsnlSettings:
    """Settings as a route's row holds them, or SettingsRefused; `${NAME}` is filled from `secrets`."""
    check_known(given, BsnlSettings)
    check_url("url", given.get("url"))
    values: dict[str, Any] = {"url": str(given["url"]).rstrip("/")}
    for name in ("service_id", "username", "password", "token_id", "message_type"):
        if name in given:
            values[name] = with_secrets(str(given[name]), secrets)
        elif name in {"service_id", "username", "password"}:
            raise SettingsRefused(f"The route's setting {name!r} is missing.")
    for name in given.keys() & {"ask_after_seconds", "timeout_seconds"}:
        values[name] = number_within(name, given[name], 0.1, 3600)
    values["errors"] = mapped("errors", given.get("errors", {}), AnswerKind)
    keys = given.get("keys", {})
    if not isinstance(keys, Mapping) or not all(isinstance(names, list) for names in keys.values()):
        raise SettingsRefused("The route's setting 'keys' must give a list of names for each template id.")
    return BsnlSettings(**values, keys={template: tuple(map(str, names)) for template, names in keys.items()})

"""A department's account at C-DAC Mobile Seva: its route's settings, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.settings import check_known, check_url, number_within, with_secrets


@dataclass(frozen=True, slots=True)
class CdacSettings:
    """`url`: that of sendsmsrequestDLT. The header and the template's id come with each message."""

    url: str
    username: str
    password: str
    secure_key: str
    timeout_seconds: float = 30.0


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> CdacSettings:
    """Settings as a route's row holds them, or SettingsRefused; `${NAME}` is filled from `secrets`."""
    check_known(given, CdacSettings)
    check_url("url", given.get("url"))
    words = {}
    for name in ("username", "password", "secure_key"):
        if not given.get(name):
            raise SettingsRefused(f"The route's setting {name!r} is missing.")
        words[name] = with_secrets(str(given[name]), secrets)
    seconds = number_within("timeout_seconds", given.get("timeout_seconds", 30.0), 0.1, 600)
    return CdacSettings(str(given["url"]), **words, timeout_seconds=seconds)

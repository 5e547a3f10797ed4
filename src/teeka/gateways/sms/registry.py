"""Which adapters there are. A new provider is one folder and one line here."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.mail.provider import Mail
from teeka.gateways.sms.bsnl.provider import Bsnl
from teeka.gateways.sms.cdac.provider import Cdac
from teeka.gateways.sms.gateway import Gateway, Provider, ReceiptReader, SettingsRefused, Surroundings
from teeka.gateways.sms.http.provider import Http
from teeka.gateways.sms.smpp.provider import Smpp
from teeka.rules.messages.second_channel import Channel

PROVIDERS: dict[str, Provider] = {
    "http": Http(),
    "smpp": Smpp(),
    "cdac": Cdac(),
    "bsnl": Bsnl(),
    "smtp": Mail(),
}
OF_EMAIL = frozenset({"smtp"})


def channel_of(adapter: str) -> Channel:
    return Channel.EMAIL if adapter in OF_EMAIL else Channel.SMS


def open_gateway(adapter: str, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
    """An adapter ready to send, or SettingsRefused."""
    return _provider(adapter).open(settings, surroundings)


def receipt_reader(adapter: str, settings: Mapping[str, Any]) -> ReceiptReader:
    """Reads what a gateway posts; needs none of the route's secrets."""
    return _provider(adapter).reader(settings)


def _provider(adapter: str) -> Provider:
    if adapter not in PROVIDERS:
        raise SettingsRefused(f"There is no adapter {adapter!r}. There are: {', '.join(PROVIDERS)}.")
    return PROVIDERS[adapter]

"""Which adapters there are. A new provider is one folder and one line here."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from teeka.gateways.sms.gateway import Gateway, ReceiptReader, SettingsRefused
from teeka.gateways.sms.http.client import HttpGateway
from teeka.gateways.sms.http.receipts import HttpReceipts
from teeka.gateways.sms.http.settings import read_settings

_OPENERS: dict[str, Callable[[Mapping[str, Any], aiohttp.ClientSession], Gateway]] = {
    "http": lambda settings, session: HttpGateway(read_settings(settings, os.environ), session),
}
_READERS: dict[str, Callable[[Mapping[str, Any]], ReceiptReader]] = {
    "http": lambda settings: HttpReceipts(read_settings(settings, secrets=None)),
}
ADAPTERS = tuple(_OPENERS)


def open_gateway(adapter: str, settings: Mapping[str, Any], session: aiohttp.ClientSession) -> Gateway:
    """An adapter ready to send, or SettingsRefused."""
    if adapter not in _OPENERS:
        raise SettingsRefused(f"There is no adapter {adapter!r}. There are: {', '.join(ADAPTERS)}.")
    return _OPENERS[adapter](settings, session)


def receipt_reader(adapter: str, settings: Mapping[str, Any]) -> ReceiptReader:
    """Reads what a gateway posts; needs none of the route's secrets."""
    if adapter not in _READERS:
        raise SettingsRefused(f"There is no adapter {adapter!r}. There are: {', '.join(ADAPTERS)}.")
    return _READERS[adapter](settings)

"""SMPP 3.4, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.sms.gateway import Gateway, NoWebhook, ReceiptReader, Surroundings
from teeka.gateways.sms.smpp.client import SmppGateway
from teeka.gateways.sms.smpp.settings import read_settings


class Smpp:
    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        known = read_settings(settings, surroundings.secrets)
        return SmppGateway(known, window=surroundings.window, sink=surroundings.sink)

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        read_settings(settings, secrets=None)
        return NoWebhook()

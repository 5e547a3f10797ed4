"""BSNL's bulk SMS service, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.sms.bsnl.client import BsnlGateway
from teeka.gateways.sms.bsnl.settings import read_settings
from teeka.gateways.sms.gateway import Gateway, NoWebhook, ReceiptReader, Surroundings


class Bsnl:
    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        return BsnlGateway(read_settings(settings, surroundings.secrets), surroundings.session)

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        read_settings(settings, secrets=None)
        return NoWebhook()

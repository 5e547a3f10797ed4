"""C-DAC Mobile Seva, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.sms.cdac.client import CdacGateway
from teeka.gateways.sms.cdac.settings import read_settings
from teeka.gateways.sms.gateway import Gateway, NoWebhook, ReceiptReader, Surroundings


class Cdac:
    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        return CdacGateway(read_settings(settings, surroundings.secrets), surroundings.session)

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        read_settings(settings, secrets=None)
        return NoWebhook()

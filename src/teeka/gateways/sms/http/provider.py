"""The generic HTTP gateway, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.sms.gateway import Gateway, ReceiptReader, Surroundings
from teeka.gateways.sms.http.client import HttpGateway
from teeka.gateways.sms.http.receipts import HttpReceipts
from teeka.gateways.sms.http.settings import read_settings


class Http:
    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        return HttpGateway(read_settings(settings, surroundings.secrets), surroundings.session)

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        return HttpReceipts(read_settings(settings, secrets=None))

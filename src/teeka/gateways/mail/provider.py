"""E-mail, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.mail.client import MailGateway
from teeka.gateways.mail.settings import read_settings
from teeka.gateways.sms.gateway import Gateway, NoWebhook, ReceiptReader, SettingsRefused, Surroundings
from teeka.shared import clock


class Mail:
    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        read = read_settings(settings, surroundings.secrets)
        try:
            return MailGateway(read, clock.now)
        except OSError as error:
            raise SettingsRefused("The route's setting 'ca_file' names no certificates.") from error

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        read_settings(settings, secrets=None)
        return NoWebhook()

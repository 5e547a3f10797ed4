"""What a gateway brought to our door, and whether it comes from the gateway whose route it names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.notices.models import Route
from teeka.rules.messages.callbacks import CallbackKeyRefused, read_callback_key


@dataclass(frozen=True, slots=True)
class Brought:
    """headers: names in lower case. sender: the address that the connection came from."""

    route_code: str
    body: bytes
    content_type: str
    headers: Mapping[str, str]
    sender: str
    at: datetime


def is_from_the_gateway(brought: Brought) -> bool:
    """True too for a route that nobody knows: nothing of it is stored, and the answer tells nothing.

    A secret that is not set on this machine opens nothing.
    """
    asked = Route.objects.filter(code=brought.route_code).values_list("callbacks", flat=True).first()
    if not asked:
        return True
    try:
        key = read_callback_key(asked, os.environ)
    except CallbackKeyRefused:
        return False
    return key.opens(body=brought.body, headers=brought.headers, sender=brought.sender, at=brought.at)

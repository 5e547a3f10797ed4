"""What a gateway brought to our door, and whether it comes from the gateway whose route it names."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from teeka.rules.messages.callbacks import CallbackKeyRefused, read_callback_key


class KnownRoute(NamedTuple):
    """What a callback needs of the route that it names. `callbacks`: what it must show."""

    code: str
    adapter: str
    settings: dict[str, Any]
    callbacks: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Brought:
    """headers: names in lower case. sender: the address that the connection came from."""

    route_code: str
    body: bytes
    content_type: str
    headers: Mapping[str, str]
    sender: str
    at: datetime


def known_route(code: str) -> KnownRoute | None:
    """In plain words of the database: a gateway posts hundreds a second, and each asks this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT adapter, settings, callbacks FROM notices_route WHERE code = %s", [code])
        row = cursor.fetchone()
    return KnownRoute(code, row[0], json.loads(row[1]), json.loads(row[2])) if row else None


def is_from_the_gateway(brought: Brought, route: KnownRoute | None) -> bool:
    """True too for a route that nobody knows: nothing of it is stored, and the answer tells nothing.

    A secret that is not set on this machine opens nothing.
    """
    if route is None or not route.callbacks:
        return True
    try:
        key = read_callback_key(route.callbacks, os.environ)
    except CallbackKeyRefused:
        return False
    return key.opens(body=brought.body, headers=brought.headers, sender=brought.sender, at=brought.at)

"""What a gateway brought to our door, and whether it comes from the gateway whose route it names."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from teeka.gateways.sms.gateway import ReceiptReader
from teeka.gateways.sms.registry import receipt_reader
from teeka.rules.messages.callbacks import CallbackKey, CallbackKeyRefused, read_callback_key

REMEMBERED_FOR = timedelta(seconds=1)


class CallbackRefused(Exception):
    """It does not show what its route wants of a callback."""


@dataclass(frozen=True)
class KnownRoute:
    """What a callback needs of the route that it names. `callbacks`: what it must show."""

    code: str
    adapter: str
    settings: dict[str, Any]
    callbacks: dict[str, Any]

    @cached_property
    def reader(self) -> ReceiptReader:
        """Raises SettingsRefused."""
        return receipt_reader(self.adapter, self.settings)

    @cached_property
    def key(self) -> CallbackKey:
        """Raises CallbackKeyRefused."""
        return read_callback_key(self.callbacks, os.environ)


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
    """As it stands in the database."""
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
        key = route.key
    except CallbackKeyRefused:
        return False
    return key.opens(body=brought.body, headers=brought.headers, sender=brought.sender, at=brought.at)


class RememberedRoutes:
    """The routes that callbacks name, as they stood at most REMEMBERED_FOR ago; one for a process.

    So long a route's old key opens after it was changed, and its old settings read. Whom a remembered route
    would turn away is judged by the route as it stands. Nobody's name is remembered.
    """

    def __init__(self) -> None:
        self._remembered: dict[str, tuple[datetime, KnownRoute]] = {}

    def route_of(self, brought: Brought) -> KnownRoute | None:
        """The route that it names; None for one that nobody knows. Raises CallbackRefused, DatabaseError."""
        known_at, route = self._remembered.get(brought.route_code, (None, None))
        if (
            known_at is not None
            and abs(brought.at - known_at) < REMEMBERED_FOR
            and is_from_the_gateway(brought, route)
        ):
            return route
        route = known_route(brought.route_code)
        if route is not None:
            self._remembered[route.code] = brought.at, route
        if not is_from_the_gateway(brought, route):
            raise CallbackRefused
        return route

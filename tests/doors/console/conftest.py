"""A world to look at, and a reader of it: each request as the web's own role, bound by row security."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from teeka.apps.readiness.queries import kept_board
from teeka.shared import clock
from tests.conftest import web_role
from tests.doors.console.world import World, make_world

Visit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """Cheap passwords, static files from where they lie, and the state that the world lies in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = None
    settings.TEEKA_STATE = "Testland"


@pytest.fixture
def world(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(clock, "now", lambda: now)
    kept_board.forget()
    yield make_world(now)
    kept_board.forget()


@pytest.fixture
def visit(world: World) -> Visit:
    """visit(role, address, data=None, **more): the page as this role gets it; role None is a stranger."""

    def go(role: str | None, address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        client = Client()
        if role is not None:
            client.force_login(world.staff[role])
        with web_role():
            return client.get(address, **more) if data is None else client.post(address, data, **more)

    return go

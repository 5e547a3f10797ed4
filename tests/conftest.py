"""Fixtures that every test may use: a rolled-back database by default, a fresh one for real processes."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tests import early

SHARE_A_NIGHT = ("test_database_killed", "test_disk_full", "test_the_night_before")
_numbers = itertools.count(1)
KEPT = (
    "django_migrations",
    "django_content_type",
    "planning_vaccine",
    "planning_doseinterval",
)  # what migrations themselves put in


class Together(LoadScopeScheduling):
    """A journey's tests go to one worker, and so do those that share a night: each is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.split("::", maxsplit=1)[0])
        if file.parent.name != "journeys":
            return nodeid
        return "night" if file.stem in SHARE_A_NIGHT else file.stem


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first, for they are long."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is already there, migrated by its owner: see early.py."""


def _empty_tables(_case: TransactionTestCase) -> None:
    """After a test that commits: every table is emptied by the owner, for the roles of work may not."""
    with early.connect_as_superuser("teeka") as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        tables = ", ".join(name for (name,) in rows if name not in KEPT)
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture
def now() -> datetime:
    """The evening before, 20:30 in India."""
    return datetime(2026, 1, 14, 15, 0, tzinfo=UTC)


@pytest.fixture
def fresh_database() -> Iterator[str]:
    """DATABASE_URL of a database of its own, migrated and empty, for tests that start real processes."""
    name = f"fresh_{os.getpid()}_{next(_numbers)}"
    with early.connect_as_superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE teeka_template OWNER teeka_owner")
    yield early.owner_url(name)
    with early.connect_as_superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def web_role() -> Iterator[None]:
    """Inside a test's transaction: work as the web does, bound by row security."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE teeka_app")
        try:
            yield
        finally:
            cursor.execute("SET LOCAL ROLE teeka_worker")

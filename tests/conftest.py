"""Fixtures that every test may use: a rolled-back database by default, a fresh one for real processes."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests import early

_numbers = itertools.count(1)
KEPT = ("django_migrations", "django_content_type", "planning_vaccine")  # what migrations themselves put in


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first, for they are long; those that share a night or a demo on one worker, to make it once."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    for item in items:
        if "journeys" in item.path.parts:
            shares = "undisturbed" in getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("undisturbed" if shares else item.path.stem))


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

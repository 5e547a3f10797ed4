"""Runs one statement and gives its rows as one row type."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection

Row = TypeVar("Row")


def rows_of(kind: type[Row], statement: str, params: Mapping[str, Any]) -> list[Row]:
    """The statement's columns, in order, are the row type's fields."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [kind(*row) for row in cursor.fetchall()]


def row_of(kind: type[Row], statement: str, params: Mapping[str, Any]) -> Row | None:
    found = rows_of(kind, statement, params)
    return found[0] if found else None


def number_of(statement: str, params: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.fetchone()[0] or 0)

"""Runs one statement and gives its rows as one row type, whose fields are the columns in order."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection

Row = TypeVar("Row")


def rows_of(kind: type[Row], statement: str, params: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [kind(*row) for row in cursor.fetchall()]

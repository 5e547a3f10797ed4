"""Lets the query planner know of a bulk write at once, instead of when autovacuum comes by."""

from django.db import connection


def refresh_statistics(*tables: str) -> None:
    """ANALYZE these tables, by a function of the owner's: the roles of work may not do it themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT teeka_refresh_statistics(%s)", [list(tables)])

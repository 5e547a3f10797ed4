"""Who needs no place any more, because the dose was given; told by whoever records doses.

Locks: those of giving.py, of the people and the session, held by the caller from before anything was read.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection


def finish_people(
    people: Collection[int], session_id: UUID, dose: int, *, by: str, now: datetime
) -> list[int]:
    """They were given this dose in this session: they wait for none, and their places ahead are free.

    The ids of those places. Raises IntegrityError when one of them was given it before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT appointment FROM teeka_be_done(%s::uuid, %s::smallint, %s::bigint[], %s, %s)",
            [session_id, dose, sorted(people), by, now],
        )
        return [place for (place,) in cursor.fetchall()]


def reopen_person(person: int, session_id: UUID, dose: int) -> None:
    """The dose was not given after all: whoever has no place waits for one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT teeka_be_not_done(%s::uuid, %s::smallint, %s)", [session_id, dose, person])

"""Who changes in a what-if into the database: staged by COPY, written by one statement."""

import polars as pl
from django.db import connection

from teeka.apps.allotment.models import WhatIfPerson
from teeka.apps.places.staging import stage

COLUMNS = {
    "district_code": "int", "beneficiary_id": "bigint", "tier": "smallint", "is_listed": "boolean",
    "from_code": "text", "from_site": "text", "from_site_hi": "text", "from_on": "date", "from_km": "float8",
    "lost_for": "text", "to_code": "text", "to_site": "text", "to_site_hi": "text", "to_on": "date",
    "to_km": "float8", "why": "text[]", "reason": "text", "is_standby": "boolean",
}  # fmt: skip
WORDS = [name for name, kind in COLUMNS.items() if kind == "text"]
STORE = f"""
    INSERT INTO allotment_whatifperson (what_if_id, {", ".join(COLUMNS)})
    SELECT %s, {", ".join(COLUMNS)} FROM what_if_people ORDER BY beneficiary_id
"""


def store_people(what_if_id: int, people: pl.DataFrame) -> None:
    """In place of those of an earlier answer; one transaction, the caller's."""
    WhatIfPerson.objects.filter(what_if=what_if_id).delete()
    rows = people.select(list(COLUMNS)).with_columns(pl.col(WORDS).fill_null(""))
    with connection.cursor() as cursor:
        stage(cursor, "what_if_people", COLUMNS, rows)
        cursor.execute(STORE, [what_if_id])
        cursor.execute("DROP TABLE what_if_people")

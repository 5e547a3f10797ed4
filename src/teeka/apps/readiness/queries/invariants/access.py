"""What belongs to one jurisdiction is readable by nobody outside it (invariant 11).

Tried by reading: the web's own role reads every scoped table with no district in its scope, with every
other district, and with the rest. And looked at: the policies that bind that role are the same on every
table, so that no two districts of one half can see each other either.
"""

from collections.abc import Iterator, Sequence

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

from teeka.apps.readiness.queries.invariants.finding import (
    NAMED_AT_MOST,
    Found,
    Offence,
    Rule,
    counted,
)

# Looked up by user name before anybody's scope is known; holds no beneficiary.
READ_WITHOUT_SCOPE = ("accounts_staff",)
SCOPED_TABLES = """
    SELECT class.relname, class.relrowsecurity FROM pg_class class
    JOIN pg_attribute attribute ON attribute.attrelid = class.oid AND attribute.attname = 'district_code'
    WHERE class.relkind = 'r' AND class.relnamespace = 'public'::regnamespace AND class.relname <> ALL (%s)
    ORDER BY 1
"""
# One policy a table binds the web, and it says the same on all of them.
ODD_POLICIES = """
    WITH policy AS (
        SELECT class.relname, policy.polname, count(*) OVER (PARTITION BY class.oid) AS policies,
               concat(policy.polpermissive, policy.polcmd,
                      pg_get_expr(policy.polqual, policy.polrelid), ' / ',
                      pg_get_expr(policy.polwithcheck, policy.polrelid)) AS says
        FROM pg_policy policy JOIN pg_class class ON class.oid = policy.polrelid
        WHERE class.relname = ANY (%s) AND EXISTS (
            SELECT FROM unnest(policy.polroles) AS bound (role)
            WHERE CASE WHEN bound.role = 0 THEN true ELSE pg_has_role('teeka_app', bound.role, 'USAGE') END)
    )
    SELECT relname, polname FROM policy
    WHERE policies > 1 OR says <> (SELECT mode() WITHIN GROUP (ORDER BY says) FROM policy) ORDER BY 1, 2
"""
READABLE_OUTSIDE = """
    SELECT district_code, to_jsonb(line)->>'id', count(*) OVER ()
    FROM {table} line WHERE district_code <> ALL (%s) LIMIT %s
"""


def nobody_reads_another_jurisdiction() -> Found:
    with connection.cursor() as cursor:
        cursor.execute(SCOPED_TABLES, [list(READ_WITHOUT_SCOPE)])
        tables = cursor.fetchall()
        cursor.execute("SELECT code FROM places_district ORDER BY 1")
        districts = [code for (code,) in cursor.fetchall()]
        cursor.execute(ODD_POLICIES, [[name for name, _ in tables]])
        odd_policies = [
            Offence(f"policy {policy} on {table}", "is not the one policy that binds the web on all tables")
            for table, policy in cursor.fetchall()
        ]
    open_tables = [
        Offence(f"table {name}", "has no row security: every login reads all of it")
        for name, is_secured in tables
        if not is_secured
    ]
    read = _read_as_the_web([name for name, _ in tables], districts)
    misplaced = sum((rule.offences() for rule in SAME_DISTRICT), Found(counted(CARRIED)))
    return Found.of([*open_tables, *odd_policies], checked=len(tables)) + read + misplaced


def _read_as_the_web(tables: Sequence[str], districts: Sequence[int]) -> Found:
    """What the web's role reads beyond its scope; a row that leaks into many scopes counts once."""
    leaks: dict[str, dict[Offence, None]] = {table: {} for table in tables}
    most = dict.fromkeys(tables, 0)
    web = connections["web"]
    try:
        for scope in _scopes(districts):
            with web.cursor() as cursor:
                cursor.execute("SELECT set_config('teeka.districts', %s, false)", [",".join(map(str, scope))])
                for table in tables:
                    count, named = _readable_outside(cursor, table, scope)
                    leaks[table] |= dict.fromkeys(named)
                    most[table] = max(most[table], count)
    finally:
        web.close()
    broken = sum(max(most[table], len(leaks[table])) for table in tables)
    return Found(0, broken, tuple(offence for table in tables for offence in leaks[table])[:NAMED_AT_MOST])


def _readable_outside(cursor: CursorWrapper, table: str, scope: list[int]) -> tuple[int, list[Offence]]:
    cursor.execute(READABLE_OUTSIDE.format(table=table), [scope, NAMED_AT_MOST])
    rows = cursor.fetchall()
    named = [
        Offence(f"{table} {row_id or ''}".strip(), f"of district {district} is readable by logins of others")
        for district, row_id, _ in rows
    ]
    return (rows[0][2] if rows else 0), named


def _scopes(districts: Sequence[int]) -> Iterator[list[int]]:
    yield []
    yield list(districts[::2])
    yield list(districts[1::2])


def _carried(table: str, owner: str, key: str, *, row: str = "id") -> Rule:
    """The rows of `table` that carry another district than the row they belong to."""
    return Rule(
        f"SELECT line.{row} AS id, line.district_code AS carries, owner.district_code AS belongs "
        f"FROM {table} line JOIN {owner} owner ON owner.id = line.{key} "
        "WHERE owner.district_code <> line.district_code",
        row=f"{table} {{id}}",
        why="carries district {carries}, but belongs to district {belongs}",
    )


SAME_DISTRICT = (
    _carried("people_beneficiary", "people_posting", "posting_id"),
    _carried("planning_session", "planning_sessionsite", "site_id"),
    _carried("allotment_appointment", "planning_session", "session_id"),
    _carried("allotment_frozenlist", "planning_session", "session_id"),
    _carried("allotment_frozenrow", "allotment_frozenlist", "frozen_list_id", row="appointment_id"),
    _carried("notices_message", "planning_session", "session_id"),
    _carried("notices_outbox", "notices_message", "message_id", row="message_id"),
    _carried("notices_settled", "notices_message", "message_id", row="message_id"),
)
CARRIED = "SELECT (SELECT count(*) FROM people_beneficiary) + (SELECT count(*) FROM allotment_appointment)"

"""Brings the database's shape and its roles up to date: the only code that works as the owner."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from teeka.config.database import DatabaseRole, Target, is_embedded, target

MIGRATING = 7_001
APPS = Path(__file__).resolve().parent.parent / "apps"

GRANTS = """
GRANT USAGE ON SCHEMA public TO teeka_app, teeka_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO teeka_app, teeka_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO teeka_app, teeka_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO teeka_app, teeka_worker;
"""


class SchemaNotReady(Exception):
    """The database could not be brought up to date; the text says what to do."""


def bring_up_to_date() -> None:
    """Make the roles, then run what migrations are missing, in a process of its own as the owner.

    Lock: MIGRATING, of the session, so that of several commands on a new database one migrates and the
    others wait; a killed one's goes with its connection.
    """
    owner = target(DatabaseRole.OWNER)
    if not _missing_migrations(owner):
        return
    with psycopg.connect(**owner.for_psycopg(), autocommit=True) as lock:
        # Asked again and again: who waits inside a statement holds up an index built concurrently.
        while lock.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING]).fetchone() == (False,):
            time.sleep(0.1)
        if _missing_migrations(owner):
            _migrate(owner)


def _migrate(owner: Target) -> None:
    make_roles(owner)
    environment = {
        **os.environ,
        "TEEKA_ROLE": DatabaseRole.OWNER,
        "DJANGO_SETTINGS_MODULE": "teeka.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"],
        env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SchemaNotReady(
            "The database could not be brought up to date; its tables are as they were. "
            f"The last words were:\n{done.stderr.strip()[-800:]}"
        )


def make_roles(owner: Target) -> None:
    """The roles of work exist and own nothing; needs CREATEROLE on a server that lacks them."""
    with psycopg.connect(**owner.for_psycopg()) as connection:
        there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (DatabaseRole.APP, DatabaseRole.WORKER):
            if role.in_database in there:
                continue
            try:
                name = sql.Identifier(role.in_database)
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
            except psycopg.errors.InsufficientPrivilege as error:
                raise SchemaNotReady(
                    "The login of DATABASE_URL may not create roles. Ask its administrator to run:\n"
                    "  CREATE ROLE teeka_app NOLOGIN; CREATE ROLE teeka_worker NOLOGIN;\n"
                    f"  GRANT teeka_app, teeka_worker TO {owner.user};"
                ) from error
        connection.execute(GRANTS)
        if not is_embedded():
            connection.execute("GRANT teeka_app, teeka_worker TO CURRENT_USER")


def _missing_migrations(owner: Target) -> bool:
    on_disk = {(f.parent.parent.name, f.stem) for f in APPS.glob("*/migrations/[0-9]*.py")}
    with psycopg.connect(**owner.for_psycopg()) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return True
        done = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    return not on_disk <= done

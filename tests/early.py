"""Loaded before Django: gives the tests a home, a PostgreSQL server and a migrated database of their own.

Two databases come of it: `teeka`, in which tests roll back, and `teeka_template`, from which a test
that runs real processes gets a fresh copy (fixture `fresh_database` in conftest.py).
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from tests.homes import MIGRATED, copy_home

_home = Path(tempfile.mkdtemp(prefix="teeka-tests-"))
_home.chmod(0o755)  # the database's own user must be able to enter
os.environ["TEEKA_HOME"] = str(_home)
os.environ["TEEKA_ROLE"] = "worker"
os.environ.pop("DATABASE_URL", None)
if MIGRATED in os.environ:
    copy_home(Path(os.environ[MIGRATED]), _home)

from teeka.config import embedded_postgres, schema  # noqa: E402  (the home must be known first)
from teeka.config.database import DatabaseRole, target  # noqa: E402


def _as_superuser() -> dict[str, Any]:
    owner = target(DatabaseRole.OWNER).for_psycopg()
    return {**owner, "user": "teeka_superuser", "password": embedded_postgres.read_secrets().superuser}


if MIGRATED not in os.environ:
    # Once for all workers and all homes: `cp` is a hundred times as fast as making and migrating a cluster.
    with embedded_postgres.running():
        schema.bring_up_to_date()
        with psycopg.connect(**_as_superuser(), autocommit=True) as _connection:
            # The tests kill processes, not the machine: what the kernel holds survives that.
            _connection.execute("ALTER SYSTEM SET fsync = off")
    if not (_home / "database-is-at").exists():  # else it lies where two homes would share it
        _made = tempfile.mkdtemp(prefix="teeka-migrated-")
        copy_home(_home, Path(_made))
        atexit.register(shutil.rmtree, _made, ignore_errors=True)
        os.environ[MIGRATED] = _made
_open = ExitStack()
_open.enter_context(embedded_postgres.running())
_admin = _as_superuser()


def connect_as_superuser(name: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(**{**_admin, "dbname": name}, autocommit=True)


def owner_url(name: str) -> str:
    """DATABASE_URL of a database on this server, by a login that may take on any role."""
    return f"postgresql://{_admin['user']}:{_admin['password']}@{_admin['host']}:{_admin['port']}/{name}"


with connect_as_superuser() as _connection:
    _connection.execute("CREATE DATABASE teeka_template TEMPLATE teeka OWNER teeka_owner")

# From here on everything reaches the server by URL, so that a test may take on another role.
os.environ["DATABASE_URL"] = owner_url("teeka")


@atexit.register
def _clean_up() -> None:
    os.environ.pop("DATABASE_URL")
    _open.close()
    shutil.rmtree(_home, ignore_errors=True)

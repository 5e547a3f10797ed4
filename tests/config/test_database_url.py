"""With DATABASE_URL a server is used, each part of teeka as its own role."""

import pytest

from tests.homes import Home

WHO = """
import django; django.setup()
from django.db import connection, connections
names = []
for one in (connection, connections["web"]):
    with one.cursor() as cursor:
        cursor.execute("SELECT current_user")
        names.append(cursor.fetchone()[0])
print(*names)
"""
CHANGE_SHAPE = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE mine (id int)")
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "teeka.config.settings"}


@pytest.mark.parametrize(
    ("role", "works_as"), [("owner", "teeka_superuser"), ("worker", "teeka_worker"), ("app", "teeka_app")]
)
def test_each_part_works_as_its_own_role(home: Home, fresh_database: str, role: str, works_as: str) -> None:
    said = home.python(WHO, DATABASE_URL=fresh_database, TEEKA_ROLE=role, **SETTINGS)
    assert said.stdout.split() == [works_as, "teeka_app"], said.stderr


@pytest.mark.parametrize("role", ["worker", "app"])
def test_no_role_of_work_may_change_a_tables_shape(home: Home, fresh_database: str, role: str) -> None:
    refused = home.python(CHANGE_SHAPE, DATABASE_URL=fresh_database, TEEKA_ROLE=role, **SETTINGS)
    assert "permission denied for schema public" in refused.stderr


def test_a_command_on_a_server_starts_no_database_of_its_own(home: Home, fresh_database: str) -> None:
    done = home.teeka("status", "--json", DATABASE_URL=fresh_database)
    assert done.returncode == 0, done.stderr
    assert not (home.folder / "database").exists()


def test_a_server_that_is_not_there_is_said_plainly(home: Home) -> None:
    gone = home.teeka("status", DATABASE_URL="postgresql://teeka:secret@127.0.0.1:1/teeka")
    assert gone.returncode == 3
    assert "database" in gone.stderr.lower()
    assert "Traceback" not in gone.stderr
    assert "secret" not in gone.stderr

"""The embedded database runs while somebody uses it, whoever of them is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import Home, is_running, own_home

# Uses the database until its standard input closes; says the postmaster's process id first.
HOLD = """
import sys
from teeka.config import embedded_postgres
with embedded_postgres.running():
    print(embedded_postgres.server_pid(), flush=True)
    sys.stdin.read()
"""
ASK = """
import sys
from teeka.config import embedded_postgres
with embedded_postgres.running():
    with embedded_postgres._connect("teeka") as connection:
        for statement in sys.argv[1:]:
            answer = connection.execute(statement)
        print(embedded_postgres.server_pid(), answer.fetchone()[0])
"""


@pytest.fixture(scope="module")
def used_home() -> Iterator[Home]:
    """One cluster for the tests that leave it whole: each initdb costs seconds."""
    with own_home(is_empty=True) as made:
        yield made


def hold(home: Home) -> tuple["subprocess.Popen[str]", int]:
    process = home.start(sys.executable, "-c", HOLD)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def let_go(process: "subprocess.Popen[str]") -> None:
    _, words = process.communicate(timeout=60)
    assert process.returncode == 0, words


def ask(home: Home, *statements: str) -> tuple[int, str]:
    """The postmaster's process id, and the last statement's answer."""
    asked = home.run(sys.executable, "-c", ASK, *statements)
    assert asked.returncode == 0, asked.stderr
    pid, answer = asked.stdout.split(maxsplit=1)
    return int(pid), answer.strip()


def test_two_commands_share_one_server_and_the_last_one_out_stops_it(used_home: Home) -> None:
    first, server = hold(used_home)
    second, same = hold(used_home)
    assert same == server
    let_go(first)
    assert used_home.postmaster() == server
    let_go(second)
    assert used_home.postmaster() is None


def test_a_killed_command_leaves_a_server_that_the_next_one_uses_and_stops(used_home: Home) -> None:
    command, server = hold(used_home)
    command.kill()
    command.communicate()
    assert used_home.postmaster() == server
    assert ask(used_home, "SELECT 1") == (server, "1")
    assert used_home.postmaster() is None


def test_after_a_killed_server_the_next_command_has_all_that_was_stored(used_home: Home) -> None:
    command, server = hold(used_home)
    ask(used_home, "CREATE TABLE kept AS SELECT 7 AS n", "SELECT 1")
    os.kill(server, signal.SIGKILL)
    let_go(command)  # its own end is no failure either
    again, answer = ask(used_home, "SELECT n FROM kept")
    assert (again != server, answer) == (True, "7")


def test_both_killed_at_once_and_the_next_command_works(used_home: Home) -> None:
    command, server = hold(used_home)
    ask(used_home, "CREATE TABLE kept_too AS SELECT 7 AS n", "SELECT 1")
    command.kill()
    os.kill(server, signal.SIGKILL)
    command.communicate()
    assert ask(used_home, "SELECT n FROM kept_too")[1] == "7"
    assert used_home.postmaster() is None


def test_a_half_made_cluster_of_a_killed_start_is_made_anew(home: Home) -> None:
    draft = home.folder / "database.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    assert ask(home, "SELECT 1")[1] == "1"


def test_data_of_another_major_version_is_refused_with_the_way_out(used_home: Home) -> None:
    ask(used_home, "SELECT 1")
    noted = used_home.folder / "database" / "PG_VERSION"
    made_by = noted.read_text()
    noted.write_text("12\n")
    refused = used_home.teeka("status")
    noted.write_text(made_by)
    assert refused.returncode == 3
    for said in ("made by PostgreSQL 12", "postgresql-12", "TEEKA_POSTGRES_BIN", "Nothing was changed"):
        assert said in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a database of another user")
def test_a_home_that_the_databases_user_cannot_enter_keeps_a_pointer_to_a_place_it_can(home: Home) -> None:
    home.folder.chmod(0o700)
    assert ask(home, "SELECT 1")[1] == "1"
    elsewhere = Path((home.folder / "database-is-at").read_text().strip())
    assert (elsewhere / "PG_VERSION").exists()
    home.run("/bin/rm", "-rf", str(elsewhere))


def test_nobody_gets_in_without_a_password(used_home: Home) -> None:
    command, _server = hold(used_home)
    rules = (used_home.folder / "database" / "pg_hba.conf").read_text()
    methods = {line.split()[-1] for line in rules.splitlines() if line and not line.startswith("#")}
    let_go(command)
    assert methods == {"scram-sha-256"}


def test_no_server_of_ours_is_left_running(used_home: Home) -> None:
    command, server = hold(used_home)
    command.kill()
    command.communicate()
    assert used_home.teeka("down").returncode == 0
    assert not is_running(server)

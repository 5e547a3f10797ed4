"""kill -9 of a real import at random points, then the same command again: as one undisturbed run."""

import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.formats.incoming.files import ROSTER_HEADER, csv_bytes, put
from tests.homes import TEEKA

PEOPLE = 6_000
KILLS = 20
DISTRICTS = ["Patna", "Gaya", "Nalanda"]
COUNTS = ("people_beneficiary", "people_posting", "intake_uploadrow", "intake_upload")
# What an import decides; not the numbers that the database hands out, nor the time.
CONTENT = """
    SELECT encode(b.roster_key, 'hex'), b.reference, b.full_name, b.gender, b.birth_year, b.mobile,
           b.mobile_state, b.category, b.district_code, p.text
    FROM people_beneficiary b JOIN people_posting p ON p.id = b.posting_id ORDER BY 1
"""


def rows() -> Iterator[list[str]]:
    for number in range(PEOPLE):
        mobile = str(6_000_000_000 + number * 7_919)
        place = f"PHC {number % 90}"
        yield [f"Asha {number}", "F", "1985", mobile, "Nurse", place, DISTRICTS[number % 3]]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return put(tmp_path, csv_bytes(*rows(), header=ROSTER_HEADER))


@pytest.fixture
def database(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", fresh_database)
    return fresh_database


def start(roster: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*TEEKA, "import", "roster", str(roster), "--json"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def counted(database: str) -> tuple[int, int, int, int]:
    """All of one moment: a killed client's COMMIT may still be under way in the server."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTS)
    with psycopg.connect(database) as connection:
        return connection.execute(f"SELECT {counts}").fetchone()


def content(database: str) -> list[tuple]:
    with psycopg.connect(database) as connection:
        return connection.execute(CONTENT).fetchall()


def empty(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "TRUNCATE people_beneficiary, people_referenceblock, people_posting, intake_uploadrow,"
            " intake_upload CASCADE"
        )


def finish(roster: Path) -> dict:
    done = start(roster)
    printed, said = done.communicate(timeout=120)
    assert done.returncode == 0, said
    (file,) = json.loads(printed)["files"]
    return file


def when_it_stores(database: str, running: "subprocess.Popen[str]") -> None:
    """Wait until the import has begun to write, so that kills fall where something could be half done."""
    with psycopg.connect(database, autocommit=True) as connection:
        while running.poll() is None:
            held = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            if held.fetchone()[0]:
                return
            time.sleep(0.005)


def test_a_killed_import_leaves_nothing_and_the_same_command_again_does_all(
    database: str, roster: Path
) -> None:
    chance = random.Random(20260114)
    finish(roster)  # also loads the places, so that the kills below fall into the import
    undisturbed = content(database)
    began, ended = _storing_takes(database, roster)

    for number in range(KILLS):
        empty(database)
        running = start(roster)
        if number % 4:
            when_it_stores(database, running)
            time.sleep(chance.uniform(0, ended - began))
        else:
            time.sleep(chance.uniform(0, began))
        running.kill()
        running.communicate()
        people, postings, upload_rows, uploads = counted(database)
        assert (people, upload_rows, uploads) in {(0, 0, 0), (PEOPLE, PEOPLE, 1)}
        assert bool(postings) == bool(people)

    file = finish(roster)

    assert file["created"] + file["unchanged"] == file["rows"] == PEOPLE
    assert content(database) == undisturbed


def _storing_takes(database: str, roster: Path) -> tuple[float, float]:
    """When, after its start, an import begins to store, and when it has ended."""
    empty(database)
    at = time.monotonic()
    running = start(roster)
    when_it_stores(database, running)
    began = time.monotonic() - at
    running.communicate()
    return began, time.monotonic() - at

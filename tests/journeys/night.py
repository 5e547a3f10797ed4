"""The night before as its commands, and what came of it in a form that two runs can be compared by."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.homes import Home

DONE = {0, 1}  # 1: done, but something needs a person
STATEMENTS = {
    "people": """
        SELECT encode(person.roster_key, 'hex'), person.full_name, person.mobile_state, person.district_code,
               posting.text, posting.decision, facility.code, encode(survivor.roster_key, 'hex')
        FROM people_beneficiary person JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility facility ON facility.id = posting.facility_id
        LEFT JOIN people_beneficiary survivor ON survivor.id = person.stands_for_id
    """,
    "places": """
        SELECT encode(person.roster_key, 'hex'), session.code, place.slot_at, place.dose
        FROM allotment_appointment place JOIN people_beneficiary person ON person.id = place.beneficiary_id
        JOIN planning_session session ON session.id = place.session_id WHERE place.cancelled_at IS NULL
    """,
    "unplaced": """
        SELECT encode(person.roster_key, 'hex'), unplaced.reason, session.code, unplaced.standby_rank
        FROM allotment_unplaced unplaced JOIN people_beneficiary person ON person.id = unplaced.beneficiary_id
        LEFT JOIN planning_session session ON session.id = unplaced.standby_session_id
    """,
    "listed": """
        SELECT session.code, list.version, line.position, encode(person.roster_key, 'hex'), line.slot_at
        FROM allotment_frozenrow line JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
        JOIN planning_session session ON session.id = list.session_id
        JOIN people_beneficiary person ON person.id = line.beneficiary_id
    """,
    "messages": """
        SELECT encode(person.roster_key, 'hex'), message.purpose, message.revision, message.slot_at,
               message.to_number, message.text
        FROM notices_message message JOIN people_beneficiary person ON person.id = message.beneficiary_id
    """,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of a made-up district."""

    folder: Path

    @property
    def rosters(self) -> list[str]:
        return sorted(str(path) for path in self.folder.rglob("roster*") if path.is_file())

    def share_secrets(self, home: Home) -> None:
        """One key for identity numbers in all homes, so that one person is the same in each."""
        secrets = home.folder / "secrets.json"
        secrets.write_text((self.folder / "secrets.json").read_text())
        secrets.chmod(0o600)

    def steps(self) -> dict[str, list[str]]:
        return {
            "facilities": ["import", "facilities", str(self.folder / "facilities.csv")],
            "roster": ["import", "roster", *self.rosters],
            "sessions": ["import", "sessions", str(self.folder / "sessions.csv")],
            "resolve": ["resolve"],
            "duplicates": ["duplicates"],
            "allot": ["allot"],
            "freeze": ["freeze", "--all"],
            "lists": ["lists"],
            "tell": ["tell", "--until-done"],
        }


@dataclass(slots=True)
class Night:
    """One installation on its way through the night."""

    home: Home
    sample: Sample
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, *names: str) -> None:
        for name in names or self.sample.steps():
            started = time.monotonic()
            done = self.home.teeka(*self.sample.steps()[name], "--json")
            self.seconds[name] = time.monotonic() - started
            assert done.returncode in DONE, f"{name}: {done.stderr}"
            json.loads(done.stdout)  # one object, and nothing else

    def start(self, name: str) -> "subprocess.Popen[str]":
        return self.home.start_teeka(*self.sample.steps()[name], "--json")

    def outcome(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that a run must give, whatever happened on its way."""
        with using_database(self.home) as connection:
            return {
                name: sorted(connection.execute(statement).fetchall(), key=repr)
                for name, statement in STATEMENTS.items()
            }

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.home.teeka("status", "--json").stdout)
        return told

    def assert_all_holds(self) -> None:
        checked = self.home.teeka("verify", "--json")
        broken = [one for one in json.loads(checked.stdout)["invariants"] if not one["holds"]]
        assert not broken, broken
        assert checked.returncode == 0


def everybody_is_told_or_to_be_called(status: dict[str, Any]) -> bool:
    told = status["notices"]["delivered"] + status["told_by_voice"] + status["not_told_call_sheet"]
    return bool(told == status["notices"]["due"] == status["placed"] > 0)


HOLD = """
import sys
from teeka.config import embedded_postgres
with embedded_postgres.running():
    print("running", flush=True)
    sys.stdin.read()
"""


@contextmanager
def database_held(home: Home) -> Iterator[None]:
    """The embedded database stays up while the block runs, so that commands need not start it anew."""
    holder = home.start(sys.executable, "-c", HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "running"
    try:
        yield
    finally:
        holder.communicate()


@contextmanager
def using_database(home: Home) -> Iterator[psycopg.Connection]:
    """A connection that sees every row, to the server of DATABASE_URL or to the home's own."""
    if url := home.environment.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection
        return
    with database_held(home), own_database(home) as connection:
        yield connection


def own_database(home: Home) -> psycopg.Connection:
    """A connection that sees every row, to the home's own server, which must be running."""
    secrets = json.loads((home.folder / "secrets.json").read_text())
    return psycopg.connect(
        host="127.0.0.1", port=home.noted("database")["port"], dbname="teeka", user="teeka_superuser",
        password=secrets["superuser"], autocommit=True,
    )  # fmt: skip

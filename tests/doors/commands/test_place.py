"""`teeka place` and `teeka launch` as a person runs them; the copier killed at any moment."""

import json
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from benchmarks.frozen_lists import make_frozen_lists
from benchmarks.lists import set_in_real_words

from teeka.shared import clock
from tests.homes import Home, own_home

SESSIONS = 40
STARTS = clock.now().replace(hour=3, minute=30, second=0, microsecond=0) + timedelta(days=2)


@pytest.fixture
def home(fresh_database: str) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        with psycopg.connect(fresh_database) as owner:
            make_frozen_lists(owner, people=SESSIONS * 10, starts_at=STARTS, per_session=10)
            set_in_real_words(owner, STARTS)
            owner.execute("UPDATE planning_campaign SET pack_places = 2")
        yield made


def gates(url: str) -> int:
    with psycopg.connect(url) as owner:
        found = owner.execute("SELECT count(*) FROM notices_packgate").fetchone()
    return int(found[0]) if found else 0


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        if holds():
            return True
        time.sleep(0.05)
    return False


def files(home: Home) -> int:
    return sum(1 for place in ("lists", "lists-second") for _ in (home.folder / place).rglob("[!.]*.*"))


def tree(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def test_a_copier_killed_at_any_moment_goes_on_until_every_pack_lies_twice(
    home: Home, fresh_database: str
) -> None:
    chance = random.Random(8)
    for _ in range(4):
        before = files(home)
        copier = home.start_teeka("place", "keep")
        assert until(lambda before=before: files(home) > before)
        time.sleep(chance.random() / 2)
        copier.send_signal(signal.SIGKILL)
        copier.communicate()
    assert gates(fresh_database) < SESSIONS  # else the last one has nothing to go on with
    copier = home.start_teeka("place", "keep")
    assert until(lambda: gates(fresh_database) == SESSIONS)
    copier.send_signal(signal.SIGTERM)
    _, said = copier.communicate(timeout=30)
    assert (copier.returncode, "Traceback" in said) == (0, False)
    assert tree(home.folder / "lists") == tree(home.folder / "lists-second")
    listed = home.teeka("place", "list", "--json")
    assert listed.returncode == 0
    found = json.loads(listed.stdout)
    assert (found["needed"], found["one_disk"]) == (2, True)
    assert [(one["code"], one["lists"]) for one in found["places"]] == [
        ("lists", SESSIONS),
        ("second", SESSIONS),
    ]


def test_with_one_place_away_nobody_is_told_and_everything_says_why(home: Home, fresh_database: str) -> None:
    assert home.teeka("place", "list").returncode == 0  # set-up makes both
    (home.folder / "lists-second").rename(home.folder / "gone")

    told = home.teeka("tell", "--until-done", "--json")

    assert told.returncode == 1
    result = json.loads(told.stdout)
    assert (result["sessions_waiting_for_packs"], result["notices"].get("delivered", 0)) == (SESSIONS, 0)
    assert "सूचनाएँ रुकी हैं" in told.stderr
    listed = home.teeka("place", "list")
    assert listed.returncode == 1
    assert "is its disk in?" in listed.stdout
    status = json.loads(home.teeka("status", "--json").stdout)
    assert {"packs_wait", "place_fails"} <= {alarm["code"] for alarm in status["alarms"]}
    assert status["packs_verified"] == 0
    waiting = json.loads(home.teeka("launch", "list", "--json").stdout)["waiting"]
    assert {tuple(row["places"]) for row in waiting} == {("lists",)}
    code = waiting[0]["session_code"]
    assert home.teeka("launch", "ask", code, "--reason", "we hold it on paper").returncode == 0
    refused = home.teeka("launch", "decide", "1", "yes", "--reason", "yes")
    assert (refused.returncode, "second officer" in refused.stderr) == (2, True)

    (home.folder / "gone").rename(home.folder / "lists-second")
    time.sleep(6)  # the place is left alone for five seconds after it failed
    again = json.loads(home.teeka("tell", "--until-done", "--json").stdout)
    assert again["sessions_waiting_for_packs"] == 0
    assert again["notices"]["delivered"] > 0
    assert gates(fresh_database) == SESSIONS

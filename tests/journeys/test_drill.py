"""An outage from end to end, as anybody may rehearse it; and a copy that is not whole does not pass."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from teeka.doors.commands.drill_outage import read_from

LONGEST = 500


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drill")


@pytest.fixture(scope="module")
def drilled(home: Path) -> dict[str, object]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "teeka", "drill", "server-down", "--people", "300", "--json"],
        env={**environment, "TEEKA_HOME": str(home)}, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_what_was_done_without_the_server_is_what_the_system_says_afterwards(
    drilled: dict[str, object],
) -> None:
    assert drilled["web_and_database_were_down"]
    assert drilled["copies_are_whole"]
    counts = drilled["counts"]
    assert isinstance(counts, dict)
    assert [name for name, each in counts.items() if each["paper"] != each["system"]] == []
    assert counts["came"]["paper"] > counts["doses"]["paper"] > 100
    assert counts["forms_used"]["paper"] > 0
    assert counts["forms_void"]["paper"] > 0
    assert drilled["holds"]


@pytest.mark.usefixtures("drilled")
def test_a_copy_that_somebody_changed_is_not_taken_for_whole(home: Path, tmp_path: Path) -> None:
    place = shutil.copytree(home / "drill" / "lists-second", tmp_path / "stick")
    key = json.loads((place / "manifest.json").read_text())["public_key"]
    assert read_from(place, key, home=home).is_whole

    spoilt = next(place.glob("*/*/*/due-list.csv"))
    spoilt.write_bytes(spoilt.read_bytes().replace(b"1", b"2", 1))

    assert not read_from(place, key, home=home).is_whole

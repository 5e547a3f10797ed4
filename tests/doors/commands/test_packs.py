"""`teeka packs verify` as somebody runs it who has a stick and a key, and nothing else."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teeka.apps.lists.queries.signatures import known_keys
from teeka.apps.lists.services.writing import write_lists
from teeka.shared.clock import in_india
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
PDF = "2026-01-16/patna/S1/due-list.pdf"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    publishing.published_state(people=2)
    write_lists(tmp_path / "lists", now=NOW)
    return tmp_path / "lists"


def own() -> str:
    return known_keys()[-1].public_key


def verify(*arguments: str | Path) -> tuple[int, str, str]:
    """In a process of its own that has no home and cannot make one, and whose database is nowhere."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TEEKA", "DJANGO"))},
        "TEEKA_HOME": "/proc/nowhere",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }
    command = [sys.executable, "-m", "teeka", "packs", "verify", *map(str, arguments)]
    done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_a_whole_copy_is_right_and_says_which_key_vouches_for_it(written: Path) -> None:
    code, out, err = verify(written, "--key", own())

    assert (code, err) == (0, "")
    assert "files are what was signed" in out
    assert "फ़ाइलें वही हैं" in out
    assert known_keys()[-1].public.fingerprint in out


def test_a_changed_file_is_named_in_both_languages_with_what_to_do(written: Path) -> None:
    (written / PDF).write_bytes(b"%PDF forged")

    code, out, _ = verify(written, "--key", own())

    assert code == 1
    assert f"{PDF} is not what was written" in out
    assert "take a fresh copy" in out
    assert f"{PDF} वह नहीं है जो लिखा गया था" in out


def test_json_names_each_fault_and_the_key_may_come_from_a_file(written: Path, tmp_path: Path) -> None:
    (written / PDF).unlink()
    (tmp_path / "key.txt").write_text(f"Public key: {own()}\n")

    code, out, _ = verify(written, "--key", tmp_path / "key.txt", "--json")

    (copy,) = json.loads(out)["copies"]
    assert code == 1
    assert [(one["path"], one["fault"]) for one in copy["faults"]] == [(PDF, "missing")]
    assert copy["is_key_vouched_for"]


def test_without_a_key_a_person_must_compare_the_fingerprint(written: Path) -> None:
    code, out, _ = verify(written)

    assert code == 1
    assert f"The copy names the key {known_keys()[-1].public.fingerprint}" in out


def test_it_says_when_the_copy_was_made_as_a_clock_in_india_shows_it(written: Path) -> None:
    _, out, _ = verify(written, "--key", own())

    assert f"Manifest 1 of {in_india(NOW):%d %b %Y %H:%M}. सूची-पत्र 1, " in out


@pytest.mark.parametrize("made_at", ["yesterday", "0001-01-01T00:00:00+14:00", ""])
def test_a_moment_that_is_none_stops_nothing(written: Path, made_at: str) -> None:
    said = json.loads((written / "manifest.json").read_text())
    (written / "manifest.json").write_text(json.dumps({**said, "made_at": made_at}))

    code, out, err = verify(written, "--key", own())

    assert (code, "Traceback" in err) == (1, False)
    assert "All " not in out


def test_of_two_copies_the_older_is_told(written: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    write_lists(stick, now=NOW)

    code, out, _ = verify(written, stick, "--key", own())

    assert code == 1
    older, newer = out.split("\n\n")
    assert "manifest.json is older than another" in older
    assert "All " in newer


def test_what_is_no_key_and_what_is_no_folder_are_refused(written: Path, tmp_path: Path) -> None:
    code, _, err = verify(written, "--key", "nonsense")
    assert code == 2
    assert "--key holds no public key" in err
    assert "सार्वजनिक कुंजी नहीं है" in err

    assert verify(tmp_path / "nowhere", "--key", own())[0] == 2
    assert verify()[0] == 2
    (tmp_path / "empty").mkdir()
    code, out, _ = verify(tmp_path / "empty", "--key", own())
    assert code == 1
    assert "manifest.json with its signature is not there" in out

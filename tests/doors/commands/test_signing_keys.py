"""`teeka packs key` and `rotate-key`: whose signature stands on the lists, and how the next one begins."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner
from django.conf import settings

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.signing import enrol_first_key
from teeka.apps.lists.services.writing import write_lists
from teeka.doors.commands.signing_keys import key, rotate_key
from teeka.doors.commands.terminal import Refused
from teeka.rules.signing.keys import PrivateKey, PublicKey
from teeka.shared import clock
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OLD = PrivateKey(b"f" * 32).public


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "signing.key"
    path.write_bytes(b"f" * 32)
    monkeypatch.setattr(settings, "TEEKA_SIGNING_KEY", path)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    enrol_first_key(now=NOW)
    return path


def run(command: Command, *words: str) -> tuple[int, str]:
    """The code and what was printed; what it refuses is raised."""
    done = CliRunner().invoke(command, words, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output


def told(command: Command, *words: str) -> list[dict[str, Any]]:
    code, output = run(command, *words, "--json")
    assert code == 0
    keys: list[dict[str, Any]] = json.loads(output)["keys"]
    return keys


def test_the_key_in_force_is_shown_as_lists_carry_it(key_file: Path) -> None:
    _code, words = run(key)
    assert f"Public key · सार्वजनिक कुंजी: {OLD.text}" in words
    assert OLD.fingerprint in words
    assert "Earlier" not in words
    [only] = told(key)
    assert (only["public_key"], only["fingerprint"], only["ended_at"]) == (OLD.text, OLD.fingerprint, None)
    assert key_file.read_bytes().hex() not in words


def test_the_old_key_signs_the_new_one_ends_and_is_destroyed(tmp_path: Path, key_file: Path) -> None:
    publishing.published_state(people=2)
    write_lists(tmp_path / "lists", now=NOW)

    first, second = told(rotate_key, "--reason", " yearly ")

    assert first["public_key"] == OLD.text
    assert first["ended_at"] == second["began_at"]
    assert (second["ended_at"], second["reason"]) == (None, "yearly")
    assert second["is_signed_by_the_one_before"]
    assert key_file.read_bytes() != b"f" * 32
    assert PrivateKey(key_file.read_bytes()).public.text == second["public_key"]
    assert told(key) == [first, second]
    assert AuditEvent.objects.filter(action__contains="key").exists()
    assert check_copy(tmp_path / "lists", OLD).faults == ()
    write_lists(tmp_path / "lists", now=LATER)
    assert check_copy(tmp_path / "lists", PublicKey.read(second["public_key"])).faults == ()


def test_its_words_say_what_to_do_next_in_both_languages() -> None:
    code, words = run(rotate_key, "--reason", "yearly")
    assert code == 0
    assert f"Earlier: {OLD.fingerprint} ended" in words
    assert "and signed the one after it" in words
    assert "Run `teeka lists` now" in words
    assert "अब `teeka lists` चलाएँ" in words


def test_a_lost_key_is_said_to_be_lost_and_only_then(key_file: Path) -> None:
    with pytest.raises(Refused, match="leave out --key-is-lost"):
        run(rotate_key, "--reason", "the disk broke", "--key-is-lost")
    key_file.unlink()
    with pytest.raises(Refused, match="--key-is-lost") as lost:
        run(rotate_key, "--reason", "yearly")
    assert "कुंजी" in str(lost.value)
    assert len(told(key)) == 1

    _first, second = told(rotate_key, "--reason", "the disk broke", "--key-is-lost")

    assert not second["is_signed_by_the_one_before"]
    assert "was lost, and signed nothing more" in run(key)[1]


@pytest.mark.parametrize("reason", [" ", "x" * 201])
def test_without_a_fit_reason_nothing_changes(key_file: Path, reason: str) -> None:
    with pytest.raises(Refused, match="1 to 200 letters"):
        run(rotate_key, "--reason", reason)
    assert key_file.read_bytes() == b"f" * 32
    assert len(told(key)) == 1

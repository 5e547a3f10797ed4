import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from teeka.doors.commands.lists import lists
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error, as `teeka` gives them."""
    done = CliRunner().invoke(lists, [str(argument) for argument in arguments], standalone_mode=False)
    if done.exception is not None:
        return getattr(done.exception, "exit_code", -1), done.stdout, str(done.exception)
    return done.return_value or 0, done.stdout, done.stderr


def test_one_json_object_says_what_was_written(tmp_path: Path) -> None:
    publishing.published_state(people=2)

    code, out, _ = run("--out", tmp_path, "--json")

    assert code == 0
    result = json.loads(out)
    assert result["by_list"]["due-list"] == 1
    assert result["out"] == str(tmp_path)
    lying = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert result["files"] == len(lying) - 2  # but for .lock and the manifest of all


def test_words_say_where_to_open_them(tmp_path: Path) -> None:
    publishing.published_state(people=2)

    code, out, err = run("--out", tmp_path, "--on", "2026-01-16", "--session", "S1")

    assert code == 0
    assert "Wrote 4 lists (1 dose-forms, 1 due-list, 1 verifier-list, 1 walk-in-forms)" in out
    assert str(tmp_path / "index.html") in out
    assert "Writing lists" in err


def test_before_anything_is_published_the_way_on_is_told(tmp_path: Path) -> None:
    code, out, _ = run("--out", tmp_path)

    assert code == 0
    assert "teeka freeze" in out


def test_a_folder_that_is_a_file_is_a_plain_sentence(tmp_path: Path) -> None:
    publishing.published_state(people=1)
    (tmp_path / "2026-01-16").write_text("in the way")

    code, _, sentence = run("--out", tmp_path)

    assert code == 3
    assert "could not be written" in sentence
    assert "run `teeka lists` again" in sentence


def test_an_unreadable_manifest_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    publishing.published_state(people=1)
    (tmp_path / "manifest.json").write_text("{")

    code, _, sentence = run("--out", tmp_path)

    assert code == 2
    assert "Delete it" in sentence
    assert not list(tmp_path.rglob("*.pdf"))

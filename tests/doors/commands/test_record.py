"""`teeka record`, `undo-dose`, `undo-arrival`, `close-session`, `reopen-session`, `forms` and `batch`."""

import json
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner
from openpyxl import load_workbook

from teeka.apps.siteday.models import Closing, Dose, Form
from teeka.doors.commands.batches import batch
from teeka.doors.commands.campaign import campaign
from teeka.doors.commands.closing import close_session_command, forms, reopen_session_command
from teeka.doors.commands.record import record
from teeka.doors.commands.undoing import undo_arrival_command, undo_dose_command
from teeka.shared import clock
from tests.apps.siteday.paper import EVENING, fill, listed_day, workbook_of

pytestmark = pytest.mark.django_db
CAME = {"arrived": "0930", "identity": "y", "batch": "AB12", "given_at": "0945"}


@pytest.fixture(autouse=True)
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: EVENING)


def run(command: Command, *words: object) -> tuple[int, Any]:
    done = CliRunner().invoke(command, [*map(str, words), "--json"], standalone_mode=False)
    lines = [line for line in done.output.splitlines() if line.startswith("{")]
    return (done.return_value or 0), json.loads(lines[-1]) if lines else done.exception


def test_a_sheet_is_recorded_and_refused_lines_come_back_with_the_reason_last(tmp_path: Any) -> None:
    day, (asha, dev) = listed_day("Asha", "Dev")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    fill(book, dev.reference, **{**CAME, "arrived": "soon"})
    book.save(tmp_path / "back.xlsx")
    out = tmp_path / "refused.xlsx"

    code, told = run(record, tmp_path / "back.xlsx", "--rejected", out)

    assert code == 1
    assert told["files"][0]["counts"] == {
        "recorded": 1, "off_the_list": 0, "already": 0, "left_empty": 0, "keyed_once": 0,
        "keyed_differently": 0, "refused": 1,
    }  # fmt: skip
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "“soon” is not a time" in rows[1][-1]
    assert str(dev.reference) in rows[1]
    assert run(record, tmp_path / "back.xlsx")[1]["files"][0]["counts"]["already"] == 1
    assert Dose.objects.count() == 1


def test_a_file_that_is_no_such_sheet_is_refused_and_the_others_are_taken(tmp_path: Any) -> None:
    day, (asha,) = listed_day("Asha")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    (tmp_path / "letter.csv").write_text("dear,sir\nplease,come\n")
    code, told = run(record, tmp_path / "letter.csv", tmp_path / "back.xlsx")
    assert (code, Dose.objects.count()) == (1, 1)
    assert "letter.csv" in told["refused"]
    assert run(record, tmp_path / "letter.csv")[0] == 2


def test_forms_are_void_and_a_session_is_closed_and_opened_again(tmp_path: Any) -> None:
    listed_day("Asha")
    _, told = run(forms, "S-1")
    total = told["issued"]
    assert len(told["without_fate"]) == total > 0
    number = told["without_fate"][0]
    _, told = run(forms, "S-1", "--void", number, "--reason", "torn")
    assert (told["void"], told["open"]) == (1, total - 1)
    assert "have no fate" in str(run(close_session_command, "S-1")[1])
    assert "were counted" in str(run(close_session_command, "S-1", "--blank", "1")[1])
    assert run(close_session_command, "S-1", "--blank", total - 1) == (
        0, {"session": "S-1", "listed": 1, "came": 0, "absent": 1},
    )  # fmt: skip
    assert "is closed" in str(run(forms, "S-1", "--not", number)[1])
    assert run(reopen_session_command, "S-1", "--reason", "a form was found")[0] == 0
    run(forms, "S-1", "--not", number)
    assert Form.objects.get(number=number).state == "issued"
    assert Closing.objects.get().reopen_reason == "a form was found"
    assert "no such session" in str(run(close_session_command, "S-9")[1])


def test_a_dose_and_then_the_arrival_are_taken_back_with_a_reason(tmp_path: Any) -> None:
    day, (asha,) = listed_day("Asha")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    run(record, tmp_path / "back.xlsx")
    whom, why = ("S-1", asha.reference), ("--reason", "the line of somebody else")

    assert "Take the dose back first" in str(run(undo_arrival_command, *whom, *why)[1])
    assert run(undo_dose_command, *whom, *why)[1]["undone"] is True
    assert run(undo_arrival_command, *whom, *why)[1]["undone"] is True
    assert run(undo_arrival_command, *whom, *why) == (
        0, {"session": "S-1", "reference": str(asha.reference), "undone": False},
    )  # fmt: skip
    assert "No dose" in str(run(undo_dose_command, *whom, *why)[1])
    assert "no such session" in str(run(undo_arrival_command, "S-9", asha.reference, *why)[1])
    assert run(record, tmp_path / "back.xlsx")[1]["files"][0]["counts"]["recorded"] == 1
    assert Dose.objects.filter(undone_at=None).count() == 1


def test_a_batch_has_its_last_day_and_its_doses_and_late_ones_are_named(tmp_path: Any) -> None:
    day, (asha, dev) = listed_day("Asha", "Dev")
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    run(record, tmp_path / "back.xlsx")
    vaccine = day.vaccine_id

    code, told = run(batch, vaccine, "ab 12", "--expires", "2026-01-31")
    assert (code, told["batches"][0]["doses"], told["batches"][0]["expires_on"]) == (0, 1, "2026-01-31")
    code, told = run(batch, vaccine, "ab 12", "--expires", "2026-01-10")
    assert (code, told["batches"][0]["after_expiry"]) == (1, 1)
    fill(book, dev.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    problems = run(record, tmp_path / "back.xlsx")[1]["files"][0]["problems"]
    assert "had expired" in problems[0]["text"]
    assert len(run(batch)[1]["batches"]) == 1
    assert "No session is planned" in str(run(batch, "sputnik", "X1", "--expires", "2026-01-10")[1])
    assert "Name the vaccine" in str(run(batch, vaccine, "--expires", "2026-01-10")[1])


def test_doses_are_keyed_twice_once_it_is_set(tmp_path: Any) -> None:
    day, (asha,) = listed_day("Asha")
    assert run(campaign, "doses-keyed-twice", "on") == (0, {"doses_keyed_twice": True})
    book = workbook_of(day)
    fill(book, asha.reference, **CAME)
    book.save(tmp_path / "back.xlsx")
    assert run(record, tmp_path / "back.xlsx")[1]["files"][0]["counts"]["keyed_once"] == 1
    assert not Dose.objects.exists()

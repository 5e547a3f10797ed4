"""`teeka answers` and `teeka stop`, as they are typed, rightly and wrongly."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from teeka.apps.notices.models import ReplyLine, Stop
from teeka.doors.commands.replies import answers
from teeka.doors.commands.stopping import stop
from tests import make

pytestmark = pytest.mark.django_db


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False)


def refusal(command: Any, *arguments: object) -> str:
    return str(run(command, *arguments).exception)


def test_a_line_keeps_its_kind_when_it_is_switched_off() -> None:
    assert run(answers, "line", "80001", "--kind", "rings_yes", "--reason", "x").exception is None
    assert run(answers, "line", "80001", "--off", "--reason", "x").exception is None

    assert ReplyLine.objects.values_list("kind", "is_on").get() == ("rings_yes", False)
    assert json.loads(run(answers, "lines", "--json").stdout)["lines"][0]["number"] == "80001"


def test_a_second_number_to_write_to_is_refused_with_what_to_do() -> None:
    run(answers, "line", "56161", "--reason", "x")

    assert "--off" in refusal(answers, "line", "56162", "--reason", "x")
    assert ReplyLine.objects.count() == 1


def test_what_to_stop_is_said_once_and_must_be_there() -> None:
    assert "one of --session" in refusal(stop, "messages", "--reason", "x")
    assert "one of --session" in refusal(stop, "messages", "--everything", "--district", 1, "--reason", "x")
    assert "no session NOPE" in refusal(stop, "messages", "--session", "NOPE", "--reason", "x")
    assert "no such stop" in refusal(stop, "lift", 99)
    assert not Stop.objects.exists()


def test_everything_is_stopped_listed_and_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teeka.shared.clock.now", lambda: make.NOW)
    make.district()
    make.session(make.facility("F1"))

    assert run(stop, "messages", "--everything", "--reason", "leak").exception is None

    (row,) = json.loads(run(stop, "list", "--json").stdout)["stops"]
    assert (row["district_code"], row["reason"]) == (make.PATNA, "leak")
    assert run(stop, "lift", row["id"]).exception is None
    assert Stop.objects.get().lifted_at == make.NOW

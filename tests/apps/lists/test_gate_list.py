"""Answers stand on a list of their own, made now: the published one stays as it was, to the last byte."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.allotment.models import Appointment
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.gate import gate_copy
from teeka.apps.lists.services.remaking import remake
from teeka.apps.lists.services.signing import sign_versions
from teeka.apps.lists.services.writing import write_lists
from teeka.apps.notices.models import CallOutcome
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SESSION = Path("2026-01-16/patna/S1")


def answer(name: str, outcome: str, channel: str, *, minute: int = 0) -> None:
    seat = Appointment.objects.filter(beneficiary__full_name__startswith=name).earliest("id")
    CallOutcome.objects.create(
        district_code=seat.district_code, appointment=seat, session_id=seat.session_id, outcome=outcome,
        channel=channel, made_by="their own", made_at=NOW + timedelta(minutes=minute),
    )  # fmt: skip


def answers_in(data: bytes) -> dict[str, tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    return {row["full_name"].split()[0]: (row["answer"], row["answered_at"]) for row in rows}


def test_a_published_version_is_the_same_bytes_before_and_after_an_answer(tmp_path: Path) -> None:
    publishing.published_state(people=5)
    sign_versions(now=NOW)
    (published,) = newest_lists()
    before = {kind: remake(published, kind) for kind in ("pdf", "xlsx", "csv", "json")}
    write_lists(tmp_path, now=NOW)
    printed = (tmp_path / SESSION / "due-list.pdf").read_bytes()
    assert not (tmp_path / SESSION / "gate-list.pdf").exists()  # nobody has answered

    answer("Asha", "will_come", "sms")
    write_lists(tmp_path, now=NOW + timedelta(hours=1))

    assert {kind: remake(published, kind) for kind in before} == before
    assert (tmp_path / SESSION / "due-list.pdf").read_bytes() == printed == before["pdf"]
    assert verify_lists(tmp_path).faults == ()
    names = {path.name for path in (tmp_path / SESSION).iterdir()}
    assert {"gate-list.pdf", "gate-list.xlsx", "gate-list.csv"} <= names


def test_the_gate_list_says_yes_no_or_none_yet_and_when() -> None:
    publishing.published_state(people=4)
    (published,) = newest_lists()
    answer("Asha", "will_come", "sms")
    answer("Shri", "will_come", "missed_call")
    answer("Kshetrapal", "no_answer", "voice")

    said = answers_in(gate_copy(published, "csv", now=NOW))

    assert said["Asha"][0] == "YES by message · हाँ संदेश से"
    assert said["Asha"][1]
    assert said["Shri"][0] == "YES by a missed call · हाँ मिस्ड कॉल से"
    assert said["Kshetrapal"] == said["Gyaneshwar"] == ("none yet · अभी नहीं", "")


def test_the_last_answer_counts_and_a_call_that_reached_nobody_takes_none_back() -> None:
    publishing.published_state(people=2)
    (published,) = newest_lists()
    answer("Asha", "will_not_come", "sms")
    answer("Asha", "will_come", "missed_call", minute=1)
    answer("Asha", "no_answer", "voice", minute=2)

    assert answers_in(gate_copy(published, "csv", now=NOW))["Asha"][0].startswith("YES by a missed call")


def test_after_the_session_no_gate_list_is_written(tmp_path: Path) -> None:
    publishing.published_state(people=2)
    answer("Asha", "will_come", "sms")

    write_lists(tmp_path, now=NOW + timedelta(days=3))

    assert not (tmp_path / SESSION / "gate-list.pdf").exists()


def test_an_answer_that_changes_makes_it_anew_and_nothing_else_does(tmp_path: Path) -> None:
    publishing.published_state(people=2)
    answer("Asha", "will_come", "sms")
    write_lists(tmp_path, now=NOW)
    made = (tmp_path / SESSION / "gate-list.csv").read_bytes()

    assert write_lists(tmp_path, now=NOW + timedelta(minutes=5)).written == 0
    answer("Asha", "will_not_come", "voice", minute=6)
    write_lists(tmp_path, now=NOW + timedelta(minutes=7))

    changed = (tmp_path / SESSION / "gate-list.csv").read_bytes()
    assert changed != made
    assert answers_in(changed)["Asha"][0].startswith("NO by voice")

"""A step of the steward that fails by itself: noted, counted and shown, while all the others go on."""

import logging
import math
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from teeka.apps.notices import working
from teeka.apps.notices.guarding import RESTS_SECONDS, Guard
from teeka.apps.notices.models import StepFault
from teeka.apps.notices.working import Steward
from teeka.apps.readiness.queries.alarms import FAILS_AGAIN
from teeka.apps.readiness.queries.status import status
from teeka.apps.readiness.queries.status_alarms import status_alarms
from teeka.rules.alarms import Alarm

pytestmark = pytest.mark.django_db
SECRET = "9812345670 Asha"


def breaks(**_: object) -> None:
    raise ValueError(SECRET)


class Clock:
    """A monotonic clock that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.at)


class Watched:
    def __init__(self, seen: list[datetime]) -> None:
        self.seen = seen

    def __call__(self, *, now: datetime) -> None:
        self.seen.append(now)


def steward(tmp_path: Path, seen: list[datetime], *, lets_faults_out: bool = False) -> Steward:
    return Steward(
        tmp_path, watch=Watched(seen), makes_due=True, waits_for_database=math.inf,
        lets_faults_out=lets_faults_out,
    )  # fmt: skip


@pytest.mark.parametrize(
    "step", ["apply_what_waits", "read_replies", "make_due", "open_emails", "replay_spool"]
)
def test_whatever_step_fails_the_others_are_done(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(working, step, breaks)
    seen: list[datetime] = []

    with caplog.at_level(logging.ERROR):
        assert steward(tmp_path, seen).one_pass(lambda: True)

    assert len(seen) == 1  # the watch is the last of all
    fault = StepFault.objects.get()
    assert (fault.step, fault.times, fault.fault) == ("breaks", 1, "ValueError")
    assert SECRET not in caplog.text
    assert [(one.msg, vars(one)["step"], vars(one)["fault"]) for one in caplog.records] == [
        ("a step of the steward failed", "breaks", "ValueError")
    ]


def test_in_the_foreground_a_fault_is_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "read_replies", breaks)
    with pytest.raises(ValueError, match=SECRET):
        steward(tmp_path, [], lets_faults_out=True).one_pass(None)


def test_a_step_that_fails_rests_and_is_an_alarm_until_it_is_done_well(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, is_broken, done = Clock(monkeypatch), True, []

    def step() -> None:
        done.append(clock.at)
        if is_broken:
            raise ValueError

    guard = Guard(lets_faults_out=False)
    for times in range(1, FAILS_AGAIN + 1):
        guard(step)
        guard(step)  # rests
        assert StepFault.objects.get().times == len(done) == times
        assert rings(now, tmp_path) == (times >= FAILS_AGAIN)
        clock.at += RESTS_SECONDS
    is_broken = False
    guard(step)
    assert not StepFault.objects.exists()
    assert not rings(now, tmp_path)


def test_a_worker_started_anew_forgets_the_fault_of_one_before_it(now: datetime) -> None:
    def step() -> None:
        """Well again."""

    StepFault.objects.create(step=step.__qualname__[:80], times=9, fault="ValueError", failed_at=now)
    Guard(lets_faults_out=False)(step)
    assert not StepFault.objects.exists()


def test_a_database_that_is_away_is_no_fault_of_a_step() -> None:
    def step() -> None:
        raise OperationalError

    guard = Guard(lets_faults_out=False)
    for _ in range(2):
        with pytest.raises(OperationalError):
            guard(step)
    assert not StepFault.objects.exists()


def rings(now: datetime, disk: Path) -> bool:
    return any(one.alarm is Alarm.STEP_FAILS for one in status_alarms(status(now=now), disk=disk))

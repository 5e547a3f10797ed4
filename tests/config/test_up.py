"""`teeka up` starts everything and stops everything, also when it is killed."""

import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.homes import Home, is_running, own_home

PATIENCE = 120.0


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """One cluster for all: nothing here changes what is stored."""
    with own_home() as made:
        yield made


def wait_until(what: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def everything_up(home: Home) -> Iterator[tuple["subprocess.Popen[str]", str, list[int]]]:
    """A running `teeka up`, its address, and the processes that it started."""
    up = home.start_teeka("up")
    assert up.stderr is not None
    try:
        line = up.stderr.readline()
        assert "Teeka runs at http://127.0.0.1:" in line
        wait_until(lambda: len(home.noted("up")["pids"]) >= 4)  # itself, web, worker, receiver
        yield up, line.split()[3], home.noted("up")["pids"]
    finally:
        if up.poll() is None:
            up.send_signal(signal.SIGINT)
        up.communicate(timeout=PATIENCE)


def test_it_serves_until_ctrl_c_and_then_nothing_is_left(home: Home) -> None:
    with everything_up(home) as (up, address, pids):
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200
        assert home.postmaster() is not None
        up.send_signal(signal.SIGINT)
        _, said = up.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    assert not any(is_running(pid) for pid in pids)
    assert home.postmaster() is None


def test_killed_it_leaves_no_web_and_no_worker_and_down_stops_the_database(home: Home) -> None:
    with everything_up(home) as (up, _address, pids):
        up.kill()
        up.communicate()
        assert wait_until(lambda: not any(is_running(pid) for pid in pids))
    assert home.teeka("down").returncode == 0
    assert home.postmaster() is None


def test_down_stops_one_that_runs_elsewhere(home: Home) -> None:
    with everything_up(home) as (up, _address, pids):
        assert home.teeka("down").returncode == 0
        assert wait_until(lambda: up.poll() is not None, 30)
        assert not any(is_running(pid) for pid in pids)
    assert home.postmaster() is None


def test_down_where_nothing_runs_says_so(home: Home) -> None:
    said = home.teeka("down")
    assert (said.returncode, "Nothing ran" in said.stdout) == (0, True)

"""`teeka up` starts everything and stops everything, also when it is killed."""

import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.homes import Home, is_running, own_home

PATIENCE = 120.0


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """One cluster for all: nothing here changes what is stored."""
    with own_home(is_empty=True) as made:
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
        wait_until(lambda: len(home.noted("up")["pids"]) >= 5)  # itself, web, worker, receiver, copier
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


def test_a_second_one_is_refused_and_says_what_runs_and_where(home: Home) -> None:
    with everything_up(home) as (up, address, pids):
        second = home.teeka("up", "--port", "0")
        assert second.returncode == 2
        assert address in second.stderr
        assert f"(process {up.pid})" in second.stderr
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200
        assert home.noted("up")["pids"] == pids


def test_of_several_started_at_once_one_runs_and_the_others_name_it(home: Home) -> None:
    """Guard: the lock."""
    barrier = threading.Barrier(4)

    def start() -> "subprocess.Popen[str]":
        barrier.wait()
        return home.start_teeka("up")

    with ThreadPoolExecutor(4) as pool:
        started = [future.result() for future in [pool.submit(start) for _ in range(4)]]
    try:
        assert wait_until(lambda: sum(one.poll() is not None for one in started) == 3)
        (winner,) = (one for one in started if one.poll() is None)
        assert winner.stderr is not None
        address = winner.stderr.readline().split()[3]
        for one in started:
            if one is not winner:
                _, said = one.communicate(timeout=PATIENCE)
                assert (one.returncode, address in said, f"(process {winner.pid})" in said) == (
                    2,
                    True,
                    True,
                ), said
    finally:
        for one in started:
            if one.poll() is None:
                one.send_signal(signal.SIGINT)
            one.communicate(timeout=PATIENCE)


def test_the_lock_of_a_killed_one_holds_nobody_up(home: Home) -> None:
    with everything_up(home) as (up, _address, pids):
        up.kill()
        up.communicate()
        assert (home.folder / "run" / "up.lock").read_text() != ""  # its note stays behind
        with everything_up(home) as (again, address, _pids):
            assert again.pid != up.pid
            with urllib.request.urlopen(address, timeout=10) as page:
                assert page.status == 200
        assert wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_down_where_nothing_runs_says_so(home: Home) -> None:
    said = home.teeka("down")
    assert (said.returncode, "Nothing ran" in said.stdout) == (0, True)

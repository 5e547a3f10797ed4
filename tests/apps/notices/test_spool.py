"""Callbacks that wait on disk: none is lost between those who write and those who take."""

import subprocess
import sys
import threading
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from teeka.apps.notices.models import Receipt
from teeka.apps.notices.services import spool as spooling
from teeka.apps.notices.services.callbacks import Brought, KnownRoute
from teeka.apps.notices.services.routes import rehearse
from teeka.apps.notices.services.spool import Callback, SpoolFull, replay_spool, spool
from tests.apps.notices.spool_process import NOW, a_callback

pytestmark = pytest.mark.django_db
WRITERS, TAKES = 2, 5


@pytest.fixture(autouse=True)
def _route() -> None:
    rehearse(port=1, now=NOW)


def test_nothing_is_lost_between_many_writers_and_who_takes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.apps.notices.spool_process", str(tmp_path)]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    taken = times = 0
    while times < TAKES and all(writer.poll() is None for writer in writers):
        count = replay_spool(tmp_path)
        taken, times = taken + count, times + (count > 0)
    written = sum(int(writer.communicate()[0]) for writer in writers)
    taken += replay_spool(tmp_path)

    assert times == TAKES
    assert taken == Receipt.objects.count() == written
    assert not list(tmp_path.iterdir())


def test_who_waited_for_a_file_that_was_taken_writes_to_another(tmp_path: Path) -> None:
    spool(tmp_path, Callback.RECEIPTS, a_callback())
    (path,) = tmp_path.iterdir()
    writer = threading.Thread(target=spool, args=(tmp_path, Callback.RECEIPTS, a_callback()))
    with path.open("rb") as file:
        flock(file, LOCK_EX)
        writer.start()
        while not somebody_waits_for(path):
            assert writer.is_alive()
        path.unlink()
    writer.join(30)

    assert replay_spool(tmp_path) == 1


def somebody_waits_for(path: Path) -> bool:
    waiting = [line for line in Path("/proc/locks").read_text().splitlines() if "-> FLOCK" in line]
    return any(f":{path.stat().st_ino} " in line for line in waiting)


def test_what_a_killed_worker_took_is_stored_by_the_next(tmp_path: Path) -> None:
    spool(tmp_path, Callback.RECEIPTS, a_callback())
    (path,) = tmp_path.iterdir()
    path.rename(path.with_suffix(".taken"))
    spool(tmp_path, Callback.RECEIPTS, a_callback())

    assert replay_spool(tmp_path) == 2
    assert not list(tmp_path.iterdir())


def test_what_nobody_can_read_is_set_aside_and_holds_up_nothing(tmp_path: Path) -> None:
    spool(tmp_path, Callback.RECEIPTS, a_callback())
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write(b'{"callback": "rec\n[]\n')
    spool(tmp_path, Callback.RECEIPTS, a_callback())

    assert replay_spool(tmp_path) == 2
    assert replay_spool(tmp_path) == 0
    (aside,) = tmp_path.iterdir()
    assert (aside.suffix, aside.read_bytes()) == (".unreadable", b'{"callback": "rec\n[]\n')


def test_what_the_database_never_takes_holds_up_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = a_callback()
    for one in (a_callback(), bad, a_callback()):
        spool(tmp_path, Callback.RECEIPTS, one)
    store = spooling.store

    def refuse(callback: Callback, one: Brought, route: KnownRoute | None) -> int:
        if one.body == bad.body:
            raise spooling.DataError
        return store(callback, one, route)

    monkeypatch.setattr(spooling, "store", refuse)
    assert replay_spool(tmp_path) == 2
    assert replay_spool(tmp_path) == 0
    assert Receipt.objects.count() == 2
    assert [path.suffix for path in tmp_path.iterdir()] == [".unreadable"]


def test_a_full_spool_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool(tmp_path, Callback.RECEIPTS, a_callback())
    (path,) = tmp_path.iterdir()
    size = path.stat().st_size
    monkeypatch.setattr("teeka.apps.notices.services.spool.LARGEST_SPOOL", size + 10)

    with pytest.raises(SpoolFull):
        spool(tmp_path, Callback.RECEIPTS, a_callback())
    assert path.stat().st_size == size

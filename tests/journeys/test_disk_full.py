"""A full disk is said plainly, leaves nothing half written, and the same command goes on afterwards."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teeka.apps.notices.services.callbacks import Brought
from teeka.apps.notices.services.spool import Callback, spool
from tests.homes import TEEKA
from tests.journeys.conftest import Undisturbed

SMALL, LARGE = "600k", "64m"


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of our own, for who may mount one."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def may_mount(folder: Path) -> bool:
    if os.geteuid() != 0:
        return False
    tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=False, capture_output=True)
    return tried.returncode == 0 and subprocess.run(["umount", folder], check=True).returncode == 0


def checked_files(undisturbed: Undisturbed, out: Path) -> str:
    """What the check of a folder of lists says of it: how many files, and every fault."""
    return undisturbed.night.home.python(
        "import sys, django; django.setup()\nfrom pathlib import Path\n"
        "from teeka.apps.lists.services.checking import verify_lists\n"
        f"found = verify_lists(Path({str(out)!r}))\nprint(found.files > 20, found.faults)",
        DJANGO_SETTINGS_MODULE="teeka.config.settings", TEEKA_ROLE="worker",
    ).stdout.strip()  # fmt: skip


def test_lists_on_a_full_disk_stop_plainly_and_go_on_when_there_is_room(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    home = undisturbed.night.home
    if may_mount(tmp_path):
        with small_disk(tmp_path):
            refused = home.teeka("lists", "--out", str(tmp_path / "lists"))
            assert (refused.returncode, "is full" in refused.stderr) == (3, True), refused.stderr
            subprocess.run(["mount", "-o", f"remount,size={LARGE}", tmp_path], check=True)
            assert home.teeka("lists", "--out", str(tmp_path / "lists")).returncode in {0, 1}
            assert checked_files(undisturbed, tmp_path / "lists") == "True ()"
        return
    # Who may not mount gets the nearest thing: no file may grow beyond a few kilobytes.
    refused = home.run("prlimit", "--fsize=8000", *TEEKA, "lists", "--out", str(tmp_path / "lists"))
    assert (refused.returncode, "Traceback" in refused.stderr) == (3, False), refused.stderr
    assert home.teeka("lists", "--out", str(tmp_path / "lists")).returncode in {0, 1}
    assert checked_files(undisturbed, tmp_path / "lists") == "True ()"


def keep_on_spooling(folder: Path, now: datetime) -> None:
    for _ in range(100):
        spool(folder, Callback.RECEIPTS, Brought("r", b"x" * 20_000, "", {}, "", now))


def test_a_callback_that_cannot_be_kept_is_not_answered_as_kept(tmp_path: Path) -> None:
    if not may_mount(tmp_path):
        pytest.skip("needs a file system of its own, which only root may mount")
    now = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
    with small_disk(tmp_path):
        with pytest.raises(OSError, match="No space left"):
            keep_on_spooling(tmp_path / "receipts", now)
        (kept,) = (tmp_path / "receipts").iterdir()
        lines = kept.read_bytes().splitlines(keepends=True)
        assert 0 < len(lines) < 100
        assert all(len(line) > 20_000 and line.endswith(b"\n") for line in lines)

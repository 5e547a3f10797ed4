"""Packs lie in every place, are read back and looked at again, and no place holds up another."""

import json
import subprocess
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.models import PackCopy, Place
from teeka.apps.lists.queries.places import place_standings, verified_lists
from teeka.apps.lists.services import keeping
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.places import (
    PlaceRefusal,
    PlaceRefused,
    add_missing_places,
    devices_of,
    set_place,
    switch_place,
)
from teeka.apps.notices.models import PackGate
from teeka.gateways.store import folder as folders
from teeka.gateways.store.registry import open_store
from teeka.gateways.store.store import StoreFailed
from teeka.rules.store_faults import STORE_FAULT_WORDS, StoreFault, waits
from tests.apps.lists import publishing
from tests.apps.lists.kept import NOW, kept, tree
from tests.gateways.store.serving import KEYS, object_store, settings_of
from tests.journeys.test_disk_full import may_mount

pytestmark = pytest.mark.django_db
PACK = "2026-01-16/patna/S1"
BY = {"reason": "a disk in another room", "by": "officer"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.TEEKA_HOME = tmp_path
    return tmp_path


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def test_set_up_makes_two_folders_and_both_hold_the_same_bytes(home: Path) -> None:
    publishing.published_state(people=3, codes=("S1", "S2"))

    kept()

    first, second = tree(home / "lists"), tree(home / "lists-second")
    assert first == second
    assert f"{PACK}/due-list.pdf" in first
    assert not verify_lists(home / "lists-second").faults
    newest = set(FrozenList.objects.values_list("pk", flat=True))
    assert set(verified_lists(2, now=NOW)) == newest
    assert set(PackGate.objects.values_list("pk", flat=True)) == newest


def test_two_folders_on_one_disk_are_said_to_be(home: Path) -> None:
    publishing.published_state(people=1)
    kept()
    assert len(set(devices_of(place_standings(now=NOW)).values())) == 1
    set_place(code="shm", kind="folder", given={"path": f"/dev/shm/{home.name}"}, now=NOW, **BY)
    assert len(set(devices_of(place_standings(now=NOW)).values())) == 2


def test_a_second_pass_asks_for_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publishing.published_state(people=1)
    keeper = kept()
    monkeypatch.setattr(keeping, "take_turn", lambda *_: pytest.fail("nothing was to be done"))
    assert keeper.one_pass()


def test_a_new_version_takes_the_place_of_the_old_one_everywhere(home: Path) -> None:
    here = publishing.published_state(people=3)
    keeper = kept()
    first = FrozenList.objects.get()
    gone, *stay = first.session.appointments.order_by("id")
    gone.cancelled_at, gone.cancelled_by, gone.cancel_reason = NOW, "officer", "transferred"
    gone.save()
    publishing.frozen(here, first.session, stay, version=2, reason="transfer")

    kept(keeper=keeper)

    second = tree(home / "lists-second")
    assert second == tree(home / "lists")
    assert f"{PACK}/change-slip-v2.pdf" in second
    newest = FrozenList.objects.get(version=2)
    assert verified_lists(2, now=NOW) == [newest.pk]
    assert PackGate.objects.filter(pk=newest.pk).exists()


def test_a_copy_that_was_changed_afterwards_is_found_counted_and_mended(home: Path) -> None:
    publishing.published_state(people=2, codes=("S1", "S2"))
    keeper = kept()
    spoilt = home / "lists-second" / PACK / "due-list.csv"
    spoilt.write_bytes(b"somebody else")
    (home / "lists-second" / "index.html").write_bytes(b"spoilt too, and in no record")

    kept(now=NOW + timedelta(minutes=59), keeper=keeper)
    assert spoilt.read_bytes() == b"somebody else"  # not looked at yet
    kept(now=NOW + timedelta(minutes=61), keeper=keeper)

    assert tree(home / "lists-second") == tree(home / "lists")
    assert place("second").damaged_count == 1
    assert place("second").damaged_at == NOW + timedelta(minutes=61)
    copies = PackCopy.objects.filter(place="second", path__startswith=PACK)
    assert {copy.verified_at for copy in copies} == {NOW + timedelta(minutes=61)}


def test_our_own_file_that_was_changed_is_not_copied_but_written_anew(home: Path) -> None:
    publishing.published_state(people=2)
    keeper = kept()
    whole = tree(home / "lists")
    (home / "lists" / PACK / "due-list.csv").write_bytes(b"somebody else")

    kept(now=NOW + timedelta(minutes=61), keeper=keeper)

    assert tree(home / "lists") == tree(home / "lists-second")
    assert whole.pop("manifest.json") != (home / "lists/manifest.json").read_bytes()  # it counts each writing
    assert {path: found for path, found in tree(home / "lists").items() if path in whole} == whole
    assert place("lists").damaged_count == 1


def test_our_own_folder_that_is_gone_is_written_anew(home: Path) -> None:
    publishing.published_state(people=2)
    keeper = kept()
    (home / "lists").rename(home / "taken-away")

    kept(keeper=keeper)

    assert (home / "lists" / PACK / "due-list.pdf").exists()


def test_a_disk_that_is_out_is_not_written_beside_and_counts_again_when_it_is_back(home: Path) -> None:
    publishing.published_state(people=2)
    keeper = kept()
    (home / "lists-second").rename(home / "out")
    (home / "lists-second").mkdir()  # the empty folder below a disk that is not mounted
    later = NOW + timedelta(minutes=61)

    kept(now=later, keeper=keeper)

    assert not list((home / "lists-second").iterdir())
    assert (place("second").fault, place("second").failing_since) == (StoreFault.NOT_MOUNTED, later)
    (home / "lists-second").rmdir()
    (home / "out").rename(home / "lists-second")
    kept(now=later + waits(1) + timedelta(seconds=1), keeper=keeper)
    assert (place("second").fault, place("second").tries) == ("", 0)
    assert tree(home / "lists-second") == tree(home / "lists")


def test_a_place_that_hangs_holds_up_no_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publishing.published_state(people=2)
    add_missing_places(now=NOW)
    set_place(code="slow", kind="folder", given={"path": "slow"}, now=NOW, **BY)
    goes_on, real = threading.Event(), folders.Folder.put

    def hangs(self: folders.Folder, path: str, content: bytes) -> None:
        if self._root.name == "slow":
            goes_on.wait(20)
        real(self, path, content)

    monkeypatch.setattr(folders.Folder, "put", hangs)
    monkeypatch.setattr(keeping, "SLOW_SECONDS", 0.2)
    keeper = kept()  # ends although one place never answers

    assert len(verified_lists(2, now=NOW)) == 1
    assert place("slow").fault == StoreFault.SLOW
    goes_on.set()
    until = time.monotonic() + 20
    while PackCopy.objects.filter(place="slow").count() < 4 and time.monotonic() < until:
        kept(now=NOW + timedelta(minutes=1), keeper=keeper)
    assert place("slow").fault == ""
    assert len(verified_lists(3, now=NOW)) == 1


def test_a_full_disk_is_said_waited_for_and_gone_on_with(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publishing.published_state(people=2)
    add_missing_places(now=NOW)

    def full(self: folders.Folder, path: str, content: bytes) -> None:
        raise StoreFailed(StoreFault.FULL, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folders.Folder, "put", full)
        keeper = kept()
        assert (place("second").fault, place("second").not_before) == (StoreFault.FULL, NOW + waits(1))
        assert not PackGate.objects.exists()
        kept(now=NOW + waits(1), keeper=keeper)
        assert (place("second").tries, place("second").failing_since) == (2, NOW)

    kept(now=NOW + timedelta(minutes=5), keeper=keeper)
    assert place("second").fault == ""
    assert PackGate.objects.count() == 1


def test_a_place_switched_off_counts_no_more_and_is_looked_at_when_it_comes_back(home: Path) -> None:
    publishing.published_state(people=1)
    keeper = kept()
    switch_place("second", is_on=False, reason="the disk goes to another district", by="officer", now=NOW)

    kept(keeper=keeper)

    assert verified_lists(2, now=NOW) == []
    assert not PackGate.objects.exists()
    (home / "lists-second" / PACK / "due-list.csv").write_bytes(b"spoilt meanwhile")
    switch_place("second", is_on=True, reason="back", by="officer", now=NOW + timedelta(minutes=1))
    kept(now=NOW + timedelta(minutes=1), keeper=keeper)
    assert len(verified_lists(2, now=NOW)) == 1
    assert tree(home / "lists-second") == tree(home / "lists")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"code": "lists"}, PlaceRefusal.OWN_FOLDER),
        ({"code": "Not A Code"}, PlaceRefusal.BAD_CODE),
        ({"kind": "tape"}, PlaceRefusal.NO_SUCH_KIND),
        ({"given": {"paths": "x"}}, PlaceRefusal.SETTINGS),
        ({"given": {"path": "/proc/nowhere"}}, PlaceRefusal.DOES_NOT_WORK),
        ({"reason": " "}, PlaceRefusal.REASON_MISSING),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_both_languages(
    given: dict[str, Any], refusal: PlaceRefusal
) -> None:
    asked = {"code": "disk", "kind": "folder", "given": {"path": "disk"}, "now": NOW, **BY, **given}
    with pytest.raises(PlaceRefused) as refused:
        set_place(**asked)
    assert refused.value.refusal is refusal
    assert all(refused.value.words)
    assert not Place.objects.filter(code=asked["code"]).exclude(code="lists").exists()


def test_a_path_never_leads_out_of_its_place(home: Path) -> None:
    store = folders.Folder(home / "place")
    store.prepare()
    for path in ("../evil", "/etc/evil", "a/../../evil", ""):
        with pytest.raises(StoreFailed):
            store.put(path, b"x")
    assert {path.name for path in home.iterdir()} == {"place"}


def test_the_record_of_a_manifest_that_nobody_can_read_is_not_believed(home: Path) -> None:
    publishing.published_state(people=1)
    kept()
    (home / "lists-second" / "manifest.json").write_bytes(b"not json")
    kept()  # a keeper that knows nothing yet
    assert json.loads((home / "lists-second" / "manifest.json").read_bytes())
    assert tree(home / "lists-second") == tree(home / "lists")


def test_every_fault_has_its_words() -> None:
    assert set(STORE_FAULT_WORDS) == set(StoreFault)


def test_an_object_store_holds_the_same_bytes_and_its_outage_is_said_and_outlived(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    publishing.published_state(people=2, codes=("S1", "S2"))
    add_missing_places(now=NOW)
    with object_store() as address:
        given = settings_of(address)
        set_place(code="cloud", kind="s3", given=given, now=NOW, **BY)
        keeper = kept()
        store = open_store("s3", given, home, KEYS)
        whole = tree(home / "lists")
        assert {path: store.get(path) for path in whole} == whole
        assert len(verified_lists(3, now=NOW)) == 2
        store.put(f"{PACK}/due-list.csv", b"somebody else")
        kept(now=NOW + timedelta(minutes=61), keeper=keeper)
        assert store.get(f"{PACK}/due-list.csv") == whole[f"{PACK}/due-list.csv"]
        assert place("cloud").damaged_count == 1
    later = NOW + timedelta(hours=3)
    kept(now=later, keeper=keeper)
    assert (place("cloud").fault, place("cloud").failing_since) == (StoreFault.AWAY, later)
    assert place("second").fault == ""
    assert len(verified_lists(2, now=later)) == 2


def test_a_disk_that_really_is_full_takes_no_half_file_and_goes_on_later(
    tmp_path: Path,
) -> None:
    if not may_mount(tmp_path):
        pytest.skip("needs a file system of its own, which only root may mount")
    publishing.published_state(people=30)
    add_missing_places(now=NOW)
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(tmp_path / "disk")]
    subprocess.run(mount, check=True)
    try:
        set_place(code="disk", kind="folder", given={"path": "disk/lists"}, now=NOW, **BY)
        keeper = kept()
        assert place("disk").fault == StoreFault.FULL
        assert not list((tmp_path / "disk").rglob("*.part"))
        assert len(verified_lists(2, now=NOW)) == 1
        subprocess.run(["mount", "-o", "remount,size=16m", str(tmp_path / "disk")], check=True)
        kept(now=NOW + timedelta(minutes=5), keeper=keeper)
        assert place("disk").fault == ""
        assert tree(tmp_path / "disk/lists") == tree(tmp_path / "lists")
        assert len(verified_lists(3, now=NOW)) == 1
    finally:
        subprocess.run(["umount", str(tmp_path / "disk")], check=True)

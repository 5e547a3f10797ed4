"""What is copied to a place: what differs and nothing else, each manifest after all that it names."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from teeka.apps.lists.models import Place
from teeka.apps.lists.queries.signatures import known_keys
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.faults import Fault
from teeka.apps.lists.services.writing import write_lists
from teeka.gateways.store import folder as folders
from teeka.gateways.store.store import StoreFailed
from teeka.rules.store_faults import StoreFault
from tests.apps.lists import publishing
from tests.apps.lists.kept import NOW, kept, tree
from tests.apps.lists.versions import next_version

pytestmark = pytest.mark.django_db
PACK = "2026-01-16/patna/S1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.TEEKA_HOME = tmp_path
    return tmp_path


def test_a_change_opens_no_folder_but_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publishing.published_state(people=2, codes=("S1", "S2", "S3"))
    keeper = kept()
    next_version()
    touched: set[str] = set()

    def noted(real: Any) -> Any:
        def act(self: folders.Folder, path: str, *more: Any) -> Any:
            touched.add(path)
            return real(self, path, *more)

        return act

    for name in ("put", "get", "remove"):
        monkeypatch.setattr(folders.Folder, name, noted(getattr(folders.Folder, name)))
    kept(keeper=keeper)

    assert {path for path in touched if not path.startswith(f"{PACK}/")} == {
        "manifest.json",
        "index.html",
        "2026-01-16/index.html",
        "2026-01-16/patna/index.html",
    }


def test_copying_that_is_cut_off_at_any_file_names_nothing_that_is_not_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.published_state(people=2, codes=("S1", "S2"))
    write_lists(now=NOW)
    real, key = folders.Folder.put, known_keys()[-1].public
    taken: list[str] = []

    def cut_off(self: folders.Folder, path: str, content: bytes) -> None:
        if len(taken) == allowed:
            raise StoreFailed(StoreFault.AWAY)
        taken.append(path)
        real(self, path, content)

    monkeypatch.setattr(folders.Folder, "put", cut_off)
    for allowed in range(1, 200, 7):
        taken.clear()
        kept(now=NOW + timedelta(hours=allowed))
        for manifest in (home / "lists-second").glob("*/**/manifest.json"):
            assert not check_copy(manifest.parent, key).faults
        if len(taken) < allowed:
            break
    assert tree(home / "lists-second") == tree(home / "lists")


def test_copying_killed_before_the_whole_manifest_is_ended_by_the_next_keeper(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.published_state(people=2, codes=("S1", "S2"))
    kept()
    next_version()
    real = folders.Folder.put

    def cut_off(self: folders.Folder, path: str, content: bytes) -> None:
        if path == "manifest.json":
            raise StoreFailed(StoreFault.AWAY)
        real(self, path, content)

    with monkeypatch.context() as patch:
        patch.setattr(folders.Folder, "put", cut_off)
        kept()
    found = {one.path: one.fault for one in check_copy(home / "lists-second", known_keys()[-1].public).faults}
    assert found[f"{PACK}/due-list.pdf"] is Fault.NEWER_FILE
    assert {path for path in found if not path.startswith((f"{PACK}/", "2026-01-16/", "index.html"))} == set()

    kept(now=NOW + timedelta(minutes=5))  # a keeper that knows nothing yet

    assert tree(home / "lists-second") == tree(home / "lists")


def test_a_manifest_in_a_folder_is_looked_at_with_its_due_list(home: Path) -> None:
    publishing.published_state(people=2, codes=("S1", "S2"))
    keeper = kept()
    (home / "lists-second" / PACK / "manifest.json").unlink()

    kept(now=NOW + timedelta(minutes=61), keeper=keeper)

    assert tree(home / "lists-second") == tree(home / "lists")
    assert Place.objects.get(code="second").damaged_count == 1


def test_our_own_list_above_the_sessions_is_written_anew_before_it_is_copied(home: Path) -> None:
    publishing.published_state(people=2)
    write_lists(now=NOW)
    whole = tree(home / "lists")
    (home / "lists/state/state-register.csv").write_bytes(b"somebody else")

    kept()

    assert (home / "lists-second/state/state-register.csv").read_bytes() == whole["state/state-register.csv"]
    assert tree(home / "lists") == tree(home / "lists-second")


def test_a_folder_of_an_earlier_teeka_is_written_anew_whole_and_loses_nothing(home: Path) -> None:
    publishing.published_state(people=2, codes=("S1", "S2"))
    kept()
    for lists in (home / "lists", home / "lists-second"):
        for path in lists.rglob("manifest.json"):
            path.write_text(path.read_text().replace("teeka.manifest/3", "teeka.manifest/2"))
    next_version()

    kept()

    for lists in (home / "lists", home / "lists-second"):
        assert not verify_lists(lists).faults
        assert (lists / "2026-01-17/patna/S2/due-list.pdf").exists()
    assert tree(home / "lists-second") == tree(home / "lists")

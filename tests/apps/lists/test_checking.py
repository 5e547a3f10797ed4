import hashlib
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.queries.published import published_list
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.faults import FAULT_WORDS, Fault, ListFault
from teeka.apps.lists.services.manifest import MANIFEST
from teeka.apps.lists.services.remaking import remake
from teeka.apps.lists.services.writing import write_lists
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
FOLDER = "2026-01-16/patna/S1"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    publishing.published_state(people=2)
    write_lists(tmp_path, now=NOW)
    return tmp_path


def faults(root: Path) -> list[tuple[str, Fault]]:
    return [(found.path, found.fault) for found in verify_lists(root).faults]


def test_what_was_written_is_found_whole(written: Path) -> None:
    checked = verify_lists(written)

    assert checked.files > 15
    assert not checked.faults


def test_a_folder_to_which_nothing_was_written_has_nothing_wrong(tmp_path: Path) -> None:
    assert verify_lists(tmp_path / "nowhere").faults == ()


def test_one_changed_byte_in_any_file_is_found_and_named(written: Path) -> None:
    chance = random.Random(7)
    for path in sorted(file for file in written.rglob("*.*") if file.name not in {MANIFEST, ".lock"}):
        content = path.read_bytes()
        place = chance.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

        assert faults(written) == [(path.relative_to(written).as_posix(), Fault.CHANGED)]
        path.write_bytes(content)


def test_a_missing_file_and_a_stranger_are_named(written: Path) -> None:
    (written / FOLDER / "due-list.pdf").unlink()
    (written / FOLDER / "extra.pdf").write_bytes(b"%PDF")

    assert faults(written) == [
        (f"{FOLDER}/due-list.pdf", Fault.MISSING),
        (f"{FOLDER}/extra.pdf", Fault.NOT_OURS),
    ]


def test_a_manifest_changed_together_with_its_file_is_found(written: Path) -> None:
    path = written / FOLDER / "due-list.csv"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"forged")
    manifest = written / FOLDER / MANIFEST
    manifest.write_text(manifest.read_text().replace(before, hashlib.sha256(b"forged").hexdigest()))

    assert faults(written) == [
        (f"{FOLDER}/due-list.csv", Fault.ENTRY_FORGED),
        (f"{FOLDER}/{MANIFEST}", Fault.MANIFEST_FORGED),
        (f"{FOLDER}/due-list.csv", Fault.OTHER_RECORD),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"version": 1', '"version": 2', Fault.OTHER_VERSION),
        ('"row_count": 2', '"row_count": 3', Fault.OTHER_ROWS),
        ('"sha256": "1111', '"sha256": "2222', Fault.OTHER_VERSION),
    ],
)
def test_a_manifest_that_says_other_than_the_frozen_list_is_found(
    written: Path, old: str, new: str, fault: Fault
) -> None:
    manifest = written / FOLDER / MANIFEST
    lines = [
        line.replace(old, new) if '"list": "due-list"' in line else line
        for line in manifest.read_text().splitlines()
    ]
    manifest.write_text("\n".join(lines))

    names = [f"{FOLDER}/{name}" for name in ("due-list.pdf", "due-list.xlsx", "due-list.csv", "pack.json")]
    assert set(faults(written)) == {
        (f"{FOLDER}/{MANIFEST}", Fault.MANIFEST_FORGED),
        *((name, Fault.ENTRY_FORGED) for name in names),
        *((name, fault) for name in names),
    }


def test_a_broken_or_missing_manifest_is_said_plainly(written: Path) -> None:
    (written / MANIFEST).write_text("{")
    assert faults(written) == [(MANIFEST, Fault.MANIFEST_UNREADABLE)]

    (written / MANIFEST).unlink()
    assert faults(written) == [(MANIFEST, Fault.NO_MANIFEST)]


def test_a_folder_whose_own_manifest_is_broken_or_missing_is_said_by_that_alone(written: Path) -> None:
    (written / FOLDER / MANIFEST).write_text("{")
    assert faults(written) == [(f"{FOLDER}/{MANIFEST}", Fault.MANIFEST_UNREADABLE)]

    (written / FOLDER / MANIFEST).unlink()
    assert faults(written) == [(f"{FOLDER}/{MANIFEST}", Fault.NO_MANIFEST)]


def test_every_fault_has_its_sentence_in_both_languages() -> None:
    assert set(FAULT_WORDS) == set(Fault)
    assert ListFault("a.pdf", Fault.MISSING).sentence().startswith("a.pdf is not there: take a fresh copy")
    assert ListFault("a.pdf", Fault.MISSING).sentence("hi").startswith("a.pdf यहाँ नहीं है")


def test_a_published_list_can_be_made_again_byte_for_byte(written: Path) -> None:
    published = published_list(FrozenList.objects.get().pk)
    assert published is not None

    for name, file in (
        ("pdf", "due-list.pdf"),
        ("xlsx", "due-list.xlsx"),
        ("csv", "due-list.csv"),
        ("json", "pack.json"),
    ):
        assert remake(published, name) == (written / FOLDER / file).read_bytes()

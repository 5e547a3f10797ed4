"""Whoever holds the public key can check a copy, with no database and nothing of teeka set up."""

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.lists.models import ManifestIssue
from teeka.apps.lists.queries.signatures import known_keys
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.faults import Fault
from teeka.apps.lists.services.manifest import MANIFEST, read_manifest
from teeka.apps.lists.services.sealing import renew_manifest
from teeka.apps.lists.services.writing import write_lists
from teeka.rules.signing.keys import PrivateKey, PublicKey
from tests.apps.lists import publishing
from tests.apps.lists.versions import next_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
FOLDER = "2026-01-16/patna/S1"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    publishing.published_state(people=2, codes=("S1", "S2"))
    write_lists(tmp_path / "lists", now=NOW)
    return tmp_path / "lists"


def own() -> PublicKey:
    return known_keys()[-1].public


def faults(root: Path, **more: int) -> list[tuple[str, Fault]]:
    return [(found.path, found.fault) for found in check_copy(root, own(), **more).faults]


def test_a_copy_that_nobody_touched_is_found_whole(written: Path) -> None:
    checked = check_copy(written, own())

    assert not checked.faults
    assert len(checked.entries) > 20


def test_the_folder_of_one_session_is_checked_alone(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written / FOLDER, tmp_path / "stick")

    checked = check_copy(tmp_path / "stick", own())

    assert not checked.faults
    assert set(checked.entries) > {"due-list.pdf", "due-list.xlsx", "due-list.csv", "pack.json"}
    assert set(checked.entries) == {path.name for path in (written / FOLDER).iterdir()} - {"manifest.json"}
    (tmp_path / "stick/pack.json").write_bytes(b"{}")
    assert faults(tmp_path / "stick") == [("pack.json", Fault.CHANGED)]


def test_a_copy_signed_with_another_key_is_told(written: Path) -> None:
    other = PrivateKey(b"o" * 32).public

    assert (MANIFEST, Fault.OTHER_KEY) in [(one.path, one.fault) for one in check_copy(written, other).faults]


def test_pack_json_carries_the_signature_of_its_version(written: Path) -> None:
    head = json.loads((written / FOLDER / "pack.json").read_text())["head"]

    entry = check_copy(written, own()).entries[f"{FOLDER}/pack.json"]
    assert entry.frozen is not None
    assert head["signature"] == entry.frozen.signature
    assert head["public_key"] == own().text


def test_files_of_an_older_version_put_back_are_named(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written / FOLDER, tmp_path / "old")
    next_version()
    write_lists(written, now=NOW + timedelta(hours=1))
    shutil.copytree(tmp_path / "old", written / FOLDER, dirs_exist_ok=True)

    found = faults(written)

    assert (f"{FOLDER}/due-list.pdf", Fault.OLD_FILE) in found
    assert (f"{FOLDER}/pack.json", Fault.OLD_FILE) in found


def test_an_older_manifest_put_back_is_told_by_the_files_that_are_newer(
    written: Path, tmp_path: Path
) -> None:
    shutil.copy(written / MANIFEST, tmp_path / "old.json")
    next_version()
    write_lists(written, now=NOW + timedelta(hours=1))
    shutil.copy(tmp_path / "old.json", written / MANIFEST)

    assert (f"{FOLDER}/due-list.pdf", Fault.NEWER_FILE) in faults(written)


def test_where_the_newest_is_known_its_counter_tells_an_older_one_whatever_the_clock_said(
    written: Path, tmp_path: Path
) -> None:
    shutil.copy(written / MANIFEST, tmp_path / "old.json")
    yesterday = NOW - timedelta(days=1)  # the clock was set back
    assert renew_manifest(written, now=yesterday)
    newest = read_manifest(written / MANIFEST)
    assert newest is not None
    assert (newest.counter, newest.made_at) == (2, "2026-01-13T15:00:00+00:00")
    assert not verify_lists(written).faults

    shutil.copy(tmp_path / "old.json", written / MANIFEST)

    assert [(one.path, one.fault) for one in verify_lists(written).faults] == [(MANIFEST, Fault.OLD_MANIFEST)]
    assert faults(written, newest_counter=2) == [(MANIFEST, Fault.OLD_MANIFEST)]


def test_the_manifest_is_renewed_every_quarter_of_an_hour_and_nothing_else(written: Path) -> None:
    before = (written / FOLDER / "due-list.pdf").stat().st_mtime_ns

    assert not renew_manifest(written, now=NOW + timedelta(minutes=14))
    assert renew_manifest(written, now=NOW + timedelta(minutes=15))

    manifest = read_manifest(written / MANIFEST)
    assert manifest is not None
    assert manifest.made_at == "2026-01-14T15:15:00+00:00"
    assert (written / FOLDER / "due-list.pdf").stat().st_mtime_ns == before
    assert list(ManifestIssue.objects.order_by("counter").values_list("counter", flat=True)) == [1, 2]
    assert not verify_lists(written).faults


def test_a_manifest_that_somebody_touched_is_not_renewed(written: Path) -> None:
    path = written / MANIFEST
    path.write_text(path.read_text().replace('"row_count": 2', '"row_count": 3'))

    assert not renew_manifest(written, now=NOW + timedelta(hours=1))


def test_the_manifest_says_which_version_is_newest_and_where_its_copies_were_read_back(written: Path) -> None:
    manifest = read_manifest(written / MANIFEST)

    assert manifest is not None
    first, second = manifest.newest
    assert (first.session_code, first.version, first.frozen_at) == ("S1", 1, "2026-01-13T07:00:00+00:00")
    assert list(first.copies.values()) == ["2026-01-14T15:00:00+00:00"]
    assert second.session_code == "S2"


def test_what_somebody_wrote_into_the_manifest_gets_no_signature_from_the_next_run(written: Path) -> None:
    path, manifest = written / FOLDER / "due-list.csv", written / MANIFEST
    entry = check_copy(written, own()).entries[f"{FOLDER}/due-list.csv"]
    genuine = path.read_bytes()
    path.write_bytes(b"x" * entry.size)
    forged = hashlib.sha256(b"x" * entry.size).hexdigest()
    manifest.write_text(manifest.read_text().replace(entry.sha256, forged))

    write_lists(written, now=NOW)

    assert path.read_bytes() == genuine
    assert faults(written) == []

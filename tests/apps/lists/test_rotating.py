"""A new signing key: what the old one signed stays readable, and nothing is left half done."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from teeka.apps.lists.models import VersionSignature
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.queries.signatures import known_keys, moment, unsigned_versions
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.faults import Fault
from teeka.apps.lists.services.manifest import MANIFEST
from teeka.apps.lists.services.remaking import remake_pack
from teeka.apps.lists.services.rotating import KeyNotLost, rotate_key
from teeka.apps.lists.services.signing import SigningKeyLost, sign_versions, signer_in_force
from teeka.apps.lists.services.writing import write_lists
from teeka.rules.signing.keys import PrivateKey
from teeka.rules.signing.statements import VersionMark, version_statement
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FOLDER = "2026-01-16/patna/S1"


@pytest.fixture(autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path_factory.mktemp("home") / "signing.key"
    path.write_bytes(b"f" * 32)
    monkeypatch.setattr(settings, "TEEKA_SIGNING_KEY", path)
    return path


def faults(root: Path, key: int) -> list[tuple[str, Fault]]:
    return [(one.path, one.fault) for one in check_copy(root, known_keys()[key].public).faults]


def test_old_copies_stay_right_with_the_old_key_and_new_ones_are_right_with_both(tmp_path: Path) -> None:
    publishing.published_state(people=2)
    write_lists(tmp_path / "old", now=NOW)

    rotate_key(reason="yearly", by="officer", now=LATER)
    write_lists(tmp_path / "new", now=LATER)

    assert faults(tmp_path / "old", 0) == []
    assert faults(tmp_path / "new", 0) == []
    assert faults(tmp_path / "new", 1) == []
    assert (MANIFEST, Fault.OTHER_KEY) in faults(tmp_path / "old", 1)
    assert not verify_lists(tmp_path / "new").faults


def test_a_version_keeps_the_signature_and_the_bytes_that_it_had(tmp_path: Path) -> None:
    publishing.published_state(people=2)
    write_lists(tmp_path, now=NOW)
    before = {path.name: path.read_bytes() for path in (tmp_path / FOLDER).iterdir()}

    rotate_key(reason="yearly", by="officer", now=LATER)
    write_lists(tmp_path, now=LATER)

    (published,) = newest_lists()
    made = remake_pack(published)
    assert len(made) == 9
    for name, content in made.items():
        assert content == before[name] == (tmp_path / FOLDER / name).read_bytes()


def test_the_private_half_of_the_old_key_is_destroyed_and_the_new_one_is_its_owners_alone(
    key_file: Path,
) -> None:
    sign_versions(now=NOW)
    first = signer_in_force(now=NOW).known

    rotate_key(reason="yearly", by="officer", now=LATER)

    assert key_file.read_bytes() != b"f" * 32
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["signing.key"]
    old, new = known_keys()
    assert (old, new.before) == (first, first.public_key)
    assert PrivateKey(key_file.read_bytes()).public == new.public


def test_a_rotation_killed_before_its_last_step_is_ended_by_whoever_signs_next(key_file: Path) -> None:
    signer_in_force(now=NOW)
    rotate_key(reason="yearly", by="officer", now=LATER)
    new = key_file.read_bytes()
    key_file.with_name("signing.key.next").write_bytes(new)
    key_file.write_bytes(b"f" * 32)

    assert signer_in_force(now=LATER).private.public == known_keys()[-1].public
    assert key_file.read_bytes() == new


def test_a_key_that_never_came_into_force_is_no_harm(key_file: Path) -> None:
    signer_in_force(now=NOW)
    key_file.with_name("signing.key.next").write_bytes(b"n" * 32)

    assert signer_in_force(now=NOW).private.public == PrivateKey(b"f" * 32).public


@pytest.mark.parametrize("content", [None, b"", b"o" * 32, b"f" * 31])
def test_a_lost_key_signs_nothing_and_says_what_to_do(
    tmp_path: Path, key_file: Path, content: bytes | None
) -> None:
    publishing.published_state(people=1)
    signer_in_force(now=NOW)
    key_file.unlink()
    if content is not None:
        key_file.write_bytes(content)

    with pytest.raises(SigningKeyLost) as lost:
        write_lists(tmp_path / "lists", now=NOW)
    with pytest.raises(SigningKeyLost):
        rotate_key(reason="yearly", by="officer", now=NOW)

    assert "rotate-key --key-is-lost" in lost.value.sentence()
    assert "बैकअप" in lost.value.sentence("hi")
    assert not (tmp_path / "lists").exists()


def test_after_a_lost_key_a_new_one_goes_on_and_vouches_for_what_was_signed(
    tmp_path: Path, key_file: Path
) -> None:
    publishing.published_state(people=2)
    write_lists(tmp_path, now=NOW)
    old_bytes = (tmp_path / FOLDER / "pack.json").read_bytes()
    key_file.unlink()

    rotate_key(reason="the disk broke", by="officer", now=LATER, is_lost=True)
    write_lists(tmp_path, now=LATER)

    assert faults(tmp_path, 1) == []
    assert (tmp_path / FOLDER / "pack.json").read_bytes() == old_bytes  # signed by the lost key
    # Who has only the lost key's public half is told to compare the new one by eye.
    assert (MANIFEST, Fault.OTHER_KEY) in faults(tmp_path, 0)


def test_a_key_that_is_here_is_not_called_lost() -> None:
    signer_in_force(now=NOW)

    with pytest.raises(KeyNotLost):
        rotate_key(reason="yearly", by="officer", now=NOW, is_lost=True)

    assert len(known_keys()) == 1


def test_what_the_ended_key_signs_after_its_end_is_told(tmp_path: Path) -> None:
    publishing.published_state(people=1)
    signer_in_force(now=NOW)
    rotate_key(reason="stolen", by="officer", now=publishing.BEFORE)
    stolen, (version,) = PrivateKey(b"f" * 32), unsigned_versions()  # frozen an hour after the key's end
    mark = VersionMark(
        version.session_code, version.version, version.sha256, version.row_count, moment(version.frozen_at)
    )
    VersionSignature.objects.create(
        frozen_list_id=version.list_id,
        district_code=version.district_code,
        key_id=known_keys()[0].id,
        signature=stolen.sign(version_statement(mark)),
        signed_at=NOW,
    )

    write_lists(tmp_path, now=NOW)

    tables = (
        f"{name}.{ending}" for name in ("due-list", "verifier-list") for ending in ("csv", "pdf", "xlsx")
    )
    names = sorted(("dose-forms.pdf", "pack.json", "walk-in-forms.pdf", *tables))
    assert faults(tmp_path, 1) == [(f"{FOLDER}/{name}", Fault.KEY_ENDED) for name in names]

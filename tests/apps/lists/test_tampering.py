"""Two hundred edits to copies and manifests, seeded: each is found and named by its file."""

import random
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.lists.queries.signatures import known_keys, newest_counters
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.manifest import MANIFEST
from teeka.apps.lists.services.places import place_of
from teeka.apps.lists.services.writing import write_lists
from teeka.rules.signing.keys import PublicKey
from tests.apps.lists import publishing
from tests.apps.lists.tampering import EDITS, ONLY_BY_SIGNATURE, Copy
from tests.apps.lists.versions import next_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
TIMES = 200


@pytest.fixture
def genuine(tmp_path: Path) -> Path:
    """The folder as it is, and beside it as it was before S1 got its second version."""
    publishing.published_state(people=2, codes=("S1", "S2"))
    write_lists(tmp_path / "genuine", now=NOW)
    shutil.copytree(tmp_path / "genuine", tmp_path / "older")
    next_version()
    write_lists(tmp_path / "genuine", now=NOW + timedelta(hours=1))
    return tmp_path / "genuine"


def edited(genuine: Path, number: int) -> tuple[str, set[str], set[str]]:
    """Which edit, by which files it must be found, and by which it was."""
    copy_root = genuine.with_name("copy")
    shutil.rmtree(copy_root, ignore_errors=True)
    shutil.copytree(genuine, copy_root)
    edit = EDITS[number % len(EDITS)]
    wanted = edit(Copy(copy_root, genuine.with_name("older")), random.Random(number))
    newest = newest_counters(place_of(genuine)).here
    found = check_copy(copy_root, known_keys()[-1].public, newest_counter=newest)
    return edit.__name__, wanted, {fault.path for fault in found.faults}


def test_every_edit_is_found_and_located(genuine: Path) -> None:
    found = [edited(genuine, number) for number in range(TIMES)]

    assert [one for one in found if not one[1] & one[2]] == []
    assert set(Counter(name for name, _, _ in found)) == {edit.__name__ for edit in EDITS}


def test_without_the_check_of_signatures_forged_entries_would_pass(
    genuine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PublicKey, "has_signed", lambda *_: True)

    found = [edited(genuine, number) for number in range(TIMES)]

    missed = {name for name, wanted, named in found if not wanted & named}
    missed -= {name for name, wanted, named in found if not wanted & named and wanted == {MANIFEST}} - {
        "say_another_counter_or_hour"
    }  # a bit of the manifest's own words is told by its signature alone too
    assert missed == {edit.__name__ for edit in ONLY_BY_SIGNATURE}

"""Every file of a frozen version is made again, byte for byte, from the database alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from benchmarks.regeneration import differing_files

from teeka.apps.lists.services.writing import write_lists
from tests.apps.lists import publishing
from tests.apps.lists.versions import next_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)


def test_thirty_sessions_give_the_bytes_that_were_written_whatever_the_hour(tmp_path: Path) -> None:
    publishing.published_state(people=3, codes=[f"S{number}" for number in range(1, 31)])
    next_version()
    write_lists(tmp_path, now=NOW + timedelta(hours=1))

    compared = differing_files(tmp_path)

    assert compared.differing == ()
    assert compared.sessions == 30
    assert (
        compared.files == 30 * 9 + 3
    )  # due list and pack, verifier's list, two kinds of forms of each; one change slip


def test_a_file_that_differs_is_named(tmp_path: Path) -> None:
    publishing.published_state(people=1)
    write_lists(tmp_path, now=NOW)
    (tmp_path / "2026-01-16/patna/S1/due-list.xlsx").write_bytes(b"PK")

    assert differing_files(tmp_path).differing == ("2026-01-16/patna/S1/due-list.xlsx",)

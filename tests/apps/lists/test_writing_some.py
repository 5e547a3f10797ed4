"""A run of some sessions decides their folders and leaves all others as they are."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.catalogue import Scope
from teeka.apps.lists.models import PackCopy
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.writing import write_lists
from tests.apps.lists import publishing
from tests.apps.lists.folders import tree

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SESSION = Path("2026-01-16/patna/S1")


def test_one_session_or_one_date_can_be_asked_for(tmp_path: Path) -> None:
    publishing.published_state(people=1, codes=("S1", "S2"))

    write_lists(tmp_path, now=NOW, scope=Scope(NOW, session_codes=("S2",)))

    assert not (tmp_path / SESSION).exists()
    assert (tmp_path / "2026-01-17/patna/S2/due-list.pdf").exists()
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("codes", [(), ("S1",)])
def test_a_session_that_moves_to_another_day_leaves_no_list_on_the_old_one(
    tmp_path: Path, codes: tuple[str, ...]
) -> None:
    here = publishing.published_state(people=2)
    write_lists(tmp_path, now=NOW)
    moved = FrozenList.objects.get().session
    moved.held_on += timedelta(days=3)
    places = list(moved.appointments.order_by("id"))
    publishing.frozen(here, moved, places, version=2, reason="site closed")

    written = write_lists(tmp_path, now=NOW, scope=Scope(NOW, session_codes=codes))

    assert not (tmp_path / "2026-01-16").exists()
    assert (tmp_path / "2026-01-19/patna/S1/due-list.pdf").exists()
    assert written.removed >= 4
    assert not verify_lists(tmp_path).faults


def test_a_sheet_that_an_asked_session_needs_no_more_goes_and_other_sessions_stay(tmp_path: Path) -> None:
    publishing.published_state(people=1, codes=("S1", "S2"))
    write_lists(tmp_path, now=NOW)
    other = {path: content for path, content in tree(tmp_path).items() if "/S2/" in path}
    over = publishing.STARTS + timedelta(days=1)

    written = write_lists(tmp_path, now=over, scope=Scope(over, session_codes=("S1",)))

    assert written.removed == 2  # the directions, as PDF and CSV
    assert not (tmp_path / SESSION / "directions.pdf").exists()
    assert {path: content for path, content in tree(tmp_path).items() if "/S2/" in path} == other
    assert not verify_lists(tmp_path).faults


def test_only_what_a_run_itself_read_back_counts_as_verified(tmp_path: Path) -> None:
    publishing.published_state(people=1, codes=("S1", "S2"))
    write_lists(tmp_path, now=NOW)

    later = NOW + timedelta(hours=1)
    write_lists(tmp_path, now=later, scope=Scope(later, session_codes=("S2",)))

    verified = dict(PackCopy.objects.filter(path__endswith=".pdf").values_list("path", "verified_at"))
    assert verified == {f"{SESSION}/due-list.pdf": NOW, "2026-01-17/patna/S2/due-list.pdf": later}

"""The standby list: who is called when somebody stays away, on paper, in the order of the plan."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.allotment.models import Appointment, FrozenList
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.writing import write_lists
from teeka.apps.planning.models import Session
from tests.apps.lists import publishing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
FOLDER = Path("2026-01-16/patna/S1")


@pytest.fixture
def today() -> Session:
    """S1, with one who has no place before two who have one in S2, the day after."""
    publishing.published_state(people=3, codes=("S1", "S2"))
    today = Session.objects.get(code="S1")
    here = publishing.Ground(
        today.site.facility, Appointment.objects.first().beneficiary.posting, today.campaign, today.site, None
    )  # fmt: skip
    waits = publishing.unplaced(here, publishing.person(here, 90, ("Usha Devi", "उषा देवी"), "9876500090"))
    waits.standby_session, waits.standby_rank = today, 1
    waits.save()
    for rank, place in enumerate(Appointment.objects.filter(session__code="S2").order_by("pk")[:2], start=2):
        place.standby_session, place.standby_rank = today, rank
        place.save()
    return today


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "standby-list.csv").read_text("utf-8-sig"))))


def test_it_names_them_in_the_order_in_which_they_are_called(today: Session, tmp_path: Path) -> None:
    write_lists(tmp_path, now=NOW)

    named = rows(tmp_path / FOLDER)
    assert [tuple(row[cell] for cell in ("number", "full_name", "place", "place_hi")) for row in named] == [
        ("1", "Usha Devi", "none yet", "अभी नहीं"),
        ("2", "Gyaneshwar Mishra", "Sat 17 Jan 2026", "शनिवार 17 जनवरी 2026"),
        ("3", "Dev", "Sat 17 Jan 2026", "शनिवार 17 जनवरी 2026"),
    ]
    assert named[0]["mobile"] == "9876500090"
    assert {path.suffix for path in (tmp_path / FOLDER).glob("standby-list.*")} == {".pdf", ".xlsx", ".csv"}
    assert verify_lists(tmp_path).faults == ()


def test_it_follows_the_plan_while_the_due_list_stays(today: Session, tmp_path: Path) -> None:
    write_lists(tmp_path, now=NOW)
    due = (tmp_path / FOLDER / "due-list.pdf").read_bytes()
    Appointment.objects.filter(standby_rank=3).update(standby_session=None, standby_rank=None)

    write_lists(tmp_path, now=NOW + timedelta(minutes=1))

    assert len(rows(tmp_path / FOLDER)) == 2
    assert (tmp_path / FOLDER / "due-list.pdf").read_bytes() == due


@pytest.mark.parametrize("when", ["three days before", "when it is over", "called off"])
def test_there_is_none(when: str, today: Session, tmp_path: Path) -> None:
    now = NOW
    if when == "three days before":
        now = today.starts_at - timedelta(days=3)
    elif when == "when it is over":
        now = today.ends_at
    else:
        Session.objects.filter(pk=today.pk).update(cancelled_at=NOW, cancel_reason="flood")

    write_lists(tmp_path, now=now)

    assert FrozenList.objects.count() == 2
    assert not (tmp_path / FOLDER / "standby-list.csv").exists()

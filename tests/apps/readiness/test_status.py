"""The status counts from rows, holds every key of the contract, and raises what needs somebody."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.places.models import Facility
from teeka.apps.readiness.queries.status import as_json, status
from teeka.apps.readiness.queries.status_alarms import status_alarms
from teeka.rules.alarms import ALARM_WORDS, Alarm, raised
from tests import make
from tests.apps.readiness.state import Told, everybody_told

pytestmark = pytest.mark.django_db

CONTRACT = {
    *("as_of", "rows", "people", "postings", "duplicates", "sessions", "capacity", "placed", "unplaced"),
    *("standby", "frozen_sessions", "packs_verified", "notices", "not_told_call_sheet", "confirmed"),
    *("declined", "checked_in", "vaccinated", "alarms"),
}


@pytest.fixture
def told() -> Told:
    return everybody_told()


def test_every_key_of_the_contract_is_there_when_nothing_is(now: datetime) -> None:
    counts = as_json(status(now=now), [])
    assert set(counts) >= CONTRACT
    assert counts["rows"] == dict.fromkeys(
        ("received", "created", "updated", "unchanged", "held", "rejected"), 0
    )
    assert counts["notices"]["due"] == counts["notices"]["delivered"] == 0


@pytest.mark.usefixtures("told")
def test_the_counts_add_up(now: datetime) -> None:
    counts = as_json(status(now=now), [])
    rows = counts["rows"]
    assert rows == {"received": 5, "created": 4, "updated": 0, "unchanged": 0, "held": 0, "rejected": 1}
    assert counts["people"] == 3  # Binod is Asha
    assert counts["people"] + counts["duplicates"]["linked"] == counts["registrations"] == 4
    answered = counts["placed"] + counts["standby"] + sum(counts["unplaced"].values()) + counts["excluded"]
    assert (answered, counts["not_yet_allotted"]) == (3, 0)
    assert counts["unplaced"] == {"NO_SESSION_IN_DISTRICT": 1}
    assert (counts["sessions"], counts["capacity"], counts["frozen_sessions"]) == (1, 2, 1)
    assert counts["notices"]["due"] == counts["notices"]["delivered"] + counts["notices"]["suppressed"] == 2
    assert counts["not_told_call_sheet"] == 1  # Dev has no mobile


@pytest.mark.usefixtures("told")
def test_it_raises_what_needs_somebody(now: datetime, tmp_path: Path) -> None:
    codes = {raised.alarm for raised in status_alarms(status(now=now), disk=tmp_path)}
    assert codes == {
        Alarm.PEOPLE_TO_CALL,
        Alarm.PACKS_MISSING,
        Alarm.UNPLACED,
        Alarm.ROWS_REJECTED,
        Alarm.REHEARSAL,
    }


def test_an_hour_before_a_session_breaks_the_promise_it_says_so(told: Told, tmp_path: Path) -> None:
    rings_at = told.session.starts_at - timedelta(hours=25)

    def alarm(now: datetime) -> int:
        found = {one.alarm: one for one in status_alarms(status(now=now), disk=tmp_path)}
        return found[Alarm.PROMISE_BREAKS].count if Alarm.PROMISE_BREAKS in found else 0

    assert alarm(rings_at - timedelta(minutes=1)) == 0
    assert alarm(rings_at) == 1


@pytest.mark.usefixtures("told")
def test_it_asks_as_many_questions_however_many_people_there_are(now: datetime) -> None:
    with CaptureQueriesContext(connection) as of_few:
        status(now=now)
    works_at = Facility.objects.first()
    works, held = make.posting(works_at, "a text of its own"), make.session(works_at)
    for number in range(30):
        make.seat(make.person(f"Asha {number}", works), held)
    with CaptureQueriesContext(connection) as of_many:
        status(now=now)
    assert len(of_many) == len(of_few)


def test_every_alarm_has_words_in_both_languages() -> None:
    every = raised(dict.fromkeys(Alarm, 1_234))
    assert len(every) == len(ALARM_WORDS) == len(Alarm)
    assert all("{" not in one.text(language) for one in every for language in ("en", "hi"))


def test_a_count_of_nothing_raises_nothing() -> None:
    assert raised(dict.fromkeys(Alarm, 0)) == []

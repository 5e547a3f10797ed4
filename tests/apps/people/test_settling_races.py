"""What two officers do at the same moment. Each test was seen failing without the guard that it names."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from teeka.apps.people.services import postings, settling
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.settling import PostingGone, settle_on_new, settle_posting
from teeka.apps.people.services.taking_back import NothingToUndo, undo_settlement
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.apps.places.services import proposing
from teeka.rules.proposed_facility import Proposal, proposed_code
from tests.apps.people.world import NOW, PATNA, posting, registry

pytestmark = pytest.mark.django_db(transaction=True)
CAMP = "Old camp by the river"
Act = Callable[[], object]


@pytest.fixture
def facilities() -> dict[str, Facility]:
    return registry()


def together(*acts: Act) -> list[object]:
    """Run the acts in threads that start on one barrier; what each returned, or the refusal it met."""
    barrier = threading.Barrier(len(acts))

    def run(act: Act) -> object:
        barrier.wait()
        try:
            return act()
        except (PostingGone, NothingToUndo) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_settle_one_text_the_second_is_told_so(facilities: dict[str, Facility]) -> None:
    """Guard: POSTINGS_LOCK."""
    where = posting(CAMP)

    def settle(code: str) -> Act:
        return lambda: settle_posting(posting_id=where.pk, facility_id=facilities[code].pk, by=code, now=NOW)

    answers = together(*(settle(code) for code in ("F1", "F2", "F1", "F2")))

    assert answers.count(PostingGone) == 3
    where.refresh_from_db()
    (alias,) = FacilityAlias.objects.all()
    assert alias.facility == where.facility == facilities[where.decided_by]


def test_two_who_propose_in_one_district_get_two_codes(
    facilities: dict[str, Facility], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: PROPOSALS_LOCK. A moment passes between the look at the codes taken and the new one."""

    def slow_code(district: int, taken: object) -> str:
        code = proposed_code(district, list(taken))  # type: ignore[call-overload]
        time.sleep(0.2)
        return code

    monkeypatch.setattr(proposing, "proposed_code", slow_code)
    monkeypatch.setattr(settling, "lock_postings", lambda: None)  # which would keep them apart before

    def propose(number: int) -> Act:
        where, proposal = posting(f"{CAMP} {number}"), Proposal(f"PHC Nawada {number}", "PHC", "", "800001")
        return lambda: settle_on_new(posting_id=where.pk, proposal=proposal, by="rekha", now=NOW)

    together(*(propose(number) for number in (1, 2, 3)))

    codes = Facility.objects.exclude(proposed_by="").order_by("code").values_list("code", flat=True)
    assert list(codes) == [f"P{PATNA}-000{number}" for number in (1, 2, 3)]


def test_a_run_of_resolve_never_overwrites_what_a_person_says_meanwhile(
    facilities: dict[str, Facility], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: POSTINGS_LOCK. The officer presses once the run has looked at what is open."""
    where, has_looked = posting(CAMP), threading.Event()
    decide_really = postings.resolve_apart

    def slow(*asked: Any, **more: Any) -> Any:
        has_looked.set()
        time.sleep(0.3)
        return decide_really(*asked, **more)

    def press() -> object:
        has_looked.wait(10)
        return settle_posting(posting_id=where.pk, facility_id=facilities["F2"].pk, by="r", now=NOW)

    monkeypatch.setattr(postings, "resolve_apart", slow)
    together(press, lambda: resolve_all(now=NOW))

    where.refresh_from_db()
    assert (where.decision, where.decided_by) == ("accept", "r")


def test_of_two_who_take_a_decision_back_one_does(facilities: dict[str, Facility]) -> None:
    """Guards: POSTINGS_LOCK, and behind it the alias, which ends once; seen failing without both."""
    where = posting(CAMP)
    settle_posting(posting_id=where.pk, facility_id=facilities["F2"].pk, by="r", now=NOW)

    answers = together(*[lambda: undo_settlement(posting_id=where.pk, by="s", now=NOW)] * 3)

    assert answers.count(NothingToUndo) == 2
    assert FacilityAlias.objects.filter(undone_by="s").count() == 1

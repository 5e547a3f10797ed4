"""A facility that was proposed wrongly is closed: what reopens, and who must not be touched unseen."""

from datetime import timedelta

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services import AllotmentRefused, Refusal, close_facility
from teeka.apps.people.models import Posting
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.settling import settle_on_new, settle_posting
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.apps.readiness.queries.proposed import seats_of_facility
from teeka.rules.proposed_facility import Proposal
from tests import make
from tests.conftest import web_role
from tests.make import GAYA, NOW, PATNA

pytestmark = pytest.mark.django_db
CAMP = "Old camp by the river"
LATER = NOW + timedelta(hours=1)
BOTH = frozenset({PATNA, GAYA})


@pytest.fixture(autouse=True)
def _places() -> None:
    make.district(PATNA, "Patna")
    make.district(GAYA, "Gaya")


def open_text(text: str, *, district: int = PATNA, code: str = "") -> Posting:
    return Posting.objects.create(
        district_code=district, stated_district_code=district, text=text, facility_code_given=code,
        decision="review",
    )  # fmt: skip


def propose(text: Posting, name: str = "PHC Nawada") -> Facility:
    proposal = Proposal(name, "PHC", "", "800001")
    settled = settle_on_new(posting_id=text.pk, proposal=proposal, by="rekha", now=NOW)
    return Facility.objects.get(code=settled.facility_code)


def close(facility: Facility, *, reason: str = "It is the old PHC", districts: frozenset[int] = BOTH):
    return close_facility(facility.pk, reason=reason, districts=districts, by="sunil", now=LATER)


def refused(facility: Facility, **more) -> Refusal:
    with pytest.raises(AllotmentRefused) as caught:
        close(facility, **more)
    facility.refresh_from_db()
    return caught.value.refusal


def test_every_text_that_means_it_waits_again_whoever_or_whatever_decided_it() -> None:
    said = open_text(CAMP)
    asha = make.asha(said)
    proposed = propose(said)
    by_rule, by_code, later = (
        open_text("PHC Nawada"),
        open_text("", code=proposed.code),
        open_text(CAMP + "!"),
    )
    make.dev(by_rule)
    resolve_all(now=NOW)
    texts = (said, by_rule, by_code, later)
    assert {Posting.objects.get(pk=text.pk).facility for text in texts} == {proposed}

    closed = close(proposed)

    assert (closed.code, closed.texts, closed.people) == (proposed.code, 4, 2)
    for text in texts:
        text.refresh_from_db()
        assert (text.decision in ("confirm", "review"), text.facility, text.decided_by) == (True, None, "")
        assert proposed.pk not in text.candidates
    assert FacilityAlias.objects.get().undone_by == "sunil"
    assert asha.posting_id == said.pk


def test_it_says_who_closed_it_when_and_why_and_the_trail_holds_no_words_of_theirs() -> None:
    proposed = propose(open_text(CAMP))

    close(proposed, reason="  It is the old PHC ")

    proposed.refresh_from_db()
    assert (proposed.is_active, proposed.closed_by, proposed.closed_at) == (False, "sunil", LATER)
    assert proposed.closed_reason == "It is the old PHC"
    event = AuditEvent.objects.get(action="facility.closed")
    assert (event.by, event.district_code, event.detail) == ("sunil", PATNA, {"code": proposed.code})
    assert AuditEvent.objects.get(action="posting.unsettled").detail["texts"] == 1


def test_its_code_is_never_given_again_and_its_name_may_be_proposed_anew() -> None:
    text = open_text(CAMP)
    first = propose(text)
    close(first)

    second = propose(text)

    assert (second.name, second.code) == (first.name, f"P{PATNA}-0002")
    resolve_all(now=LATER)
    text.refresh_from_db()
    assert text.facility == second


def test_the_next_roster_and_the_next_run_do_not_find_it() -> None:
    text = open_text(CAMP)
    proposed = propose(text)
    close(proposed)
    again = open_text(CAMP + " again", code=proposed.code)

    resolve_all(now=LATER)

    again.refresh_from_db()
    assert again.facility is None
    assert "CODE_UNKNOWN" in again.reasons


def test_who_is_placed_through_it_keeps_it_open_and_everything_as_it_was() -> None:
    text = open_text(CAMP)
    asha = make.asha(text)
    proposed = propose(text)
    seat = make.seat(asha, make.session(make.facility("F9")))

    assert refused(proposed) is Refusal.PEOPLE_PLACED

    text.refresh_from_db()
    assert (proposed.is_active, text.facility) == (True, proposed)
    assert [(one.full_name, one.session_code) for one in seats_of_facility(proposed.pk)] == [
        ("Asha", seat.session.code)
    ]
    Appointment.objects.update(cancelled_at=LATER)
    assert close(proposed).texts == 1


def test_whoever_is_placed_at_a_session_there_keeps_it_open_too() -> None:
    proposed = propose(open_text(CAMP))
    dev = make.dev(make.posting(make.facility("F9")))
    make.seat(dev, make.session(proposed))

    assert refused(proposed) is Refusal.PEOPLE_PLACED


def test_a_session_planned_there_is_called_off_first() -> None:
    proposed = propose(open_text(CAMP))
    session = make.session(proposed)

    assert refused(proposed) is Refusal.SESSIONS_PLANNED

    session.cancelled_at = LATER
    session.save()
    assert close(proposed).code == proposed.code


@pytest.mark.parametrize("of_web", [True, False])
def test_a_place_in_another_district_counts_though_the_reader_does_not_see_it(of_web: bool) -> None:
    """Guard: teeka_seats_of; read as the web's role, the place in Gaya is not there."""
    text = open_text(CAMP)
    asha = make.asha(text)
    proposed = propose(text)
    make.seat(asha, make.session(make.facility("F9", district_code=GAYA)))

    if not of_web:
        assert refused(proposed) is Refusal.PEOPLE_PLACED
        return
    with web_role(), scope({PATNA, 0}):
        assert not Appointment.objects.exists()
        assert refused(proposed, districts=frozenset({PATNA})) is Refusal.PEOPLE_PLACED
        (seat,) = seats_of_facility(proposed.pk)
    assert (seat.full_name, seat.session_code) == ("Asha", "")


def test_what_the_state_sent_there_from_another_district_the_state_takes_away() -> None:
    proposed = propose(open_text(CAMP))
    theirs = open_text("Camp of Gaya", district=GAYA)
    asha = make.asha(theirs)
    settle_posting(posting_id=theirs.pk, facility_id=proposed.pk, by="state", now=NOW)

    with web_role(), scope({PATNA, 0}):
        assert refused(proposed, districts=frozenset({PATNA})) is Refusal.OTHER_DISTRICTS
    with web_role(), scope({PATNA, GAYA, 0}):
        assert close(proposed).texts == 2

    for row in (theirs, asha):
        row.refresh_from_db()
        assert row.district_code == GAYA


def test_only_an_open_proposal_of_the_own_district_is_closed_and_with_a_reason() -> None:
    proposed, registered = propose(open_text(CAMP)), make.facility("F9")

    assert refused(registered) is Refusal.NOT_OPEN
    assert refused(proposed, districts=frozenset({GAYA})) is Refusal.NOT_OPEN
    assert refused(proposed, reason="  ") is Refusal.REASON_MISSING
    close(proposed)
    assert refused(proposed) is Refusal.NOT_OPEN
    assert AuditEvent.objects.filter(action="facility.closed").count() == 1


def test_a_row_that_was_listed_with_it_stands_for_itself_again() -> None:
    proposed = propose(open_text(CAMP))
    other = make.facility("F9", one_with=proposed, one_with_by="rekha", one_with_at=NOW)

    close(proposed)

    other.refresh_from_db()
    assert other.one_with is None

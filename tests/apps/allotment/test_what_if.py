"""What if: it leaves no trace, it shows exactly who changes, and publishing does exactly that."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, WhatIf, WhatIfPerson
from teeka.apps.allotment.services import allot_people, freeze_lists, place_by_hand
from teeka.apps.allotment.services.what_if import (
    add_change,
    ask_answer,
    ask_publication,
    make_what_if,
    remove_change,
    throw_away,
)
from teeka.apps.allotment.services.what_if_answering import answer_waiting, publish, work_out
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign, Session, SessionSite
from teeka.rules.what_if import Fault, WhatIfRefusal
from tests import make
from tests.apps.allotment.world import GAYA, NOW, PATNA, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
STATE = 0
NEXT_DAY = (TOMORROW + timedelta(days=1)).isoformat()

CALL_OFF = {"change": "call_off", "session": "P1"}
CUT = {"change": "seats", "session": "P1", "seats": 4}
RAISE = {"change": "seats", "session": "D1", "seats": 25}
OPEN = {"change": "open", "site": "PHC-Phulwari", "on": NEXT_DAY, "sessions": 2, "seats": 3}
FIRST_AT_DANAPUR_SCHOOL = {"change": "open", "site": "PHC-Danapur", "on": NEXT_DAY, "seats": 5}
CLOSE = {"change": "close_site", "site": "PHC-Phulwari", "on": TOMORROW.isoformat(), "until": NEXT_DAY}
CROSS = {"change": "rules", "crosses_borders": True}
SHARE = {"change": "rules", "staff_share": 0.1}


def tried(*changes: dict[str, Any], district: int = STATE) -> int:
    return make_what_if(changes, name="Phulwari without vaccine", district_code=district, by="rekha", now=NOW)


def places() -> dict[int, str]:
    live = Appointment.objects.filter(cancelled_at=None)
    return dict(live.values_list("beneficiary_id", "session__code"))


def shown(number: int) -> dict[int, tuple[str, str]]:
    """Who changes, as it was shown: person → (session before, session after)."""
    people = WhatIfPerson.objects.filter(what_if=number)
    return {
        who: (old, new)
        for who, old, new in people.values_list("beneficiary_id", "from_code", "to_code")
        if old != new
    }


def changed(before: dict[int, str], after: dict[int, str]) -> dict[int, tuple[str, str]]:
    return {
        who: (before.get(who, ""), after.get(who, ""))
        for who in before.keys() | after.keys()
        if before.get(who, "") != after.get(who, "")
    }


def every_row() -> dict[str, str]:
    """A print of all rows of each table, but of what-ifs themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname NOT LIKE 'allotment_whatif%%'"
        )
        prints = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
            prints[table] = str(cursor.fetchone())
    return prints


def refused(act: Any, *arguments: Any, **more: Any) -> WhatIfRefused:
    with pytest.raises(WhatIfRefused) as caught:
        act(*arguments, **more)
    return caught.value


@pytest.fixture
def world() -> dict[str, Any]:
    """Phulwari is full tomorrow and has a second day; Danapur is near; Bodh Gaya is another district."""
    phulwari, danapur = facility(), facility("PHC Danapur")
    gaya = facility("PHC Bodh Gaya", district=GAYA)
    days = {
        "first": session(phulwari, capacity=10, code="P1"),
        "second": session(phulwari, capacity=8, code="P2", on=TOMORROW + timedelta(days=1)),
        "near": session(danapur, capacity=20, code="D1"),
        "far": session(gaya, capacity=20, code="G1"),
    }
    Campaign.objects.update(staff_share=1.0)
    ours = [person(f"Asha {number}", phulwari) for number in range(10)]
    theirs = [person(f"Binod {number}", danapur) for number in range(17)]
    others = [person(f"Chitra {number}", gaya) for number in range(3)]
    allot_people(now=NOW, by="planner")
    return {"ours": ours, "theirs": theirs, "others": others, **days}


EVERY_CHANGE = [
    [CALL_OFF], [CUT], [RAISE], [OPEN], [CLOSE], [CROSS], [SHARE], [FIRST_AT_DANAPUR_SCHOOL],
    [CALL_OFF, OPEN], [CUT, RAISE, CROSS], [CLOSE, RAISE, CROSS],
    [CALL_OFF, FIRST_AT_DANAPUR_SCHOOL, {**CROSS, "staff_share": 0.5}],
]  # fmt: skip


@pytest.mark.parametrize("changes", EVERY_CHANGE)
def test_a_what_if_leaves_no_trace_and_publishing_does_what_was_shown(world, changes):
    late = [person(f"Dev {number}", world["near"].site.facility) for number in range(4)]
    assert late
    number = tried(*changes)
    before, rows = places(), every_row()
    outcome = work_out(number, now=NOW)
    assert every_row() == rows
    assert places() == before
    was_shown = shown(number)
    assert outcome["changes"]["changed"] == len(was_shown)
    done = publish(number, by="meena", now=LATER)
    assert changed(before, places()) == was_shown
    after = WhatIf.objects.get(pk=number).outcome["after"]
    assert after["placed"] == Appointment.objects.filter(cancelled_at=None).count() == done.placed + done.kept
    assert sum(after["by_tier"].values()) == sum(after["days"].values()) == after["placed"]
    assert (sum(after["unplaced"].values()), after["standby"]) == (sum(done.unplaced.values()), done.standby)
    assert WhatIf.objects.get(pk=number).state == "published"


def test_the_page_knows_who_from_where_to_where_and_why(world):
    freeze_lists([world["first"].pk], reason="first list", by="officer", now=NOW)
    number = tried(CALL_OFF)
    outcome = work_out(number, now=NOW)
    assert outcome["changes"] == {"changed": 10, "moved": 10, "placed": 0, "lost": 0, "told": 10}
    assert outcome["before"]["days"] == {"2026-01-15": 30}
    assert outcome["after"]["days"] == {"2026-01-15": 22, "2026-01-16": 8}
    assert (outcome["before"]["own_site"], outcome["after"]["own_site"]) == (30, 28)
    moved = WhatIfPerson.objects.filter(what_if=number, to_code="P2")
    assert {(one.from_site, one.to_site, one.lost_for, one.is_listed, tuple(one.why)) for one in moved} == {
        ("PHC Phulwari", "PHC Phulwari", "SESSION_CANCELLED", True, ("OWN_SITE",))
    }
    far = WhatIfPerson.objects.filter(what_if=number, to_code="D1")
    assert {tuple(one.why) for one in far} == {("NEAREST", "OWN_SITE_FULL")} or far.count() == 2
    assert {(one.from_km, one.to_km > 5) for one in far} == {(0.0, True)}


def test_who_would_have_no_place_is_named_with_the_reason(world):
    number = tried(CLOSE)
    outcome = work_out(number, now=NOW)
    assert (outcome["after"]["unplaced"], outcome["after"]["standby"]) == ({"SESSIONS_FULL": 1}, 6)
    assert outcome["changes"] == {"changed": 10, "moved": 3, "placed": 0, "lost": 7, "told": 0}
    waiting = WhatIfPerson.objects.filter(what_if=number, to_code="")
    assert {(one.from_code, one.reason) for one in waiting} == {("P1", "SESSIONS_FULL")}
    assert (waiting.count(), waiting.filter(is_standby=True).count()) == (7, 6)


def test_people_whom_no_plan_has_looked_at_are_counted_as_such(world):
    person("Dev", world["near"].site.facility)
    outcome = work_out(tried(RAISE), now=NOW)
    assert outcome["before"]["unplaced"] == {"": 1}
    assert outcome["changes"]["placed"] == 1


def test_a_first_session_at_a_facility_makes_its_site_only_when_published(world):
    maner = make.facility("PHC-Maner", at=(25.64, 84.88))
    dev = person("Dev", maner)
    number = tried({"change": "open", "site": "PHC-Maner", "on": NEXT_DAY, "seats": 5})
    work_out(number, now=NOW)
    assert not SessionSite.objects.filter(facility=maner).exists()
    assert shown(number) == {dev.pk: ("", f"W{number}-1")}
    publish(number, by="meena", now=NOW)
    opened = Session.objects.get(site__facility=maner)
    assert (opened.capacity, opened.vaccine_id, f"{opened.starts_at:%H:%M}") == (5, "covishield", "03:30")


# --- seats above the plan ---


def test_seats_above_the_plan_are_published_by_another_officer_than_who_made_it(world):
    number = tried(RAISE)
    work_out(number, now=NOW)
    rows = every_row()
    for act in (publish, ask_publication):
        refusal = refused(act, number, by="rekha", now=NOW)
        assert refusal.refusal is WhatIfRefusal.SECOND_PERSON
    assert every_row() == rows
    assert WhatIf.objects.get(pk=number).state == "shown"
    with pytest.raises(IntegrityError, match="two_people_publish_seats"), transaction.atomic():
        WhatIf.objects.filter(pk=number).update(opens_seats=True, state="published", ended_by="rekha")
    publish(number, by="meena", now=NOW)
    raised = Session.objects.get(code="D1")
    assert (raised.capacity, raised.seats_agreed) == (25, 25)


# --- a plan older than its data ---


def test_publishing_on_other_data_is_refused_with_the_difference(world):
    number = tried(CALL_OFF)
    work_out(number, now=NOW)
    for name in ("Dev", "Dev too"):
        person(name, world["near"].site.facility)
    Session.objects.filter(code="P2").update(capacity=5)
    rows = every_row()
    refusal = refused(publish, number, by="rekha", now=NOW)
    assert refusal.refusal is WhatIfRefusal.OLDER_THAN_DATA
    assert "2 more people wait, 3 seats fewer" in refusal.in_words()
    assert "प्रतीक्षा में 2 लोग अधिक, 3 सीटें कम" in refusal.in_words("hi")
    assert every_row() == rows
    kept = WhatIf.objects.get(pk=number)
    assert (kept.state, kept.refusal["refusal"]) == ("draft", "OLDER_THAN_DATA")


@pytest.mark.parametrize("what", ["posting", "place", "session begins", "list", "tier"])
def test_whatever_the_plan_depends_on_makes_it_old(world, what):
    number = tried(CUT)
    work_out(number, now=NOW)
    now = NOW
    if what == "posting":
        Beneficiary.objects.filter(pk=world["ours"][0].pk).update(posting=world["others"][0].posting)
    elif what == "place":  # as many as before, but others
        one = Appointment.objects.filter(session=world["first"])[0]
        Appointment.objects.filter(pk=one.pk).update(origin="by_hand")
    elif what == "session begins":
        now = world["near"].starts_at
    elif what == "list":
        freeze_lists([world["first"].pk], reason="first list", by="officer", now=NOW)
    else:
        Campaign.objects.get().tiers.filter(category="nurse_supervisor").update(tier=2)
    with pytest.raises(WhatIfRefused) as caught:
        publish(number, by="meena", now=now)
    assert caught.value.refusal in {WhatIfRefusal.OLDER_THAN_DATA, WhatIfRefusal.FAULTY}


def test_asked_again_it_can_be_published(world):
    number = tried(CALL_OFF)
    work_out(number, now=NOW)
    person("Dev", world["near"].site.facility)
    refused(publish, number, by="rekha", now=NOW)
    work_out(number, now=NOW)
    publish(number, by="meena", now=NOW)
    assert not Session.objects.filter(code="P1", cancelled_at=None).exists()


# --- a district plans for itself ---


def test_a_districts_what_if_is_about_its_people_and_sessions_only(world):
    person("Chitra late", world["far"].site.facility)
    dev = person("Dev", world["near"].site.facility)
    number = tried(RAISE, district=PATNA)
    work_out(number, now=NOW)
    assert shown(number) == {dev.pk: ("", "D1")}
    place_by_hand(
        beneficiary_id=person("Chitra too", world["far"].site.facility).pk, session_id=world["far"].pk,
        reason="asked", by="officer", now=NOW,
    )  # fmt: skip
    publish(number, by="meena", now=NOW)  # what happens in Gaya does not make it old
    assert places()[dev.pk] == "D1"


def test_what_waits_elsewhere_keeps_its_reason_when_a_district_publishes(world):
    Session.objects.filter(code="G1").update(capacity=3)
    person("Chitra late", world["far"].site.facility)
    allot_people(now=NOW, by="planner")
    number = tried(RAISE, district=PATNA)
    work_out(number, now=NOW)
    rows = every_row()["allotment_unplaced"]
    publish(number, by="meena", now=NOW)
    assert every_row()["allotment_unplaced"] == rows


def test_a_district_may_not_send_away_another_districts_people(world):
    chitra = person("Chitra", world["far"].site.facility)
    place_by_hand(
        beneficiary_id=chitra.pk, session_id=world["near"].pk, reason="on duty", by="officer", now=NOW
    )
    number = tried({"change": "call_off", "session": "D1"}, district=PATNA)
    refusal = refused(work_out, number, now=NOW)
    assert refusal.refusal is WhatIfRefusal.OTHER_DISTRICTS
    assert refusal.in_words().startswith("People of other districts would lose their place: 1.")
    assert shown(tried({"change": "call_off", "session": "D1"})) == {}


def test_a_district_knows_neither_sessions_nor_sites_nor_rules_of_others(world):
    for change, fault in (
        ({"change": "call_off", "session": "G1"}, Fault.SESSION_UNKNOWN),
        ({"change": "open", "site": "PHC-Bodh-Gaya", "on": NEXT_DAY, "seats": 5}, Fault.SITE_UNKNOWN),
        (CROSS, Fault.RULES_ARE_THE_STATES),
    ):
        assert refused(tried, change, district=PATNA).facts["faults"][0][1] == fault


# --- the form, and its end ---


def test_changes_are_added_one_by_one_and_taken_out_again(world):
    number = tried()
    add_change(number, CALL_OFF, now=NOW)
    add_change(number, OPEN, now=NOW)
    refusal = refused(add_change, number, CUT, now=NOW)
    assert refusal.facts["faults"] == [[2, "CONTRADICTION", "P1"]]
    kept = WhatIf.objects.get(pk=number).changes
    assert [change["change"] for change in kept] == ["call_off", "open"]
    remove_change(number, kept[0])
    remove_change(number, kept[0])
    assert WhatIf.objects.get(pk=number).changes == [kept[1]]


def test_an_answer_is_void_when_a_change_is_added(world):
    number = tried(CALL_OFF)
    work_out(number, now=NOW)
    add_change(number, RAISE, now=NOW)
    assert refused(publish, number, by="rekha", now=NOW).refusal is WhatIfRefusal.NOT_WORKED_OUT
    assert refused(ask_publication, number, by="rekha", now=NOW).refusal is WhatIfRefusal.NOT_WORKED_OUT


def test_nothing_without_a_change_is_worked_out(world):
    number = tried()
    assert refused(ask_answer, number, now=NOW).facts["faults"] == [[0, "NO_CHANGE", ""]]
    assert refused(work_out, number, now=NOW).facts["faults"] == [[0, "NO_CHANGE", ""]]


def test_what_is_thrown_away_or_published_stays_so(world):
    gone, done = tried(CALL_OFF), tried(RAISE)
    for number in (gone, done):
        work_out(number, now=NOW)
    throw_away(gone, by="rekha", now=NOW)
    publish(done, by="meena", now=NOW)
    assert not WhatIfPerson.objects.filter(what_if=gone).exists()
    for number, refusal in ((gone, WhatIfRefusal.THROWN_AWAY), (done, WhatIfRefusal.PUBLISHED_ALREADY)):
        for act in (
            lambda: publish(number, by="meena", now=NOW),  # noqa: B023
            lambda: work_out(number, now=NOW),  # noqa: B023
            lambda: add_change(number, OPEN, now=NOW),  # noqa: B023
            lambda: throw_away(number, by="rekha", now=NOW),  # noqa: B023
            lambda: ask_answer(number, now=NOW),  # noqa: B023
        ):
            assert refused(act).refusal is refusal
    assert set(WhatIf.objects.values_list("state", flat=True)) == {"thrown_away", "published"}
    assert AuditEvent.objects.filter(action__in=["what_if.published", "what_if.thrown_away"]).count() == 2


def test_the_worker_answers_and_publishes_what_pages_asked_for(world):
    number = tried(CALL_OFF)
    ask_answer(number, now=NOW)
    assert refused(add_change, number, OPEN, now=NOW).refusal is WhatIfRefusal.BEING_WORKED_OUT
    assert answer_waiting(now=NOW) == 1
    assert WhatIf.objects.get(pk=number).state == "shown"
    ask_publication(number, by="sunil", now=NOW)
    assert answer_waiting(now=LATER) == 1
    assert answer_waiting(now=LATER) == 0
    one = WhatIf.objects.get(pk=number)
    assert (one.state, one.ended_by) == ("published", "sunil")
    assert set(Appointment.objects.filter(cancelled_for="SESSION_CANCELLED").values_list("cancelled_by")) == {
        ("sunil",)
    }


def test_the_worker_keeps_the_refusal_and_goes_on(world):
    old, fine = tried(CALL_OFF), tried(RAISE)
    ask_answer(old, now=NOW)
    ask_answer(fine, now=NOW)
    Session.objects.filter(code="P1").update(cancelled_at=NOW)
    assert answer_waiting(now=NOW) == 2
    assert WhatIf.objects.get(pk=old).refusal["faults"] == [[0, "SESSION_CALLED_OFF", "P1"]]
    assert WhatIf.objects.get(pk=fine).state == "shown"

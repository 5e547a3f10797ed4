"""What if in the console: changes one by one, the two plans side by side, who changes, and its end."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.allotment.models import Plan, WhatIf, WhatIfPerson
from teeka.apps.allotment.services import what_if_answering
from teeka.apps.allotment.services.what_if import make_what_if
from teeka.apps.planning.models import Campaign, Session
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World, crowd

OFFICERS = (Role.STATE, Role.DISTRICT)
CALL_OFF = {"change": "call_off", "session": "PATNA-1"}


def answer(world: World) -> None:
    """What the worker does."""
    what_if_answering.answer_waiting(now=world.now)


def begun(world: World, *changes: dict[str, Any], district: int = PATNA) -> int:
    return make_what_if(changes, name="No vaccine", district_code=district, by="rekha", now=world.now)


def shown(world: World, *changes: dict[str, Any], district: int = PATNA) -> int:
    number = begun(world, *changes, district=district)
    what_if_answering.work_out(number, now=world.now)
    return number


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture(autouse=True)
def _open_rules(world: World) -> None:
    Campaign.objects.update(staff_share=1.0)


def test_from_a_name_to_a_published_plan(world: World, visit: Visit) -> None:
    begun_at = visit(Role.DISTRICT, "/what-if/new/", {"name": "No vaccine at Patna"})
    page = begun_at["Location"]
    assert "No change yet" in text(visit(Role.DISTRICT, page))
    visit(Role.DISTRICT, f"{page}add/", CALL_OFF)
    day = (world.sessions[PATNA].held_on + timedelta(days=1)).isoformat()
    opened = {"change": "open", "site": "PATNA-PHC", "on": day, "sessions": "1", "seats": "50"}
    visit(Role.DISTRICT, f"{page}add/", opened | {"starts": "09:00", "ends": "17:00"})
    draft = text(visit(Role.DISTRICT, page))
    assert "Call off PATNA-1 (PHC Patna," in draft
    assert "Open 1 session of 50 seats at PHC Patna" in draft
    visit(Role.DISTRICT, f"{page}ask/", {})
    assert "The plan is being made." in text(visit(Role.DISTRICT, page))
    answer(world)
    side = text(visit(Role.DISTRICT, page))
    assert "Publish this plan" in side
    assert "The two plans side by side" in side
    number = WhatIf.objects.get().pk
    names = text(visit(Role.DISTRICT, f"{page}people/?who=moved"))
    assert ("Asha Kumari" in names, f"W{number}-1" in names, "PATNA-1" in names) == (True, True, True)
    visit(Role.DISTRICT, f"{page}publish/", {})
    answer(world)
    assert "published" in text(visit(Role.DISTRICT, page))
    assert WhatIf.objects.get().ended_by == "district-of-patna"
    assert Session.objects.get(code="PATNA-1").cancelled_by == "district-of-patna"


def test_a_faulty_change_comes_back_as_typed_and_the_others_stay(world: World, visit: Visit) -> None:
    number = begun(world, CALL_OFF)
    page = visit(Role.DISTRICT, f"/what-if/{number}/add/", {
        "change": "open", "site": "PATNA-PHC", "on": "2026-01-20", "sessions": "1", "seats": "77",
        "starts": "17:00", "ends": "09:00",
    })  # fmt: skip
    assert page.status_code == 400
    assert "The end does not come after the start: 17:00–09:00." in text(page)
    assert 'value="77"' in text(page)
    assert "Call off PATNA-1" in text(page)
    assert len(WhatIf.objects.get().changes) == 1


@pytest.mark.parametrize(
    ("change", "sentence", "in_hindi"),
    [
        ({"change": "seats", "session": "PATNA-1", "seats": "0"}, "at least one seat, not 0", "एक सीट चाहिए"),
        ({"change": "seats", "session": "PATNA-1", "seats": "x"}, "the number of seats", "सीटों की संख्या"),
        ({"change": "call_off", "session": "GAYA-1"}, "No session here has this code", "कोई सत्र नहीं है"),
        ({"change": "wipe"}, "the kind of the change", "बदलाव का प्रकार"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(
    world: World, visit: Visit, change: dict[str, str], sentence: str, in_hindi: str
) -> None:
    number = begun(world)
    assert sentence in text(visit(Role.DISTRICT, f"/what-if/{number}/add/", change))
    world.staff[Role.DISTRICT].language = "hi"
    world.staff[Role.DISTRICT].save()
    assert in_hindi in text(visit(Role.DISTRICT, f"/what-if/{number}/add/", change))


def test_a_change_is_taken_out_again(world: World, visit: Visit) -> None:
    number = begun(world, CALL_OFF)
    visit(Role.DISTRICT, f"/what-if/{number}/remove/", {"at": "0"})
    visit(Role.DISTRICT, f"/what-if/{number}/remove/", {"at": "7"})
    assert WhatIf.objects.get().changes == []


def test_it_begins_from_a_lever_and_from_a_session(world: World, visit: Visit) -> None:
    site = world.sessions[PATNA].site_id
    plan = Plan.objects.get()
    plan.counts = {"levers": [
        {"site_id": site, "site": "PHC Patna", "site_hi": "", "district": PATNA, "day": "2026-01-20",
         "sessions": 2, "seats": 100, "places": 187},
    ]}  # fmt: skip
    plan.save()
    page = text(visit(Role.DISTRICT, "/unplaced/"))
    assert f'name="site" value="#{site}"' in page
    lever = {"change": "open", "site": f"#{site}", "on": "2026-01-20", "sessions": "2", "seats": "100"}
    made = visit(Role.DISTRICT, "/what-if/new/", lever)
    assert "Open 2 sessions of 100 seats each at PHC Patna" in text(visit(Role.DISTRICT, made["Location"]))
    assert "What if it is called off?" in text(visit(Role.DISTRICT, "/sessions/PATNA-1/"))
    made = visit(Role.DISTRICT, "/what-if/new/", CALL_OFF)
    assert "Call off PATNA-1" in text(visit(Role.DISTRICT, made["Location"]))
    assert "What if it is called off?" not in text(visit(Role.BLOCK, "/sessions/PATNA-1/"))


def test_a_lever_that_has_passed_is_refused_with_its_sentence(world: World, visit: Visit) -> None:
    late = {"change": "open", "site": "PATNA-PHC", "on": "2025-01-20", "sessions": "2", "seats": "100"}
    assert visit(Role.DISTRICT, "/what-if/new/", late)["Location"] == "/what-if/"
    assert not WhatIf.objects.exists()


def test_an_older_plan_is_refused_on_its_page_with_the_difference(world: World, visit: Visit) -> None:
    number = shown(world, CALL_OFF)
    visit(Role.DISTRICT, f"/what-if/{number}/publish/", {})
    Session.objects.filter(code="PATNA-1").update(capacity=90)
    answer(world)
    page = text(visit(Role.DISTRICT, f"/what-if/{number}/"))
    assert "10 seats fewer" in page
    assert "Show what would change" in page
    assert "Publish this plan" not in page


def test_what_is_thrown_away_stays_in_the_list_without_its_people(world: World, visit: Visit) -> None:
    number = shown(world, CALL_OFF)
    assert WhatIfPerson.objects.exists()
    visit(Role.DISTRICT, f"/what-if/{number}/throw-away/", {})
    assert "thrown away" in text(visit(Role.DISTRICT, "/what-if/"))
    assert not WhatIfPerson.objects.exists()


def test_nobody_below_the_district_may_try(world: World, visit: Visit) -> None:
    number = begun(world, CALL_OFF)
    for role in set(Role) - set(OFFICERS):
        for address in ("/what-if/", f"/what-if/{number}/", f"/what-if/{number}/people/"):
            assert visit(role, address).status_code == 403
        for verb in ("add", "ask", "publish", "throw-away", "remove"):
            assert visit(role, f"/what-if/{number}/{verb}/", {}).status_code == 403


def test_the_states_and_another_districts_are_out_of_sight(world: World, visit: Visit) -> None:
    ours, of_gaya, of_state = (
        shown(world, CALL_OFF),
        shown(world, {"change": "call_off", "session": "GAYA-1"}, district=GAYA),
        shown(world, CALL_OFF, {"change": "call_off", "session": "GAYA-1"}, district=0),
    )
    for hidden in (of_gaya, of_state):
        for address in (f"/what-if/{hidden}/", f"/what-if/{hidden}/people/"):
            assert visit(Role.DISTRICT, address).status_code == 404
        for verb in ("add", "ask", "publish", "throw-away", "remove"):
            assert visit(Role.DISTRICT, f"/what-if/{hidden}/{verb}/", CALL_OFF).status_code == 404
    listed = text(visit(Role.DISTRICT, "/what-if/"))
    assert f"/what-if/{ours}/" in listed
    assert f"/what-if/{of_gaya}/" not in listed
    assert f"/what-if/{of_state}/" not in listed
    assert "Chitra" in text(visit(Role.STATE, f"/what-if/{of_state}/people/"))
    assert visit(Role.STATE, f"/what-if/{of_gaya}/").status_code == 200


def test_row_security_hides_them_even_from_a_query_without_a_filter(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_gaya = shown(world, {"change": "call_off", "session": "GAYA-1"}, district=GAYA)
    monkeypatch.setattr(
        "teeka.apps.readiness.queries.what_if.WHAT_IFS",
        "SELECT id, district_code, '', '', name, state, changes, outcome, refusal, made_by, made_at,"
        " worked_out_at, ended_by, ended_at FROM allotment_whatif WHERE true {more}"
        .replace("{more}", "AND (%(number)s::bigint IS NULL OR id = %(number)s)"),
    )  # fmt: skip
    assert visit(Role.DISTRICT, f"/what-if/{of_gaya}/").status_code == 404
    assert visit(Role.STATE, f"/what-if/{of_gaya}/").status_code == 200


def test_the_names_are_a_file_without_formulas(world: World, visit: Visit) -> None:
    person = world.people["Asha"]
    person.full_name = "=cmd|' /C calc'!A0"
    person.save()
    number = shown(world, CALL_OFF)
    file = text(visit(Role.DISTRICT, f"/what-if/{number}/people/?as=csv"))
    assert "'=cmd" in file
    assert "The session of this person was cancelled" in file or "PATNA-1" in file


def test_more_people_cost_no_more_statements(world: World, visit: Visit) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert visit(Role.DISTRICT, address).status_code == 200
        return len(seen)

    few = shown(world, CALL_OFF)
    addresses = ("/what-if/", "/what-if/{}/", "/what-if/{}/people/")
    first = [cost(address.format(few)) for address in addresses]
    crowd(world, PATNA, 30)
    Session.objects.filter(code="PATNA-1").update(taken=32)
    many = shown(world, CALL_OFF)
    assert [cost(address.format(many)) for address in addresses] == first

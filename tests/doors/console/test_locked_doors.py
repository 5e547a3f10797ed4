"""Deny by default: every address as a stranger, as each role, and as another district's officer."""

import sys
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from teeka.apps.allotment.models import Absence, AskedSeat, HandSheet, WhatIf
from teeka.apps.allotment.services.what_if import make_what_if
from teeka.apps.notices.models import AskedLaunch
from teeka.apps.places.models import Facility
from teeka.apps.readiness.queries import within
from teeka.doors.console.middleware import DenyByDefault
from teeka.rules.permissions import Action, Role, action_needed, is_open, may
from teeka.shared import clock
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World

CONSOLE = "teeka.doors.console"


def patterns() -> Iterator[URLPattern]:
    def walk(entries: list[object]) -> Iterator[URLPattern]:
        for entry in entries:
            if isinstance(entry, URLPattern):
                yield entry
            else:
                yield from walk(entry.url_patterns)  # type: ignore[attr-defined]

    yield from walk(get_resolver().url_patterns)


def console_patterns() -> list[URLPattern]:
    return [p for p in patterns() if p.callback.__module__.startswith(CONSOLE)]


def proposed_in(district: int) -> Facility:
    name = {PATNA: "PHC Patna", GAYA: "PHC Gaya"}[district]
    values = {"name": name, "district_code": district, "coordinates_from": "nowhere", "sms_name": name}
    return Facility.objects.get_or_create(
        code=f"P{district}-0009", defaults={**values, "proposed_by": "rekha", "proposed_at": clock.now()}
    )[0]


def asked_in(world: World, district: int) -> AskedSeat:
    person = {PATNA: "Asha", GAYA: "Chitra"}[district]
    return AskedSeat.objects.get_or_create(
        session=world.sessions[district],
        beneficiary=world.people[person],
        defaults={"district_code": district, "reason": "x", "asked_by": "rekha", "asked_at": world.now},
    )[0]


def launch_in(world: World, district: int) -> int:
    return AskedLaunch.objects.get_or_create(
        session=world.sessions[district],
        defaults={"district_code": district, "reason": "x", "asked_by": "rekha", "asked_at": world.now},
    )[0].pk


def absence_of(world: World, name: str) -> int:
    person, day = world.people[name], world.now.date()
    return Absence.objects.get_or_create(
        beneficiary=person, district_code=person.district_code, first_on=day, last_on=day, kind="leave",
        made_by="rekha", defaults={"made_at": world.now},
    )[0].pk  # fmt: skip


def sheet_in(world: World, district: int) -> HandSheet:
    """Of an officer of the district, and of nobody here."""
    kept = {"rows": [], "outcomes": [], "file_name": "sheet.csv", "made_at": world.now}
    return HandSheet.objects.get_or_create(
        district_code=district, made_by=f"rekha-{district}", defaults=kept
    )[0]


OF_THE_PAPER = (
    *("record", "record_sheet", "close_session", "reopen_session", "void_forms", "take_form_back"),
    *("undo_dose", "undo_arrival", "settle_dose"),
)
OF_WHAT_IFS = (
    *("what_if", "add_to_what_if", "remove_from_what_if", "ask_what_if", "publish_what_if"),
    *("throw_what_if", "what_if_people"),
)


def what_if_in(world: World, district: int) -> int:
    known = WhatIf.objects.filter(district_code=district).values_list("pk", flat=True).first()
    name = world.facilities[district].name
    return known or make_what_if([], name=name, district_code=district, by="rekha", now=world.now)


def values_in(world: World, district: int, name: str) -> dict[str, object]:
    """What an address of this page needs, pointing into one district."""
    person = {PATNA: "Asha", GAYA: "Chitra"}[district]
    known: dict[str, dict[str, object]] = {
        "board_district": {"code": district},
        "board_block": {"code": district, "block_code": district * 100 + 1},
        "due_list": {"code": world.sessions[district].code},
        "list_file": {"code": world.sessions[district].code, "version": 1, "ending": "csv"},
        "gate_file": {"code": world.sessions[district].code, "ending": "csv"},
        "pack_link": {"code": world.sessions[district].code},
        "decide_launch": {"number": launch_in(world, district)},
        "person": {"reference": world.reference(person)},
        "choose_place": {"reference": world.reference(person)},
        "note_absence": {"reference": world.reference(person)},
        "take_absence_back": {
            "reference": world.reference(person),
            "number": absence_of(world, person),
        },
        "place_in": {"reference": world.reference(person), "code": world.sessions[district].code},
        "swap_places": {"reference": world.reference(person)},
        "place_act": {"reference": world.reference(person), "name": "remove"},
        "seats": {"code": world.sessions[district].code},
        **{key: {"code": world.sessions[district].code} for key in OF_THE_PAPER},
        "decide_seat": {"code": world.sessions[district].code, "number": asked_in(world, district).pk},
        "hand_sheet_outcome": {"number": sheet_in(world, district).pk},
        "apply_hand_sheet": {"number": sheet_in(world, district).pk},
        "hand_sheet_rows": {"number": sheet_in(world, district).pk, "ending": "csv"},
        "settle_answer": {"number": 1},
        "route": {"code": "air"},
        "trust_route": {"code": "air"},
        "lift_stop": {"number": 1},
        "switch_kind": {"kind": "reminder_morning"},
        "call_outcome": {"appointment": world.appointments[person].pk},
        "claim_call": {"appointment": world.appointments[person].pk},
        "posting": {"number": world.open_posting[district].pk},
        "settle": {"number": world.open_posting[district].pk},
        "settle_pair": {"number": world.pairs[district].pk},
        "undo_pair": {"number": world.pairs[district].pk},
        "propose": {"number": world.open_posting[district].pk},
        "undo_decision": {"number": world.open_posting[district].pk},
        "close_proposed": {"number": proposed_in(district).pk},
        **{key: {"number": what_if_in(world, district)} for key in OF_WHAT_IFS},
        "upload": {"number": world.uploads[district].pk},
        "undo_upload": {"number": world.uploads[district].pk},
        "decide_row": {"number": world.uploads[district].pk, "row": 7},
        "returned_file": {"number": world.uploads[district].pk, "ending": "csv"},
    }
    anywhere: dict[str, dict[str, object]] = {
        "posting_sheet_file": {"ending": "csv"},
        "hand_sheet_to_fill": {"ending": "csv"},
        "call_sheet_file": {"ending": "csv"},
    }
    return known.get(name, anywhere.get(name, {}))


def test_every_view_names_the_action_it_needs_or_why_it_is_open() -> None:
    bare = [p.callback for p in patterns() if action_needed(p.callback) is None and not is_open(p.callback)]
    assert not bare
    assert len(console_patterns()) > 15


def test_a_stranger_is_sent_to_the_login_from_every_page(world: World, visit: Visit) -> None:
    for pattern in console_patterns():
        address = reverse(str(pattern.name), kwargs=values_in(world, PATNA, str(pattern.name)))
        response = visit(None, address)
        if is_open(pattern.callback):
            assert response.status_code in {200, 405}, address
        else:
            assert response.status_code == 302, address
            assert response["Location"].startswith("/login/?next="), address


def test_a_script_of_a_stranger_is_sent_to_the_login_too(visit: Visit) -> None:
    response = visit(None, "/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (401, "/login/")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_allows_and_nothing_else(
    role: Role, world: World, visit: Visit
) -> None:
    for pattern in console_patterns():
        action = action_needed(pattern.callback)
        if action is None:
            continue
        address = reverse(str(pattern.name), kwargs=values_in(world, PATNA, str(pattern.name)))
        response = visit(role.value, address)
        if may(role, action):
            assert response.status_code in {200, 302, 404, 405}, (role, address)
        else:
            assert response.status_code == 403, (role, address)


def test_a_view_that_names_no_action_is_refused_to_everybody(world: World) -> None:
    def forgotten(_request: object) -> HttpResponse:
        raise AssertionError("it ran")

    request = RequestFactory().get("/")
    request.user = world.staff[Role.DISTRICT]
    with pytest.raises(PermissionDenied):
        DenyByDefault(lambda _request: HttpResponse()).process_view(request, forgotten, (), {})


def test_a_login_whose_place_is_missing_sees_nothing(world: World, visit: Visit) -> None:
    world.staff[Role.DISTRICT].district_code = None
    world.staff[Role.DISTRICT].save()

    assert visit(Role.DISTRICT, "/").status_code == 404
    assert visit(Role.DISTRICT, f"/people/{world.reference('Asha')}/").status_code == 404


BELOW_THE_STATE = [role for role in Role if role not in {Role.NATIONAL, Role.STATE, Role.AUDITOR}]


@pytest.mark.parametrize("role", BELOW_THE_STATE)
def test_chitras_district_cannot_be_read_by_guessing_addresses(
    role: Role, world: World, visit: Visit
) -> None:
    for pattern in console_patterns():
        values = values_in(world, GAYA, str(pattern.name))
        if values == values_in(world, PATNA, str(pattern.name)):
            continue
        response = visit(role.value, reverse(str(pattern.name), kwargs=values))
        assert response.status_code in {403, 404, 405}, pattern.name
        assert_tells_nothing_of_chitra(response)


@pytest.mark.parametrize("role", BELOW_THE_STATE)
def test_chitra_is_on_no_list_of_another_district(role: Role, visit: Visit) -> None:
    for address in list_addresses():
        assert_tells_nothing_of_chitra(visit(role.value, address))
        assert_tells_nothing_of_chitra(
            visit(role.value, f"{address}{'&' if '?' in address else '?'}district={GAYA}")
        )


def test_chitra_stays_hidden_even_when_a_query_forgets_its_filter(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only row security stands between the officer of Patna and Gaya now."""
    for module in readers_of_within():
        for name in ("people_within", "sessions_within"):
            if hasattr(module, name):
                monkeypatch.setattr(
                    module, name, lambda _jurisdiction: ("true", {"districts": [PATNA, GAYA]})
                )
    seen = 0
    for address in list_addresses():
        response = visit(Role.DISTRICT, address)
        seen += "Asha" in response.content.decode()
        assert_tells_nothing_of_chitra(response)
    assert seen >= 3  # the filter is really gone, and the pages still show what they may


def list_addresses() -> list[str]:
    people = [f"/people/?where={where}" for where in ("received", "known", "placed", "listed", "told")]
    pages = ("/", "/?day=all", "/sessions/", "/calls/", "/uploads/", "/unplaced/", "/moved/", "/coverage/")
    of_postings = (
        "/postings/",
        "/postings/decisions/",
        "/postings/decisions/?show=taken_back",
        "/postings/sheet/",
    )
    of_places = ("/facilities/proposed/", "/facilities/proposed/?show=closed")
    by_hand = ("/places/sheet/", "/places/sheet/to-fill.csv", "/places/sheet/to-fill.csv?session=GAYA-1")
    files = ("/people/?as=csv", "/sessions/?as=csv", "/coverage/?as=csv", "/postings/sheet/open.csv")
    return [*people, *pages, *of_postings, *of_places, *by_hand, *files, "/what-if/"]


def readers_of_within() -> list[object]:
    name = within.__name__.rsplit(".", 1)[0]
    return [module for key, module in sys.modules.items() if key.startswith(name)]


def assert_tells_nothing_of_chitra(response: object) -> None:
    text = response.content.decode("utf-8", "replace")  # type: ignore[attr-defined]
    for telling in ("Chitra", "GAYA-", "PHC Gaya", "Aspatal Gaya", "roster-Gaya", "9000000003"):
        assert telling not in text


def test_a_site_knows_its_own_list_and_no_other_person(world: World, visit: Visit) -> None:
    assert "Asha" in visit(Role.VERIFIER, "/sessions/PATNA-1/").content.decode()
    assert visit(Role.VERIFIER, "/people/").status_code == 403
    assert may(Role.VERIFIER, Action.SEE_PERSON) is False

"""The campaign's page: what stands in the way of sending, which notices there are, and who chooses them."""

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.notices.models import KindSwitch, Route, Template
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.planning.models import SessionSite
from teeka.apps.planning.queries import campaign_ways
from teeka.rules.permissions import Role
from teeka.shared import clock
from tests.doors.console.conftest import Visit
from tests.doors.console.world import World

MORNING = "/campaign/reminder_morning/switch/"


@pytest.fixture(autouse=True)
def _texts(world: World) -> None:
    add_missing_texts()  # as the worker does


def real_route() -> None:
    Route.objects.create(code="air", adapter="cdac", changed_at=clock.now(), changed_by="rekha")


def test_what_is_in_the_way_stands_on_the_page_on_the_board_and_on_the_road(visit: Visit) -> None:
    assert "Nothing stands in the way" in visit(Role.STATE, "/campaign/").content.decode()
    assert "No message can be sent" not in visit(Role.STATE, "/").content.decode()
    real_route()

    page = visit(Role.DISTRICT, "/campaign/").content.decode()
    assert "The operators would drop these texts" in page
    assert "invitation hi full" in page
    board = visit(Role.DISTRICT, "/").content.decode()
    assert "No message can be sent as things stand" in board
    assert "1 matter in the way" in board
    assert 'href="/campaign/' in board
    assert 'href="/campaign/"' in visit(Role.DISTRICT, "/sessions/").content.decode()


def test_a_site_that_fits_no_text_is_told_to_its_district_as_less_than_all(visit: Visit) -> None:
    SessionSite.objects.update(sms_name="PHC #2", name_hi="")

    assert "PHC #2" in visit(Role.DISTRICT, "/campaign/").content.decode()
    assert "Not all that is planned can be sent" in visit(Role.DISTRICT, "/").content.decode()


def test_the_state_switches_a_kind_on_and_off_with_a_reason(visit: Visit) -> None:
    page = visit(
        Role.STATE, MORNING, {"to": "on", "reason": "many stayed away"}, follow=True
    ).content.decode()
    assert "From now on it is sent: reminder on the morning." in page
    assert "many stayed away" in page
    visit(Role.STATE, MORNING, {"to": "off", "reason": "too dear"})

    assert list(KindSwitch.objects.order_by("pk").values_list("is_on", "reason")) == [
        (True, "many stayed away"),
        (False, "too dear"),
    ]


def test_it_says_why_it_does_not_switch(visit: Visit) -> None:
    assert "Say why" in visit(Role.STATE, MORNING, {"to": "on", "reason": " "}, follow=True).content.decode()
    real_route()
    Template.objects.exclude(purpose__startswith="reminder").update(
        approved_at=clock.now(), dlt_header="HEALTH", dlt_template_id="1"
    )
    said = visit(Role.STATE, MORNING, {"to": "on", "reason": "why"}, follow=True).content.decode()
    assert "not approved yet" in said
    assert not KindSwitch.objects.exists()


def test_only_the_state_chooses_and_only_officers_look(visit: Visit) -> None:
    for role in Role:
        looks = role in {Role.STATE, Role.DISTRICT, Role.AUDITOR}
        assert visit(role, "/campaign/").status_code == (200 if looks else 403), role
        switched = visit(role, MORNING, {"to": "on", "reason": "why"}).status_code
        assert switched == (302 if role is Role.STATE else 403), role
    assert "Send it from now on" not in visit(Role.DISTRICT, "/campaign/").content.decode()
    for kind, to in (("invitation", "off"), ("nonsense", "on"), ("reminder_morning", "perhaps")):
        asked = visit(Role.STATE, f"/campaign/{kind}/switch/", {"to": to, "reason": "why"})
        assert asked.status_code == 404


def test_the_state_says_how_early_lists_are_published_and_whether_doses_are_keyed_twice(visit: Visit) -> None:
    def change(address: str, **form: str) -> str:
        page: str = visit(Role.STATE, f"/campaign/{address}/", form, follow=True).content.decode()
        return page

    assert "when one person has keyed it" in visit(Role.DISTRICT, "/campaign/").content.decode()
    assert "48 hours before its session, or earlier by hand</dd>" in change("freeze-hours", hours="48")
    for hours in ("2", "", "99999", "-1"):
        assert "24 to 336 hours before its session. Nothing was changed" in change(
            "freeze-hours", hours=hours
        )
    assert "when two people have keyed the same batch" in change("doses-keyed-twice", to="on")
    ways = campaign_ways()
    assert ways is not None
    assert (ways.freeze_hours, ways.keys_doses_twice) == (48, True)
    assert "when one person has keyed it" in change("doses-keyed-twice", to="off")
    assert AuditEvent.objects.filter(action="campaign.freeze_hours_changed").count() == 1
    assert visit(Role.DISTRICT, "/campaign/freeze-hours/", {"hours": "48"}).status_code == 403
    assert visit(Role.STATE, "/campaign/doses-keyed-twice/", {"to": "perhaps"}).status_code == 404
    assert "Hours before the session" not in visit(Role.DISTRICT, "/campaign/").content.decode()

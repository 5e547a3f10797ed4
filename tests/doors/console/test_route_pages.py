"""The routes in the console: how they stand, a change that leaves a row, and who may not look."""

import pytest
from django.db import ProgrammingError, connection, transaction

from teeka.apps.notices.models import Canary, Route, RouteChange, StepFault
from teeka.apps.notices.services.routes import set_route
from teeka.apps.readiness.queries import kept_board
from teeka.apps.readiness.queries.alarms import FAILS_AGAIN
from teeka.rules.permissions import Role
from tests.apps.readiness.published import as_owner
from tests.conftest import web_role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World

FORM = {
    "weight": "30", "rate_per_second": "100", "window": "20", "slow_seconds": "10", "balance_floor": "500",
    "canary_number": "98000 00001", "is_on": "1", "reason": "the new contract",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_route(world: World) -> None:
    settings = {"url": "https://gateway.example/send", "balance": {"url": "https://gateway.example/left"}}
    set_route(code="air", adapter="http", settings=settings, window=20, by="Asha", now=world.now)


def test_a_change_is_made_and_shown_with_who_and_why(visit: Visit) -> None:
    page = visit(Role.STATE, "/routes/air/").content.decode()
    assert "Has no number for trial messages" in page

    said = visit(Role.STATE, "/routes/air/", FORM, follow=True).content.decode()

    assert "Changed: workers follow" in said
    assert "weight: 10 → 30" in said
    assert "the new contract" in said
    route = Route.objects.get(code="air")
    assert (route.weight, route.balance_floor, route.canary_number) == (30, 500, "9800000001")
    change = RouteChange.objects.latest("pk")
    assert change.changes == {
        "weight": [10, 30], "balance_floor": [None, 500], "canary_number": ["", "9800000001"],
    }  # fmt: skip
    assert change.made_by == route.changed_by != "Asha"
    assert "air" in visit(Role.STATE, "/routes/").content.decode()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("weight", "101", "from 0 to 100"),
        ("rate_per_second", "nan", "from 0 to 100"),
        ("canary_number", "12345", "ten digits"),
        ("reason", " ", "Say why"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_the_form_keeps_it(
    visit: Visit, name: str, value: str, says: str
) -> None:
    page = visit(Role.STATE, "/routes/air/", {**FORM, name: value})

    assert page.status_code == 400
    assert says in page.content.decode()
    assert Route.objects.get(code="air").weight == 10
    assert RouteChange.objects.count() == 1


def test_a_route_is_switched_off_and_trusted_from_its_page(visit: Visit, world: World) -> None:
    off = {name: value for name, value in FORM.items() if name != "is_on"}
    visit(Role.STATE, "/routes/air/", off)
    assert not Route.objects.get(code="air").is_on

    assert (
        "nothing to trust"
        in visit(Role.STATE, "/routes/air/trust/", {"reason": "seen it"}, follow=True).content.decode()
    )
    Canary.objects.create(
        route=Route.objects.get(code="air"), reference="00000000-0000-0000-0000-000000000001", state="failed",
        began_at=world.now, code="no receipt",
    )  # fmt: skip
    said = visit(Role.STATE, "/routes/air/trust/", {"reason": "seen it"}, follow=True).content.decode()
    assert "trusted by a person" in said
    assert RouteChange.objects.latest("pk").changes == {"canary": ["failed", "trusted"]}


def test_nobody_below_or_beside_the_state_may_look_or_change(visit: Visit) -> None:
    for role in set(Role) - {Role.STATE}:
        assert visit(role, "/routes/").status_code == 403, role
        assert visit(role, "/routes/air/").status_code == 403, role
        assert visit(role, "/routes/air/", FORM).status_code == 403, role
        assert visit(role, "/routes/air/trust/", {"reason": "x"}).status_code == 403, role
    assert visit(Role.STATE, "/routes/none/").status_code == 404


def test_the_database_itself_lets_no_district_change_a_route_or_read_its_history(world: World) -> None:
    def changed_and_seen(districts: str) -> tuple[int, int]:
        with web_role(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('teeka.districts', %s, false)", [districts])
            cursor.execute("UPDATE notices_route SET weight = weight WHERE code = 'air'")
            changed = cursor.rowcount
            cursor.execute("SELECT count(*) FROM notices_routechange")
            seen = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('teeka.districts', '', false)")
            return changed, seen

    assert changed_and_seen(str(PATNA)) == (0, 0)
    assert changed_and_seen(f"{PATNA},{GAYA}") == (1, 1)
    with web_role(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE notices_route SET settings = '{}'")


def test_the_board_says_what_an_account_and_a_route_need(visit: Visit) -> None:
    Route.objects.filter(code="air").update(balance_state="empty")

    board = visit(Role.STATE, "/").content.decode()

    assert "The account of air must be topped up" in board
    assert "air begins with many messages untried" in board


def test_the_board_tells_of_background_work_that_fails_again_and_again(visit: Visit, world: World) -> None:
    with as_owner():  # only workers count
        fault = StepFault.objects.create(
            step="make_due", times=FAILS_AGAIN - 1, fault="ValueError", failed_at=world.now
        )

    def told(role: str) -> bool:
        kept_board.forget()
        return "1 step of the background work fails again" in visit(role, "/").content.decode()

    assert not told(Role.STATE)
    with as_owner():
        StepFault.objects.filter(pk=fault.pk).update(times=FAILS_AGAIN)
    assert told(Role.STATE)
    assert told(Role.DISTRICT)

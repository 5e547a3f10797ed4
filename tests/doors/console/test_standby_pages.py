"""Who stands by for a session is on its page, those with a later place too; and on their own pages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from teeka.apps.accounts.models import Staff
from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.planning.models import Session
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World


@pytest.fixture
def earlier(world: World) -> Session:
    """The day before: Eve, who has no place, and Asha, who has one on the day after, stand by for it."""
    later, day = world.sessions[PATNA], timedelta(days=1)
    session = Session.objects.get(pk=later.pk)
    session.pk, session.code, session.taken, session._state.adding = uuid4(), "PATNA-0", 0, True
    session.held_on, session.starts_at, session.ends_at = (
        when - day for when in (later.held_on, later.starts_at, later.ends_at)
    )
    session.save()
    Unplaced.objects.filter(beneficiary=world.people["Eve"]).update(standby_session=session, standby_rank=1)
    Appointment.objects.filter(beneficiary=world.people["Asha"]).update(
        standby_session=session, standby_rank=2
    )
    return session


@pytest.mark.parametrize(("language", "said"), [("en", "has one on"), ("hi", "को है")])
def test_the_session_page_names_them_in_their_order(
    world: World, visit: Visit, earlier: Session, language: str, said: str
) -> None:
    Staff.objects.filter(pk=world.staff[Role.DISTRICT].pk).update(language=language)
    page = visit(Role.DISTRICT, f"/sessions/{earlier.code}/")
    section = page.content.decode().split('id="standby"')[1]
    assert section.index(str(world.reference("Eve"))) < section.index(str(world.reference("Asha")))
    assert said in section


def test_who_has_a_place_is_counted_on_the_session_and_not_among_people_on_standby(
    world: World, visit: Visit, earlier: Session
) -> None:
    people = visit(Role.DISTRICT, "/people/?where=standby").content.decode()
    assert f"/people/{world.reference('Eve')}/" in people
    assert f"/people/{world.reference('Asha')}/" not in people
    page = visit(Role.DISTRICT, f"/sessions/{earlier.code}/").content.decode()
    assert "<dt>Standby</dt><dd>2</dd>" in page


def test_the_persons_page_names_the_place_and_the_earlier_session(
    world: World, visit: Visit, earlier: Session
) -> None:
    page = visit(Role.DISTRICT, f"/people/{world.reference('Asha')}/").content.decode()
    assert "Also on standby, number 2, for the earlier session" in page
    assert f"/sessions/{earlier.code}/#standby" in page

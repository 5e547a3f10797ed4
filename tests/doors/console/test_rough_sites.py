"""A site without coordinates of its own is used, and it is said wherever a distance from it is told."""

from html import unescape

import pytest

from teeka.apps.accounts.models import Staff
from teeka.apps.places.models import District, Facility, PinCode
from teeka.apps.planning.models import SessionSite
from teeka.apps.readiness.queries.person import person_story
from teeka.doors.commands.person_words import person_in_words
from teeka.rules.located import SITE_LOCATED_WORDS, SiteLocated
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


def read(visit: Visit, address: str) -> str:
    return unescape(visit(Role.DISTRICT, address).content.decode())


def locate(source: SiteLocated | str) -> None:
    """All sites by this; the facilities' and the district's own are made to fit."""
    Facility.objects.update(coordinates_from=source, latitude=None, longitude=None)
    District.objects.filter(code=PATNA).update(
        latitude=None if source == SiteLocated.NOWHERE else 25.6, longitude=85.1
    )


@pytest.mark.parametrize("source", list(SiteLocated))
@pytest.mark.parametrize(("language", "which"), [("en", 0), ("hi", 1)])
def test_the_session_and_the_person_say_it(
    world: World, visit: Visit, source: SiteLocated, language: str, which: int
) -> None:
    locate(source)
    Staff.objects.filter(pk=world.staff[Role.DISTRICT].pk).update(language=language)
    said = SITE_LOCATED_WORDS[source][which]
    for address in (f"/sessions/{world.sessions[PATNA].code}/", f"/people/{world.reference('Asha')}/"):
        assert said in read(visit, address)


def test_explain_says_it_too(world: World) -> None:
    locate(SiteLocated.DISTRICT)
    story = person_story(world.people["Asha"].pk)
    assert story is not None
    assert SITE_LOCATED_WORDS[SiteLocated.DISTRICT][0] in person_in_words(story)


def test_a_site_with_coordinates_of_its_own_is_not_remarked_on(world: World, visit: Visit) -> None:
    locate("file")
    for address in ("/sessions/", f"/sessions/{world.sessions[PATNA].code}/", "/unplaced/"):
        assert "rough" not in read(visit, address)
    assert "Every site with a session to come" in read(visit, "/sites/rough/")


def test_the_number_leads_to_the_names_which_are_downloaded(world: World, visit: Visit) -> None:
    locate(SiteLocated.DISTRICT)
    for address in ("/sessions/", "/unplaced/"):
        assert "1 site is only roughly known on the map" in read(visit, address)
    page = read(visit, "/sites/rough/")
    assert world.facilities[PATNA].name in page
    assert world.facilities[GAYA].name not in page
    file = visit(Role.DISTRICT, "/sites/rough/?as=csv").content.decode()
    assert world.facilities[PATNA].code in file
    assert SITE_LOCATED_WORDS[SiteLocated.DISTRICT][0] in file


def test_a_site_by_name_lies_where_its_pin_code_does(world: World, visit: Visit) -> None:
    locate("file")
    site = SessionSite.objects.get(pk=world.sessions[PATNA].site_id)
    PinCode.objects.create(pin_code="801505", district_id=PATNA, latitude=25.57, longitude=85.08)
    SessionSite.objects.filter(pk=site.pk).update(facility=None, pin_code="801505")
    page = read(visit, "/sites/rough/")
    assert SITE_LOCATED_WORDS[SiteLocated.PIN_CODE][0] in page
    assert visit(None, "/sites/rough/").status_code == 302

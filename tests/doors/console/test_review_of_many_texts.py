"""The review as whoever has some hundred texts to settle uses it: filters, pages, what the day did."""

import re

from teeka.apps.people.models import Posting
from teeka.apps.places.models import Facility
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.decided import alike, settle, settle_one, words_of
from tests.doors.console.world import PATNA, World, crowd


def test_each_candidate_shows_how_likely_it_is_where_that_is_known(world: World, visit: Visit) -> None:
    second = Facility.objects.create(
        code="P2", name="APHC Lari", district_code=PATNA, coordinates_from="nowhere", sms_name="L"
    )
    third = Facility.objects.create(
        code="P3", name="HSC Lari", district_code=PATNA, coordinates_from="nowhere", sms_name="L"
    )
    codes = [world.facilities[PATNA].pk, second.pk, third.pk]
    Posting.objects.filter(pk=world.open_posting[PATNA].pk).update(
        candidates=codes, probabilities=[0.6, 0.31, 0.004]
    )
    said = words_of(visit(Role.DISTRICT, "/postings/"))
    assert [said[at.end() : at.end() + 6].split()[0] for at in re.finditer("Likely ", said)] == [
        "60%", "31%", "&lt;",
    ]  # fmt: skip

    Posting.objects.filter(pk=world.open_posting[PATNA].pk).update(probabilities=[])
    assert words_of(visit(Role.DISTRICT, "/postings/")).count("Likely") == 1


def test_what_the_days_decisions_did_is_said_at_once_and_after_a_reload(world: World, visit: Visit) -> None:
    alike(world, "ASPATAL,  patna", "Eve")
    other = alike(world, "Another place", "Dev")
    assert "of today settled" not in words_of(visit(Role.DISTRICT, "/postings/"))

    settle(visit, world)
    settle_one(visit, world, other)

    for _ in range(2):
        said = words_of(visit(Role.DISTRICT, "/postings/"))
        assert "Your 2 decisions of today settled 3 people." in said
        assert "The last: “Another place” as PHC Patna." in said
    assert "of today settled" not in words_of(visit(Role.STATE, "/postings/"))  # these are another's


def test_the_last_decision_is_taken_back_where_it_was_made(world: World, visit: Visit) -> None:
    settle(visit, world)
    number = world.open_posting[PATNA].pk
    pressed = {"to": "review", "q": "aspatal", "page": "1"}

    back = visit(Role.DISTRICT, f"/postings/{number}/undo/", pressed, follow=True)

    assert back.redirect_chain == [(f"/postings/?q=aspatal&page=1#text-{number}", 302)]
    said = words_of(back)
    assert "Taken back: “Aspatal Patna” waits again" in said
    assert "1 posting text to settle" in said


def test_texts_are_narrowed_by_a_candidates_block_and_type(world: World, visit: Visit) -> None:
    far = Facility.objects.create(
        code="P2",
        name="APHC Lari",
        type="APHC",
        district_code=PATNA,
        coordinates_from="nowhere",
        sms_name="L",
    )
    other = alike(world, "Another place", "Dev")
    Posting.objects.filter(pk=other.pk).update(candidates=[far.pk])
    Facility.objects.filter(pk=far.pk).update(block_name="Barh")  # which no directory has
    block = "Patna+Sadar"

    def texts(query: str) -> list[str]:
        return re.findall(r"<h2[^>]*>“(.*?)”", visit(Role.DISTRICT, f"/postings/?{query}").content.decode())

    assert texts("") == ["Aspatal Patna", "Another place"]
    assert texts(f"of_block={block}") == texts("type=PHC") == ["Aspatal Patna"]
    assert texts("type=APHC") == texts("of_block=Barh") == ["Another place"]
    assert texts(f"of_block={block}&type=APHC") == []
    assert texts(f"of_block={block}&q=another") == []
    assert texts("type=nonsense&page=x") == ["Aspatal Patna", "Another place"]


def test_a_press_keeps_the_filter_and_the_page(world: World, visit: Visit) -> None:
    crowd(world, PATNA, 30)
    for number in range(30):
        alike(world, f"Place {number}", f"Crowd {number:03}")
    first, second = (visit(Role.DISTRICT, f"/postings/?page={page}").content.decode() for page in (1, 2))

    assert "1 to 25 of 31" in first
    assert 'rel="next" href="?page=2"' in first
    assert "26 to 31 of 31" in second
    assert second.count('<input type="hidden" name="page" value="2">') == 6
    text = Posting.objects.get(text="Place 29")
    kept = {"page": "2", "type": "PHC", "next": "7"}
    assert settle_one(visit, world, text, **kept)["Location"] == "/postings/?type=PHC&page=2#text-7"
    assert "26 to 30 of 30" in words_of(visit(Role.DISTRICT, "/postings/?page=9"))


def test_the_way_over_a_texts_own_page_comes_back_to_the_list_as_it_was(world: World, visit: Visit) -> None:
    alike(world, "Another place", "Dev")
    page = visit(Role.DISTRICT, "/postings/?q=a").content.decode()
    number = world.open_posting[PATNA].pk
    (link,) = re.findall(rf'href="(/postings/{number}/\?back=[^"]*)"', page)

    own = visit(Role.DISTRICT, f"{link}&q=PHC").content.decode()

    following = Posting.objects.get(text="Another place").pk
    for name, value in (("q", "a"), ("next", str(following))):
        assert own.count(f'<input type="hidden" name="{name}" value="{value}">') == 2, name
    assert f'href="/postings/?q=a#text-{number}"' in own


def test_an_officer_of_the_state_narrows_to_a_district_and_comes_back(world: World, visit: Visit) -> None:
    Posting.objects.filter(pk=world.open_posting[PATNA].pk).update(
        decision="accept", facility=world.facilities[PATNA]
    )

    page = visit(Role.STATE, f"/postings/?district={PATNA}").content.decode()

    assert f'<option value="{PATNA}" selected>Patna</option>' in page
    assert "Nothing matches this filter" in page
    assert '<a href="/postings/">Show all</a>' in page
    assert 'id="district"' not in visit(Role.DISTRICT, "/postings/?q=x").content.decode()

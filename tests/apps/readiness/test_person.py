"""One person's way is found by reference, id or row, and told station by station."""

import pytest

from teeka.apps.readiness.queries.person import PersonStory, find_person, person_story
from teeka.doors.commands.person_words import person_in_words, row_in_words
from tests.apps.readiness.state import Told, everybody_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return everybody_told()


def story_of(person_id: int) -> PersonStory:
    story = person_story(person_id)
    assert story is not None
    return story


def test_a_person_is_found_by_reference_by_id_and_by_row(told: Told) -> None:
    names = (str(told.dev.reference), str(told.dev.pk), "roster.csv:4", f"{told.upload.pk}:4")
    assert [find_person(name).person_id for name in names] == [told.dev.pk] * 4


@pytest.mark.parametrize("name", ["99999999999999", "12345678901234567890", "Asha", "roster.csv:17", "", "0"])
def test_nobody_is_found_by_anything_else(told: Told, name: str) -> None:
    found = find_person(name)
    assert found.row is None
    assert found.person_id is None or person_story(found.person_id) is None


def test_a_rejected_row_tells_why_though_it_is_nobody(told: Told) -> None:
    found = find_person("roster.csv:5")
    assert found.person_id is None
    assert found.row is not None
    assert "row 5 of roster.csv" in row_in_words(found.row)
    assert "'gender' is empty" in row_in_words(found.row)


def test_ashas_way_is_told_from_the_row_to_the_receipt(told: Told) -> None:
    words = person_in_words(story_of(told.asha.pk))
    for said in (
        "row 1 of roster.csv",
        "accept: PHC Patna (Patna-PHC), 99% sure",
        "At the person's own facility.",
        "session S1 version 1, line 1",
        "delivered",
        "receipt: delivered",
        "nothing is recorded at sites yet",
    ):
        assert said in words
    assert told.asha.mobile not in words


def test_binod_is_told_to_be_asha(told: Told) -> None:
    words = person_in_words(story_of(told.binod.pk))
    assert f"a second registration: {told.asha.reference} is the one that counts" in words


def test_chitra_is_told_why_she_has_no_place_and_what_would_change_it(told: Told) -> None:
    words = person_in_words(story_of(told.chitra.pk))
    assert "no place yet. There is no session in the district" in words
    assert "Open one there" in words


def test_dev_is_told_to_be_rung(told: Told) -> None:
    assert "not sent: tell by voice, no mobile number" in person_in_words(story_of(told.dev.pk))

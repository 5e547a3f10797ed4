import json

import pytest

from teeka.apps.places.models import Facility
from teeka.doors.commands.facilities import facilities
from tests import make
from tests.doors.commands.test_people import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def danapur() -> Facility:
    """PHC Danapur, listed twice."""
    make.district()
    main = make.facility("F1", name="PHC Danapur")
    return make.facility(
        "F2", name="PHC Danapur Covaxin", one_with=main, one_with_by="teeka", one_with_at=make.NOW,
        one_with_evidence=[["SESSION_MARK", ["Covaxin"]]],
    )  # fmt: skip


def test_the_command_names_each_row_with_its_evidence(danapur: Facility) -> None:
    _, words = run(facilities, "listed-again")
    _, printed = run(facilities, "listed-again", "--json")

    assert "F2 PHC Danapur Covaxin → F1 PHC Danapur: a session mark: “Covaxin”" in words
    assert json.loads(printed)["listed_again"][0]["facility_code"] == "F1"


def test_a_row_is_parted_and_joined_by_its_code_under_a_name(danapur: Facility) -> None:
    run(facilities, "part", "F2")
    danapur.refresh_from_db()
    assert danapur.one_with is None
    assert danapur.one_with_by not in ("", "teeka")

    run(facilities, "join", "F2", "F1")
    danapur.refresh_from_db()
    assert danapur.one_with.code == "F1"


def test_what_cannot_be_is_refused_in_a_sentence(danapur: Facility) -> None:
    assert run(facilities, "part", "F1") == (
        2, "The facility F1 stands by itself already, perhaps because somebody parted it.",
    )  # fmt: skip
    assert run(facilities, "join", "F2", "F9") == (
        2, "There is no facility with the code F9 in your area.",
    )  # fmt: skip

from pathlib import Path

import pytest

from teeka.doors.commands.demo_facts import facts
from teeka.doors.commands.demo_words import summary
from tests import make

pytestmark = pytest.mark.django_db

TRUTH = """file,row,facility_code,person_id,dirt,must_be_rejected
roster.csv,1,PHULWARI,1,,N
roster.csv,2,PHULWARI,1,duplicate,N
roster.csv,3,DANAPUR,2,misspelt,N
roster.csv,4,PHULWARI,3,reject,Y
"""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def test_what_agrees_with_the_truth_is_counted(truth: Path) -> None:
    phulwari, danapur = make.facility("PHULWARI"), make.facility("DANAPUR")
    asha = make.asha(make.posting(phulwari))
    binod = make.binod(make.posting(phulwari), second_of=asha)
    dev = make.dev(make.posting(danapur))
    make.roster("roster.csv", ("created", asha), ("created", binod), ("created", dev), ("rejected", None))

    found = facts(truth, now=make.NOW)

    assert found["rows_add_up"]
    assert found["accepted_right_share"] == 1.0
    assert (found["registered_twice"], found["registered_twice_and_linked"]) == (1, 1)
    assert found["linked_though_two_people"] == 0
    assert (found["must_be_rejected_and_were"], found["rejected_though_good"]) == (1, 0)
    assert found["holds"]


def test_a_posting_accepted_for_another_facility_is_wrong(truth: Path) -> None:
    phulwari = make.facility("PHULWARI")
    people = [make.person(name, make.posting(phulwari)) for name in ("Asha", "Binod", "Dev")]
    make.roster("roster.csv", *(("created", who) for who in people), ("rejected", None))

    found = facts(truth, now=make.NOW)

    assert found["accepted_right_share"] == round(2 / 3, 4)
    assert not found["holds"]


def test_two_people_taken_for_one_are_counted(truth: Path) -> None:
    phulwari, danapur = make.facility("PHULWARI"), make.facility("DANAPUR")
    asha = make.asha(make.posting(phulwari))
    other = make.dev(make.posting(danapur), stands_for=asha)
    make.roster("roster.csv", ("created", asha), ("held", None), ("created", other), ("rejected", None))

    assert facts(truth, now=make.NOW)["linked_though_two_people"] == 1


def test_a_row_without_a_fate_breaks_the_sum(truth: Path) -> None:
    asha = make.asha(make.posting(make.facility("PHULWARI")))
    make.roster("roster.csv", ("created", asha))

    found = facts(truth, now=make.NOW)

    assert not found["rows_add_up"]
    assert not found["holds"]


def test_the_summary_is_short_enough_for_ten_seconds(truth: Path) -> None:
    status = {
        "people": 12_000, "placed": 11_800, "not_told_call_sheet": 700, "sessions": 124, "capacity": 12_400,
        "unplaced": {"POSTING_NOT_RESOLVED": 200}, "frozen_sessions": 124, "packs_verified": 124,
        "notices": {"delivered": 11_100}, "rows": {"received": 12_500, "rejected": 51, "held": 130},
    }  # fmt: skip

    words = summary(status, facts(truth, now=make.NOW), 61.0)

    assert words.startswith("12,000 people, 11,800 placed, 11,100 told, 700 on the call sheet, in 61 s.")
    assert len(words.splitlines()) <= 15
    assert max(map(len, words.splitlines())) <= 100

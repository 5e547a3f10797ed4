import pytest

from teeka.apps.readiness.queries import against_truth
from tests import make

pytestmark = pytest.mark.django_db

PHULWARI, SAMPATCHAK = (25.58, 85.08), (25.55, 85.20)


def test_every_roster_row_is_told_with_its_fate_and_facility() -> None:
    phc = make.facility("PHULWARI")
    asha = make.asha(make.posting(phc))
    binod = make.binod(make.posting(phc), second_of=asha)
    lost = make.dev(make.posting(None))
    make.roster(
        "roster-patna.csv", ("created", asha), ("created", binod), ("created", lost), ("rejected", None)
    )

    rows = against_truth.roster_rows()

    assert [(r.row, r.fate, r.stands_for, r.decision, r.facility_code) for r in rows] == [
        (1, "created", asha.pk, "accept", "PHULWARI"),
        (2, "created", asha.pk, "accept", "PHULWARI"),
        (3, "created", lost.pk, "review", ""),
        (4, "rejected", None, "", ""),
    ]


def test_a_place_reckoned_from_the_facility_is_right() -> None:
    phc, host = make.facility("PHULWARI", at=PHULWARI), make.facility("SAMPATCHAK", at=SAMPATCHAK)
    make.seat(make.asha(make.posting(phc)), make.session(host), distance_km=12.5)

    assert against_truth.placed_away_from_posting() == 0


def test_a_place_reckoned_from_home_is_noticed() -> None:
    phc, host = make.facility("PHULWARI", at=PHULWARI), make.facility("SAMPATCHAK", at=SAMPATCHAK)
    make.seat(make.asha(make.posting(phc)), make.session(host), distance_km=0.4)

    assert against_truth.placed_away_from_posting() == 1


def test_a_place_without_a_known_facility_is_noticed() -> None:
    host = make.facility("SAMPATCHAK")
    make.seat(make.dev(make.posting(None)), make.session(host))

    assert against_truth.placed_away_from_posting() == 1


def test_who_is_placed_but_on_no_list_is_counted() -> None:
    phc = make.facility("PHULWARI")
    make.seat(make.asha(make.posting(phc)), make.session(phc))

    assert against_truth.placed_but_not_listed() == 1
    assert against_truth.listed_but_neither_told_nor_to_call(now=make.NOW) == 0

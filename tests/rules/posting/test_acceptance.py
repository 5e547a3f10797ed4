from collections.abc import Sequence

import pytest

from teeka.rules.posting import FacilityName, PostingClaim, Verdict, resolve_postings
from teeka.rules.posting.acceptance import may_be_one
from teeka.rules.posting.registry import Known, Registry

VILLAGES = ("Atgam", "Dungri", "Kakwadi", "Rola", "Vankal", "Moghabari", "Sonwada", "Jeshpor")


def registry_with(twins: int) -> list[FacilityName]:
    """A health centre in each of nine villages; so many of them have a sub-centre as well, Goima not."""
    centres = [FacilityName(f"P{n}", f"PHC {v}", "Valsad", "PHC") for n, v in enumerate(VILLAGES)]
    subs = [FacilityName(f"S{n}", f"HSC {v}", "Valsad", "HSC") for n, v in enumerate(VILLAGES[:twins])]
    return [FacilityName("G01", "PHC Goima", "Valsad", "PHC"), *centres, *subs]


def verdict(text: str, registry: Sequence[FacilityName]) -> Verdict:
    (decision,) = resolve_postings([PostingClaim(text, "Valsad")], registry)
    assert decision.facility_code == "G01"
    return decision.verdict


def known(*facilities: FacilityName) -> list[Known]:
    return Registry(facilities).known


@pytest.mark.parametrize(("twins", "expected"), [(0, Verdict.ACCEPT), (4, Verdict.CONFIRM)])
def test_a_bare_village_is_asked_about_where_villages_have_two_facilities(
    twins: int, expected: Verdict
) -> None:
    assert verdict("Goima", registry_with(twins)) is expected


@pytest.mark.parametrize("text", ["GSSS Goima", "Goima school", "Goima विद्यालय"])
def test_a_school_does_not_say_which_facility_holds_its_session(text: str) -> None:
    assert verdict(text, registry_with(0)) is not Verdict.ACCEPT


def test_a_bare_village_whose_name_four_places_bear_is_asked_about() -> None:
    others = [FacilityName(f"X{d}", "HSC Goima", d, "HSC") for d in ("Surat", "Navsari", "Dang")]

    assert verdict("Goima", registry_with(0) + others) is Verdict.CONFIRM
    assert verdict("PHC Goima", registry_with(0) + others) is Verdict.ACCEPT


def test_two_spellings_of_one_facility_may_be_one() -> None:
    one, other = known(
        FacilityName("1", "SDH Bijbehara", "Anantnag"), FacilityName("2", "Bijbehra SDH", "Anantnag")
    )

    assert may_be_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FacilityName("1", "PHC Bara", "Gaya", "PHC"), FacilityName("2", "HSC Bara", "Gaya", "HSC")),
        (FacilityName("1", "UPHC Gorwa 2", "Gaya"), FacilityName("2", "UPHC Gorwa 3 BIDC", "Gaya")),
        (
            FacilityName("1", "HSC Rampur", "Gaya", "HSC", block="Piro"),
            FacilityName("2", "HSC Rampur Old", "Gaya", "HSC", block="Sahar"),
        ),
        (FacilityName("1", "PHC Bara", "Gaya", "PHC"), FacilityName("2", "PHC Baraa", "Patna", "PHC")),
    ],
)
def test_another_type_number_block_or_district_is_another_facility(
    one: FacilityName, other: FacilityName
) -> None:
    first, second = (next(k for k in known(one, other) if k.rows[0] == row) for row in (one, other))

    assert not may_be_one(first, second)

from collections.abc import Sequence

import pytest

from teeka.rules.posting import FacilityName, PostingClaim, Verdict
from teeka.rules.posting.acceptance import BOUNDS, doubt_of, may_be_one, ranked
from teeka.rules.posting.candidates import candidates_of
from teeka.rules.posting.decisions import resolve_postings
from teeka.rules.posting.registry import Known, Registry
from teeka.rules.posting.trees import grown_trees
from teeka.rules.posting.weighing import weigh

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


@pytest.mark.parametrize(
    "text",
    [
        "GSSS Goima",
        "Goima school",
        "Goima विद्यालय",
        "Goima panchayat bhawan",
        "Goima police station",
        "Goima पंचायत भवन",
    ],
)
def test_a_house_does_not_say_which_facility_holds_a_session_in_it(text: str) -> None:
    assert verdict(text, registry_with(0)) is not Verdict.ACCEPT


def test_a_bare_village_whose_name_four_places_bear_is_asked_about() -> None:
    others = [FacilityName(f"X{d}", "HSC Goima", d, "HSC") for d in ("Surat", "Navsari", "Dang")]

    assert verdict("Goima", registry_with(0) + others) is Verdict.CONFIRM
    assert verdict("PHC Goima", registry_with(0) + others) is Verdict.ACCEPT


def sub_centres(bearers: int) -> list[FacilityName]:
    """HSC Goima Moghali, and so many other sub-centres with the word Moghali behind their village's name."""
    others = [
        FacilityName(f"M{n}", f"HSC {v} Moghali", "Valsad", "HSC") for n, v in enumerate(VILLAGES[:bearers])
    ]
    rest = [FacilityName(f"R{n}", f"HSC {v}", "Valsad", "HSC") for n, v in enumerate(VILLAGES[bearers:])]
    return [FacilityName("G01", "HSC Goima Moghali", "Valsad", "HSC"), *others, *rest]


@pytest.mark.parametrize(("bearers", "expected"), [(3, Verdict.CONFIRM), (7, Verdict.ACCEPT)])
def test_a_word_that_few_names_have_may_tell_the_village_from_another_of_its_name(
    bearers: int, expected: Verdict
) -> None:
    assert verdict("HSC Goima", sub_centres(bearers)) is expected


def test_two_words_more_are_how_all_names_are_written_there() -> None:
    registry = [
        FacilityName("G01", "HSC Goima Moghali Dharampur", "Valsad", "HSC"),
        *(
            FacilityName(f"M{n}", f"HSC {v} Moghali Dharampur", "Valsad", "HSC")
            for n, v in enumerate(VILLAGES)
        ),
    ]

    (decision,) = resolve_postings([PostingClaim("Goima", "Valsad")], registry)

    assert decision.facility_code == "G01"
    assert BOUNDS.long_name < decision.confidence < BOUNDS.vague
    assert decision.verdict is Verdict.ACCEPT


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("HSC Goima Moghali", "typed"),
        ("Goima Moghali", "bare"),
        ("Goima", "vague"),
        ("HSC Goima", "left_out"),
        ("HSC Bhandaria", "told_apart"),
        ("HSC Bhandora Barbada", "misspelt"),
        ("HSC Goima Parsol", "strange"),
        ("HSC Kesharpur", "long_name"),
    ],
)
def test_a_text_is_of_one_kind_of_doubt(text: str, doubt: str) -> None:
    registry = Registry(
        [
            FacilityName("K01", "HSC Kesharpur Moghali Dharampur", "Valsad", "HSC"),
            FacilityName("B01", "HSC Bhandaria Barbada", "Valsad", "HSC"),
            *sub_centres(7),
        ]
    )
    folded = registry.fold_claim(text, "Valsad")
    weighed = weigh(candidates_of([(folded, "Valsad")], registry), grown_trees())

    assert doubt_of(folded, ranked(weighed[folded, "Valsad"]), registry, few=6) == doubt


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

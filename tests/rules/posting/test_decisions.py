import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.posting import (
    WORDS,
    Alias,
    FacilityName,
    PostingClaim,
    Reason,
    Verdict,
    stated_districts,
)
from teeka.rules.posting.decisions import resolve_postings
from teeka.rules.posting.features import heard_in
from teeka.rules.posting.folding import fold, plain
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.sounds import sound_of

REGISTRY = (
    FacilityName("F01", "PHC Phulwari Sharif", "Patna", "PHC", "प्रा.स्वा.केन्द्र फुलवारी शरीफ"),
    FacilityName("F02", "PHC Phulwari Sharif FLW", "Patna", "PHC"),
    FacilityName("F03", "APHC Lari", "Patna", "APHC"),
    FacilityName("F04", "HSC Bishunpur", "Patna", "HSC"),
    FacilityName("F05", "HSC Bishunpur Giddha", "Patna", "HSC"),
    FacilityName("F06", "Patna Medical College and Hospital", "Patna", "MCH"),
    FacilityName("F07", "Nalanda Medical College and Hospital", "Patna", "MCH"),
    FacilityName("F11", "Sadar Hospital Ara", "Bhojpur", "DH"),
    FacilityName("F12", "SDH Jagdishpur", "Bhojpur", "SDH"),
    FacilityName("F13", "HWC Bihiya", "Bhojpur", "HWC"),
    FacilityName("F14", "HSC Rampur", "Bhojpur", "HSC", block="Piro"),
    FacilityName("F15", "HSC Rampur", "Bhojpur", "HSC", block="Sahar"),
)
names = st.sampled_from([facility.name for facility in REGISTRY])
texts = st.one_of(names, st.text(max_size=60), names.map(str.upper), names.map(lambda n: n[1:]))
claims = st.builds(PostingClaim, text=texts, district=st.sampled_from(["Patna", "Bhojpur", "Gaya", ""]))


def decide(text: str, district: str = "Patna", code: str = "", **more: object):
    return resolve_postings([PostingClaim(text, district, code)], REGISTRY, **more)[0]


def test_the_exact_name_is_accepted_and_says_so() -> None:
    decision = decide("apHc  LARI")

    assert (decision.verdict, decision.facility_code) == (Verdict.ACCEPT, "F03")
    assert Reason.EXACT in decision.reasons


@pytest.mark.parametrize(
    "text", ["फुलवारी शरीफ प्रा.स्वा.केन्द्र", "P.H.C. Fulwari Shareef", "PHC PhulwariSharif A"]
)
def test_the_same_name_in_another_spelling_or_script_is_accepted(text: str) -> None:
    decision = decide(text)

    assert decision.verdict is Verdict.ACCEPT
    assert decision.facility_code in {"F01", "F02"}


def test_rows_of_one_facility_do_not_make_its_name_ambiguous() -> None:
    assert Reason.AMBIGUOUS not in decide("Phulwari Sharif PHC B").reasons


def test_two_facilities_of_one_name_in_two_blocks_are_asked_about() -> None:
    decision = decide("HSC Rampur", "Bhojpur")

    assert decision.verdict is Verdict.CONFIRM
    assert Reason.AMBIGUOUS in decision.reasons
    assert set(decision.candidates) >= {"F14", "F15"}


def test_the_block_tells_two_facilities_of_one_name_apart() -> None:
    assert decide("HSC Rampur Sahar", "Bhojpur").facility_code == "F15"


@pytest.mark.parametrize("text", ["Sadar Hospital Bhojpur", "District Hospital Arrah", "Sadar Hosp. Ara"])
def test_a_district_hospital_goes_by_the_district_or_its_seat(text: str) -> None:
    decision = decide(text, "Bhojpur")

    assert (decision.verdict, decision.facility_code) == (Verdict.ACCEPT, "F11")


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(texts, st.sampled_from(["Patna", "Bhojpur", "Gaya", ""]), st.sampled_from(["", "F11"]))
    )
)
def test_every_candidate_has_its_probability_and_the_first_one_is_the_confidence(asked: list[tuple]) -> None:
    claimed = [PostingClaim(*claim) for claim in asked]

    for decision in resolve_postings(claimed, REGISTRY):
        assert len(decision.probabilities) == len(decision.candidates)
        assert all(0 <= probability <= 1 for probability in decision.probabilities)
        assert decision.probabilities[:1] == ((decision.confidence,) if decision.candidates else ())


def test_the_runner_up_of_two_alike_is_about_as_probable() -> None:
    decision = decide("HSC Rampur", "Bhojpur")

    first, second, *_ = decision.probabilities
    assert first >= second > first / 2


def test_initials_mean_the_medical_college() -> None:
    assert decide("PMCH").facility_code == "F06"


def test_a_code_that_exists_wins_even_in_another_district_and_another_case() -> None:
    decision = decide("HSC Bishunpur", "Patna", " f11 ")

    assert (decision.verdict, decision.facility_code, decision.confidence) == (Verdict.ACCEPT, "F11", 1.0)
    assert decision.reasons == (Reason.CODE_GIVEN, Reason.DISTRICT_DIFFERS)


def test_an_unknown_code_leaves_the_text_to_decide_and_is_told() -> None:
    decision = decide("APHC Lari", "Patna", "F99")

    assert (decision.verdict, decision.facility_code) == (Verdict.ACCEPT, "F03")
    assert decision.reasons[0] is Reason.CODE_UNKNOWN


@settings(max_examples=80, deadline=None)
@given(
    texts.filter(plain), st.sampled_from(["Patna", "Bhojpur", "Gaya"]), st.sampled_from(REGISTRY),
    st.sampled_from([str, lambda text: text.upper() if text.isascii() else text, "  {}. ".format]),
)  # fmt: skip
def test_an_alias_always_wins(
    text: str, district: str, facility: FacilityName, written: Callable[[str], str]
) -> None:
    """Whatever the text is like, and however a keyboard varies it: somebody has said what it means."""
    aliases = [Alias(text, district, facility.code)]

    (decision,) = resolve_postings([PostingClaim(written(text), district)], REGISTRY, aliases=aliases)

    assert (decision.verdict, decision.facility_code) == (Verdict.ACCEPT, facility.code)
    assert Reason.ALIAS in decision.reasons


def test_an_alias_of_another_district_says_nothing() -> None:
    assert decide("APHC Lari", aliases=[Alias("APHC Lari", "Bhojpur", "F12")]).facility_code == "F03"


def test_a_name_of_another_district_is_asked_about_not_accepted() -> None:
    decision = decide("HWC Beehiya", "Patna")

    assert (decision.verdict, decision.facility_code) == (Verdict.CONFIRM, "F13")
    assert Reason.DISTRICT_DIFFERS in decision.reasons


def test_a_longer_name_is_not_taken_for_the_shorter_one() -> None:
    assert decide("HSC Bishunpur Gidha").facility_code == "F05"
    assert decide("Bishunpur Sub Centre").facility_code == "F04"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NO_NAME),
        ("PHC", Reason.NO_NAME),
        ("😷😷", Reason.NO_NAME),
        ("پی ایچ سی پھلواری", Reason.NO_NAME),
        ("PMCH / NMCH", Reason.SEVERAL_FACILITIES),
        ("Phulwari Sharif PHC 9876543210", Reason.LOOKS_LIKE_AN_ADDRESS),
        ("Gali no 4 near shiv mandir Phulwari Sharif Patna 801505", Reason.LOOKS_LIKE_AN_ADDRESS),
        ("9876543210", Reason.LOOKS_LIKE_AN_ADDRESS),
        ("फुलwari शरीफ PHC", Reason.MIXED_SCRIPTS),
        ("PHC Phulwari Sharif फुलwari", Reason.MIXED_SCRIPTS),
        ("پی ایچ سی پھلواری", Reason.OTHER_SCRIPT),
        ("PHC Phulwari Sharif شریف", Reason.OTHER_SCRIPT),
        ("PHC \u0420hulwari Sharif", Reason.OTHER_SCRIPT),  # a Cyrillic letter that looks like P
        ("PHC Phulwari Sharif 🏥", Reason.OTHER_SCRIPT),
        ("PHC Phulwari Sharif " * 500, Reason.TOO_LONG),
        ("Patna Sadar", Reason.NO_NAME),
        ("Xyzzy Qwerty", Reason.NO_CANDIDATE),
    ],
)
def test_what_names_no_single_facility_goes_to_a_person(text: str, reason: Reason) -> None:
    decision = decide(text)

    assert decision.verdict is Verdict.REVIEW
    assert reason in decision.reasons


@pytest.mark.parametrize("text", ["x" * 10_000, "Patna", "Phulwariफुलवारी", "फुल phulwaरी", "\x00\x01", "=1+1"])
def test_strange_texts_end_without_an_acceptance_or_an_error(text: str) -> None:
    assert decide(text).verdict is not Verdict.ACCEPT


def test_a_registry_without_facilities_leaves_everything_to_a_person() -> None:
    decision = resolve_postings([PostingClaim("PHC Ara", "Bhojpur")], [])[0]

    assert (decision.verdict, decision.facility_code) == (Verdict.REVIEW, "")


@settings(max_examples=40, deadline=None)
@given(st.lists(claims, max_size=8), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_registry_nor_of_the_postings_matters(
    asked: list[PostingClaim], chance: random.Random
) -> None:
    shuffled, mixed = list(REGISTRY), list(asked)
    chance.shuffle(shuffled)
    chance.shuffle(mixed)
    straight = dict(zip(asked, resolve_postings(asked, REGISTRY), strict=True))

    assert dict(zip(mixed, resolve_postings(mixed, shuffled), strict=True)) == straight


@settings(max_examples=60, deadline=None)
@given(claims)
def test_only_registered_codes_are_named_and_every_acceptance_is_confident(claim: PostingClaim) -> None:
    (decision,) = resolve_postings([claim], REGISTRY)
    known = {facility.code for facility in REGISTRY}

    assert set(decision.candidates) <= known
    assert len(decision.candidates) <= 3
    assert decision.facility_code in {*known, ""}
    assert decision.facility_code in {*decision.candidates, ""}
    assert 0 <= decision.confidence <= 1
    assert decision.verdict is not Verdict.ACCEPT or decision.confidence > 0.8
    assert decision.reasons


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([f for f in REGISTRY if "Rampur" not in f.name]))
def test_an_exact_name_always_wins_in_its_district(facility: FacilityName) -> None:
    (decision,) = resolve_postings([PostingClaim(facility.name, facility.district)], REGISTRY)

    assert decision.verdict is Verdict.ACCEPT
    assert decision.facility_code == facility.code


unrelated = st.text("bcdfgjklmnqrstvwxz", min_size=5, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(REGISTRY),
    st.sampled_from([str.upper, lambda name: name[:-1], lambda name: f"{name}, OPD", lambda name: name[1:]]),
    st.lists(unrelated, max_size=6, unique=True),
    st.sampled_from(["PHC", "HSC", "Sadar Hospital", ""]),
)
def test_unrelated_facilities_of_another_district_never_change_what_is_chosen(
    facility: FacilityName, written: Callable[[str], str], names: list[str], kind: str
) -> None:
    claim = PostingClaim(written(facility.name), "Patna")
    others = [FacilityName(f"N{n}", f"{kind} {name}", "Gaya", "HSC") for n, name in enumerate(names)]
    alone = resolve_postings([claim], REGISTRY)[0]

    assert resolve_postings([claim], [*REGISTRY, *others])[0].facility_code == alone.facility_code


def test_a_name_that_is_the_text_word_for_word_is_not_tied_with_a_longer_one() -> None:
    registry = [FacilityName("F1", "PHC Raner", "Patna"), FacilityName("F2", "Raner PHC Kankrej", "Patna")]

    (decision,) = resolve_postings([PostingClaim("Ranner PHC FLW", "Patna")], registry)

    assert (decision.verdict, decision.facility_code) == (Verdict.ACCEPT, "F1")


def test_a_text_that_names_another_district_than_the_stated_one_is_asked_about() -> None:
    registry = [
        FacilityName("F1", "PHC Patna Sadar", "Patna", "PHC"),
        FacilityName("F2", "PHC Nawada Sadar", "Nawada", "PHC"),
    ]

    (decision,) = resolve_postings([PostingClaim("PHC Patna Sadar", "Nawada")], registry)

    assert decision.verdict is not Verdict.ACCEPT


def test_facilities_whose_name_is_a_number_are_told_apart() -> None:
    registry = [FacilityName(f"F{n}", f"UPHC {n}", "Kolkata", "UPHC") for n in (2, 25, 26)]

    (decision,) = resolve_postings([PostingClaim("UPHC-26 (COVAXIN)", "Kolkata")], registry)

    assert decision.facility_code == "F26"


def test_a_short_word_behind_a_name_is_not_half_heard_in_the_name_alone() -> None:
    """A block that the text leaves out is unheard, however short beside the village's name."""
    of_text, of_name = heard_in(fold("Suwaniya SC"), fold("Suwaniya SC Begun"))

    assert (of_text, of_name) == ([1.0], [1.0, 0.0])


@pytest.mark.parametrize("joined", ["PHC Phulwarisharif", "PHC Fulwarishareef"])
def test_two_words_run_together_are_heard_as_both(joined: str) -> None:
    apart = fold("PHC Phulwari Sharif")

    assert heard_in(fold(joined), apart) == ([1.0], [1.0, 1.0])
    assert heard_in(apart, fold(joined)) == ([1.0, 1.0], [1.0])


def test_an_untyped_text_is_accepted_only_when_it_is_the_whole_name() -> None:
    """ "Patna Chinna Kodepal" is not the one facility that has a word of it."""
    registry = [FacilityName("F1", "HWC Peda Kodepal", "Bijapur", "HWC")]
    registry += [FacilityName(f"N{n}", f"HSC {name}", "Bijapur") for n, name in enumerate(("Lari", "Neora"))]

    whole, part = resolve_postings(
        [PostingClaim("Peda Kodepal", "Bijapur"), PostingClaim("Kodepal Chowk", "Bijapur")], registry
    )

    assert (whole.verdict, whole.facility_code) == (Verdict.ACCEPT, "F1")
    assert part.verdict is not Verdict.ACCEPT


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.lists(unrelated, max_size=5, unique=True))
def test_a_common_villages_name_is_told_by_how_many_other_districts_have_it(
    bearers: int, names: list[str]
) -> None:
    """So that one more of them never makes it rarer, and no other name counts."""
    here = [FacilityName("F1", "HSC Rampur Bihta", "Patna"), FacilityName("F2", "HSC Rampur Maner", "Patna")]
    there = [FacilityName(f"G{n}", "HSC Rampur", f"District {n}") for n in range(bearers)]
    others = [FacilityName(f"N{n}", f"HSC {name}", "Gaya") for n, name in enumerate(names)]
    rampur = sound_of("rampur")

    common = Registry([*here, *there]).commonness(rampur, "Patna")

    assert 0 <= common <= Registry([*here, *there, *others, there_too]).commonness(rampur, "Patna") <= 1
    assert common == Registry([*here, *there, *others]).commonness(rampur, "Patna")
    assert (common == 0) == (bearers == 0)


there_too = FacilityName("G99", "PHC Rampur", "District 99")


def test_a_districts_namesakes_are_the_places_that_share_head_and_type() -> None:
    names = ("HSC Rampur Bihta", "HSC Rampur Maner", "PHC Rampur", "HSC Lari")

    registry = Registry([FacilityName(f"F{n}", name, "Patna") for n, name in enumerate(names)])

    assert registry.namesakes == {"Patna": 0.5}


def test_a_district_is_understood_however_it_is_spelt() -> None:
    meant = stated_districts(["भोजपुर", "BHOJ PUR", "Arrah", "Atlantis"], ["Bhojpur", "Patna"])

    assert meant == {"भोजपुर": "Bhojpur", "BHOJ PUR": "Bhojpur", "Arrah": "Bhojpur", "Atlantis": "Atlantis"}


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Reason)
    assert all(english and hindi for english, hindi in WORDS.values())

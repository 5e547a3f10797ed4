import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.duplicates import (
    COLUMNS,
    WORDS,
    DuplicatePair,
    Reason,
    Verdict,
    find_duplicates,
    waterfall,
)
from tests.rules.duplicates.world import ASHA, CROWD, binod, people


def found_among(*people: dict[str, Any]) -> list[DuplicatePair]:
    return find_duplicates(pl.DataFrame([*people, *CROWD], schema=COLUMNS))


def verdict_on(**differs: Any) -> Verdict | None:
    (pair,) = found_among(ASHA, binod(**differs)) or [None]
    return pair.verdict if pair else None


@pytest.mark.parametrize(
    "differs",
    [
        {},
        {"name": "Kumari Asha"},
        {"name": "ASHA KUMARI", "name_hi": ""},
        {"name": "Aasha Kri."},
        {"name": "आशा कुमारी", "name_hi": ""},
        {"birth_year": 1987},
        {"birth_year": 1976},
        {"birth_year": 1968},
        {"mobile": "9999912345", "alt_mobile": "9812345601"},
        {"posting": "F07"},
        {"employee_id": "E77"},
    ],
)
def test_one_person_written_twice_is_linked(differs: dict[str, Any]) -> None:
    assert verdict_on(**differs) is Verdict.LINK


def test_one_document_links_in_spite_of_another_phone_and_posting() -> None:
    pairs = found_among(
        {**ASHA, "identity": "ab12"}, binod(identity="ab12", mobile="6000000017", posting="F07")
    )

    assert [pair.verdict for pair in pairs] == [Verdict.LINK]
    assert Reason.SAME_IDENTITY in pairs[0].reasons


@pytest.mark.parametrize(
    "differs",
    [
        {"name": "Usha Kumari", "name_hi": ""},
        {"name": "Nisha Kumari", "name_hi": "निशा कुमारी"},
        {"name": "Anisha Kumari", "name_hi": ""},
        {"name": "Chitra Devi", "name_hi": "", "birth_year": 1958},
        {"name": "Manoj Kumar", "name_hi": "", "gender": "M"},
    ],
)
def test_a_twin_or_a_relative_on_one_phone_is_never_linked(differs: dict[str, Any]) -> None:
    assert verdict_on(**differs) is not Verdict.LINK


def test_twins_whose_names_differ_by_one_letter_are_held_not_linked() -> None:
    brothers = [
        {**ASHA, "row": row, "name": name, "name_hi": "", "gender": "M"}
        for row, name in ((1, "Ramesh Paswan"), (2, "Rajesh Paswan"))
    ]

    assert [pair.verdict for pair in found_among(*brothers)] == [Verdict.HOLD]


def test_one_phone_typed_for_many_is_no_evidence() -> None:
    shared = [{**person, "mobile": ASHA["mobile"]} for person in CROWD[:12]]

    assert find_duplicates(pl.DataFrame([ASHA, *shared], schema=COLUMNS)) == []


def test_namesakes_of_one_age_at_one_place_are_held_or_left_never_linked() -> None:
    assert verdict_on(mobile="6111111123") in {Verdict.HOLD, None}


def test_one_document_under_two_names_is_held_for_a_person() -> None:
    pairs = found_among(
        {**ASHA, "identity": "ab12"}, binod(name="Dev Paswan", name_hi="", identity="ab12", gender="M")
    )

    assert [pair.verdict for pair in pairs] == [Verdict.HOLD]


def test_a_pair_says_why() -> None:
    (pair,) = found_among(ASHA, binod(birth_year=1987))

    assert (pair.row_a, pair.row_b) == (1, 2)
    assert set(pair.reasons) >= {Reason.SAME_NAME, Reason.SAME_MOBILE, Reason.BIRTH_YEAR_SLIPPED}


def test_nobody_is_nobodys_duplicate() -> None:
    assert find_duplicates(pl.DataFrame(schema=COLUMNS)) == []


TWIN = {"birth_day": "05-17", "home_address": "Ward 3, Vill. Lari", "home_pin_code": "801505"}


@pytest.mark.parametrize(
    "differs",
    [
        {"name": "Nisha Kumari", "name_hi": "", **TWIN},
        {"name": "Usha Kumari", "name_hi": "", **TWIN},
        {"name": "Asho Kumari", "name_hi": "", **TWIN},
        {"name": "Sita Kumari", "name_hi": "", **TWIN},
    ],
)
def test_twins_share_everything_but_the_given_name_and_are_not_linked(differs: dict[str, Any]) -> None:
    assert [p.verdict for p in found_among({**ASHA, **TWIN}, binod(**differs))] in ([], [Verdict.HOLD])


def test_a_father_and_his_son_on_one_phone_are_not_linked() -> None:
    father = {**ASHA, "name": "Ramesh Yadav", "name_hi": "", "gender": "M", "birth_year": 1962}
    sons = [{**father, "row": 2, "name": name, "birth_year": 1988} for name in
            ("Suresh Ramesh Yadav", "Rajesh Yadav", "Ramesh Yadav")]  # fmt: skip

    for son in sons:
        assert all(pair.verdict is Verdict.HOLD for pair in found_among(father, son))


def test_namesakes_of_other_ages_on_their_nurses_phone_are_not_linked() -> None:
    ashas = [{**ASHA, "row": row, "name_hi": "", "birth_year": year} for row, year in ((1, 1986), (2, 1987))]
    nurse = [{**person, "mobile": ASHA["mobile"], "posting": "F01"} for person in CROWD[:3]]

    assert all(pair.verdict is Verdict.HOLD for pair in found_among(*ashas, *nurse))


def test_a_phone_that_seven_give_is_said_to_be_no_evidence() -> None:
    givers = [{**person, "mobile": ASHA["mobile"]} for person in CROWD[:5]]
    others = [person for person in CROWD if person["mobile"] != ASHA["mobile"]][5:]

    pairs = find_duplicates(pl.DataFrame([ASHA, binod(identity=""), *givers, *others], schema=COLUMNS))

    assert all(pair.verdict is Verdict.HOLD for pair in pairs)
    assert all(Reason.MOBILE_OF_MANY in pair.reasons for pair in pairs)


def test_one_document_typed_for_two_who_share_a_given_name_is_held() -> None:
    asha = {**ASHA, "identity": "ab12", "name": "Asha Rajak", "name_hi": "", "birth_year": 1970}
    other = binod(identity="ab12", name="Asha Paswan", name_hi="", mobile="6000000017", birth_year=1988)

    assert [pair.verdict for pair in found_among(asha, other)] == [Verdict.HOLD]


def test_none_typed_for_a_document_is_no_document() -> None:
    shared = [{**person, "identity": "NILL"} for person in CROWD[:9]]

    assert find_duplicates(pl.DataFrame(shared, schema=COLUMNS)) == []


def test_a_birthday_on_the_first_of_january_is_nobodys() -> None:
    clerks = {"birth_day": "01-01", "mobile": "6111111123"}
    (pair,) = found_among({**ASHA, "birth_day": "01-01"}, binod(**clerks)) or [None]

    assert pair is None or Reason.SAME_BIRTH_YEAR in pair.reasons


@pytest.mark.parametrize(
    "differs",
    [
        {"mobile": "6111111123", "birth_day": "05-17", "home_address": "ward 3 vill Lari"},
        {
            "mobile": "6111111123",
            "identity": "cd34",
            "identity_kind": "12",
            "home_address": "Ward-3, Vill Lari",
        },
        {"birth_year": 1989, "birth_day": ""},
    ],
)
def test_a_second_phone_or_document_or_a_wrong_year_does_not_hide_somebody(differs: dict[str, Any]) -> None:
    asha = {**ASHA, **TWIN, "identity": "ab12", "identity_kind": "1"}

    assert [p.verdict for p in found_among(asha, {**asha, "row": 2, **differs, "name": "Aasha Kumari"})] == [
        Verdict.LINK
    ]


def test_a_slip_that_makes_a_name_nobody_bears_is_one_of_typing_where_many_bear_the_other() -> None:
    many = [{**ASHA, "row": 5000 + n, "name": f"Anjali {n}", "name_hi": "", "birth_year": 1950 + n,
             "mobile": f"8{n:09}", "posting": "F09"} for n in range(40)]  # fmt: skip
    one, other = ({**ASHA, "row": row, "name": name, "name_hi": ""}
                  for row, name in ((1, "Anjali Kumari"), (2, "Anjai Kumari")))  # fmt: skip

    assert [pair.verdict for pair in found_among(one, other)] == [Verdict.HOLD]
    assert [pair.verdict for pair in found_among(one, other, *many)] == [Verdict.LINK]


def test_the_waterfall_of_a_pair_ends_at_its_probability() -> None:
    (pair,) = found_among(ASHA, binod(birth_year=1987))
    steps = waterfall(pair.reasons, pair.bits)

    assert [step.reason for step in steps] == list(pair.reasons)
    assert steps[-1].probability == pytest.approx(pair.probability, abs=0.01)
    assert [abs(bits) for bits in pair.bits] == sorted((abs(bits) for bits in pair.bits), reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(people, max_size=7), st.randoms(use_true_random=False))
def test_neither_order_nor_sides_change_what_is_found(
    some: list[dict[str, Any]], chance: random.Random
) -> None:
    numbered = [{**person, "row": row} for row, person in enumerate(some, start=1)]
    turned = [{**person, "row": 1000 - person["row"]} for person in numbered]
    mixed = list(numbered)
    chance.shuffle(mixed)
    straight = find_duplicates(pl.DataFrame(numbered, schema=COLUMNS))

    assert find_duplicates(pl.DataFrame(mixed, schema=COLUMNS)) == straight
    mirrored = find_duplicates(pl.DataFrame(turned, schema=COLUMNS))
    assert {(1000 - p.row_b, 1000 - p.row_a, p.verdict, p.probability) for p in mirrored} == {
        (p.row_a, p.row_b, p.verdict, p.probability) for p in straight
    }


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Reason)
    assert all(english and hindi for english, hindi in WORDS.values())

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.duplicates import COLUMNS, WORDS, DuplicatePair, Reason, Verdict, find_duplicates

ASHA: dict[str, Any] = {
    "row": 1, "name": "Asha Kumari", "name_hi": "आशा कुमारी", "gender": "F", "birth_year": 1986,
    "mobile": "9812345601", "alt_mobile": "", "identity": "", "identity_kind": "", "employee_id": "",
    "posting": "F01", "district": "Patna",
}  # fmt: skip
CROWD = [
    {**ASHA, "row": 1000 + n, "name": f"{given} {family}", "name_hi": "", "birth_year": 1960 + n % 40,
     "mobile": f"7{n:09}", "posting": f"F{n % 9:02}"}
    for n, (given, family) in enumerate(
        (given, family)
        for given in ("Sunita", "Rekha", "Manoj", "Imran", "Pooja", "Dev", "Chitra", "Ramesh")
        for family in ("Devi", "Yadav", "Paswan", "Ansari", "Mishra", "Sah")
    )
]  # fmt: skip


def binod(**differs: Any) -> dict[str, Any]:
    """Binod: Asha's second registration."""
    return {**ASHA, "row": 2, **differs}


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


people = st.builds(
    binod,
    name=st.sampled_from(
        ["Asha Kumari", "Asha", "Usha Kumari", "Binod Sah", "आशा कुमारी", "A. Kumari", "", "?"]
    ),
    name_hi=st.sampled_from(["", "आशा कुमारी"]),
    birth_year=st.sampled_from([1986, 1987, 1996, None]),
    mobile=st.sampled_from(["9812345601", "9812345602", ""]),
    identity=st.sampled_from(["", "ab12", "cd34"]),
    posting=st.sampled_from(["F01", "F02", ""]),
    gender=st.sampled_from(["F", "M", ""]),
)


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

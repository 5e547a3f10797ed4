"""What comes import by import ends as if it had come at once, read with whom it touches and nobody else."""

from collections.abc import Callable
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.duplicates import (
    COLUMNS,
    DuplicatePair,
    find_duplicates,
    folded,
    judge,
    keys_of,
    worth_comparing,
)
from tests.rules.duplicates.world import ASHA, CROWD, binod, people


def of(*people: dict[str, Any]) -> pl.DataFrame:
    return folded(pl.DataFrame(people, schema=COLUMNS))


def found_in_imports(*rosters: list[dict[str, Any]]) -> list[DuplicatePair]:
    """The pairs known when roster after roster came, each judged with whom it touches and nobody else."""
    known: dict[tuple[int, int], DuplicatePair] = {}
    there: list[dict[str, Any]] = []
    kept = keys_of(of())
    for roster in rosters:
        there += roster
        kept = pl.concat([kept, keys_of(of(*roster))])
        sought = worth_comparing(kept, of(*roster)["row"])
        touched, judged = set(sought.holders["row"]), set(sought.judged)
        found = judge(sought, of(*(person for person in there if person["row"] in touched)))
        known = {rows: pair for rows, pair in known.items() if not judged & set(rows)}
        known |= {(pair.row_a, pair.row_b): pair for pair in found}
    return sorted(known.values(), key=lambda pair: (pair.row_a, pair.row_b))


numbered_people = st.lists(people, min_size=2, max_size=12).map(
    lambda some: [{**person, "row": row} for row, person in enumerate([*some, *CROWD[:3]], start=1)]
)


@settings(max_examples=60, deadline=None)
@given(numbered_people, st.data())
def test_any_split_of_a_roster_into_imports_ends_in_the_same_pairs(
    numbered: list[dict[str, Any]], data: st.DataObject
) -> None:
    imports = data.draw(st.lists(st.integers(1, 3), min_size=len(numbered), max_size=len(numbered)))
    of_import = dict(zip((person["row"] for person in numbered), imports, strict=True))
    rosters = ([person for person in numbered if of_import[person["row"]] == n] for n in (1, 2, 3))

    assert found_in_imports(*rosters) == find_duplicates(pl.DataFrame(numbered, schema=COLUMNS))


HOME = {"home_address": "Ward 3", "home_pin_code": "801505"}
# What makes a crowd, in what its people differ from Asha, and in what her second registration does.
CROWDS: dict[str, tuple[Callable[[int], dict[str, Any]], dict[str, Any]]] = {
    "name in the district": (lambda n: {"birth_year": 1900 + n, "posting": f"F{n:02}"}, {"birth_year": 1987}),
    "name at the posting": (lambda n: {"birth_year": 1900 + n}, {"birth_year": 1987}),
    "initials at the posting": (lambda n: {"name": f"A{SOUNDS[n]} K{SOUNDS[n]}"}, {"name": "Aasha Kri."}),
    "given name and birth date": (
        lambda n: {
            "birth_day": "05-17",
            "district": "Gaya",
            "posting": f"F{n:02}",
            "name": f"Asha {SOUNDS[n]}",
        },
        {"birth_day": "05-17", "posting": "F90", "district": "Ara"},
    ),
    "given name": (
        lambda n: {
            "name": f"Anjali {SOUNDS[n]}",
            "birth_year": 1900 + n,
            "district": "Gaya",
            "posting": "F90",
        },
        {"name": "Anjai Kumari", "name_hi": ""},
    ),
    "number": (
        lambda n: {
            "name": f"{SOUNDS[n]} Devi",
            "mobile": "9812345601",
            "posting": "F90",
            "birth_year": 1900 + n,
        },
        {"mobile": "6000000001", "alt_mobile": "9812345601"},
    ),
    "home": (lambda n: {"name": f"{SOUNDS[n]} Devi", "posting": "F90", **HOME}, HOME),
    "document": (
        lambda n: {"name": f"{SOUNDS[n]} Devi", "posting": "F90", "identity": "NILL"},
        {"identity": "NILL"},
    ),
}
SOUNDS = [
    first + second + third
    for first in "bdgkl"
    for second in "aiu"
    for third in ("ma", "ra", "ta", "na", "sa")
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(CROWDS)), st.integers(0, 45), st.integers(1, 30), st.booleans())
def test_a_crowd_that_grows_with_an_import_weighs_as_if_it_had_always_been_there(
    kind: str, before: int, after: int, is_asha_later: bool
) -> None:
    differs, twice = CROWDS[kind]
    alike = {column: twice[column] for column in ("identity", "birth_day", *HOME) if column in twice}
    named = {"name": "Anjali Kumari", "name_hi": ""} if kind == "given name" else {}
    asha = [{**ASHA, "name_hi": "", "mobile": "9812345601", **named, **alike}]
    mobile = {"mobile": "6000000002"} if kind != "given name" else {}
    twin = [{**asha[0], "row": 2, **mobile, **twice}]
    crowd = [
        {**ASHA, "row": 10 + n, "name_hi": "", "mobile": f"7{n:09}", **differs(n)}
        for n in range(before + after)
    ]
    first = [*([] if is_asha_later else asha), *twin, *crowd[:before], *CROWD[:3]]
    later = [*(asha if is_asha_later else []), *crowd[before:]]

    assert found_in_imports(first, later) == find_duplicates(pl.DataFrame([*first, *later], schema=COLUMNS))


@settings(max_examples=60, deadline=None)
@given(numbered_people, st.sets(st.integers(1, 5)))
def test_whom_the_new_ones_touch_suffice_to_find_what_is_found_among_all(
    numbered: list[dict[str, Any]], new: set[int]
) -> None:
    kept = pl.concat([keys_of(of(person)) for person in numbered])
    sought = worth_comparing(kept, pl.Series(sorted(new), dtype=pl.Int64))
    touched = set(sought.pairs["a"]) | set(sought.pairs["b"])

    found = judge(sought, of(*(person for person in numbered if person["row"] in touched)))

    judged = set(sought.judged)
    assert new & {person["row"] for person in numbered} <= judged
    assert found == judge(sought, of(*numbered))
    assert found == [
        pair
        for pair in find_duplicates(pl.DataFrame(numbered, schema=COLUMNS))
        if judged & {pair.row_a, pair.row_b}
    ]


def test_a_pair_of_which_one_is_gone_is_none() -> None:
    sought = worth_comparing(keys_of(of(ASHA, binod(), binod(row=3))))

    assert [(pair.row_a, pair.row_b) for pair in judge(sought, of(ASHA, binod(row=3)))] == [(1, 3)]

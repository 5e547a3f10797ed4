import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.duplicates.names import NameLikeness, compare_names, folded_name, given_name


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Sunita Devi", "Devi Sunita", NameLikeness.SAME),
        ("Sunita Devi", "सुनीता देवी", NameLikeness.SAME),
        ("Sunita Devi", "Smt. Suneeta", NameLikeness.SAME),
        ("Md. Irfan Ansari", "Mohammad Irfan Ansari", NameLikeness.SAME),
        ("Pooja Sharma", "Puja Sarma", NameLikeness.SAME),
        ("Om Prakash Ray", "Omprakash Rai", NameLikeness.SAME),
        ("Sangita Yadav", "Snagita Yadav", NameLikeness.MISTYPED),
        ("Birendra Sah", "Birndra Sah", NameLikeness.MISTYPED),
        ("Lakshmi Verma", "Lakshmi Vema", NameLikeness.MISTYPED),
        ("Rekha Paswan", "Rekha", NameLikeness.PARTLY),
        ("Sunita Yadav", "Sunita Devi", NameLikeness.PARTLY),
        ("Sunita Yadav", "Sunita Paswan", NameLikeness.OTHER_FAMILY),
        ("Kanchan Yadav", "Kanchna Yadav", NameLikeness.SLIPPED),
        ("Anjali Devi", "Anjai Devi", NameLikeness.SLIPPED),
        ("Kamal Sah", "Kamla Sah", NameLikeness.SLIPPED),
        ("Ramesh Sah", "Rajesh Sah", NameLikeness.ONE_LETTER),
        ("Kiran Sah", "Karan Sah", NameLikeness.ONE_LETTER),
        ("R Sah", "Ramesh Sah", NameLikeness.ONE_LETTER),
        ("Shweta Singh", "Savita Singh", NameLikeness.ONE_LETTER),
        ("Ramesh Yadav", "Suresh Ramesh Yadav", NameLikeness.CONFLICT),
        ("Ram Sah", "Shyam Sah", NameLikeness.CONFLICT),
        ("Asha Devi", "Chitra Devi", NameLikeness.CONFLICT),
        ("Asha Devi", "", NameLikeness.CONFLICT),
        ("Kumari Devi", "Devi", NameLikeness.CONFLICT),
    ],
)
def test_how_two_names_agree(one: str, other: str, likeness: NameLikeness) -> None:
    assert compare_names(folded_name(one), folded_name(other)) is likeness


names = st.lists(
    st.sampled_from(["Asha", "Usha", "Kumari", "Sah", "Saha", "Ramesh", "Rajesh", "D", "आशा"]), max_size=4
).map(" ".join)


@given(names, names)
def test_two_names_agree_the_same_from_either_side(one: str, other: str) -> None:
    here, there = folded_name(one), folded_name(other)

    assert compare_names(here, there) is compare_names(there, here)


@given(names, st.randoms(use_true_random=False))
def test_a_name_is_itself_however_its_words_stand(name: str, chance: random.Random) -> None:
    words = name.split()
    chance.shuffle(words)

    if folded_name(name):
        assert compare_names(folded_name(name), folded_name(" ".join(words))) is NameLikeness.SAME


@given(st.text(max_size=80))
def test_no_name_breaks_the_fold(name: str) -> None:
    sounds = [word.sound for word in folded_name(name)]

    assert all(sounds)
    assert len(set(sounds)) == len(sounds)


@pytest.mark.parametrize(
    ("name", "given_one"),
    [
        ("Asha Kumari", "Asha"),
        ("Kumari Asha", "Asha"),
        ("Yadav Ramesh Kumar", "Ramesh"),
        ("Md. Irfan Ansari", "Irfan"),
        ("Dr. Sunita", "Sunita"),
        ("Kumari Devi", "Kumari"),
    ],
)
def test_the_given_name_is_the_first_that_is_no_familys(name: str, given_one: str) -> None:
    assert given_name(folded_name(name)) == folded_name(given_one)[0]

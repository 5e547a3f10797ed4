import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.duplicates.names import NameLikeness, compare_names, folded_name


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Sunita Devi", "Devi Sunita", NameLikeness.SAME),
        ("Sunita Devi", "सुनीता देवी", NameLikeness.SAME),
        ("Sunita Devi", "Smt. Suneeta", NameLikeness.SAME),
        ("Md. Irfan Ansari", "Mohammad Irfan Ansari", NameLikeness.SAME),
        ("Pooja Sharma", "Puja Sarma", NameLikeness.SAME),
        ("Kanchan Yadav", "Kanchna Yadav", NameLikeness.MISTYPED),
        ("Rekha Paswan", "Rekha", NameLikeness.PARTLY),
        ("Lakshmi Verma", "Lakshmi Vema", NameLikeness.ONE_LETTER),
        ("Ramesh Sah", "Rajesh Sah", NameLikeness.ONE_LETTER),
        ("Asha Devi", "Chitra Devi", NameLikeness.CONFLICT),
        ("Asha Devi", "", NameLikeness.CONFLICT),
        ("Kumari Devi", "Devi", NameLikeness.CONFLICT),
    ],
)
def test_how_two_names_agree(one: str, other: str, likeness: NameLikeness) -> None:
    assert compare_names(folded_name(one), folded_name(other)) is likeness


words = st.lists(
    st.sampled_from(["asha", "usha", "kumari", "sah", "saha", "rames", "rajis", "d"]), max_size=4
)


@given(words, words)
def test_two_names_agree_the_same_from_either_side(one: list[str], other: list[str]) -> None:
    assert compare_names(one, other) is compare_names(other, one)


@given(st.text(max_size=80))
def test_no_name_breaks_the_fold(name: str) -> None:
    assert folded_name(name) == tuple(sorted(folded_name(name)))

"""Leaving out names that cannot be alike enough loses none that is; one pair alone is like all at once."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from teeka.rules.posting.similarity import NgramIndex

# Few letters and common endings, so that names share much, as those of a district do.
syllables = st.sampled_from(["pur", "nagar", "ganj", "pat", "na", "bi", "ra", "ma", "ka", "tola"])
names = st.lists(syllables, min_size=1, max_size=5).map("".join)


def cosines_in_full(index: NgramIndex, text: str, count: int) -> np.ndarray:
    ((positions, cosines),) = index.alike([text], 0.0)
    assert positions.tolist() == list(range(count))
    return cosines


@settings(max_examples=200, deadline=None)
@given(
    st.lists(names, min_size=1, max_size=40), st.lists(names, min_size=1, max_size=6), st.floats(0.05, 0.95)
)
def test_the_names_found_are_those_that_are_alike_enough(
    registered: list[str], texts: list[str], least: float
) -> None:
    index = NgramIndex(registered)
    everything = [cosines_in_full(index, text, len(registered)) for text in texts]
    assume(all(abs(cosines - least).min() > 1e-4 for cosines in everything))  # no tie to settle by rounding

    found = list(index.alike(texts, least))

    assert [positions.tolist() for positions, _ in found] == [
        np.flatnonzero(cosines >= least).tolist() for cosines in everything
    ]
    for (positions, cosines), expected in zip(found, everything, strict=True):
        assert cosines == pytest.approx(expected[positions], abs=1e-5)


@given(st.lists(names, min_size=1, max_size=20), names)
def test_one_pair_alone_is_as_alike_as_among_all(registered: list[str], text: str) -> None:
    index = NgramIndex(registered)

    alone = [index.likeness(text, at) for at in range(len(registered))]

    assert alone == pytest.approx(cosines_in_full(index, text, len(registered)), abs=1e-5)


def test_a_text_of_which_nothing_is_registered_is_like_none() -> None:
    index = NgramIndex(["pulbari", "danapur"])

    assert [len(positions) for positions, _ in index.alike(["xyz", ""], 0.1)] == [0, 0]
    assert index.likeness("xyz", 0) == 0.0

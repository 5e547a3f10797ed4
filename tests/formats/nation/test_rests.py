from pathlib import Path

import numpy as np

from teeka.formats.nation.rests import arrays_as_bytes, read_arrays
from teeka.rules.allotment import allot
from teeka.rules.allotment.borders import Moves, Rest, no_moves, rest_of
from tests.rules.allotment.made import MONDAY, request


def test_what_is_left_of_a_part_comes_back_as_it_was_written(tmp_path: Path) -> None:
    asked = request(
        facilities=[(1, -1, 25.5, float("nan")), (1, 0, 25.0, 85.25)],
        sites=[(1, 1, 25.0, 85.25)],
        sessions=[(0, MONDAY, 1, 0, 0)],
        people=[(1, 1, 0, MONDAY, MONDAY)] * 3,
    )
    rest = rest_of(asked, allot(asked))
    path = tmp_path / "rest"
    path.write_bytes(arrays_as_bytes(rest))

    back = read_arrays(path, Rest)

    assert arrays_as_bytes(back) == path.read_bytes()
    assert back.facilities.longitude.dtype == np.float64
    assert np.array_equal(back.facilities.longitude, rest.facilities.longitude, equal_nan=True)
    assert len(back.people.key) == 2
    assert (back.away.facility.tolist(), back.away.people.tolist()) == ([1], [1])


def test_nothing_comes_back_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "moves").write_bytes(arrays_as_bytes(no_moves()))
    assert len(read_arrays(tmp_path / "moves", Moves).person) == 0

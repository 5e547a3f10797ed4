import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.points import distance_km, median_of_each, pin_points, trusted_points

points = st.lists(
    st.tuples(
        st.floats(24.0, 27.5), st.floats(83.0, 88.5), st.integers(0, 3), st.integers(0, 5), st.booleans()
    ),
    min_size=1,
    max_size=40,
)


def _columns(rows):
    lat = np.array([np.nan if unknown else r for r, _, _, _, unknown in rows])
    lon = np.array([np.nan if unknown else r for _, r, _, _, unknown in rows])
    district = np.array([r for _, _, r, _, _ in rows], dtype=np.int64)
    pin = np.array([r for _, _, _, r, _ in rows], dtype=np.int64)
    return lat, lon, district, pin


def test_patna_to_gaya_is_ninety_odd_kilometres() -> None:
    km = distance_km(np.array([25.61]), np.array([85.14]), np.array([24.80]), np.array([85.00]))

    assert 85 < km[0] < 95


def test_a_post_office_in_the_wrong_place_does_not_move_its_pin_code() -> None:
    lat = np.array([25.60, 25.61, 25.62, 28.60])  # the last one was typed as Delhi's
    lon = np.array([85.10, 85.11, 85.12, 77.20])

    pin_lat, pin_lon = pin_points(lat, lon, np.zeros(4, int), np.array([0, 0, 1, 1]), districts=1, pins=2)

    assert np.allclose(pin_lat, [25.605, 25.62])
    assert np.allclose(pin_lon, [85.105, 85.12])


def test_a_pin_code_with_no_trusted_office_has_no_point() -> None:
    lat, lon = np.array([25.6, 25.6, 25.6, np.nan]), np.array([85.1, 85.1, 85.1, np.nan])

    pin_lat, _ = pin_points(lat, lon, np.zeros(4, int), np.array([0, 0, 0, 1]), districts=1, pins=2)

    assert np.isnan(pin_lat[1])


def test_a_wide_district_is_not_cut_at_sixty_kilometres() -> None:
    lat = np.array([23.0, 23.9, 22.1, 23.0, 23.0])
    lon = np.array([70.0, 70.0, 70.0, 69.1, 70.9])

    assert trusted_points(lat, lon, np.zeros(5, int), 1).all()


@given(points)
def test_each_point_lies_among_the_trusted_offices_of_its_pin_code(rows) -> None:
    lat, lon, district, pin = _columns(rows)
    trusted = trusted_points(lat, lon, district, 4)
    pin_lat, _ = pin_points(lat, lon, district, pin, districts=4, pins=6)

    for code in range(6):
        offices = lat[trusted & (pin == code)]
        if len(offices):
            assert offices.min() - 1e-9 <= pin_lat[code] <= offices.max() + 1e-9
        else:
            assert np.isnan(pin_lat[code])


@given(st.lists(st.tuples(st.floats(-90, 90), st.integers(0, 3)), max_size=30))
def test_the_median_of_each_group_is_what_numpy_says_it_is(rows) -> None:
    values = np.array([v for v, _ in rows], dtype=float)
    group = np.array([g for _, g in rows], dtype=np.int64)

    medians = median_of_each(values, group, 4)

    for g in range(4):
        mine = values[group == g]
        assert (np.isnan(medians[g]) and not len(mine)) or np.isclose(medians[g], np.median(mine))

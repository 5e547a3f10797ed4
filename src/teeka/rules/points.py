"""Decides where a PIN code lies when some of its offices carry a wrong point."""

import numpy as np
import numpy.typing as npt

FARTHEST_KM = 60.0
WIDE_DISTRICT = 2.0
EARTH_KM = 6371.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def distance_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance of each pair of points in degrees."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half = (
        np.sin((phi_b - phi_a) / 2) ** 2
        + np.cos(phi_a) * np.cos(phi_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    )
    out: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return out


def median_of_each(values: Floats, group: Ints, groups: int) -> Floats:
    """The median of ``values`` for each group 0..groups-1; NaN for a group that has none."""
    order = np.lexsort((values, group))
    sorted_values, sorted_group = values[order], group[order]
    counts = np.bincount(sorted_group, minlength=groups)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    medians = np.full(groups, np.nan)
    has = counts > 0
    low = starts[has] + (counts[has] - 1) // 2
    high = starts[has] + counts[has] // 2
    medians[has] = (sorted_values[low] + sorted_values[high]) / 2
    return medians


def trusted_points(
    latitude: Floats, longitude: Floats, district: Ints, districts: int
) -> npt.NDArray[np.bool_]:
    """Which offices' points to believe: known, and within FARTHEST_KM of their district's median.

    Kachchh and Leh are wider than that: there the limit is WIDE_DISTRICT times the median distance.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    middle_lat = median_of_each(latitude[known], district[known], districts)
    middle_lon = median_of_each(longitude[known], district[known], districts)
    off = np.full(len(latitude), np.inf)
    off[known] = distance_km(
        latitude[known], longitude[known], middle_lat[district[known]], middle_lon[district[known]]
    )
    usual = median_of_each(off[known], district[known], districts)
    limit = np.fmax(FARTHEST_KM, WIDE_DISTRICT * usual)
    trusted: npt.NDArray[np.bool_] = off <= limit[district]
    return trusted


def pin_points(
    latitude: Floats, longitude: Floats, district: Ints, pin: Ints, *, districts: int, pins: int
) -> tuple[Floats, Floats]:
    """Each PIN code's point: the median of its trusted offices; NaN where none can be trusted."""
    trusted = trusted_points(latitude, longitude, district, districts)
    return (
        median_of_each(latitude[trusted], pin[trusted], pins),
        median_of_each(longitude[trusted], pin[trusted], pins),
    )

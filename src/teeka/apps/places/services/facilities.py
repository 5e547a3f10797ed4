"""Takes a registry's clean rows over into facilities, and gives each a point and a name for messages.

Locks: the caller holds the advisory lock for uploads of facilities and an open transaction; then
FACILITIES_LOCK.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import connection

from teeka.apps.places.models import Facility
from teeka.apps.places.queries import PinPlace, district_points, pin_places
from teeka.apps.places.services.blocks import blocks_meant
from teeka.apps.places.services.collapsing import BY_RULE, collapse_districts, lock_facilities
from teeka.apps.places.staging import clear, stage
from teeka.rules.sms_name import make_sms_name

FROM = Facility.CoordinatesFrom
Point = tuple[float | None, float | None, str]
STAGING = {
    "row_number": "int", "code": "text", "name": "text", "name_hi": "text", "type": "text",
    "district_code": "int", "block_id": "int", "block_name": "text", "pin_code": "text",
    "latitude": "double precision", "longitude": "double precision", "coordinates_from": "text",
    "parent_code": "text", "incharge_name": "text", "incharge_mobile": "text", "expected_workers": "int",
    "sms_name": "text", "sms_name_made": "text",
}  # fmt: skip
# What a file states outright replaces; what it leaves empty keeps what is known already.
_ALWAYS = ("name", "district_code")
_IF_GIVEN = ("name_hi", "type", "block_name", "pin_code", "incharge_name", "incharge_mobile", "sms_name")
_NEW = {
    **{c: f"s.{c}" for c in _ALWAYS},
    **{c: f"coalesce(nullif(s.{c}, ''), f.{c})" for c in _IF_GIVEN},
    "block_id": "coalesce(s.block_id, f.block_id)",
    "expected_workers": "coalesce(s.expected_workers, f.expected_workers)",
    # A point from the file beats one that we made; a made one never beats the file's of an earlier upload.
    **{
        c: f"CASE WHEN s.coordinates_from = '{FROM.FILE}' OR f.coordinates_from <> '{FROM.FILE}' "
        f"THEN s.{c} ELSE f.{c} END"
        for c in ("latitude", "longitude", "coordinates_from")
    },
}
_OLD_ROW = ", ".join(f"f.{c}" for c in _NEW)
_NEW_ROW = ", ".join(_NEW.values())
_FIRST = "s.row_number = (SELECT min(o.row_number) FROM facility_staging o WHERE o.code = s.code)"

FIND_KNOWN = f"""
    CREATE TEMP TABLE facility_known ON COMMIT DROP AS
    SELECT s.row_number, f.id, to_jsonb(f) AS before,
           ({_OLD_ROW}) IS DISTINCT FROM ({_NEW_ROW})
               OR (s.parent_code <> '' AND p.code IS DISTINCT FROM s.parent_code)
               OR NOT f.is_active AS differs
    FROM facility_staging s
    JOIN places_facility f ON f.code = s.code
    LEFT JOIN places_facility p ON p.id = f.parent_id
    WHERE {_FIRST}
"""
UPDATE_KNOWN = f"""
    UPDATE places_facility f SET {", ".join(f"{c} = {new}" for c, new in _NEW.items())},
        is_active = true, closed_by = '', closed_at = NULL, closed_reason = ''
    FROM facility_known k JOIN facility_staging s USING (row_number)
    WHERE f.id = k.id AND k.differs
"""
_ADDED = (*_ALWAYS, *(c for c in _NEW if c not in (*_ALWAYS, "sms_name")))
INSERT_NEW = f"""
    INSERT INTO places_facility (code, {", ".join(_ADDED)}, sms_name, is_active)
    SELECT code, {", ".join(_ADDED)}, coalesce(nullif(sms_name, ''), sms_name_made), true
    FROM facility_staging s WHERE {_FIRST}
    ON CONFLICT (code) DO NOTHING
"""
SET_PARENTS = """
    UPDATE places_facility f SET parent_id = p.id
    FROM facility_staging s JOIN places_facility p ON p.code = s.parent_code
    WHERE f.code = s.code AND s.parent_code <> '' AND f.parent_id IS DISTINCT FROM p.id
"""
KEEP_FATES = f"""
    INSERT INTO row_fate (row_number, fate, subject_id, district_code, before)
    SELECT s.row_number,
           CASE WHEN NOT ({_FIRST}) THEN 'unchanged' WHEN k.id IS NULL THEN 'created'
                WHEN k.differs THEN 'updated' ELSE 'unchanged' END,
           f.id, f.district_code, CASE WHEN k.differs THEN k.before END
    FROM facility_staging s
    JOIN places_facility f ON f.code = s.code
    LEFT JOIN facility_known k USING (row_number)
"""
# What somebody closed since stays closed.
_CLOSED = {
    "is_active": "o.is_active",
    "closed_by": "coalesce(o.closed_by, '')",
    "closed_at": "o.closed_at",
    "closed_reason": "coalesce(o.closed_reason, '')",
}
PUT_BACK = f"""
    UPDATE places_facility f SET {", ".join(f"{c} = o.{c}" for c in (*_NEW, "parent_id"))},
        {", ".join(f"{c} = CASE WHEN f.is_active THEN {old} ELSE f.{c} END" for c, old in _CLOSED.items())}
    FROM undo_row u, jsonb_populate_record(NULL::places_facility, u.before) o
    WHERE u.fate = 'updated' AND f.id = u.subject_id
"""
UNTIE = f"""
    UPDATE places_facility f SET parent_id = NULL, one_with_id = NULL FROM undo_row u
    WHERE u.fate = 'created' AND f.id = u.subject_id;
    UPDATE places_facility f SET one_with_id = NULL FROM undo_row u
    WHERE u.fate = 'created' AND f.one_with_id = u.subject_id AND f.one_with_by = '{BY_RULE}'
"""
TOUCHED = """
    SELECT district_code FROM facility_staging
    UNION SELECT (before->>'district_code')::int FROM facility_known
"""
TOUCHED_BY_UNDO = """
    SELECT f.district_code FROM undo_row u JOIN places_facility f ON f.id = u.subject_id
    UNION SELECT (u.before->>'district_code')::int FROM undo_row u WHERE u.before IS NOT NULL
"""
REMOVE = "DELETE FROM places_facility f USING undo_row u WHERE u.fate = 'created' AND f.id = u.subject_id"


def known_facility_codes() -> set[str]:
    return set(Facility.objects.values_list("code", flat=True))


def store_facilities(clean: pl.DataFrame, *, now: datetime) -> None:
    """Write the clean rows of rules.row_checks.facilities; their fates go to temporary table row_fate.

    Then every facility that its district now lists more than once is stored as one.
    """
    rows = _with_blocks(_with_points(clean)).rename({"row": "row_number"})
    made = [make_sms_name(name) for name in rows["name"].to_list()]
    rows = rows.with_columns(sms_name_made=pl.Series(made, dtype=pl.String))
    lock_facilities()
    with connection.cursor() as cursor:
        clear(cursor, "facility_staging", "facility_known")
        stage(cursor, "facility_staging", STAGING, rows.select(list(STAGING)))
        cursor.execute("CREATE INDEX ON facility_staging (code, row_number)")
        cursor.execute("ANALYZE facility_staging")
        for statement in (FIND_KNOWN, UPDATE_KNOWN, INSERT_NEW, SET_PARENTS, KEEP_FATES):
            cursor.execute(statement)
        cursor.execute(TOUCHED)
        touched = {district for (district,) in cursor.fetchall()}
    collapse_districts(touched, now=now)


def undo_facilities(*, now: datetime) -> int:
    """Put back what temporary table undo_row names. IntegrityError when something refers to what would go."""
    lock_facilities()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(TOUCHED_BY_UNDO)
        touched = {district for (district,) in cursor.fetchall()}
        for statement in (PUT_BACK, UNTIE, REMOVE):
            cursor.execute(statement)
    collapse_districts(touched, now=now)
    return 0


def made_point(
    pin_code: str,
    district_code: int,
    pins: Mapping[str, PinPlace],
    middles: Mapping[int, tuple[float, float]],
) -> Point:
    """Where a facility lies whose point nobody gave: its PIN code, if that lies in its district, or the
    district's middle. Latitude and longitude in degrees, and where they come from."""
    place = pins.get(pin_code)
    if place is not None and place.latitude is not None and place.district_code == district_code:
        return (place.latitude, place.longitude, FROM.PIN_CODE.value)
    if district_code in middles:
        return (*middles[district_code], FROM.DISTRICT.value)
    return (None, None, FROM.NOWHERE.value)


def _with_points(clean: pl.DataFrame) -> pl.DataFrame:
    """The file's point, else the one that we make."""
    pins = pin_places(clean["pin_code"].unique().to_list())
    middles = district_points()
    stated = clean.select("latitude", "longitude", "pin_code", "district_code")
    points = [
        made_point(pin, district, pins, middles)
        if lat is None or lon is None
        else (lat, lon, FROM.FILE.value)
        for lat, lon, pin, district in stated.iter_rows()
    ]
    schema = {"latitude": pl.Float64, "longitude": pl.Float64, "coordinates_from": pl.String}
    return clean.drop("latitude", "longitude").hstack(pl.DataFrame(points, schema=schema, orient="row"))


def _with_blocks(rows: pl.DataFrame) -> pl.DataFrame:
    names = list(rows.select("district_code", "block_name").iter_rows())
    meant = blocks_meant(names)
    found = [meant.get(name) for name in names]
    return rows.with_columns(block_id=pl.Series(found, dtype=pl.Int32))

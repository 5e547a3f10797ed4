"""Takes a session plan's clean rows over into sites and sessions of the running campaign.

A session that already gives people seats is never changed under them: such a row waits for a person.
Locks: the caller holds the advisory lock for sessions and an open transaction; the sessions named by the
file are locked (FOR UPDATE, by id) before they are compared, so that no seat is taken in between.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from teeka.apps.intake.services.takers import Checked
from teeka.apps.places.models import Facility
from teeka.apps.places.queries import district_points, district_spellings, pin_places
from teeka.apps.places.staging import clear, stage
from teeka.apps.planning.models import Vaccine
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.formats.incoming.table import IncomingTable, Kind
from teeka.rules.row_checks.reasons import HeldFor
from teeka.rules.row_checks.sessions import SessionRules, check_sessions
from teeka.rules.sms_name import make_sms_name
from teeka.rules.vaccines import vaccine_code
from teeka.shared.text import fold_words

STAGING = {
    "row_number": "int", "code": "text", "facility_code": "text", "site_name": "text", "site_district": "int",
    "pin_code": "text", "held_on": "date", "starts_at": "timestamptz", "ends_at": "timestamptz",
    "capacity": "int", "vaccine_id": "text", "dose": "smallint", "cohort": "text",
    "reserve_percent": "smallint", "vaccinators": "smallint", "latitude": "double precision",
    "longitude": "double precision", "sms_name": "text", "site_id": "bigint", "district_code": "int",
}  # fmt: skip
MOVING = ("site_id", "held_on", "starts_at", "ends_at", "vaccine_id", "dose")
STATED = (*MOVING, "district_code", "capacity", "reserve_percent", "cohort", "vaccinators")


def _columns(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


_FIRST = "s.row_number = (SELECT min(o.row_number) FROM session_staging o WHERE o.code = s.code)"

ADD_FACILITY_SITES = """
    INSERT INTO planning_sessionsite
        (district_code, facility_id, name, name_hi, pin_code, latitude, longitude, sms_name)
    SELECT f.district_code, f.id, f.name, f.name_hi, f.pin_code, f.latitude, f.longitude, f.sms_name
    FROM places_facility f WHERE f.code IN (SELECT facility_code FROM session_staging)
    ON CONFLICT (facility_id) DO UPDATE
    SET name = EXCLUDED.name, name_hi = EXCLUDED.name_hi, pin_code = EXCLUDED.pin_code,
        latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude
    WHERE (planning_sessionsite.name, planning_sessionsite.name_hi, planning_sessionsite.pin_code,
           planning_sessionsite.latitude, planning_sessionsite.longitude)
          IS DISTINCT FROM
          (EXCLUDED.name, EXCLUDED.name_hi, EXCLUDED.pin_code, EXCLUDED.latitude, EXCLUDED.longitude)
"""
ADD_NAMED_SITES = """
    INSERT INTO planning_sessionsite (district_code, name, name_hi, pin_code, latitude, longitude, sms_name)
    SELECT DISTINCT ON (site_district, site_name, pin_code)
           site_district, site_name, '', pin_code, latitude, longitude, sms_name
    FROM session_staging WHERE facility_code = ''
    ON CONFLICT (district_code, name, pin_code) WHERE facility_id IS NULL DO NOTHING
"""
FIND_FACILITY_SITES = """
    UPDATE session_staging s SET site_id = t.id, district_code = t.district_code
    FROM planning_sessionsite t JOIN places_facility f ON f.id = t.facility_id WHERE f.code = s.facility_code
"""
FIND_NAMED_SITES = """
    UPDATE session_staging s SET site_id = t.id, district_code = t.district_code
    FROM planning_sessionsite t
    WHERE s.facility_code = '' AND t.facility_id IS NULL
      AND (t.district_code, t.name, t.pin_code) = (s.site_district, s.site_name, s.pin_code)
"""
LOCK_KNOWN = """
    SELECT 1 FROM planning_session WHERE code IN (SELECT code FROM session_staging) ORDER BY id FOR UPDATE
"""
FIND_KNOWN = f"""
    CREATE TEMP TABLE session_known ON COMMIT DROP AS
    SELECT s.row_number, p.id, p.taken, to_jsonb(p) AS before,
           ({_columns("p", STATED)}) IS DISTINCT FROM ({_columns("s", STATED)}) AS differs,
           CASE WHEN p.cancelled_at IS NOT NULL THEN '{HeldFor.SESSION_CANCELLED}'
                WHEN s.capacity < p.taken THEN '{HeldFor.CAPACITY_BELOW_TAKEN}'
                WHEN p.taken > 0 AND s.capacity > p.seats_agreed THEN '{HeldFor.SEATS_NEED_A_SECOND}'
                WHEN p.taken > 0 AND ({_columns("p", MOVING)}) IS DISTINCT FROM ({_columns("s", MOVING)})
                THEN '{HeldFor.APPOINTMENTS_WOULD_MOVE}' END AS why
    FROM session_staging s JOIN planning_session p ON p.code = s.code
    WHERE {_FIRST}
"""
UPDATE_KNOWN = f"""
    UPDATE planning_session p SET {", ".join(f"{c} = s.{c}" for c in STATED)}, upload_id = %(upload)s,
           seats_agreed = s.capacity
    FROM session_known k JOIN session_staging s USING (row_number)
    WHERE p.id = k.id AND k.differs AND k.why IS NULL
"""
INSERT_NEW = f"""
    INSERT INTO planning_session
        (id, code, campaign_id, {", ".join(STATED)}, seats_agreed, cancelled_by, cancel_reason, upload_id)
    SELECT gen_random_uuid(), code, %(campaign)s, {", ".join(STATED)}, capacity, '', '', %(upload)s
    FROM session_staging s
    WHERE {_FIRST} AND NOT EXISTS (SELECT FROM session_known k WHERE k.row_number = s.row_number)
"""
KEEP_FATES = f"""
    INSERT INTO row_fate (row_number, fate, district_code, why, facts, raw, before)
    SELECT s.row_number,
           CASE WHEN NOT ({_FIRST}) THEN 'unchanged' WHEN k.id IS NULL THEN 'created'
                WHEN NOT k.differs THEN 'unchanged' WHEN k.why IS NOT NULL THEN 'held' ELSE 'updated' END,
           s.district_code,
           CASE WHEN k.differs THEN k.why END,
           CASE WHEN k.differs AND k.why <> '' THEN jsonb_build_object('taken', k.taken, 'code', s.code) END,
           CASE WHEN k.differs AND k.why <> '' THEN to_jsonb(s) - 'row_number' END,
           CASE WHEN k.differs AND k.why IS NULL THEN k.before END
    FROM session_staging s LEFT JOIN session_known k USING (row_number)
"""
PUT_BACK = f"""
    UPDATE planning_session p SET {", ".join(f"{c} = o.{c}" for c in (*STATED, "upload_id"))},
           seats_agreed = coalesce(o.seats_agreed, o.capacity)
    FROM undo_row u, jsonb_populate_record(NULL::planning_session, u.before) o
    WHERE u.fate = 'updated' AND p.id = o.id
"""
CHANGED_SINCE = """
    SELECT count(*) FROM planning_session p
    WHERE (p.upload_id = %(upload)s AND p.taken > 0)
       OR (p.upload_id <> %(upload)s
           AND p.id IN (SELECT (u.before->>'id')::uuid FROM undo_row u WHERE u.fate = 'updated'))
"""
# Sites go with their last session, so that the import of their facilities can be undone too.
REMOVE = """
    WITH gone AS (DELETE FROM planning_session WHERE upload_id = %(upload)s RETURNING id, site_id)
    DELETE FROM planning_sessionsite t
    WHERE t.id IN (SELECT site_id FROM gone)
      AND NOT EXISTS (SELECT FROM planning_session p WHERE p.site_id = t.id AND p.upload_id <> %(upload)s)
"""


class SessionTaker:
    kind = Kind.SESSIONS
    tables: tuple[str, ...] = ("planning_sessionsite", "planning_session")

    def check(self, table: IncomingTable, now: datetime) -> Checked:
        headers = {name: table.header_of(name) for name in table.columns}
        codes = set(Facility.objects.filter(is_active=True).values_list("code", flat=True))
        rules = SessionRules(district_spellings(), codes, now, headers)
        return Checked(*check_sessions(table.known(), table.troubles, rules))

    def store(self, clean: pl.DataFrame, *, upload_id: int, same_file: Sequence[int], now: datetime) -> None:
        campaign = running_campaign(now)
        rows = _with_vaccines(_with_points(clean)).rename({"row": "row_number"})
        values: dict[str, Any] = {"upload": upload_id, "campaign": campaign.pk}
        with connection.cursor() as cursor:
            clear(cursor, "session_staging", "session_known")
            stage(cursor, "session_staging", STAGING, rows.select(c for c in STAGING if c in rows.columns))
            for statement in (ADD_FACILITY_SITES, ADD_NAMED_SITES, FIND_FACILITY_SITES, FIND_NAMED_SITES):
                cursor.execute(statement)
            cursor.execute("CREATE INDEX ON session_staging (code, row_number)")
            cursor.execute("ANALYZE session_staging")
            for statement in (LOCK_KNOWN, FIND_KNOWN, UPDATE_KNOWN, INSERT_NEW, KEEP_FATES):
                cursor.execute(statement, values)

    def undo(self, upload_id: int, *, now: datetime) -> int:
        """Sessions that give somebody a seat, or that a later plan changed, forbid it."""
        values = {"upload": upload_id}
        with connection.cursor() as cursor:
            cursor.execute(CHANGED_SINCE, values)
            changed = int(cursor.fetchone()[0])
            if changed == 0:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(PUT_BACK)
                cursor.execute(REMOVE, values)
            return changed


def _with_vaccines(rows: pl.DataFrame) -> pl.DataFrame:
    """vaccine_id for each row; a vaccine that no plan named before is made, with ten doses a vial."""
    vaccines = Vaccine.objects.values_list("code", "name", "name_hi")
    known = {fold_words(word): names[0] for names in vaccines for word in names if word}
    for text in rows["vaccine"].unique().sort().to_list():
        if fold_words(text) not in known:
            code = vaccine_code(text)
            Vaccine.objects.get_or_create(code=code, defaults={"name": text})
            known[fold_words(text)] = code
    codes = [known[fold_words(text)] for text in rows["vaccine"].to_list()]
    return rows.with_columns(vaccine_id=pl.Series(codes, dtype=pl.String))


def _with_points(clean: pl.DataFrame) -> pl.DataFrame:
    """Point and message name of sites by name: the PIN code's point, else the district's middle."""
    pins = pin_places(clean["pin_code"].unique().to_list())
    middles = district_points()
    found = []
    for pin, district, name in clean.select("pin_code", "site_district", "site_name").iter_rows():
        place = pins.get(pin)
        at = (place.latitude, place.longitude) if place and place.latitude is not None else None
        found.append((*(at or middles.get(district) or (None, None)), make_sms_name(name)))
    schema = {"latitude": pl.Float64, "longitude": pl.Float64, "sms_name": pl.String}
    return clean.hstack(pl.DataFrame(found, schema=schema, orient="row"))

"""How fast frozen lists become files: each format by itself, and all sessions by `write_lists`.

Needs a database that holds places and no campaign; leaves made-up people and their lists in it.
"""

import resource
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.frozen_lists import make_frozen_lists

from teeka.apps.lists.catalogue import Scope, due_lists
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.checking import verify_lists
from teeka.apps.lists.services.writing import write_lists
from teeka.config.database import DatabaseRole, target
from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.registry import FORMATS
from teeka.samples.people import name_parts
from teeka.shared.clock import today_in_india

PER_SESSION = 100
LIMITS = {301: 60.0, 3_000: 300.0}  # sessions → seconds for all files of all of them
SAMPLED = 30  # documents on which each format is timed by itself
WORKS = ("ANM", "ASHA", "Staff Nurse", "Medical Officer", "Lab Technician", "Pharmacist", "वार्ड अटेंडेंट")
# Words that no two sessions share in the same order: what is set once must not count as set for all.
NAMES = "CREATE TEMP TABLE made_name (kind text, n bigint, name text, name_hi text)"
PLACES = """
CREATE TEMP TABLE made_place AS
    SELECT row_number() OVER (ORDER BY given.n, family.n) - 1 AS n, given.name || 'pur ' || family.name name
    FROM made_name given JOIN made_name family ON given.kind = 'given' AND family.kind = 'family'
"""
LIKE_REAL = """
    WITH counted AS (
        SELECT (SELECT count(*) FROM made_name WHERE kind = 'given') AS given,
               (SELECT count(*) FROM made_name WHERE kind = 'family') AS family,
               (SELECT count(*) FROM made_place) AS places
    ), drawn AS (
        SELECT line.frozen_list_id, line.position, draw.n
        FROM allotment_frozenrow line CROSS JOIN LATERAL (
            SELECT array_agg(mod(abs(hashint8extended(line.frozen_list_id * 999 + position, salt)), 9973))
            FROM generate_series(1, 6) salt) draw (n)
    )
    UPDATE allotment_frozenrow line SET
        full_name = given.name || ' ' || family.name,
        name_hi = CASE WHEN mod(drawn.n[1], 5) = 0 THEN '' ELSE given.name_hi || ' ' || family.name_hi END,
        facility_name = (ARRAY['Primary Health Centre', 'HSC', 'Sub-divisional Hospital', 'APHC'])
            [1 + mod(place.n, 4)] || ' ' || place.name,
        facility_code = 'BR-PAT-' || place.n, designation = (%(works)s::text[])[1 + mod(drawn.n[4], 7)],
        photo_id_type = 1 + mod(drawn.n[5], 13), photo_id_last4 = lpad(drawn.n[6]::text, 4, '0')
    FROM drawn CROSS JOIN counted
    JOIN made_name given ON given.kind = 'given' AND given.n = mod(drawn.n[2], counted.given)
    JOIN made_name family ON family.kind = 'family' AND family.n = mod(drawn.n[3], counted.family)
    JOIN made_place place ON place.n = mod(drawn.frozen_list_id * 8 + mod(drawn.n[4], 8), counted.places)
    WHERE (line.frozen_list_id, line.position) = (drawn.frozen_list_id, drawn.position)
"""
HEADINGS = """
    UPDATE allotment_frozenlist list
    SET sha256 = encode(sha256(id::text::bytea), 'hex'), heading = jsonb_build_object(
        'site_name', 'Primary Health Centre ' || place.name,
        'site_name_hi', 'प्राथमिक स्वास्थ्य केन्द्र फुलवारी शरीफ़', 'district', 'Patna', 'district_hi', 'पटना',
        'held_on', %(day)s::text, 'starts_at', %(starts)s::text, 'ends_at', %(ends)s::text,
        'vaccine', 'Covishield', 'vaccine_hi', 'कोविशील्ड', 'dose', 1, 'capacity', 100)
    FROM made_place place WHERE place.n = mod(list.id, (SELECT count(*) FROM made_place))
"""


def measure(people: int, folder: Path) -> dict[str, Any]:
    """Milliseconds a list and format, and seconds for all of them; `people` by hundreds in sessions."""
    now = datetime.now(UTC)
    starts_at = now.replace(hour=3, minute=30, second=0, microsecond=0) + timedelta(days=2)
    _store(people, starts_at)
    sessions = newest_lists()
    scope = Scope(now, on=today_in_india(starts_at))
    formats = _by_format([wanted.document for wanted in due_lists(sessions[:SAMPLED])])
    out = folder / "lists"
    written, seconds = _timed(lambda: write_lists(out, now=now, scope=scope))
    again, again_seconds = _timed(lambda: write_lists(out, now=now, scope=scope))
    checked, check_seconds = _timed(lambda: verify_lists(out))
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "people": people,
        "sessions": len(sessions),
        **formats,
        "write_seconds": round(seconds, 1),
        "worker_cpu_seconds": round(workers.ru_utime + workers.ru_stime, 1),
        "worker_peak_mib": workers.ru_maxrss // 1024,
        "documents_written": written.written,
        "megabytes_written": round(written.bytes_written / 1e6, 1),
        "again_seconds": round(again_seconds, 1),
        "again_written": again.written,
        "verify_seconds": round(check_seconds, 1),
        "verify_faults": len(checked.faults),
        "limit_holds": seconds <= LIMITS.get(len(sessions), seconds),
    }


def _store(people: int, starts_at: datetime) -> None:
    with psycopg.connect(**target(DatabaseRole.OWNER).for_psycopg()) as owner:
        make_frozen_lists(owner, people=people, starts_at=starts_at, per_session=PER_SESSION)
        set_in_real_words(owner, starts_at)


def set_in_real_words(owner: psycopg.Connection, starts_at: datetime) -> None:
    """Names, postings, sites and documents as long and as varied as on real lists."""
    owner.execute(NAMES)
    with owner.cursor().copy("COPY made_name FROM STDIN") as rows:
        for row in _names():
            rows.write_row(row)
    owner.execute(PLACES)
    owner.execute(LIKE_REAL, {"works": list(WORKS)})
    ends_at = starts_at + timedelta(hours=8)
    day = today_in_india(starts_at).isoformat()
    owner.execute(HEADINGS, {"day": day, "starts": starts_at.isoformat(), "ends": ends_at.isoformat()})


def _names() -> Iterator[tuple[str, int, str, str]]:
    """Kind, number, name, the same in Hindi."""
    parts = name_parts()
    for kind, groups in (("given", ("M", "F", "MM", "MF")), ("family", ("SM", "SF", "SMM", "SMF"))):
        english = [name for group in groups for name in parts.english[group]]
        hindi = [name for group in groups for name in parts.hindi[group]]
        for number, names in enumerate(zip(english, hindi, strict=True)):
            yield kind, number, *names


def _by_format(documents: Sequence[Document]) -> dict[str, Any]:
    """Processor time a list, so that what else the machine does counts less; and the largest file."""
    found: dict[str, Any] = {}
    for name, form in FORMATS.items():
        form.write(documents[0])  # loads what is loaded once a process
        started = time.process_time()
        sizes = [len(form.write(document)) for document in documents]
        spent = time.process_time() - started
        found[f"{name}_ms"] = round(1000 * spent / len(documents), 1)
        found[f"{name}_largest_kb"] = round(max(sizes) / 1000)
    return found


def _timed(work: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started

"""How fast frozen lists become files: each format by itself, and all sessions by `write_lists`.

Needs a database that holds places and no campaign; leaves made-up people and their lists in it.
"""

import resource
import time
from collections.abc import Sequence
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
from teeka.shared.clock import today_in_india

PER_SESSION = 100
LIMITS = {301: 60.0, 3_000: 300.0}  # sessions → seconds for all files of all of them
SAMPLED = 30  # documents on which each format is timed by itself
LIKE_REAL = """
    UPDATE allotment_frozenrow SET
        full_name = (ARRAY['Asha Kumari', 'Shri Ram Prasad', 'Mohammad Iftekhar Alam', 'Rekha Devi',
                           'Draupadi Vishwakarma'])[1 + position %% 5],
        name_hi = (ARRAY['आशा कुमारी', 'श्री राम प्रसाद', '', 'रेखा देवी', 'द्रौपदी विश्वकर्मा'])[1 + position %% 5],
        facility_name = (ARRAY['Primary Health Centre Phulwari Sharif', 'Sub-divisional Hospital Danapur',
                               'HSC Simri'])[1 + position %% 3],
        facility_code = 'BR-PAT-0001', photo_id_type = 1 + position %% 13, photo_id_last4 = '1234'
"""
HEADINGS = """
    UPDATE allotment_frozenlist
    SET sha256 = encode(sha256(id::text::bytea), 'hex'), heading = jsonb_build_object(
        'site_name', 'Primary Health Centre Phulwari Sharif',
        'site_name_hi', 'प्राथमिक स्वास्थ्य केन्द्र फुलवारी शरीफ़', 'district', 'Patna', 'district_hi', 'पटना',
        'held_on', %(day)s::text, 'starts_at', %(starts)s::text, 'ends_at', %(ends)s::text,
        'vaccine', 'Covishield', 'vaccine_hi', 'कोविशील्ड', 'dose', 1, 'capacity', 100)
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
        owner.execute(LIKE_REAL.replace("%%", "%"))
        owner.execute(
            HEADINGS,
            {
                "day": today_in_india(starts_at).isoformat(),
                "starts": starts_at.isoformat(),
                "ends": (starts_at + timedelta(hours=8)).isoformat(),
            },
        )


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

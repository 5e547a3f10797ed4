"""Whether every file of a frozen version can be made again, byte for byte, from the database alone.

Needs a database that holds places and no campaign; leaves made-up people and their lists in it.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.frozen_lists import make_frozen_lists

from teeka.apps.allotment.services.freezing import freeze_lists
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.manifest import MANIFEST, files_of, read_manifest
from teeka.apps.lists.services.remaking import remake_pack
from teeka.apps.lists.services.writing import write_lists
from teeka.config.database import DatabaseRole, target

PER_SESSION = 100
FROZEN_TWICE = 10  # of so many sessions one gets a second version, and so a change slip
# In a district that there is, whose name is frozen with the list; and with as many seats as people, since
# forms are printed for each.
SEATED = """
    UPDATE planning_session
    SET district_code = (SELECT min(code) FROM places_district), capacity = 100, seats_agreed = 100
    WHERE code LIKE 'MADE-%' RETURNING id
"""
LEAVE = """
    UPDATE allotment_appointment SET cancelled_at = now(), cancelled_by = 'bench', cancel_reason = 'transfer'
    WHERE id IN (
        SELECT min(id) FROM allotment_appointment WHERE session_id = ANY (%s) GROUP BY session_id)
"""


@dataclass(frozen=True, slots=True)
class Compared:
    sessions: int
    files: int
    differing: tuple[str, ...]


def measure(people: int, folder: Path) -> dict[str, Any]:
    """Freeze, write and make again; `people` by hundreds in sessions."""
    now = datetime.now(UTC)
    frozen_twice = _freeze(people, now)
    out = folder / "lists"
    started = time.perf_counter()
    write_lists(out, now=now)
    written = time.perf_counter()
    compared = differing_files(out)
    return {
        "people": people,
        "sessions": compared.sessions,
        "sessions_frozen_twice": frozen_twice,
        "write_seconds": round(written - started, 1),
        "make_again_seconds": round(time.perf_counter() - written, 1),
        "files_of_frozen_versions": compared.files,
        "files_that_differ": len(compared.differing),
        "first_that_differs": next(iter(compared.differing), ""),
        "limit_holds": compared.files > 0 and not compared.differing,
    }


def differing_files(out: Path) -> Compared:
    """Make every file of the newest versions again, one process, and compare it with what lies in `out`."""
    manifest = read_manifest(out / MANIFEST)
    folders = [entry for entry in (manifest.files.values() if manifest else ()) if entry.is_folder]
    lying = {
        f"{folder.folder}/{name}": entry
        for folder in folders
        for name, entry in files_of((out / folder.path).read_bytes(), folder).items()
        if entry.frozen_list is not None
    }
    differing, made_again = [], 0
    sessions = newest_lists()
    for published in sessions:
        made = remake_pack(published)
        made_again += len(made)
        for path in [path for path, entry in lying.items() if entry.frozen_list == published.id]:
            if made.pop(Path(path).name, None) != (out / path).read_bytes():
                differing.append(path)
        differing += made  # made, but nothing of the name lies there
    return Compared(len(sessions), made_again, tuple(differing))


def _freeze(people: int, now: datetime) -> int:
    """Made-up people, seated, and frozen by the service itself, a tenth of the sessions twice."""
    with psycopg.connect(**target(DatabaseRole.OWNER).for_psycopg()) as owner:
        make_frozen_lists(
            owner, people=people, starts_at=now + timedelta(days=2), per_session=PER_SESSION, freezes=False
        )
        sessions = [row[0] for row in owner.execute(SEATED)]
    freeze_lists(sessions, now=now, by="bench", reason="first")
    changed = sessions[::FROZEN_TWICE]
    with psycopg.connect(**target(DatabaseRole.OWNER).for_psycopg()) as owner:
        owner.execute(LEAVE, [changed])
    return len(freeze_lists(changed, now=now + timedelta(minutes=1), by="bench", reason="transfer"))

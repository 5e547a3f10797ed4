"""The one way in for every kind of upload: facilities, rosters and sessions, and what follows from them.

Each step is a transaction of its own. Whoever is killed between two leaves the rest to the next import.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.intake.outcome import Outcome
from teeka.apps.intake.services.importing import import_file
from teeka.apps.intake.services.takers import Checked, FacilityTaker, RosterTaker, Taker
from teeka.apps.intake.services.undoing import undo_upload
from teeka.apps.people.services.duplicates import DuplicatesFound, link_duplicates
from teeka.apps.people.services.postings import Resolved, resolve_all
from teeka.apps.planning.services.session_import import SessionTaker
from teeka.formats.incoming.reading import read_ahead
from teeka.formats.incoming.table import IncomingTable, Kind

TAKERS: dict[str, Taker] = {
    Kind.FACILITIES: FacilityTaker(),
    Kind.ROSTER: RosterTaker(),
    Kind.SESSIONS: SessionTaker(),
}
# What says who works where.
SETTLED_AFTER = frozenset({Kind.FACILITIES, Kind.ROSTER})


class Settling(StrEnum):
    """What follows when files were stored."""

    RESOLVING = "Resolving postings"
    COMPARING = "Finding duplicates"


@dataclass(frozen=True, slots=True)
class Settled:
    resolved: Resolved
    duplicates: DuplicatesFound


def import_uploads(
    kind: str,
    paths: Sequence[Path],
    *,
    by: str,
    now: datetime,
    is_dry_run: bool = False,
    on_rejected: Callable[[Path, IncomingTable, Checked], None] | None = None,
) -> Iterator[Outcome]:
    """Import files of a kind one after the other, each whole or not at all; see importing.import_file.

    While one is checked and stored, the next is read.
    """
    taker = TAKERS[Kind(kind)]
    for path, being_read in zip(paths, read_ahead(paths, taker.kind), strict=True):
        yield import_file(
            taker, path, by=by, now=now, is_dry_run=is_dry_run, being_read=being_read,
            on_rejected=partial(on_rejected, path) if on_rejected else None,
        )  # fmt: skip


def finish_imports(
    kinds: Collection[str],
    *,
    now: datetime,
    during: Callable[[Settling], AbstractContextManager[object]] = nullcontext,
) -> Settled | None:
    """After the last file of many, not after each; `kinds`: of those that were stored.

    The query planner learns what came in, what was not settled yet is resolved, and who is new is compared
    with everybody. None where nothing of that kind came in. during: entered around each of these.
    """
    if kinds:
        refresh_statistics(*{table for kind in kinds for table in TAKERS[kind].tables}, "intake_uploadrow")
    if SETTLED_AFTER.isdisjoint(kinds):
        return None
    with during(Settling.RESOLVING):
        resolved = resolve_all(now=now)
    with during(Settling.COMPARING):
        duplicates = link_duplicates(now=now)
    return Settled(resolved, duplicates)


def undo_import(upload_id: int, *, by: str, now: datetime) -> int:
    """Take a whole upload back; returns how many rows were undone. Raises UndoRefused.

    As after an import, finish_imports follows: who got back what was known before is compared with everybody.
    """
    return undo_upload(TAKERS, upload_id, by=by, now=now)

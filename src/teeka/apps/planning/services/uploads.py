"""The one way in for every kind of upload: facilities, rosters and sessions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.intake.outcome import Outcome
from teeka.apps.intake.services.importing import import_file
from teeka.apps.intake.services.takers import Checked, FacilityTaker, RosterTaker, Taker
from teeka.apps.intake.services.undoing import undo_upload
from teeka.apps.planning.services.session_import import SessionTaker
from teeka.formats.incoming.reading import read_ahead
from teeka.formats.incoming.table import IncomingTable, Kind

TAKERS: dict[str, Taker] = {
    Kind.FACILITIES: FacilityTaker(),
    Kind.ROSTER: RosterTaker(),
    Kind.SESSIONS: SessionTaker(),
}


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


def finish_imports(kind: str) -> None:
    """After the last file of many, not after each: let the query planner know what came in."""
    refresh_statistics(*TAKERS[kind].tables, "intake_uploadrow")


def undo_import(upload_id: int, *, by: str, now: datetime) -> int:
    """Take a whole upload back; returns how many rows were undone. Raises UndoRefused."""
    return undo_upload(TAKERS, upload_id, by=by, now=now)

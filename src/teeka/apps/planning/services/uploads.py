"""The one way in for every kind of upload: facilities, rosters and sessions."""

from datetime import datetime
from pathlib import Path

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.intake.outcome import Outcome
from teeka.apps.intake.services.importing import Rejected, import_file
from teeka.apps.intake.services.takers import FacilityTaker, RosterTaker, Taker
from teeka.apps.intake.services.undoing import undo_upload
from teeka.apps.planning.services.session_import import SessionTaker
from teeka.formats.incoming.table import Kind

TAKERS: dict[str, Taker] = {
    Kind.FACILITIES: FacilityTaker(),
    Kind.ROSTER: RosterTaker(),
    Kind.SESSIONS: SessionTaker(),
}


def import_upload(
    kind: str,
    path: Path,
    *,
    by: str,
    now: datetime,
    file_name: str = "",
    is_dry_run: bool = False,
    district_code: int = 0,
    upload_id: int | None = None,
    on_rejected: Rejected | None = None,
) -> Outcome:
    """Import one file of a kind; see intake.services.importing.import_file."""
    return import_file(
        TAKERS[Kind(kind)], path, by=by, now=now, file_name=file_name, is_dry_run=is_dry_run,
        district_code=district_code, upload_id=upload_id, on_rejected=on_rejected,
    )  # fmt: skip


def finish_imports(kind: str) -> None:
    """After the last file of many, not after each: let the query planner know what came in."""
    refresh_statistics(*TAKERS[kind].tables, "intake_uploadrow")


def undo_import(upload_id: int, *, by: str, now: datetime) -> int:
    """Take a whole upload back; returns how many rows were undone. Raises UndoRefused."""
    return undo_upload(TAKERS, upload_id, by=by, now=now)

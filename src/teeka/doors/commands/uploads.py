"""`teeka import` and `teeka undo-import`: files in, a fate for every row, rejected rows back as a file."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from teeka.apps.intake.outcome import FATES, Outcome
from teeka.apps.intake.services.takers import Checked
from teeka.apps.intake.services.undoing import UndoRefused
from teeka.apps.planning.services.uploads import TAKERS, Settling, finish_imports, import_uploads
from teeka.apps.planning.services.uploads import undo_import as take_back
from teeka.doors.commands.out_file import rejected_path
from teeka.doors.commands.settled_words import duplicates_in_words, resolved_as_json, resolved_in_words
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, progress, say
from teeka.formats.incoming.table import IncomingTable, Kind
from teeka.formats.outgoing.rejected import write_rejected
from teeka.shared import clock

REFUSED = 2


@click.command("import")
@click.argument("kind", type=click.Choice([str(kind) for kind in TAKERS]))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", "is_dry_run", is_flag=True, help="say what would happen and store nothing")
@click.option(
    "--rejected", "rejected_to", type=click.Path(path_type=Path),
    help="where rejected rows go, with the reason in the last column; a folder when there are several files",
)  # fmt: skip
@json_option
def import_command(
    kind: str, files: tuple[Path, ...], is_dry_run: bool, rejected_to: Path | None, as_json: bool
) -> int:
    """Import facilities, a roster or sessions from CSV, XLSX or ODS files.

    Each row ends as created, updated, unchanged, held for a decision, or rejected with reasons. The same
    file again changes nothing. Facilities and rosters end with new postings resolved and who is new compared
    with everybody.
    """
    now = clock.now()

    def keep_rejected(file: Path, table: IncomingTable, checked: Checked) -> None:
        if (path := rejected_path(rejected_to, file, len(files))) and checked.problems.height:
            write_rejected(path, table, checked.problems)
            say(f"{file.name}: rejected rows with their reasons are in {path}")

    imports = import_uploads(
        kind, files, by=getpass.getuser(), now=now, is_dry_run=is_dry_run, on_rejected=keep_rejected
    )
    outcomes: list[Outcome] = []
    for file in files:
        with progress(file.name):
            outcomes.append(next(imports))
    refused = [outcome.refused for outcome in outcomes if outcome.refused]
    is_stored = not is_dry_run and len(refused) < len(outcomes)
    settled, words = _finish(kind, now) if is_stored else ({}, [])
    result: dict[str, Any] = {
        "files": [outcome.as_dict() for outcome in outcomes],
        "refused": " ".join(refused) or None,
        "dry_run": is_dry_run,
        **settled,
    }
    words = [*(_in_words(outcome, is_dry_run) for outcome in outcomes), *words]
    print_result(result, as_json=as_json, words="\n".join(words))
    if refused:
        # Other files of the same command may be stored: then it is not "nothing changed".
        return REFUSED if len(refused) == len(outcomes) else NEEDS_A_PERSON
    return NEEDS_A_PERSON if any(outcome.needs_a_person for outcome in outcomes) else 0


@click.command("undo-import")
@click.argument("upload_id", type=int)
@json_option
def undo_import(upload_id: int, as_json: bool) -> int:
    """Take a whole import back, while nothing depends on it. UPLOAD_ID is printed by `teeka import`.

    Whose details were put back is compared with everybody again.
    """
    now = clock.now()
    try:
        undone = take_back(upload_id, by=getpass.getuser(), now=now)
    except UndoRefused as refused:
        raise Refused(refused.sentence()) from refused
    settled, words = _finish(Kind.ROSTER, now)
    words = [f"Import {upload_id} is undone: {undone:,} rows taken back.", *words]
    print_result({"upload": upload_id, "undone": undone, **settled}, as_json=as_json, words="\n".join(words))
    return 0


def _finish(kind: str, now: datetime) -> tuple[dict[str, Any], list[str]]:
    """What follows when files were stored; as JSON and in words."""
    seconds: dict[Settling, float] = {}

    @contextmanager
    def during(step: Settling) -> Iterator[None]:
        started = time.monotonic()
        with progress(step):
            yield
        seconds[step] = round(time.monotonic() - started, 2)

    settled = finish_imports({kind}, now=now, during=during)
    if settled is None:
        return {}, []
    told = {
        "resolved": {**resolved_as_json(settled.resolved), "seconds": seconds[Settling.RESOLVING]},
        "duplicates": {**asdict(settled.duplicates), "seconds": seconds[Settling.COMPARING]},
    }
    return told, [resolved_in_words(settled.resolved), duplicates_in_words(settled.duplicates)]


def _in_words(outcome: Outcome, is_dry_run: bool) -> str:
    if outcome.refused:
        return f"Refused. {outcome.refused}"
    counts = ", ".join(f"{outcome.counts[fate]:,} {fate}" for fate in FATES)
    would = " (dry run: nothing is stored)" if is_dry_run else f" (import {outcome.upload_id})"
    lines = [f"{outcome.file}: {outcome.rows:,} rows: {counts}{would}."]
    if outcome.ignored_columns:
        lines.append(f"  Columns not used: {', '.join(outcome.ignored_columns)}")
    lines += [f"  {problem.text}" for problem in outcome.problems[:20]]
    if (more := outcome.counts["rejected"] + outcome.counts["held"] - 20) > 0:
        lines.append(f"  … about {more:,} more; --rejected FILE writes all rejected rows with their reasons.")
    return "\n".join(lines)

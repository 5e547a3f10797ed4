"""`teeka by-hand FILE`: a sheet of changes to places, tried out and then applied whole or not at all."""

import getpass
from pathlib import Path
from typing import Any

import click

from teeka.apps.allotment.services import AllotmentRefused
from teeka.apps.allotment.services.hand_sheet import Within, apply_sheet, sheet_rows, try_sheet, why_refused
from teeka.apps.readiness.queries.hand_sheets import kept_sheet, people_named, sessions_coded
from teeka.apps.readiness.queries.jurisdictions import OF_NO_DISTRICT, whole_country
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, progress
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.rules.hand_sheet import MOST_ROWS, HandRow, Trouble, references_in
from teeka.shared import clock

ROWS_SHOWN = 20


@click.command("by-hand")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_for_good", is_flag=True, help="make the changes, when every row can be done")
@json_option
def by_hand(file: Path, is_for_good: bool, as_json: bool) -> int:
    """Try out the changes to places in FILE: place, move, swap, remove, pin, unpin, exclude.

    FILE is a sheet as the page Changes as a sheet gives it: reference, action, session_code, other_reference,
    reason. Without --apply nothing changes. Exit code 1 when a row cannot be done: each with the reason.
    """
    by = getpass.getuser()
    rows, cells = _read(file)
    within = _within(rows)
    try:
        with progress("Trying out every row") as bar:
            number = try_sheet(
                rows, cells, within, file_name=file.name, district_code=OF_NO_DISTRICT, by=by, now=clock.now()
            )
            bar(len(rows), len(rows))
        is_done = False
        if is_for_good:
            with progress("Applying the sheet") as bar:
                is_done = apply_sheet(number, within, by=by, now=clock.now())
                bar(len(rows), len(rows))
    except AllotmentRefused as refused:
        raise Refused(refused.in_words()) from refused
    result = {"sheet": number, "rows": len(rows), "applied": is_done, "refused": _refused(number, by)}
    print_result(result, as_json=as_json, words=_in_words(result))
    return NEEDS_A_PERSON if result["refused"] or not rows else 0


def _read(file: Path) -> tuple[list[HandRow], dict[int, Trouble]]:
    try:
        table = read_upload(file, Kind.PLACES)
    except UploadRefused as refused:
        raise Refused(refused.sentence()) from refused
    if table.cells.height > MOST_ROWS:
        raise Refused(
            f"{file.name} has more than {MOST_ROWS:,} rows. Cut it into parts, one after the other."
        )
    return sheet_rows(table)


def _within(rows: list[HandRow]) -> Within:
    """A command works for the whole state, and for whatever else is stored."""
    everywhere = whole_country()
    named = people_named(everywhere, references_in(rows))
    codes = {row.session_code for row in rows if row.session_code}
    people = {reference: who.id for reference, who in named.items()}
    return Within(people, sessions_coded(everywhere, codes))


def _refused(number: int, by: str) -> list[dict[str, Any]]:
    kept = kept_sheet(number, by=by)
    outcomes = kept.outcomes if kept else ()
    return [
        {"row": outcome["row"], "text": text} for outcome in outcomes if (text := why_refused(outcome, "en"))
    ]


def _in_words(result: dict[str, Any]) -> str:
    refused = result["refused"]
    lines = [
        f"{result['rows']:,} rows: {result['rows'] - len(refused):,} can be done, {len(refused):,} cannot."
    ]
    lines += [f"  Row {one['row']}: {one['text']}" for one in refused[:ROWS_SHOWN]]
    if len(refused) > ROWS_SHOWN:
        lines.append(f"  … and {len(refused) - ROWS_SHOWN:,} rows more.")
    if result["applied"]:
        lines.append("Every row is done. Next: teeka freeze, to publish what changed.")
    else:
        lines.append("Nothing was changed.")
    return "\n".join(lines)

"""`teeka postings`: the open texts as a sheet, and an office's decisions back from one."""

import getpass
from pathlib import Path
from typing import Any

import click

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.services.sheet import decide_sheet
from teeka.apps.readiness.queries.login_place import PlaceNotFound, place_named
from teeka.apps.readiness.queries.posting_sheet import posting_sheet
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.doors.commands.out_file import whole_file
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.formats.outgoing.registry import FORMATS
from teeka.rules.permissions import Jurisdiction
from teeka.shared import clock

SHEETS = {".csv": "csv", ".xlsx": "xlsx"}
SENTENCES_SHOWN = 50


@click.group()
def postings() -> None:
    """Posting texts that wait for a person, as a sheet."""


@postings.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--district", default="", help="only this district's texts, by name or code")
@json_option
def export(out: Path, district: str, as_json: bool) -> None:
    """Write the open texts with their candidates and an empty decision: teeka postings export texts.xlsx."""
    ending = SHEETS.get(out.suffix.lower())
    if ending is None:
        raise Refused(f"{out.name}: a sheet is written as .xlsx or .csv. Choose one of these endings.")
    document = posting_sheet(_jurisdiction(district), now=clock.now())
    with whole_file(out) as file:
        file.write(FORMATS[ending].write(document))
    people = sum(int(row[document.column_number("people")] or 0) for row in document.rows)
    words = f"{len(document.rows):,} texts of {people:,} people are open. Written to {out}."
    print_result(
        {"texts": len(document.rows), "people": people, "out": str(out)}, as_json=as_json, words=words
    )


@postings.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def decide(file: Path, as_json: bool) -> int:
    """Take a sheet's decisions over. Every row ends with a fate; the same sheet again changes nothing."""
    now, by = clock.now(), getpass.getuser()
    try:
        table = read_upload(file, Kind.DECISIONS)
    except UploadRefused as refused:
        raise Refused(refused.sentence()) from refused
    outcome = decide_sheet(table, by=by, now=now)
    record_event(
        now=now, by=by, action="posting_sheet.decided", subject_type="posting_sheet", subject_id="",
        detail={"rows": len(outcome.rows), "texts": outcome.texts, "people": outcome.people},
    )  # fmt: skip
    counts = {fate.value: number for fate, number in outcome.counts.items()}
    result: dict[str, Any] = {
        "file": file.name,
        "rows": len(outcome.rows),
        **counts,
        "texts": outcome.texts,
        "people": outcome.people,
        "fates": [
            {"row": row.row, "fate": row.fate.value, "text": row.text, "text_hi": row.text_hi}
            for row in outcome.rows
        ],
    }
    told = [row.text for row in outcome.rows if row.needs_a_person]
    lines = [
        f"{file.name}: {len(outcome.rows):,} rows: "
        + ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items()),
        f"  Settled now: {outcome.texts:,} texts of {outcome.people:,} people.",
        *(f"  {sentence}" for sentence in told[:SENTENCES_SHOWN]),
    ]
    if (more := len(told) - SENTENCES_SHOWN) > 0:
        lines.append(f"  … and {more:,} more; --json names them all.")
    print_result(result, as_json=as_json, words="\n".join(lines))
    return NEEDS_A_PERSON if outcome.needs_a_person else 0


def _jurisdiction(district: str) -> Jurisdiction:
    if not district:
        return whole_state()
    try:
        place = place_named(state="", district=district, block="", facility="", session_code="")
    except PlaceNotFound as problem:
        raise Refused(f"There is no district {problem.name!r} here. Check its spelling.") from problem
    return whole_state().narrowed_to(place.district_code or 0)

"""`teeka record`: takes in due lists that came back from the sites as spreadsheets, filled in."""

import getpass
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from teeka.apps.siteday.services.lines import LineOutcome, record_sheet
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.doors.commands.out_file import rejected_path
from teeka.doors.commands.terminal import NEEDS_A_PERSON, json_option, print_result, progress, say
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.formats.outgoing.rejected import write_returned
from teeka.rules.line_fates import Fate
from teeka.shared import clock

REFUSED = 2
PROBLEMS_NAMED = 100


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--session", "session_code", default="", help="the session, where the sheet does not name it")
@click.option(
    "--rejected", "rejected_to", type=click.Path(path_type=Path),
    help="where refused lines go, with the reason in the last column; a folder when there are several files",
)  # fmt: skip
@json_option
def record(files: tuple[Path, ...], session_code: str, rejected_to: Path | None, as_json: bool) -> int:
    """Record who came and who got a dose, from due lists that came back filled in (XLSX, ODS or CSV).

    Each line ends as recorded, off_the_list (recorded; a newer list names the person no more), already,
    left_empty, or refused with the reason. The same file again changes nothing.
    """
    now, results = clock.now(), []
    for file in files:
        with progress(file.name):
            to = rejected_path(rejected_to, file, len(files))
            results.append(_record(file, session_code, to, now))
    refused = [one["refused"] for one in results if one["refused"]]
    words = "\n".join(_in_words(one) for one in results)
    print_result({"files": results, "refused": " ".join(refused) or None}, as_json=as_json, words=words)
    if len(refused) == len(results):
        return REFUSED
    return NEEDS_A_PERSON if refused or any(one["counts"]["refused"] for one in results) else 0


def _record(file: Path, session_code: str, rejected_to: Path | None, now: datetime) -> dict[str, Any]:
    try:
        table = read_upload(file, Kind.VISITS)
        outcomes = record_sheet(table, session_code=session_code, by=getpass.getuser(), now=now)
    except UploadRefused as refused:
        return _result(file, (), refused.sentence())
    except RecordRefused as refused:
        return _result(file, (), f"{file.name}: {refused.words[0]}")
    sentences = {one.line.row: one.words()[0] for one in outcomes if one.is_refused}
    if rejected_to is not None and sentences:
        write_returned(rejected_to, table, sentences)
        say(f"{file.name}: refused lines with their reasons are in {rejected_to}")
    return _result(file, outcomes, None)


def _result(file: Path, outcomes: Sequence[LineOutcome], refused: str | None) -> dict[str, Any]:
    counted = Counter(one.fate.value if isinstance(one.fate, Fate) else "refused" for one in outcomes)
    problems = [{"row": one.line.row, "text": one.words()[0]} for one in outcomes if one.is_refused]
    return {
        "file": file.name,
        "rows": len(outcomes),
        "counts": {name: counted[name] for name in (*(fate.value for fate in Fate), "refused")},
        "problems": problems[:PROBLEMS_NAMED],
        "refused": refused,
    }


def _in_words(result: dict[str, Any]) -> str:
    if result["refused"]:
        return str(result["refused"])
    counts = result["counts"]
    lines = [
        f"{result['file']}: {result['rows']} lines: {counts['recorded']} recorded, {counts['off_the_list']} "
        f"recorded of people taken off the list since, {counts['already']} recorded before, "
        f"{counts['left_empty']} left empty, {counts['refused']} refused"
    ]
    lines += [f"  line {problem['row']}: {problem['text']}" for problem in result["problems"]]
    return "\n".join(lines)

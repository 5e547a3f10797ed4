"""A due list's spreadsheet with what a site's clerk wrote into it, as an office would send it back."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from teeka.formats.outgoing.cells import neutral
from teeka.shared.whole_file import write_whole


def write_filled(path: Path, lines: Sequence[Mapping[str, str]], *, session_code: str) -> None:
    """One line a person; all have the same keys, which are the headings."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("List")
        for place, key in enumerate([*(lines[0] if lines else ()), "session_code"]):
            sheet.write_string(0, place, key)
        for number, line in enumerate(lines, start=1):
            for place, value in enumerate([*line.values(), session_code]):
                sheet.write_string(number, place, neutral(value))
    write_whole(path, content.getvalue())

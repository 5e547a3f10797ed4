"""Files as people and attackers make them, generated where a test needs one."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

ROSTER_HEADER = ["name", "gender", "birth_year", "mobile", "category", "posting", "posting_district"]
ASHA = ["Asha Devi", "F", "1985", "9812345670", "Nurse", "PHC Phulwari", "Patna"]
DEV = ["Dev Prasad", "M", "1990", "", "Doctor", "PHC Danapur", "Patna"]


def csv_bytes(*rows: Sequence[str], header: Sequence[str] = ROSTER_HEADER, delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(row) + "\n" for row in [header, *rows]).encode()


def put(folder: Path, content: bytes, name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(
    folder: Path, rows: Sequence[Sequence[Any]], *, merge: str = "", name: str = "roster.xlsx"
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    path = folder / name
    book.save(path)
    return path


def with_part(path: Path, part: str, content: bytes) -> Path:
    """The same workbook with one part replaced or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info, old.read(info))
        new.writestr(part, content)
    path.write_bytes(kept.getvalue())
    return path


def sheet_part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")

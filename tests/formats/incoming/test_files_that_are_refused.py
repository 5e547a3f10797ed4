"""Bad files of every kind: each gets one plain sentence that names the file, the place and what to do."""
# ruff: noqa: E501

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.refusals import Refusal
from teeka.formats.incoming.registry import read_any
from teeka.formats.incoming.table import Kind, UploadRefused
from tests.formats.incoming.files import (
    ASHA,
    DEV,
    ROSTER_HEADER,
    csv_bytes,
    put,
    sheet_part,
    with_part,
    workbook,
)

Maker = Callable[[Path], Path]
GOOD = csv_bytes(ASHA, DEV)


def zip_bomb(folder: Path) -> Path:
    return with_part(workbook(folder, [ROSTER_HEADER, ASHA]), "xl/worksheets/sheet1.xml", b" " * 200_000_000)


def lying_zip_bomb(folder: Path) -> Path:
    """Its directory says 1,000 bytes for a part that unpacks to 200 MB."""
    path = zip_bomb(folder)
    raw = path.read_bytes()
    size = struct.pack("<I", 200_000_000)
    path.write_bytes(raw.replace(size, struct.pack("<I", 1_000)))
    return path


def xml_bomb(folder: Path) -> Path:
    path = workbook(folder, [ROSTER_HEADER, ASHA])
    laughs = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>'
    return with_part(path, "xl/worksheets/sheet1.xml", laughs + sheet_part(path))


def far_cell(folder: Path) -> Path:
    path = workbook(folder, [ROSTER_HEADER, ASHA])
    extra = b'<row r="3"><c r="XFD3"><v>1</v></c></row></sheetData>'
    return with_part(path, "xl/worksheets/sheet1.xml", sheet_part(path).replace(b"</sheetData>", extra))


def ten_million_rows_in_a_workbook(folder: Path) -> Path:
    path = workbook(folder, [ROSTER_HEADER, ASHA])
    extra = b'<row r="10000000"><c r="A10000000"><v>1</v></c></row></sheetData>'
    return with_part(path, "xl/worksheets/sheet1.xml", sheet_part(path).replace(b"</sheetData>", extra))


def two_sheets(folder: Path) -> Path:
    import openpyxl  # noqa: PLC0415

    path = workbook(folder, [ROSTER_HEADER, ASHA])
    book = openpyxl.load_workbook(path)
    second = book.create_sheet("Danapur")
    second.append(ROSTER_HEADER)
    second.append(DEV)
    book.save(path)
    return path


def cut_workbook(folder: Path) -> Path:
    path = workbook(folder, [ROSTER_HEADER, ASHA])
    path.write_bytes(path.read_bytes()[:-300])
    return path


def plain_zip(folder: Path) -> Path:
    path = folder / "roster.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("roster.csv", GOOD)
    return path


def text(content: bytes) -> Maker:
    return lambda folder: put(folder, content)


CASES: dict[str, tuple[Maker, Refusal, str]] = {
    "nothing at all": (text(b""), Refusal.EMPTY, "empty"),
    "only blanks": (text(b" \n\n \n"), Refusal.EMPTY, "empty"),
    "only a header": (text(csv_bytes()), Refusal.ONLY_HEADER, "row 1"),
    "a header and ten million blank rows": (text(csv_bytes() + b"\n" * 10_000_000), Refusal.ONLY_HEADER, "no rows"),
    "no header": (text(b"1,2,3\n4,5,6\n"), Refusal.NO_HEADER, "posting_district"),
    "an unknown header": (text(GOOD.replace(b"mobile", b"mobbile")), Refusal.HEADER_MISSING, "did you mean mobile"),
    "a missing header": (text(GOOD.replace(b"gender", b"")), Refusal.HEADER_MISSING, "lacks: gender"),
    "one header twice": (text(GOOD.replace(b"posting,", b"mobile,")), Refusal.HEADER_TWICE, "'mobile'"),
    "Windows-1252 letters": (text(GOOD.replace(b"Asha", b"\xc1sha")), Refusal.ENCODING, "row 1"),
    "UTF-8 and Windows-1252 mixed": (
        text(csv_bytes(["आशा", *ASHA[1:]], DEV).replace(b"Dev", b"D\xe9v")), Refusal.ENCODING, "row 2",
    ),
    "UTF-16 without its mark": (text(GOOD.decode().encode("utf-16-le")), Refusal.UTF16_WITHOUT_MARK, "CSV UTF-8"),
    "a stretch of NUL bytes": (text(GOOD + b"\0" * 4096), Refusal.BINARY_TEXT, "NUL"),
    "a quotation mark that never closes": (
        text(GOOD + b'"' + csv_bytes(ASHA, DEV, ASHA)), Refusal.QUOTE_NOT_CLOSED, "row 3",
    ),
    "a PDF": (text(b"%PDF-1.7 ..."), Refusal.NOT_A_TABLE, "CSV, XLSX or ODS"),
    "a web page called .xls": (text(b"<html><table><tr><td>name"), Refusal.NOT_A_TABLE, "CSV, XLSX or ODS"),
    "an old or locked workbook": (text(b"\xd0\xcf\x11\xe0" + b"\0" * 600), Refusal.OLD_WORKBOOK, ".xlsx"),
    "a zip that is no workbook": (plain_zip, Refusal.NOT_A_TABLE, "CSV, XLSX or ODS"),
    "a workbook cut short": (cut_workbook, Refusal.BROKEN_WORKBOOK, "damaged"),
    "a workbook without rows": (lambda f: workbook(f, []), Refusal.EMPTY, "empty"),
    "a workbook with only a header": (lambda f: workbook(f, [ROSTER_HEADER]), Refusal.ONLY_HEADER, "row 1"),
    "tables on two sheets": (two_sheets, Refusal.SEVERAL_TABLES, "'Danapur'"),
    "a zip bomb": (zip_bomb, Refusal.ZIP_BOMB, "190 MB"),
    "a zip bomb whose directory lies": (lying_zip_bomb, Refusal.BROKEN_WORKBOOK, "damaged"),
    "an XML bomb": (xml_bomb, Refusal.XML_BOMB, "sheet1.xml"),
    "a cell at the end of the sheet": (far_cell, Refusal.TOO_WIDE_OR_LONG, "row 3, column XFD"),
    "row ten million of a workbook": (ten_million_rows_in_a_workbook, Refusal.TOO_WIDE_OR_LONG, "10000000"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_a_plain_sentence(case: str, tmp_path: Path) -> None:
    make, refusal, words = CASES[case]
    path = make(tmp_path)

    with pytest.raises(UploadRefused) as refused:
        read_any(path, Kind.ROSTER)

    refused.value.file_name = path.name
    assert refused.value.refusal is refusal
    assert words in refused.value.sentence()
    assert path.name in refused.value.sentence("hi")


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_upload(tmp_path / "nowhere.csv", Kind.ROSTER)

    assert refused.value.sentence().startswith("nowhere.csv: there is no file")


def test_a_file_that_takes_too_much_memory_costs_only_the_reader(tmp_path: Path) -> None:
    """A million filled cells far from each other: the reader's limit ends the reader, not us."""
    path = workbook(tmp_path, [ROSTER_HEADER, ASHA])
    extra = b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'
    with_part(path, "xl/worksheets/sheet1.xml", sheet_part(path).replace(b"</sheetData>", extra))

    with pytest.raises(UploadRefused) as refused:
        read_upload(path, Kind.ROSTER)

    assert refused.value.refusal is Refusal.OUT_OF_MEMORY
    assert refused.value.sentence().startswith("roster.xlsx: reading it took more memory")


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = put(tmp_path, csv_bytes(*[ASHA] * 200_000))

    with pytest.raises(UploadRefused) as refused:
        read_upload(path, Kind.ROSTER, seconds=0)

    assert refused.value.refusal is Refusal.OUT_OF_TIME


def test_every_refusal_has_words_in_both_languages() -> None:
    for refusal in Refusal:
        english = UploadRefused(refusal, file_name="f", **dict.fromkeys(FACTS, "?")).sentence()
        hindi = UploadRefused(refusal, file_name="f", **dict.fromkeys(FACTS, "?")).sentence("hi")
        assert english != hindi


FACTS = (
    "line", "row", "megabytes", "limit", "looked", "needed", "missing", "unknown", "headers", "column", "sheets",
    "part", "sheet", "seconds",
)  # fmt: skip

"""Files that are odd but readable: what is read, and which rows carry a trouble for the checks to reject."""

import datetime as dt
from pathlib import Path

import pytest

from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.registry import read_any
from teeka.formats.incoming.table import IncomingTable, Kind, RowTrouble
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

GOOD = csv_bytes(ASHA, DEV)


def read(folder: Path, content: bytes, kind: Kind = Kind.ROSTER) -> IncomingTable:
    return read_any(put(folder, content), kind)


def names(table: IncomingTable) -> list[str]:
    return table.known()["name"].to_list()


def troubles(table: IncomingTable) -> list[tuple[int, str, str]]:
    return list(table.troubles.iter_rows())


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        b"\xfe\xff" + GOOD.decode().encode("utf-16-be"),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        csv_bytes(ASHA, DEV, delimiter=";"),
        csv_bytes(ASHA, DEV, delimiter="\t"),
        b"Health workers of Patna,,,,,,\n\n" + GOOD,
        GOOD.replace(b"PHC Danapur", b'"PHC, Danapur"'),
        GOOD.replace(b"PHC Danapur", b'PHC "new" Danapur'),
        GOOD.replace(b"PHC Danapur", b"PHC\x92s Danapur"),
        GOOD + b",,,,,,\n\n",
    ],
    ids=[
        "UTF-8", "UTF-8 with BOM", "UTF-16", "UTF-16 the other way", "Windows line ends", "old Mac line ends",
        "semicolons", "tabs", "a title line", "a quoted comma", "quotes inside a cell", "Office's apostrophe",
        "blank rows at the end",
    ],
)  # fmt: skip
def test_the_same_rows_are_read_however_the_file_is_written(content: bytes, tmp_path: Path) -> None:
    table = read(tmp_path, content)

    assert names(table) == ["Asha Devi", "Dev Prasad"]
    assert table.known()["mobile"].to_list() == ["9812345670", None]
    assert troubles(table) == []


def test_headers_are_matched_in_english_and_hindi_however_they_are_typed(tmp_path: Path) -> None:
    header = [
        "Name of Health Worker", "लिंग", "Date of Birth (DD/MM/YYYY)", "Mobile No.", "HCW Category*",
        "Workplace", "ज़िला",
    ]  # fmt: skip

    table = read(tmp_path, csv_bytes(["Asha", "F", "16/01/1985", *ASHA[3:]], header=header))

    assert set(table.columns) == {
        "name", "gender", "date_of_birth", "mobile", "category", "posting", "posting_district",
    }  # fmt: skip
    assert table.header_of("date_of_birth") == "Date of Birth (DD/MM/YYYY)"


def test_a_second_header_row_in_hindi_is_no_person(tmp_path: Path) -> None:
    hindi = ["नाम", "लिंग", "जन्म वर्ष", "मोबाइल", "श्रेणी", "कार्यस्थल", "ज़िला"]

    assert names(read(tmp_path, csv_bytes(hindi, ASHA, DEV))) == ["Asha Devi", "Dev Prasad"]


def test_a_header_in_two_rows_under_a_spanning_name_is_joined(tmp_path: Path) -> None:
    upper = ["Name", "Gender", "Birth Year", "Mobile", "Category", "Posting", ""]
    lower = ["", "", "", "", "", "Facility Name", "District"]

    table = read(tmp_path, csv_bytes(lower, ASHA, header=upper))

    assert names(table) == ["Asha Devi"]
    assert table.known()["posting_district"].to_list() == ["Patna"]


def test_columns_that_nobody_reads_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, csv_bytes([*ASHA, "O+"], header=[*ROSTER_HEADER, "Blood group"]))

    assert table.ignored == ("Blood group",)


def test_row_numbers_are_places_in_the_file_though_blank_rows_are_no_rows(tmp_path: Path) -> None:
    table = read(tmp_path, csv_bytes(ASHA) + b"\n,,,,,,\n" + csv_bytes(DEV).split(b"\n", 1)[1])

    assert table.known()["row"].to_list() == [1, 4]


def test_ten_million_blank_rows_between_two_people_are_no_people(tmp_path: Path) -> None:
    table = read(tmp_path, csv_bytes(ASHA) + b"\n" * 10_000_000 + csv_bytes(DEV).split(b"\n", 1)[1])

    assert table.known()["row"].to_list() == [1, 10_000_002]


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        ([*ASHA, "surplus"], (1, "posting_district", RowTrouble.TOO_MANY_CELLS)),
        (["A" * 1_000_000, *ASHA[1:]], (1, "name", RowTrouble.CELL_TOO_LONG)),
        (["Asha\0Devi", *ASHA[1:]], (1, "name", RowTrouble.NOT_TEXT)),
        (["=HYPERLINK(1)", *ASHA[1:]], (1, "name", RowTrouble.FORMULA)),
        (["@SUM(A1)", *ASHA[1:]], (1, "name", RowTrouble.FORMULA)),
        ([*ASHA[:5], "#REF!", "Patna"], (1, "posting", RowTrouble.SPREADSHEET_ERROR)),
    ],
    ids=[
        "a cell too many",
        "a cell of 1 MB",
        "a NUL byte",
        "a formula",
        "an old formula",
        "a spreadsheet's error",
    ],
)
def test_a_bad_cell_spoils_its_row_and_no_other(
    row: list[str], trouble: tuple[int, str, str], tmp_path: Path
) -> None:
    table = read(tmp_path, csv_bytes(row, DEV))

    assert troubles(table) == [trouble]
    assert names(table)[1] == "Dev Prasad"


def test_a_number_kept_as_text_by_a_formula_is_the_number(tmp_path: Path) -> None:
    table = read(tmp_path, csv_bytes([*ASHA[:3], '="9812345670"', *ASHA[4:]]))

    assert table.known()["mobile"].to_list() == ["9812345670"]
    assert troubles(table) == []


def test_a_workbooks_numbers_and_dates_are_what_a_person_sees(tmp_path: Path) -> None:
    header = [*ROSTER_HEADER, "date_of_birth"]
    row = ["Asha Devi", "F", 1985.0, 9812345670, "Nurse", "PHC", "Patna", dt.datetime(1985, 4, 3)]  # noqa: DTZ001

    known = read_any(workbook(tmp_path, [header, row]), Kind.ROSTER).known().row(0, named=True)

    assert (known["birth_year"], known["mobile"], known["date_of_birth"]) == (
        "1985",
        "9812345670",
        "1985-04-03",
    )


def test_a_workbooks_title_and_blank_rows_do_not_shift_its_row_numbers(tmp_path: Path) -> None:
    table = read_any(workbook(tmp_path, [["Patna"], [], ROSTER_HEADER, ASHA, [], DEV]), Kind.ROSTER)

    assert table.known()["row"].to_list() == [1, 3]


def test_merged_cells_are_named_where_they_only_look_filled(tmp_path: Path) -> None:
    rows = [ROSTER_HEADER, ASHA, [*DEV[:5], None, "Patna"]]

    table = read_any(workbook(tmp_path, rows, merge="F2:F3"), Kind.ROSTER)

    assert troubles(table) == [(2, "posting", RowTrouble.MERGED_CELL)]


def test_a_formula_without_a_stored_result_is_named(tmp_path: Path) -> None:
    rows = [ROSTER_HEADER, ASHA, [*DEV[:5], '="PHC "&"Danapur"', "Patna"]]

    table = read_any(workbook(tmp_path, rows), Kind.ROSTER)

    assert troubles(table) == [(2, "posting", RowTrouble.FORMULA)]


def test_a_formula_with_a_stored_result_is_its_result(tmp_path: Path) -> None:
    path = workbook(tmp_path, [ROSTER_HEADER, ASHA, [*DEV[:5], '="PHC "&"Danapur"', "Patna"]])
    stored = (
        sheet_part(path).replace(b"<v></v>", b"<v>PHC Danapur</v>").replace(b"<v />", b"<v>PHC Danapur</v>")
    )
    stored = stored.replace(b'<c r="F3"', b'<c r="F3" t="str"')

    table = read_any(with_part(path, "xl/worksheets/sheet1.xml", stored), Kind.ROSTER)

    assert table.known()["posting"].to_list()[1] == "PHC Danapur"
    assert troubles(table) == []


def test_an_ods_file_is_read_like_any_other(tmp_path: Path) -> None:
    from odf import opendocument, table, text  # type: ignore[import-untyped]  # noqa: PLC0415

    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Patna")
    for row in (ROSTER_HEADER, ASHA, DEV):
        line = table.TableRow()
        for value in row:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    sheet.addElement(table.TableRow(numberrowsrepeated=1_048_000))
    book.spreadsheet.addElement(sheet)
    book.save(str(tmp_path / "roster.ods"))

    read_back = read_upload(tmp_path / "roster.ods", Kind.ROSTER)

    assert read_back.format == "ods"
    assert names(read_back) == ["Asha Devi", "Dev Prasad"]

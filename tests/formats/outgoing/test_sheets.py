import csv
import io
import json

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st

from teeka.formats.outgoing.cells import LONGEST_CELL, neutral, plain
from teeka.formats.outgoing.csv import write_csv
from teeka.formats.outgoing.pack import write_pack
from teeka.formats.outgoing.xlsx import write_xlsx
from tests.formats.outgoing import documents

FORMULA = '=HYPERLINK("http://evil","click")'
texts = st.text(max_size=60)


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))["List"]


@given(st.one_of(texts, texts.map(lambda text: f"={text}"), texts.map(lambda text: f"\t@{text}")))
@example("\u200d=1+1")
@example("＝1+1")
@example("\r=1")
@example("%|calc")
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not neutral(text).lstrip().startswith(tuple("=+-@|%＝＋－＠\t\r\n"))


@given(texts)
def test_text_becomes_one_line_that_shows_all_it_holds(text: str) -> None:
    shown = plain(text)

    assert shown == plain(shown)
    assert "\n" not in shown
    assert not set(shown) & set("\x00\u202e\u2066\ufeff\x1b")


@given(texts)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert neutral(text).removeprefix("'") == plain(text).removeprefix("'")


def test_joiners_that_shape_devanagari_stay() -> None:
    assert plain("क्\u200dष") == "क्\u200dष"


def test_a_megabyte_in_one_cell_is_cut_with_a_mark() -> None:
    assert len(plain("क" * 1_000_000)) <= LONGEST_CELL
    assert plain("क" * 1_000_000).endswith("…")


def test_csv_opens_as_utf8_with_quoted_digits_and_no_formula() -> None:
    content = write_csv(documents.document((documents.row(1, (FORMULA, "आशा")),)))

    assert content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == [column.key for column in documents.COLUMNS]
    assert row[2] == f"'{FORMULA}"
    assert f'"{documents.row(1)[4]}"'.encode() in content


def test_xlsx_holds_references_and_phones_as_text_and_no_formula() -> None:
    row = documents.row(1, (FORMULA, "आशा"))

    sheet = sheet_of(write_xlsx(documents.document((row, documents.row(2)))))

    cells = {sheet.cell(1, place).value.split("\n")[0]: sheet.cell(2, place) for place in range(1, 8)}
    assert (cells["Reference"].value, cells["Reference"].data_type) == (row[4], "s")
    assert (cells["Mobile"].data_type, cells["Mobile"].number_format) == ("s", "@")
    assert cells["Name"].value == f"'{FORMULA}"
    assert cells["Name"].data_type == "s"
    assert cells["No."].value == 1
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G3"
    assert sheet.column_dimensions["C"].width > 25


def test_the_same_list_gives_the_same_bytes_in_every_sheet_format() -> None:
    for write in (write_csv, write_xlsx, write_pack):
        assert write(documents.people(40)) == write(documents.people(40))


def test_xlsx_is_dated_by_the_freeze() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(documents.people(1))))

    assert book.properties.created == documents.MADE_AT.replace(tzinfo=None)


def test_an_empty_list_opens_in_every_format() -> None:
    empty = documents.people(0)

    assert sheet_of(write_xlsx(empty)).max_row == 1
    assert len(list(csv.reader(io.StringIO(write_csv(empty).decode("utf-8-sig"))))) == 1
    assert json.loads(write_pack(empty))["rows"] == []


def test_the_pack_holds_head_and_rows_under_fixed_names() -> None:
    pack = json.loads(write_pack(documents.people(2)))

    assert pack["schema"] == "teeka.list/1"
    assert pack["head"] == {"session_code": "S1", "version": 1}
    assert pack["row_count"] == 2
    assert list(pack["rows"][0]) == [column.key for column in documents.COLUMNS]

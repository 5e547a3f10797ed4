"""How a CSV file's bytes become cells: encoding, delimiter, quotes; damage is named by row and line."""

import codecs
import csv
import io
import re
from pathlib import Path

import polars as pl

from teeka.formats.incoming.layout import LOOKED_AT, Layout, find_layout
from teeka.formats.incoming.table import IncomingTable, Kind, Refusal, RowTrouble, UploadRefused
from teeka.formats.incoming.troubles import table_from_cells

DELIMITERS = ",;\t|"
HEAD_BYTES = 256 * 1024
DECODED_AT_ONCE = 1024 * 1024
NUL_STRETCH = b"\x00" * 8
# Where Windows-1252 and UTF-8 cannot be confused: quotes, dashes, ellipsis and hard spaces that Office types.
_OFFICE_MARKS = {0x85: "…", 0x91: "'", 0x92: "'", 0x93: '"', 0x94: '"', 0x96: "-", 0x97: "-", 0xA0: " "}
NUL_SHOWN = "\u2400"


def read_text_file(path: Path, kind: Kind) -> IncomingTable:
    """A delimited text file as a table; raises UploadRefused with the row where the trouble begins."""
    body = _as_utf8(path.read_bytes())
    if not body[:HEAD_BYTES].strip() and not body.strip():
        raise UploadRefused(Refusal.EMPTY)
    if body.count(b"\r") != body.count(b"\r\n"):
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    delimiter = _delimiter(body[:HEAD_BYTES].decode(errors="ignore"), kind)
    layout, start = _layout(body, kind, delimiter)
    rest = body[start:]
    if not rest.strip(b"\n \t,;|"):
        raise UploadRefused(Refusal.ONLY_HEADER, line=layout.header_at + 1)
    cells = _cells(rest, delimiter, len(layout.header))
    table = table_from_cells(cells, layout, kind, "csv", _extra_cells(cells, len(layout.header)))
    _refuse_swallowed_rows(table, delimiter, layout)
    return table


def _as_utf8(raw: bytes) -> bytes:
    if not raw:
        raise UploadRefused(Refusal.EMPTY)
    for mark, name in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if raw.startswith(mark):
            return _recoded(raw, name)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _recoded(raw, "utf-16")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\x00" in raw:
        raw = _without_nuls(raw)
    if (at := _first_bad_byte(raw)) is not None:
        return _office_marks_only(raw, at)
    return raw


def _first_bad_byte(raw: bytes) -> int | None:
    """Where the bytes stop being UTF-8; checked piece by piece, because text takes far more memory."""
    if raw.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(raw), DECODED_AT_ONCE):
        piece = raw[start : start + DECODED_AT_ONCE]
        try:
            decoder.decode(piece, final=start + DECODED_AT_ONCE >= len(raw))
        except UnicodeDecodeError as error:
            return max(0, start + error.start - len(decoder.getstate()[0]))
    return None


def _recoded(raw: bytes, name: str) -> bytes:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        lines = raw[: error.start].decode(name, errors="ignore").count("\n")
        raise UploadRefused(Refusal.ENCODING, row=lines, line=lines + 1) from error
    return text.lstrip("\ufeff").replace("\x00", NUL_SHOWN).encode()


def _without_nuls(raw: bytes) -> bytes:
    """Show single NULs, so that only their rows are rejected; refuse a file that is riddled with them."""
    head = raw[:2000]
    if head.count(0) * 3 > len(head) and NUL_STRETCH not in head:
        raise UploadRefused(Refusal.UTF16_WITHOUT_MARK)
    if (at := raw.find(NUL_STRETCH)) >= 0 or raw.count(0) * 100 > len(raw):
        lines = raw.count(b"\n", 0, at if at >= 0 else raw.find(b"\x00"))
        raise UploadRefused(Refusal.BINARY_TEXT, row=lines, line=lines + 1)
    return raw.replace(b"\x00", NUL_SHOWN.encode())


def _office_marks_only(raw: bytes, at: int) -> bytes:
    """Text that is plain ASCII but for Office's typographic marks can be read without guessing."""
    others = set(re.findall(rb"[\x80-\xff]", raw))
    if all(byte[0] in _OFFICE_MARKS for byte in others):
        return raw.decode("latin-1").translate(_OFFICE_MARKS).encode()
    lines = raw.count(b"\n", 0, at) or raw.count(b"\r", 0, at)
    raise UploadRefused(Refusal.ENCODING, row=lines, line=lines + 1)


def _delimiter(head: str, kind: Kind) -> str:
    """The one that gives the best header; the comma where all are equal."""

    def score(delimiter: str) -> int:
        try:
            layout = find_layout(_records(head, delimiter, LOOKED_AT), kind)
        except UploadRefused as refused:
            return 1 if refused.refusal is not Refusal.NO_HEADER else 0
        return 1 + len(layout.columns)

    return max(DELIMITERS, key=lambda d: (score(d), -DELIMITERS.index(d)))


def _records(text: str, delimiter: str, count: int) -> list[list[str]]:
    csv.field_size_limit(HEAD_BYTES * 64)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row, _ in zip(reader, range(count), strict=False)]


def _layout(body: bytes, kind: Kind, delimiter: str) -> tuple[Layout, int]:
    """The layout, and at which byte the rows below the header begin."""
    head = body[:HEAD_BYTES].decode(errors="ignore")
    layout = find_layout(_records(head, delimiter, LOOKED_AT), kind)
    reader = csv.reader(io.StringIO(head), delimiter=delimiter, skipinitialspace=True)
    for _, _ in zip(range(layout.body_at), reader, strict=False):
        pass
    start = 0
    for _ in range(reader.line_num):
        found = body.find(b"\n", start)
        start = found + 1 if found >= 0 else len(body)
    return layout, start


def _cells(rest: bytes, delimiter: str, width: int) -> pl.DataFrame:
    """Cells c0…, and `extra` for whatever stands to the right of the header."""
    names = [*(f"c{i}" for i in range(width)), "extra"]
    quoted = b'"' in rest
    if quoted and _is_irregular(rest, delimiter):
        return _cells_slowly(rest, delimiter, names)
    header = delimiter.join(names).encode() + b"\n"
    try:
        return pl.read_csv(
            io.BytesIO(header + rest),
            has_header=True,
            separator=delimiter,
            quote_char='"' if quoted else None,
            infer_schema=False,
            truncate_ragged_lines=True,
            encoding="utf8",
        )
    except pl.exceptions.PolarsError:
        return _cells_slowly(rest, delimiter, names)


def _is_irregular(rest: bytes, delimiter: str) -> bool:
    """True when a quotation mark may stand inside a bare cell, where readers differ in what they make of it.

    Counting is far faster than a pattern: where every mark opens or closes a cell, none stands inside.
    """
    mark = delimiter.encode()
    opening = rest.count(mark + b'"') + rest.count(b'\n"') + rest.startswith(b'"')
    closing = rest.count(b'"' + mark) + rest.count(b'"\n') + rest.count(b'"\r') + rest.endswith(b'"')
    if opening + closing == rest.count(b'"'):
        return False
    around = b'[^"\r\n' + re.escape(mark) + b"]"
    return re.search(around + b'"' + around, rest) is not None


def _cells_slowly(rest: bytes, delimiter: str, names: list[str]) -> pl.DataFrame:
    width = len(names)
    rows = csv.reader(io.StringIO(rest.decode(), newline=""), delimiter=delimiter, skipinitialspace=True)
    columns: list[list[str | None]] = [[] for _ in names]
    for row in rows:
        for place, column in enumerate(columns):
            column.append(row[place] if place < min(len(row), width) else None)
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))


def _extra_cells(cells: pl.DataFrame, width: int) -> list[tuple[int, str, RowTrouble]]:
    extra = cells.with_row_index("row", offset=1).filter(pl.col("extra").str.strip_chars() != "")
    return [(row, f"c{width - 1}", RowTrouble.TOO_MANY_CELLS) for row in extra["row"].to_list()]


def _refuse_swallowed_rows(table: IncomingTable, delimiter: str, layout: Layout) -> None:
    """A cell that holds whole lines of the table comes from a quotation mark that was not closed."""
    fewest = max(2, len(layout.header) - 2)
    for column in (name for name in table.cells.columns if name != "row"):
        long = table.cells.select("row", cell=pl.col(column)).filter(
            pl.col("cell").str.count_matches(
                r"\n[^\n]*(?:" + re.escape(delimiter) + r"[^\n]*){" + str(fewest) + "}"
            )
            > 0
        )
        if long.height:
            row = int(long["row"][0])
            raise UploadRefused(Refusal.QUOTE_NOT_CLOSED, row=row, line=row + layout.body_at)

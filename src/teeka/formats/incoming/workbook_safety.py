"""Whether a workbook may be opened at all: judged from its zip directory and raw XML, without opening it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from teeka.formats.incoming.table import Refusal, UploadRefused

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 1536 * MEGABYTE
MOST_PARTS = 4000
SUSPECT_ABOVE = 64 * MEGABYTE
SUSPECT_RATIO = 150  # a table's XML packs 8- to 60-fold; a bomb 1,000-fold
CHUNK = MEGABYTE
OVERLAP = 4096
LAST_EXCEL_ROW = 1_048_576

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_EMPTY_FORMULA = re.compile(
    rb'<c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,8})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>'
)
_FAR_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{3})([0-9]{1,8})"[^>]*>\s*<[vi]')
_ROW = re.compile(rb'<row\s[^>]*?\br="([0-9]{1,9})"')


@dataclass(slots=True)
class Inspection:
    """empty_formulas: (part, row from 0, column from 0) of formulas that carry no stored result."""

    format: str
    empty_formulas: list[tuple[str, int, int]] = field(default_factory=list)


def inspect_workbook(path: Path) -> Inspection:
    """Raises UploadRefused for anything but an ordinary XLSX or ODS."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts)
            inspection = Inspection(_format(archive))
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _scan(archive, part, inspection)
            return inspection
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        RuntimeError,
        zlib.error,
    ) as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise UploadRefused(Refusal.LOCKED_WORKBOOK) from error
        raise UploadRefused(Refusal.BROKEN_WORKBOOK) from error


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    is_suspect = unpacked > SUSPECT_ABOVE and unpacked > packed * SUSPECT_RATIO
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or is_suspect or _overlap(parts):
        raise UploadRefused(Refusal.ZIP_BOMB, megabytes=unpacked // MEGABYTE)


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Parts that share the same packed bytes: how a small zip claims to hold petabytes."""
    end = 0
    for part in sorted(parts, key=lambda p: p.header_offset):
        if part.header_offset < end:
            return True
        end = part.header_offset + part.compress_size
    return False


def _format(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").decode("ascii", errors="replace").strip()
        if kind == "application/vnd.oasis.opendocument.spreadsheet" and "content.xml" in names:
            return "ods"
    raise UploadRefused(Refusal.NOT_A_TABLE)


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, inspection: Inspection) -> None:
    is_sheet = part.filename.startswith("xl/worksheets/sheet")
    is_first = True
    for piece in _pieces(archive, part):
        if (is_first and piece[:2] in {b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00"}) or _DECLARATION.search(
            piece
        ):
            raise UploadRefused(Refusal.XML_BOMB, part=part.filename[-60:])
        is_first = False
        if is_sheet:
            _scan_sheet(piece, part.filename, inspection)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(CHUNK):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _scan_sheet(piece: bytes, name: str, inspection: Inspection) -> None:
    if far := _FAR_CELL.search(piece):
        raise UploadRefused(
            Refusal.TOO_WIDE_OR_LONG, row=int(far.group(2)), column=far.group(1).decode(), sheet=_short(name)
        )
    last = piece.rfind(b"<row ")
    if last >= 0 and (found := _ROW.match(piece, last)) and int(found.group(1)) > LAST_EXCEL_ROW:
        raise UploadRefused(Refusal.TOO_WIDE_OR_LONG, row=int(found.group(1)), column="A", sheet=_short(name))
    if b"<f" in piece:
        for match in _EMPTY_FORMULA.finditer(piece):
            cell = (name, int(match.group(2)) - 1, _column_number(match.group(1)))
            inspection.empty_formulas.append(cell)


def _short(name: str) -> str:
    return Path(name).stem


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1

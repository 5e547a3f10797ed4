"""Which reader opens which file: by its first bytes, because names lie."""

from pathlib import Path

from teeka.formats.incoming.table import IncomingTable, Kind, Refusal, UploadRefused
from teeka.formats.incoming.text_file import read_text_file
from teeka.formats.incoming.workbook import read_workbook

LARGEST_FILE = 512 * 1024 * 1024
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
NOT_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
)
MARKUP = (b"<html", b"<!doc", b"<?xml", b"<tabl", b"<meta")


def read_any(path: Path, kind: Kind) -> IncomingTable:
    """The table in a CSV, XLSX or ODS file; raises UploadRefused."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(64)
    except OSError as error:
        raise UploadRefused(Refusal.NO_SUCH_FILE) from error
    if size == 0:
        raise UploadRefused(Refusal.EMPTY)
    if size > LARGEST_FILE:
        raise UploadRefused(Refusal.TOO_LARGE, megabytes=size // 1024**2, limit=LARGEST_FILE // 1024**2)
    if first.startswith(ZIP):
        return read_workbook(path, kind)
    if first.startswith(OLD_OFFICE):
        raise UploadRefused(Refusal.OLD_WORKBOOK)
    if first.startswith(NOT_TABLES) or first.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise UploadRefused(Refusal.NOT_A_TABLE)
    return read_text_file(path, kind)

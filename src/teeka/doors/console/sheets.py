"""A sheet that somebody uploads and waits for: what it must be, and its table, read under limits."""

import tempfile
from pathlib import Path
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import IncomingTable, Kind

LARGEST_SHEET = 20 * 1024 * 1024  # 8,000 texts with their candidates are about 2 MB
MEGABYTES, SECONDS = 1536, 20  # for whoever reads it; somebody waits for the page
ENDINGS = (".csv", ".xlsx", ".ods")


def sheet_problem(file: object) -> str:
    """Why it cannot be such a sheet, before anybody reads it; empty when it can."""
    if not isinstance(file, UploadedFile) or not file.name:
        return _("Choose a file first.")
    if not file.name.lower().endswith(ENDINGS):
        return _("This file is not CSV, XLSX or ODS. Save it as one of these and upload it again.")
    if file.size is not None and file.size > LARGEST_SHEET:
        return _("The file is larger than 20 MB. Cut it into parts and upload them one by one.")
    return _("The file is empty. Choose the one with the rows.") if file.size == 0 else ""


def sheet_table(file: "UploadedFile[bytes]", kind: Kind) -> IncomingTable:
    """Raises UploadRefused."""
    with tempfile.NamedTemporaryFile(prefix="teeka-sheet-") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return read_upload(
            Path(kept.name), kind, file_name=cast(str, file.name), megabytes=MEGABYTES, seconds=SECONDS
        )

"""The file of rows that were not taken: every column as it was typed, and the reason behind them all."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from teeka.apps.readiness.queries.uploads import ReturnedRow, UploadLine
from teeka.doors.console.tables import WRITERS
from teeka.formats.incoming.table import IncomingTable
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Layout, Words
from teeka.formats.outgoing.rejected import returned_file

REASON = Column("what_to_correct", Words("What to correct", "क्या ठीक करना है"), width=60)


def returned_document(upload: UploadLine, rows: Sequence[ReturnedRow], reasons: Sequence[str]) -> Document:
    """Ready to be corrected and uploaded again: the last column is one that an import does not read."""
    names = list(dict.fromkeys(name for row in rows for name in row.raw))
    columns = [Column(name, Words(name, name), ColumnKind.CODE) for name in names]
    return Document(
        name=f"to-correct-{upload.id}",
        title=Words(f"Rows to correct: {upload.file_name}", f"सुधार के लिए पंक्तियाँ: {upload.file_name}"),
        identity=f"upload {upload.id}",
        stamp="",
        made_at=upload.received_at,
        facts=(),
        columns=(*columns, REASON),
        rows=tuple(
            (*(_typed(row, name) for name in names), reason)
            for row, reason in zip(rows, reasons, strict=True)
        ),
        layout=Layout(()),
    )


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """A file that lies in its own link, so that nothing of a sheet is kept; the page is of its uploader."""

    name: str
    link: str


def refused_rows(
    table: IncomingTable, sentences: Mapping[int, str], *, file_name: str, language: str
) -> RefusedRows:
    """The rows that have a sentence, in the kind of file that came (of an ODS: XLSX)."""
    ending = "csv" if table.format == "csv" else "xlsx"
    file = returned_file(table, sentences, is_workbook=ending == "xlsx", language=language)
    kind = WRITERS[ending][1].replace(" ", "")
    link = f"data:{kind};base64,{base64.b64encode(file).decode()}"
    return RefusedRows(f"{PurePath(file_name).stem}-rejected.{ending}", link)


def _typed(row: ReturnedRow, name: str) -> str:
    value = row.raw.get(name)
    return "" if value is None else str(value)

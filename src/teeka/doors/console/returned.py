"""The file of rows that were not taken: every column as it was typed, and the reason behind them all."""

from collections.abc import Sequence

from teeka.apps.readiness.queries.uploads import ReturnedRow, UploadLine
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Layout, Words

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


def _typed(row: ReturnedRow, name: str) -> str:
    value = row.raw.get(name)
    return "" if value is None else str(value)

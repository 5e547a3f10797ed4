"""A list as CSV: UTF-8 with BOM, the header as fixed keys, every text quoted."""

import csv
import io

from teeka.formats.outgoing.cells import neutral
from teeka.formats.outgoing.document import Cell, ColumnKind, Document

BOM = "\ufeff"  # without it, Excel reads Hindi as another encoding


def write_csv(document: Document) -> bytes:
    """The table alone: no title lines, so that any program reads it."""
    out = io.StringIO(newline="")
    out.write(BOM)
    # Quoted digits stay text in spreadsheets that respect quotes.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([column.key for column in document.columns])
    kinds = [column.kind for column in document.columns]
    for row in document.rows:
        writer.writerow([written(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    return out.getvalue().encode()


def written(cell: Cell, kind: ColumnKind) -> str | int:
    if kind is ColumnKind.NUMBER and isinstance(cell, int):
        return cell
    return neutral(cell)

"""A list as pack.json: the same rows for devices, under fixed names (docs/how-to/lists.md)."""

import json

from teeka.formats.outgoing.cells import plain
from teeka.formats.outgoing.document import Cell, Document

SCHEMA = "teeka.list/1"


def write_pack(document: Document) -> bytes:
    keys = [column.key for column in document.columns]
    pack = {
        "schema": SCHEMA,
        "list": document.name,
        "identity": plain(document.identity),
        "made_at": document.made_at.isoformat(timespec="seconds"),
        "head": {key: _clean(value) for key, value in document.machine.items()},
        "row_count": len(document.rows),
        "rows": [{key: _clean(cell) for key, cell in zip(keys, row, strict=True)} for row in document.rows],
    }
    return (json.dumps(pack, ensure_ascii=False, indent=1) + "\n").encode()


def _clean(value: Cell) -> Cell:
    return plain(value) if isinstance(value, str) else value

"""A list as PDF: laid out by `paper`, drawn by typst, dated by the freeze, fonts from packages only."""

import json
from functools import cache
from typing import Any

from teeka.formats.outgoing.document import Document, FormLayout, Layout
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import for_typst
from teeka.formats.outgoing.paper.form_pages import FORM_WIDTH, empty_forms, write_forms
from teeka.formats.outgoing.paper.frame import (
    Sheet,
    close_sheet,
    open_sheet,
    running_words,
    write_notes,
)
from teeka.formats.outgoing.paper.table import write_table
from teeka.formats.outgoing.paper.typesetting import FORMS, SHEET, compiled


def write_pdf(document: Document) -> bytes:
    layout = document.layout
    made = _forms(document, layout) if isinstance(layout, FormLayout) else _table(document, layout)
    made["sheet"]["title"] = f"{document.title.english} · {running_words(document)}"
    inputs = {**made, "sheet": json.dumps(made["sheet"], ensure_ascii=False)}
    return compiled(SHEET, inputs, made_at=int(document.made_at.timestamp()))


def _table(document: Document, layout: Layout) -> dict[str, Any]:
    size = (sizes.SHORT_SIDE, sizes.LONG_SIDE)
    sheet = Sheet(document, size[::-1] if layout.is_landscape else size)
    open_sheet(sheet)
    write_table(sheet, layout)
    write_notes(sheet)
    close_sheet(sheet, has_running_head=True)
    return {"sheet": for_typst(sheet.pages, sheet.size)}


def _forms(document: Document, layout: FormLayout) -> dict[str, Any]:
    sheet = Sheet(document, (sizes.SHORT_SIDE, sizes.LONG_SIDE))
    write_forms(sheet, layout)
    close_sheet(sheet, has_running_head=False)
    drawn = for_typst(sheet.pages, sheet.size)
    drawn["blank"] = [sheet.left, sizes.TOP_MARGIN, 2 * FORM_WIDTH]
    return {"sheet": drawn, "blank": _blank_page(empty_forms(document, layout))}


@cache
def _blank_page(forms: str) -> str:
    """Drawn once a process as a picture: the labels of a hundred forms would take a second to lay out."""
    return json.dumps(list(compiled(FORMS, {"forms": forms}, made_at=0)))

"""A list as PDF: laid out and drawn by `paper`, dated by the freeze, fonts from packages only."""

from teeka.formats.outgoing.document import Document, FormLayout, Layout
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.form_pages import write_forms
from teeka.formats.outgoing.paper.frame import Sheet, close_sheet, open_sheet, running_words, write_notes
from teeka.formats.outgoing.paper.pdf_file import pdf_of
from teeka.formats.outgoing.paper.table import write_table


def write_pdf(document: Document) -> bytes:
    layout = document.layout
    sheet = _forms(document, layout) if isinstance(layout, FormLayout) else _table(document, layout)
    title = f"{document.title.english} · {running_words(document)}"
    return pdf_of(sheet.pages, sheet.size, title=title, made_at=document.made_at)


def _table(document: Document, layout: Layout) -> Sheet:
    size = (sizes.SHORT_SIDE, sizes.LONG_SIDE)
    sheet = Sheet(document, size[::-1] if layout.is_landscape else size)
    open_sheet(sheet)
    write_table(sheet, layout)
    write_notes(sheet)
    close_sheet(sheet, has_running_head=True)
    return sheet


def _forms(document: Document, layout: FormLayout) -> Sheet:
    sheet = Sheet(document, (sizes.SHORT_SIDE, sizes.LONG_SIDE))
    write_forms(sheet, layout)
    close_sheet(sheet, has_running_head=False)
    return sheet

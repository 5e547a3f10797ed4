"""The formats a list can be written in. A new format is one module and one line here."""

from collections.abc import Callable, Mapping

from teeka.formats.outgoing.csv import write_csv
from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.pack import write_pack
from teeka.formats.outgoing.pdf import write_pdf
from teeka.formats.outgoing.xlsx import write_xlsx

Write = Callable[[Document], bytes]

FORMATS: Mapping[str, Write] = {
    "pdf": write_pdf,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_pack,
}

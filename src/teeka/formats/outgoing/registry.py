"""The formats a list can be written in. A new format is one module and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from teeka.formats.outgoing.csv import write_csv
from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.pack import write_pack
from teeka.formats.outgoing.pdf import write_pdf
from teeka.formats.outgoing.xlsx import write_xlsx

# Raised whenever a format gives other bytes for the same document; lists on disk are then made anew.
EDITION = 4


@dataclass(frozen=True, slots=True)
class Format:
    write: Callable[[Document], bytes]
    file_pattern: str

    def file_name(self, document: Document) -> str:
        return self.file_pattern.format(name=document.name)


FORMATS: Mapping[str, Format] = {
    "pdf": Format(write_pdf, "{name}.pdf"),
    "xlsx": Format(write_xlsx, "{name}.xlsx"),
    "csv": Format(write_csv, "{name}.csv"),
    "json": Format(write_pack, "pack.json"),
}

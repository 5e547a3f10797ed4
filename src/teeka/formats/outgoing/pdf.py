"""A list as PDF: laid out by sheet.typ, data as JSON, dated by the freeze, fonts from packages only."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from teeka.formats.outgoing.cells import clipped, plain
from teeka.formats.outgoing.document import Cell, Document, PrintedColumn, PrintedStyle, Words
from teeka.formats.outgoing.qr import Picture, identity_picture, reference_pictures

SOURCE = Path(__file__).with_name("sheet.typ")
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_devanagari")
LONGEST_LINE = 160  # on paper; the whole text stays in the spreadsheet


def write_pdf(document: Document) -> bytes:
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"sheet": json.dumps(_sheet(document), ensure_ascii=False)},
        timestamp=int(document.made_at.timestamp()),
        pdf_tags=False,  # tags treble the size and add a third of the time; CSV and XLSX read aloud well
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


@cache
def _compiler() -> typst.Compiler:
    """One a process: loading the fonts costs more than a page."""
    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(SOURCE, root=SOURCE.parent, font_paths=fonts)


def _sheet(document: Document) -> dict[str, Any]:
    large = [plain(fact.value) for fact in document.facts if fact.is_large]
    return {
        "title": _words(document.title),
        "running": _short(" · ".join(large) or document.title.english),
        "stamp": plain(document.stamp),
        "picture": _picture(identity_picture(document.identity)),
        "landscape": document.layout.is_landscape,
        "facts": [
            {**_words(fact.words), "value": _short(plain(fact.value)) or "—", "large": fact.is_large}
            for fact in document.facts
        ],
        "columns": [
            {**_words(column.words), "share": column.share, "style": column.style.value}
            for column in document.layout.columns
        ],
        "rows": _rows(document),
        "notes": [_words(note) for note in document.notes],
        "empty": _words(document.empty),
    }


def _rows(document: Document) -> list[dict[str, Any]]:
    columns = [_printed(document, column) for column in document.layout.columns]
    rows: list[dict[str, Any]] = [{"cells": list(cells)} for cells in zip(*columns, strict=True)]
    bands, rules = _changes(document, document.layout.band_key), _changes(document, document.layout.rule_key)
    for row, band, rule in zip(rows, bands, rules, strict=True):
        row["band"] = band
        row["rule"] = rule != "" and not band
    if rows:
        rows[0]["rule"] = False  # the header has its own
    return rows


def _printed(document: Document, column: PrintedColumn) -> list[dict[str, Any]]:
    """One printed column of the whole table: its lines, and its pictures if it has any."""
    lines = [[document.column_number(key) for key in line] for line in column.lines]
    texts = [[text for places in lines if (text := _line(row, places))] for row in document.rows]
    pictures: list[Picture | None] = [None] * len(texts)
    if column.style is PrintedStyle.QR:
        pictures = reference_pictures([text[0] if text else "" for text in texts])
        texts = [[_grouped(text[0]), *text[1:]] if text else text for text in texts]
    return [
        {"lines": text, "picture": _picture(picture)} for text, picture in zip(texts, pictures, strict=True)
    ]


def _line(row: tuple[Cell, ...], places: list[int]) -> str:
    return _short(" · ".join(text for place in places if (text := plain(row[place]))))


def _changes(document: Document, key: str) -> list[str]:
    """The value of a column where it differs from the row before, else nothing."""
    if not key:
        return [""] * len(document.rows)
    place = document.column_number(key)
    values = [plain(row[place]) or "—" for row in document.rows]
    return [
        value if number == 0 or values[number - 1] != value else "" for number, value in enumerate(values)
    ]


def _grouped(digits: str) -> str:
    """Fourteen digits by fours, as people read them aloud; hard blanks keep them on one line."""
    if not digits.isdigit():
        return digits
    return "\u00a0".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _short(text: str) -> str:
    return clipped(text, LONGEST_LINE)


def _words(words: Words) -> dict[str, str]:
    return {"en": words.english, "hi": words.hindi}


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    return None if picture is None else {"side": picture.side, "luma": picture.luma}

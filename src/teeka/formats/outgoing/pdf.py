"""A list as PDF: laid out by sheet.typ, data as JSON, dated by the freeze, fonts from packages only."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from teeka.formats.outgoing.cells import clipped, plain
from teeka.formats.outgoing.document import (
    Blank,
    Cell,
    Document,
    FormLayout,
    Layout,
    PrintedColumn,
    PrintedStyle,
    Words,
)
from teeka.formats.outgoing.fitting import is_short
from teeka.formats.outgoing.qr import Picture, identity_picture, number_pictures, reference_pictures
from teeka.formats.outgoing.strips import Strip, strips_of
from teeka.rules.signing.keys import PublicKey
from teeka.shared.text import graphemes

SHEET = Path(__file__).with_name("sheet.typ")
FORMS = Path(__file__).with_name("forms.typ")
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_devanagari", "fontpkg_noto_sans_arabic")
LONGEST_WORD = 14  # of the widest letters, in the narrowest column of names
LONGEST_SIGN = 10  # letters and marks; true conjuncts have fewer
GROUPS = {14: 4, 10: 5}  # digits of a reference and of a phone number: how they are grouped
LONGEST_NUMBER = 22  # of a form, beside its QR code
LONGEST_LINE = 160  # on paper; the whole text stays in the spreadsheet


def write_pdf(document: Document) -> bytes:
    sheet = _sheet(document)
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    if isinstance(document.layout, FormLayout):
        inputs["blank"] = _blank_page(json.dumps(_blank_forms(sheet["title"], document.layout)))
    made = _compiler(SHEET).compile(
        format="pdf",
        sys_inputs=inputs,
        timestamp=int(document.made_at.timestamp()),
        pdf_tags=False,  # tags treble the size and add a third of the time; CSV and XLSX read aloud well
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


@cache
def _compiler(source: Path) -> typst.Compiler:
    """One a process and source: loading the fonts costs more than a page."""
    return typst.Compiler(source, root=source.parent, font_paths=packaged_fonts())


@cache
def packaged_fonts() -> typst.Fonts:
    """The families from their packages, and nothing that a machine happens to have."""
    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _sheet(document: Document) -> dict[str, Any]:
    large = [plain(fact.value) for fact in document.facts if fact.is_large]
    common = {
        "title": _words(document.title),
        "running": _short(" · ".join(large) or document.title.english),
        "stamp": plain(document.stamp),
        "key": _key(document.public_key),
    }
    if isinstance(document.layout, FormLayout):
        return common | _forms(document, document.layout)
    return common | _table(document, document.layout)


def _forms(document: Document, layout: FormLayout) -> dict[str, Any]:
    place = document.column_number(layout.number_key)
    numbers = [plain(row[place]) for row in document.rows]
    strips, places = strips_of(number_pictures(numbers))
    return {
        "landscape": False,
        "a_page": layout.a_page,
        "strips": _strips(strips),
        "forms": [
            {**_number(number), "picture": place} for number, place in zip(numbers, places, strict=True)
        ],
    }


def _number(number: str) -> dict[str, Any]:
    """A long one is smaller, on two lines."""
    is_long = len(number) > LONGEST_NUMBER
    return {"number": _signs_apart(number) if is_long else number, "long": is_long}


def _blank_forms(title: dict[str, str], layout: FormLayout) -> dict[str, Any]:
    """What all pages of a kind of form share, whatever the session."""
    lines = [[_blank(blank) for blank in line] for line in layout.lines]
    return {"title": title, "a_page": layout.a_page, "lines": lines}


@cache
def _blank_page(forms: str) -> str:
    """Drawn once a process as a picture: the labels of a hundred forms would take a second to lay out."""
    made = _compiler(FORMS).compile(format="pdf", sys_inputs={"forms": forms}, timestamp=0, pdf_tags=False)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return json.dumps(list(made))


def _blank(blank: Blank) -> dict[str, Any]:
    return {
        **_words(blank.words),
        "share": blank.share,
        "kind": blank.kind.value,
        "places": blank.places,
        "choices": list(blank.choices),
    }


def _table(document: Document, layout: Layout) -> dict[str, Any]:
    identity = identity_picture(document.scan or document.identity)
    strips, (place, *places) = strips_of([identity, *_row_pictures(document, layout)])
    return {
        "strips": _strips(strips),
        "picture": place,
        "landscape": layout.is_landscape,
        "facts": [
            {**_words(fact.words), "value": _short(plain(fact.value)) or "—", "large": fact.is_large}
            for fact in document.facts
        ],
        "columns": [
            {**_words(column.words), "share": column.share, "style": column.style.value}
            for column in layout.columns
        ],
        "rows": [
            {**row, "picture": at} for row, at in zip(printed_rows(document, layout), places, strict=True)
        ],
        "pictures": any(column.style is PrintedStyle.QR for column in layout.columns),
        "notes": [_words(note) for note in document.notes],
        "empty": _words(document.empty),
    }


def printed_rows(document: Document, layout: Layout) -> list[dict[str, Any]]:
    columns = [_printed(document, column) for column in layout.columns]
    bands, rules = _changes(document, layout.band_key), _changes(document, layout.rule_key)
    rows: list[dict[str, Any]] = []
    for cells, band, rule in zip(zip(*columns, strict=True), bands, rules, strict=True):
        rows.append(
            {
                "cells": cells,
                "band": band,
                "rule": bool(rows and rule and not band),  # the header has a rule of its own
                "short": is_short(layout.columns, cells, is_landscape=layout.is_landscape),
            }
        )
    if len(rows) > 1 and layout.ends_with_total:
        rows[-1]["rule"] = True
    return rows


def _printed(document: Document, column: PrintedColumn) -> list[list[str]]:
    """The lines of one printed column, row by row."""
    return [[_in_print(line) for line in text] for text in _texts(document, column)]


def _texts(document: Document, column: PrintedColumn) -> list[list[str]]:
    lines = [[document.column_number(key) for key in line] for line in column.lines]
    return [[text for places in lines if (text := _line(row, places))] for row in document.rows]


def _row_pictures(document: Document, layout: Layout) -> list[Picture | None]:
    """Of the column that has QR codes; a layout has at most one."""
    for column in layout.columns:
        if column.style is PrintedStyle.QR:
            return reference_pictures([text[0] if text else "" for text in _texts(document, column)])
    return [None] * len(document.rows)


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


def _in_print(text: str) -> str:
    """Digits as people read them aloud: references by fours, phone numbers by fives, never broken."""
    step = GROUPS.get(len(text)) if text.isascii() and text.isdigit() else None
    if step is None:
        return _breakable(text)
    return "\u00a0".join(text[at : at + step] for at in range(0, len(text), step))


def _breakable(text: str) -> str:
    """A word too long for any column may break between its signs; nothing runs over its neighbour."""
    if len(text) <= LONGEST_WORD:
        return text
    return " ".join(_signs_apart(word) if len(word) > LONGEST_WORD else word for word in text.split(" "))


def _signs_apart(word: str) -> str:
    """A sign of many letters (somebody leant on a key) is itself divided."""
    return "\u200b".join(
        sign[at : at + LONGEST_SIGN] for sign in graphemes(word) for at in range(0, len(sign), LONGEST_SIGN)
    )


def _key(public_key: str) -> str:
    """To compare by eye, and whole."""
    return f"{PublicKey.read(public_key).fingerprint} · {public_key}" if public_key else ""


def _short(text: str) -> str:
    return clipped(text, LONGEST_LINE)


def _words(words: Words) -> dict[str, str]:
    return {"en": words.english, "hi": words.hindi}


def _strips(strips: list[Strip]) -> list[dict[str, Any]]:
    return [{"side": strip.side, "height": strip.height, "png": list(strip.png)} for strip in strips]

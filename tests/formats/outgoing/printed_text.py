"""What a reader copies out of a PDF: pypdf does not know ActualText, which Devanagari needs."""

import re

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream


def text_of(page: PageObject, reader: PdfReader) -> str:
    """The page's text in the order of its drawing, each show on its own line."""
    maps = {
        name: _unicode_of(font.get_object()["/ToUnicode"].get_data().decode())
        for name, font in page["/Resources"]["/Font"].items()
    }
    pieces: list[str] = []
    spoken = False  # inside a span whose text is given
    font: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"BDC" and isinstance(operands[1], dict) and "/ActualText" in operands[1]:
            pieces.append(str(operands[1]["/ActualText"]))
            spoken = True
        elif operator == b"EMC":
            spoken = False
        elif operator == b"Tf":
            font = maps[operands[0]]
        elif operator == b"ET":
            pieces.append("\n")
        elif operator in {b"Tj", b"TJ"} and not spoken:
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            pieces += [_decoded(piece, font) for piece in shown if isinstance(piece, (bytes, str))]
    return "".join(pieces)


def boxes_on(page: PageObject, reader: PdfReader) -> int:
    """How many signs were drawn as the empty box of a font that does not hold them (glyph 0)."""
    boxes = 0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"Tj", b"TJ"}:
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            boxes += sum(
                _raw(piece)[at : at + 2] == b"\0\0"
                for piece in shown
                if isinstance(piece, (bytes, str))
                for at in range(0, len(_raw(piece)), 2)
            )
    return boxes


def _raw(piece: bytes | str) -> bytes:
    return piece if isinstance(piece, bytes) else piece.original_bytes  # type: ignore[attr-defined]


def _decoded(piece: bytes | str, font: dict[int, str]) -> str:
    raw = _raw(piece)
    return "".join(font.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2))


def _unicode_of(cmap: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            first = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(high, 16) - int(low, 16) + 1):
                found[int(low, 16) + step] = first[:-1] + chr(ord(first[-1]) + step)
    return found

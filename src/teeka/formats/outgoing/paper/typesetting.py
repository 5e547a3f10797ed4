"""The one door to typst: draws a source of ours, tells how wide signs are. Fonts from packages only."""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

SHEET, FORMS, WIDTHS = (Path(__file__).with_name(f"{name}.typ") for name in ("sheet", "forms", "widths"))
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_devanagari", "fontpkg_noto_sans_arabic")
SCRIPTS = ((0x20, 0x7F), (0xA0, 0x180), (0x0600, 0x0700), (0x0900, 0x0980), (0x2010, 0x2027))
WIDER_TOGETHER = ("\u0930\u0941", "\u0930\u0942")  # र and the two marks that stand beside it, not below
BEARERS = {"\u0600": "\u0628", "\u0900": "\u0915"}  # first sign of a script → a letter that bears its marks


def compiled(source: Path, inputs: Mapping[str, str], *, made_at: int) -> bytes:
    """A PDF, dated `made_at` (seconds since 1970)."""
    made = _compiler(source).compile(
        format="pdf",
        sys_inputs=dict(inputs),
        timestamp=made_at,
        pdf_tags=False,  # tags treble the size and add a third of the time; CSV and XLSX read aloud well
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


@cache
def widths(weight: int) -> Mapping[str, float]:
    """Sign → its width in ems. A mark's is what it adds to a letter. Where letters join, the sum of
    their widths is more than they need. Measured once a process.
    """
    signs = [(chr(code), _bearer(chr(low), chr(code))) for low, high in SCRIPTS for code in range(low, high)]
    signs += [(pair, "") for pair in WIDER_TOGETHER]
    inputs = {"signs": json.dumps(signs), "weight": str(weight)}
    compiler = typst.Compiler(WIDTHS, root=WIDTHS.parent, font_paths=packaged_fonts(), sys_inputs=inputs)
    return json.loads(compiler.query("<widths>", field="value", one=True))  # type: ignore[no-any-return]


def _bearer(script: str, sign: str) -> str:
    return BEARERS.get(script, "") if unicodedata.category(sign).startswith("M") else ""


@cache
def _compiler(source: Path) -> typst.Compiler:
    """One a process and source: loading the fonts costs more than a page."""
    return typst.Compiler(source, root=source.parent, font_paths=packaged_fonts())


@cache
def packaged_fonts() -> typst.Fonts:
    """The families from their packages, and nothing that a machine happens to have."""
    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)

"""The faces in which lists are set: from packages only, never what a machine happens to have."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files
from itertools import groupby

import uharfbuzz as hb

UNITS = 1_000  # to the em, in all three
BEYOND_LATIN = re.compile("[\u0600-\u1fff\ua000-\uffff]")
JOINERS = "\u200c\u200d"
DROPPED = ("GDEF", "GPOS", "GSUB", "STAT", "OS/2", "cmap", "gasp", "name", "post")  # of no use inside a PDF
SUBSET = (
    hb.SubsetFlags.RETAIN_GIDS
    | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    | hb.SubsetFlags.NO_HINTING
    | hb.SubsetFlags.NOTDEF_OUTLINE  # the empty box for a sign that no face holds
)


class Family(Enum):
    """Package, file, script, and the blocks of Unicode that it is there for."""

    LATIN = ("fontpkg_noto_sans", "NotoSans", "Latn", ())
    DEVANAGARI = (
        "fontpkg_noto_sans_devanagari",
        "NotoSansDevanagari",
        "Deva",
        ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)),
    )
    ARABIC = (
        "fontpkg_noto_sans_arabic",
        "NotoSansArabic",
        "Arab",
        ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    )

    def __init__(self, package: str, file: str, script: str, blocks: tuple[tuple[int, int], ...]) -> None:
        self.package, self.file, self.script, self.blocks = package, file, script, blocks


@dataclass(frozen=True, slots=True)
class Face:
    """One family in one weight. `key` names it in every PDF; `signs`: glyph → the sign that it is alone.

    `digits`: each, and the space that holds them together, as a glyph (see shaping). Two threads may cut the
    same face at once: what they cut is equal.
    """

    key: str
    name: str = field(compare=False)
    script: str = field(compare=False)
    outlines: hb.Face = field(compare=False)
    font: hb.Font = field(compare=False)
    signs: dict[int, str] = field(compare=False)
    digits: dict[str, tuple[int, int, int, int]] = field(compare=False)
    ascent: int = field(compare=False)
    descent: int = field(compare=False)

    def advance(self, glyph: int) -> int:
        """Thousandths of the size by which the glyph itself moves the pen."""
        return int(self.font.get_glyph_h_advance(glyph))

    def with_only(self, glyphs: Iterable[int]) -> bytes:
        """The TrueType file of these glyphs, each under the number that it has in the whole font."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(sorted(glyphs))
        wanted.flags = SUBSET
        wanted.drop_table_tag_set.update(int.from_bytes(table.encode(), "big") for table in DROPPED)
        return bytes(hb.subset(self.outlines, wanted).blob.data)


@cache
def face(family: Family, weight: int) -> Face:
    """Cut once a process out of the variable font."""
    path = files(family.package) / "files" / f"{family.file}[wdth,wght].ttf"
    variable = hb.Face(hb.Blob(path.read_bytes()))
    wanted = hb.SubsetInput()
    wanted.keep_everything()
    wanted.pin_axis_location(variable, "wght", weight)
    wanted.pin_axis_location(variable, "wdth", 100)
    outlines = hb.subset(variable, wanted)
    font = hb.Font(outlines)
    signs: dict[int, str] = {}
    for code in sorted(outlines.unicodes):
        signs.setdefault(font.get_nominal_glyph(code) or 0, chr(code))
    signs.pop(0, None)
    numbers = {sign: font.get_nominal_glyph(ord(sign)) or 0 for sign in "0123456789\u00a0"}
    digits = {sign: (number, font.get_glyph_h_advance(number), 0, 0) for sign, number in numbers.items()}
    extents = font.get_font_extents("ltr")
    return Face(
        f"{family.name[0]}{weight}", f"{family.file}-{weight}", family.script, outlines, font, signs, digits,
        extents.ascender, extents.descender,
    )  # fmt: skip


def by_family(text: str) -> Iterator[tuple[Family, str]]:
    """Stretches of one family. Marks and joiners belong to what they stand on or between."""
    if not BEYOND_LATIN.search(text):
        yield Family.LATIN, text
        return
    last = Family.LATIN
    families = []
    for sign in text:
        if not (sign in JOINERS or (sign < "\u0600" and unicodedata.combining(sign))):
            last = _family(ord(sign))
        families.append(last)
    for family, signs in groupby(zip(families, text, strict=True), key=lambda pair: pair[0]):
        yield family, "".join(sign for _, sign in signs)


def _family(code: int) -> Family:
    if code < 0x600:
        return Family.LATIN
    for family in (Family.DEVANAGARI, Family.ARABIC):
        if any(first <= code <= last for first, last in family.blocks):
            return family
    return Family.LATIN

"""The objects of a PDF file (ISO 32000-1): pages, their fonts and pictures, title and date."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from teeka.formats.outgoing.paper.drawing import Page, Point
from teeka.formats.outgoing.paper.fonts import Face
from teeka.formats.outgoing.paper.painting import TO_POINTS, Ink, hexed, painted
from teeka.formats.outgoing.paper.strips import Strip

LEVEL = 6  # of compression
FLAGS = 4  # of a font: has signs outside Latin
CAP_HEIGHT = 714
MOST_A_BLOCK = 100  # lines of a table of characters


class PdfFile:
    """Objects by number, in the order in which they were put in."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        """The number of an object that comes later."""
        self._objects.append(b"")
        return len(self._objects)

    def put(self, body: str, *, at: int = 0) -> int:
        return self._put(body.encode("ascii"), at)

    def put_stream(self, entries: str, content: bytes, *, at: int = 0, is_packed: bool = False) -> int:
        packed = content if is_packed else zlib.compress(content, LEVEL)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode("ascii")
        return self._put(head + packed + b"\nendstream", at)

    def _put(self, body: bytes, at: int) -> int:
        number = at or self.reserve()
        self._objects[number - 1] = body
        return number

    def whole(self, *, root: int, info: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self._objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start, name = len(out), hashlib.sha256(out).hexdigest()[:32]
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        end = f"/Size {len(places) + 1}/Root {root} 0 R/Info {info} 0 R/ID[<{name}><{name}>]"
        return bytes(out + f"trailer\n<<{end}>>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))


def pdf_of(pages: Sequence[Page], size: Point, *, title: str, made_at: datetime) -> bytes:
    """Untagged: tags treble the size, and CSV and XLSX read aloud well."""
    file, ink = PdfFile(), Ink()
    root, tree, resources = file.reserve(), file.reserve(), file.reserve()
    box = f"/MediaBox[0 0 {size[0] * TO_POINTS:.2f} {size[1] * TO_POINTS:.2f}]"
    kids = []
    for page in pages:
        contents = file.put_stream("", painted(page, size[1], ink))
        kids.append(file.put(f"<</Type/Page/Parent {tree} 0 R/Contents {contents} 0 R>>"))
    shapes = _stencils(file, ink, size[1], f"/BBox{box[9:]}/Resources {resources} 0 R")
    shapes += [f"/I{number} {_picture(file, strip)} 0 R" for strip, number in ink.strips.items()]
    fonts = [f"/{face.key} {_font(file, face, glyphs)} 0 R" for face, glyphs in ink.glyphs().items()]
    file.put(f"<</Font<<{''.join(fonts)}>>/XObject<<{''.join(shapes)}>>>>", at=resources)
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    pages_of = f"/Kids[{listed}]/Count {len(kids)}{box}/Resources {resources} 0 R"
    file.put(f"<</Type/Pages{pages_of}>>", at=tree)
    shown = "/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>"
    file.put(f"<</Type/Catalog/Pages {tree} 0 R{shown}>>", at=root)
    made = made_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    info = f"/Title{_text(title)}/Author(Teeka)/Producer(Teeka)/CreationDate(D:{made}Z)"
    return file.whole(root=root, info=file.put(f"<<{info}>>"))


def _stencils(file: PdfFile, ink: Ink, height: int, entries: str) -> list[str]:
    """What many pages share is drawn once in the file. Stencils have none of their own."""
    entries = f"/Type/XObject/Subtype/Form{entries}"
    return [
        f"/S{number} {file.put_stream(entries, painted(page, height, ink))} 0 R"
        for page, number in ink.stencils.items()
    ]


def _picture(file: PdfFile, strip: Strip) -> int:
    of = f"/Width {strip.side}/Height {strip.height}/ColorSpace/DeviceGray/BitsPerComponent 1"
    return file.put_stream(f"/Type/XObject/Subtype/Image{of}", strip.packed, is_packed=True)


def _font(file: PdfFile, face: Face, glyphs: set[int]) -> int:
    numbers = sorted(glyphs)
    name = f"{_tag(numbers)}+{face.name}"
    inside = file.put_stream("", face.with_only(numbers))
    look = f"/FontBBox[-600 {face.descent} 2200 {face.ascent}]/ItalicAngle 0/Ascent {face.ascent}"
    look += f"/Descent {face.descent}/CapHeight {CAP_HEIGHT}/StemV 80/FontFile2 {inside} 0 R"
    described = file.put(f"<</Type/FontDescriptor/FontName/{name}/Flags {FLAGS}{look}>>")
    widths = " ".join(f"{number}[{face.advance(number)}]" for number in numbers)
    system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity"
    below = file.put(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}{system}"
        f"/FontDescriptor {described} 0 R/DW 0/W[{widths}]>>"
    )
    signs = file.put_stream("", _characters(face, numbers))
    return file.put(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{below} 0 R]/ToUnicode {signs} 0 R>>"
    )


def _tag(numbers: Sequence[int]) -> str:
    """Six letters that name the subset."""
    digest = hashlib.sha256(repr(numbers).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _characters(face: Face, numbers: Sequence[int]) -> bytes:
    """What a reader copies for a glyph that stands alone; other words say their text by themselves."""
    lines = [f"<{number:04X}><{hexed(face.signs[number])}>" for number in numbers if number in face.signs]
    blocks = [lines[at : at + MOST_A_BLOCK] for at in range(0, len(lines), MOST_A_BLOCK)]
    table = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        f"1 begincodespacerange <0000><FFFF> endcodespacerange\n{table}\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode("ascii")


def _text(words: str) -> str:
    return f"<FEFF{hexed(words)}>"

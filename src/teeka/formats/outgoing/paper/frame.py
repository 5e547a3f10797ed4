"""What stands around a list on its pages: the first page's opening, running heads, feet, notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from teeka.formats.outgoing.cells import clipped, plain
from teeka.formats.outgoing.document import Document, Fact, Words
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import MM, Page, Point, Style
from teeka.formats.outgoing.paper.fitting import broken, room_of
from teeka.formats.outgoing.paper.qr import identity_picture
from teeka.formats.outgoing.paper.strips import strip_of
from teeka.rules.signing.keys import PublicKey

LONGEST_LINE = 160  # on paper; the whole text stays in the spreadsheet
PICTURE_SIDE = 25 * MM
PICTURE_GAP, FACT_GAP = 6 * MM, 7 * MM
WIDEST_FACT = 80 * MM  # then its value goes to a second line


@dataclass(slots=True)
class Sheet:
    """The pages of one document as they fill; `y` is where the next thing goes on the last of them."""

    document: Document
    size: Point
    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: int = sizes.FIRST_TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def left(self) -> int:
        return sizes.SIDE_MARGIN

    @property
    def right(self) -> int:
        return self.size[0] - sizes.SIDE_MARGIN

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def bottom(self) -> int:
        return self.size[1] - sizes.BOTTOM_MARGIN

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = sizes.TOP_MARGIN

    def write(self, style: Style, words: str, *, width: int = 0, gap: int = sizes.LINE_GAP) -> None:
        """A paragraph at the left edge, then `gap`."""
        self.y = write_lines(self.page, style, self.left, self.y, broken(words, style, width or self.width))
        self.y += gap - sizes.LINE_GAP


def write_lines(page: Page, style: Style, x: int, y: int, lines: Iterable[str]) -> int:
    """Lines under one another from `y`; where the next would go."""
    for words in lines:
        page.text(style, x, y, words)
        y += style.height + sizes.LINE_GAP
    return y


def both(words: Words) -> str:
    return f"{words.english} · {words.hindi}"


def short(text: str) -> str:
    return clipped(text, LONGEST_LINE)


def running_words(document: Document) -> str:
    large = [plain(fact.value) for fact in document.facts if fact.is_large]
    return short(" · ".join(large) or document.title.english)


def open_sheet(sheet: Sheet) -> None:
    """Title, facts and the code that names the list; the large facts can be read from across a desk."""
    picture = identity_picture(sheet.document.scan or sheet.document.identity)
    sheet.page.picture(
        strip_of([(0, picture)]), sheet.right - PICTURE_SIDE, sheet.y, PICTURE_SIDE / picture.side
    )
    width = sheet.width - PICTURE_SIDE - PICTURE_GAP
    sheet.write(sizes.TITLE, both(sheet.document.title), width=width, gap=3_200)
    for fact in (fact for fact in sheet.document.facts if fact.is_large):
        sheet.write(sizes.LABEL, both(fact.words), width=width)
        sheet.write(sizes.LARGE_VALUE, _value(fact), width=width, gap=2_200)
    _write_small_facts(sheet, [fact for fact in sheet.document.facts if not fact.is_large], width)
    sheet.y = max(sheet.y, sizes.FIRST_TOP + PICTURE_SIDE) + 2_500


def _write_small_facts(sheet: Sheet, facts: Sequence[Fact], width: int) -> None:
    """Beside one another as they need room, on as many lines as that takes."""
    x, top, lowest = sheet.left, sheet.y, sheet.y
    for fact in facts:
        label = broken(both(fact.words), sizes.LABEL, WIDEST_FACT)
        value = broken(_value(fact), sizes.VALUE, WIDEST_FACT)
        room = max(_room(sizes.LABEL, label), _room(sizes.VALUE, value))
        if x > sheet.left and x + room > sheet.left + width:
            x, top = sheet.left, lowest + MM
        y = write_lines(sheet.page, sizes.LABEL, x, top, label)
        lowest = max(lowest, write_lines(sheet.page, sizes.VALUE, x, y, value))
        x += room + FACT_GAP
    sheet.y = lowest


def _room(style: Style, lines: Sequence[str]) -> int:
    return max(room_of(line, style) for line in lines)


def _value(fact: Fact) -> str:
    return short(plain(fact.value)) or "—"


def write_notes(sheet: Sheet) -> None:
    sheet.y += 2 * MM
    for note in sheet.document.notes:
        lines = broken(both(note), sizes.NOTE, sheet.width)
        if sheet.y + len(lines) * (sizes.NOTE.height + sizes.LINE_GAP) > sheet.bottom:
            sheet.turn()
        sheet.write(sizes.NOTE, both(note), gap=sizes.LINE_GAP + 400)


def close_sheet(sheet: Sheet, *, has_running_head: bool) -> None:
    """Heads and feet, when the number of pages is known."""
    for number, page in enumerate(sheet.pages, start=1):
        if has_running_head and number > 1:
            _write_head(sheet, page)
        _write_foot(sheet, page, f"{number} / {len(sheet.pages)}")


def _write_head(sheet: Sheet, page: Page) -> None:
    title = both(sheet.document.title)
    room = sheet.width - _room(sizes.RUNNING_TITLE, [title]) - 6 * MM
    page.text(
        sizes.RUNNING,
        sheet.left,
        sizes.RUNNING_TOP,
        broken(running_words(sheet.document), sizes.RUNNING, room)[0],
    )
    page.text(sizes.RUNNING_TITLE, sheet.right, sizes.RUNNING_TOP, title)


def _write_foot(sheet: Sheet, page: Page, page_words: str) -> None:
    y = sheet.bottom + sizes.FOOT_TOP
    page.text(sizes.STAMP, sheet.left, y, plain(sheet.document.stamp))
    page.text(sizes.PAGE_NUMBER, sheet.size[0] // 2, y, "Page · पृष्ठ " + page_words)
    page.text(sizes.MAKER, sheet.right, y, "Teeka · टीका")
    if sheet.document.public_key:
        page.text(sizes.KEY, sheet.left, sheet.bottom + sizes.KEY_TOP, _key(sheet.document.public_key))


def _key(public_key: str) -> str:
    """To compare by eye, and whole."""
    return f"Signed with key · हस्ताक्षर की कुंजी {PublicKey.read(public_key).fingerprint} · {public_key}"

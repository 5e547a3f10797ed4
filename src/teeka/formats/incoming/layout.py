"""Where the table begins: title lines above the header, and headers that take two rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from teeka.formats.incoming.headers import meaning, needed_names, read_header, recognised
from teeka.formats.incoming.table import Kind, Refusal, UploadRefused

LOOKED_AT = 12  # rows of the file in which a header is looked for


@dataclass(frozen=True, slots=True)
class Layout:
    """header: the names, as wide as the table.  body_at: index of the first record below the header."""

    header: tuple[str, ...]
    columns: dict[str, int]
    ignored: tuple[str, ...]
    header_at: int
    body_at: int


def find_layout(first_rows: Sequence[Sequence[str]], kind: Kind) -> Layout:
    """The table's layout from the file's first records; raises UploadRefused when no header is there."""
    scores = [recognised(row, kind) for row in first_rows[:LOOKED_AT]]
    top = max(scores, default=0)
    if top == 0:
        raise UploadRefused(
            Refusal.NO_HEADER, looked=min(len(first_rows), LOOKED_AT), needed=needed_names(kind)
        )
    at = scores.index(top)
    if top == 1 and at > 0:
        at = 0  # one known word is no header: let the first row be judged and named
    header, body_at = _with_second_row(first_rows, at, kind)
    if at and recognised(first_rows[at - 1], kind) >= 2:
        header, body_at = _merged(first_rows[at - 1], header, kind), at + 1
    reading = read_header(header, kind, line=at + 1)
    return Layout(tuple(header), reading.columns, reading.ignored, at, body_at)


def _with_second_row(rows: Sequence[Sequence[str]], at: int, kind: Kind) -> tuple[list[str], int]:
    """Join a second header row: the same names in the other language, or parts of a spanning name."""
    header = [cell.strip() for cell in rows[at]]
    if at + 1 >= len(rows):
        return header, at + 1
    below = rows[at + 1]
    filled = sum(1 for cell in below if cell.strip())
    known = recognised(below, kind)
    if known >= 2 and known * 2 >= filled:
        return _merged(header, below, kind), at + 2
    return header, at + 1


def _merged(upper: Sequence[str], lower: Sequence[str], kind: Kind) -> list[str]:
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    joined = []
    for above, below in ((a.strip(), b.strip()) for a, b in pairs):
        together = f"{above} {below}".strip()
        if meaning(together, kind) is not None:
            joined.append(together)
        else:
            joined.append(below if meaning(below, kind) is not None else above or below)
    return joined

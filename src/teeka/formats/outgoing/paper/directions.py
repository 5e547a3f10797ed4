"""Which stretches of a line run from right to left, and in what order the eye meets them.

Unicode's rules (UAX 9) for one line of a page that runs from left to right, without marks of direction.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
STRONG = {"L", "R", "AL"}
JOINED_BY = {"ES": {"EN"}, "CS": {"EN", "AN"}}  # + - and , . / : between digits of one kind
BRACKETS = {")": "(", "]": "[", "}": "{"}


def parts_as_seen(line: str) -> Iterator[tuple[str, bool]]:
    """From left to right: a stretch in its own order of reading, and whether it is drawn from the right."""
    levels = _levels(line)
    pieces = [
        ("".join(sign for _, sign in signs), level)
        for level, signs in groupby(zip(levels, line, strict=True), key=lambda pair: pair[0])
    ]
    for is_left, stretch in groupby(pieces, key=lambda piece: piece[1] == 0):
        # Of a stretch from the right the last is seen first; its numbers (level 2) stay as they are.
        for text, level in stretch if is_left else reversed(list(stretch)):
            yield text, level == 1


def _levels(line: str) -> list[int]:
    """0: left to right; 1: right to left; 2: a number inside what runs from the right."""
    kinds = _kinds(line)
    sides = ["R" if kind == "N" else kind for kind in kinds]
    for first, second in _pairs(line):
        inside, before = set(sides[first + 1 : second]), [side for side in sides[:first] if side]
        if inside - {""}:
            is_right = "L" not in inside and before[-1:] == ["R"]
            sides[first] = sides[second] = "R" if is_right else "L"
    for at, side in enumerate(sides):
        if not side:
            after = next((later for later in sides[at:] if later), "L")
            before_it = sides[at - 1] if at else "L"
            sides[at] = "R" if before_it == after == "R" else "L"
    return [2 if kind == "N" else int(side == "R") for kind, side in zip(kinds, sides, strict=True)]


def _pairs(line: str) -> list[tuple[int, int]]:
    """Where brackets open and close, as they open."""
    found: list[tuple[int, int]] = []
    waiting: list[int] = []
    for at, sign in enumerate(line):
        if sign in BRACKETS.values():
            waiting.append(at)
        elif opened := [first for first in waiting if line[first] == BRACKETS.get(sign)]:
            found.append((opened[-1], at))
            waiting = [first for first in waiting if first < opened[-1]]
    return sorted(found)


def _kinds(line: str) -> list[str]:
    """L, R, N (a number), or "" for what takes its side from its neighbours."""
    kinds = [unicodedata.bidirectional(sign) for sign in line]
    last = "L"
    for at, kind in enumerate(kinds):
        if kind in STRONG:
            last = kind
        elif kind == "NSM":
            kinds[at] = kinds[at - 1] if at else "L"
        elif kind == "EN" and last == "AL":
            kinds[at] = "AN"
    for at in range(1, len(kinds) - 1):
        before, after = kinds[at - 1], kinds[at + 1]
        if before == after and before in JOINED_BY.get(kinds[at], ()):
            kinds[at] = before
    last = "L"
    for at, kind in enumerate(kinds):
        if kind in STRONG:
            last = kind
        elif kind == "EN" and last == "L":
            kinds[at] = "L"  # a number after Latin words belongs to them
    return [{"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}.get(kind, "") for kind in kinds]

"""QR codes of a list: its identity, each person's reference and each form's number, thousands a second.

A QR code of fixed size, level and mask is a linear function (over bits) of the signs' bits:
each module is the exclusive-or of a constant and of some bits. We let segno draw the codes that
determine the function, once a process and length, and then draw a whole list's codes in one product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import segno
from numpy.typing import NDArray

REFERENCE_DIGITS = 14
MASK = 3  # readers take the mask from the code itself; a fixed one keeps the function linear
PLACES = np.array([64, 32, 16, 8, 4, 2, 1], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Picture:
    """Seven modules a number, row by row, the first in the highest bit; 1 is dark. Light fills the end."""

    side: int
    sevens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Mode:
    """How the standard packs signs: `at_once` of them in so many bits, fewer at the end in fewer."""

    name: str
    signs: str
    bits: tuple[int, ...]  # of a group of one sign, of two, ...
    level: str

    @property
    def at_once(self) -> int:
        return len(self.bits)


DIGITS = _Mode("numeric", "0123456789", (4, 7, 10), "h")  # 14 digits: version 1 at the highest level
CAPITALS = _Mode("alphanumeric", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", (6, 11), "m")


def identity_picture(text: str) -> Picture:
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    modules = np.array([module for row in code.matrix for module in row], dtype=np.uint8)
    return _packed(modules[np.newaxis])[0]


def reference_pictures(references: Sequence[str]) -> list[Picture | None]:
    """One picture a reference; None where it is not fourteen digits."""
    return _pictures(DIGITS, references, [len(reference) == REFERENCE_DIGITS for reference in references])


def number_pictures(numbers: Sequence[str]) -> list[Picture | None]:
    """One picture a number of a form; None where it is not of the first one's length and of plain signs."""
    return _pictures(CAPITALS, numbers, [len(number) == len(numbers[0]) > 0 for number in numbers])


def _pictures(mode: _Mode, texts: Sequence[str], is_right_length: Sequence[bool]) -> list[Picture | None]:
    signs = frozenset(mode.signs)
    good = [is_long and signs.issuperset(text) for text, is_long in zip(texts, is_right_length, strict=True)]
    drawn = iter(_draw(mode, [text for text, is_good in zip(texts, good, strict=True) if is_good]))
    return [next(drawn) if is_good else None for is_good in good]


def _draw(mode: _Mode, texts: Sequence[str]) -> list[Picture]:
    """Of texts of one length."""
    if not texts:
        return []
    constant, change = _linear_function(mode, len(texts[0]))
    bits = np.array([_bits(mode, text) for text in texts], dtype=np.int64)
    return _packed(((constant + bits @ change) % 2).astype(np.uint8))


def _packed(dark: NDArray[np.uint8]) -> list[Picture]:
    """One picture a row; 441 modules are 63 numbers, which is what JSON and typst then carry."""
    side = round(dark.shape[1] ** 0.5)
    filled = np.pad(dark, ((0, 0), (0, -dark.shape[1] % len(PLACES))))
    numbers: list[list[int]] = (filled.reshape(len(dark), -1, len(PLACES)) @ PLACES).tolist()
    return [Picture(side, tuple(line)) for line in numbers]


def _groups(mode: _Mode, length: int) -> list[int]:
    full, rest = divmod(length, mode.at_once)
    return [mode.at_once] * full + ([rest] if rest else [])


def _bits(mode: _Mode, text: str) -> list[int]:
    bits: list[int] = []
    start = 0
    for length in _groups(mode, len(text)):
        number = 0
        for sign in text[start : start + length]:
            number = number * len(mode.signs) + mode.signs.index(sign)
        bits += [number >> place & 1 for place in range(mode.bits[length - 1])]
        start += length
    return bits


def _group_of(mode: _Mode, number: int, length: int) -> str:
    signs = ""
    for _ in range(length):
        number, value = divmod(number, len(mode.signs))
        signs = mode.signs[value] + signs
    return signs


@cache
def _linear_function(mode: _Mode, length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The code of nothing but noughts, and what each single bit of the signs changes in it."""
    constant = _modules(mode, "0" * length)
    changes = []
    start = 0
    for size in _groups(mode, length):
        for place in range(mode.bits[size - 1]):
            # Each power of two in reach is itself a valid group of signs.
            one_bit = "0" * start + _group_of(mode, 1 << place, size)
            changes.append(_modules(mode, one_bit.ljust(length, "0")) ^ constant)
        start += size
    return constant, np.array(changes, dtype=np.int64)


def _modules(mode: _Mode, text: str) -> NDArray[np.int64]:
    """The smallest code that holds texts of this length."""
    code = segno.make_qr(text, error=mode.level, mask=MASK, mode=mode.name, boost_error=False)
    return np.array([module for row in code.matrix for module in row], dtype=np.int64)

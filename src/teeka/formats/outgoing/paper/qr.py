"""QR codes of a list: its identity, each person's reference and each form's number, thousands a second.

A QR code of fixed size, level and mask is a linear function (over bits) of the signs' bits:
each module is the exclusive-or of a constant and of some bits. We let segno draw the codes that
determine the function, once a process and length, and then draw a whole list's codes at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import segno
from numpy.typing import NDArray

REFERENCE_DIGITS = 14
MASK = 3  # readers take the mask from the code itself; a fixed one keeps the function linear


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`modules`: side × side, 1 is dark."""

    modules: NDArray[np.uint8]

    @property
    def side(self) -> int:
        return len(self.modules)


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
    return Picture(np.array([list(row) for row in code.matrix], dtype=np.uint8))


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
    bits = np.array([_bits(mode, text) for text in texts], dtype=bool)
    changed = np.bitwise_xor.reduce(np.where(bits[:, :, np.newaxis], change, 0), axis=1)
    side = round(constant.size**0.5)
    dark = constant ^ np.unpackbits(changed, axis=1, count=constant.size)
    return [Picture(modules) for modules in dark.reshape(-1, side, side)]


def _groups(mode: _Mode, length: int) -> list[int]:
    full, rest = divmod(length, mode.at_once)
    return [mode.at_once] * full + ([rest] if rest else [])


def _bits(mode: _Mode, text: str) -> list[int]:
    bits: list[int] = []
    start = 0
    for length in _groups(mode, len(text)):
        bits += _bits_of_group(mode, text[start : start + length])
        start += length
    return bits


@cache
def _bits_of_group(mode: _Mode, signs: str) -> tuple[int, ...]:
    """There are a few thousand groups of two or three signs."""
    number = 0
    for sign in signs:
        number = number * len(mode.signs) + mode.signs.index(sign)
    return tuple(number >> place & 1 for place in range(mode.bits[len(signs) - 1]))


def _group_of(mode: _Mode, number: int, length: int) -> str:
    signs = ""
    for _ in range(length):
        number, value = divmod(number, len(mode.signs))
        signs = mode.signs[value] + signs
    return signs


@cache
def _linear_function(mode: _Mode, length: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The code of nothing but noughts, and what each single bit of the signs changes in it, eight a byte."""
    constant = _modules(mode, "0" * length)
    changes = []
    start = 0
    for size in _groups(mode, length):
        for place in range(mode.bits[size - 1]):
            # Each power of two in reach is itself a valid group of signs.
            one_bit = "0" * start + _group_of(mode, 1 << place, size)
            changes.append(_modules(mode, one_bit.ljust(length, "0")) ^ constant)
        start += size
    return constant, np.packbits(np.array(changes), axis=1)


def _modules(mode: _Mode, text: str) -> NDArray[np.uint8]:
    """The smallest code that holds texts of this length."""
    code = segno.make_qr(text, error=mode.level, mask=MASK, mode=mode.name, boost_error=False)
    return np.array([module for row in code.matrix for module in row], dtype=np.uint8)

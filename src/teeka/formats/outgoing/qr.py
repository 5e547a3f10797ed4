"""QR codes of a list: one of its identity, and one of each person's reference, thousands a second.

A QR code of fixed size, level and mask is a linear function (over bits) of the digits' bits:
each module is the exclusive-or of a constant and of some bits. We let segno draw the 48 codes
that determine the function, once a process, and then draw a whole list's codes in one product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import segno
from numpy.typing import NDArray

REFERENCE_DIGITS = 14
REFERENCE_MODULES = 21  # version 1 holds 17 digits at the highest error correction
MASK = 3  # readers take the mask from the code itself; a fixed one keeps the function linear
PLACES = np.array([64, 32, 16, 8, 4, 2, 1], dtype=np.uint8)
GROUP_BITS = {3: 10, 2: 7, 1: 4}  # the standard packs digits by threes


@dataclass(frozen=True, slots=True)
class Picture:
    """Seven modules a number, row by row, the first in the highest bit; 1 is dark. Light fills the end."""

    side: int
    sevens: tuple[int, ...]


def identity_picture(text: str) -> Picture:
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    modules = np.array([module for row in code.matrix for module in row], dtype=np.uint8)
    filled = np.pad(modules, (0, -len(modules) % len(PLACES)))
    return Picture(len(code.matrix), _packed(filled[np.newaxis])[0])


def reference_pictures(references: Sequence[str]) -> list[Picture | None]:
    """One picture a reference; None where it is not fourteen digits."""
    good = [
        len(reference) == REFERENCE_DIGITS and reference.isascii() and reference.isdigit()
        for reference in references
    ]
    digits = [reference for reference, is_good in zip(references, good, strict=True) if is_good]
    drawn = iter(_draw(digits))
    return [next(drawn) if is_good else None for is_good in good]


def _draw(references: Sequence[str]) -> list[Picture]:
    if not references:
        return []
    constant, change = _linear_function()
    bits = np.array([_bits(reference) for reference in references], dtype=np.uint8)
    dark = (constant + bits @ change) % 2  # at most 47 ones are added: no overflow of 8 bits
    return [Picture(REFERENCE_MODULES, sevens) for sevens in _packed(dark)]


def _packed(dark: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """One picture a row; 441 modules are 63 numbers, which is what JSON and typst then carry."""
    numbers: list[list[int]] = (dark.reshape(len(dark), -1, len(PLACES)) @ PLACES).tolist()
    return [tuple(line) for line in numbers]


def _groups() -> list[int]:
    full, rest = divmod(REFERENCE_DIGITS, 3)
    return [3] * full + ([rest] if rest else [])


def _bits(reference: str) -> list[int]:
    bits: list[int] = []
    start = 0
    for length in _groups():
        number = int(reference[start : start + length])
        bits += [number >> place & 1 for place in range(GROUP_BITS[length])]
        start += length
    return bits


@cache
def _linear_function() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The code of all zeros, and what each single bit of the digits changes in it."""
    constant = _modules("0" * REFERENCE_DIGITS)
    changes = []
    start = 0
    for length in _groups():
        for place in range(GROUP_BITS[length]):
            # Each power of two in reach is itself a valid group of digits.
            one_bit = "0" * start + str(1 << place).zfill(length)
            changes.append(_modules(one_bit.ljust(REFERENCE_DIGITS, "0")) ^ constant)
        start += length
    return constant, np.array(changes, dtype=np.uint8)


def _modules(reference: str) -> NDArray[np.uint8]:
    code = segno.make_qr(reference, error="h", mask=MASK, version=1, mode="numeric", boost_error=False)
    return np.array([module for row in code.matrix for module in row], dtype=np.uint8)

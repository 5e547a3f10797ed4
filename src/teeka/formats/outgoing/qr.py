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
GROUP_BITS = {3: 10, 2: 7, 1: 4}  # the standard packs digits by threes


@dataclass(frozen=True, slots=True)
class Picture:
    """One byte a module, row by row: 0 is dark, 255 is light."""

    side: int
    luma: tuple[int, ...]


def identity_picture(text: str) -> Picture:
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    return Picture(len(code.matrix), tuple(0 if module else 255 for row in code.matrix for module in row))


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
    luma: list[list[int]] = np.where(dark == 1, 0, 255).tolist()
    return [Picture(REFERENCE_MODULES, tuple(modules)) for modules in luma]


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

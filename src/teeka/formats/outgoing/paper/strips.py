"""QR codes of a page as they go to paper: one picture of all that stand under one another.

One bit a module, light between the codes: a page draws one picture sooner than ten.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from teeka.formats.outgoing.paper.qr import Picture


@dataclass(frozen=True, slots=True)
class Strip:
    """Sizes in modules. `packed`: line after line, eight modules a byte, light is 1; by zlib."""

    side: int
    height: int
    packed: bytes


def strip_of(placed: Sequence[tuple[int, Picture]]) -> Strip:
    """Each code with the line, counted in modules, on which it begins; none touches another. At least one."""
    side = max(picture.side for _, picture in placed)
    light = np.ones((max(at + picture.side for at, picture in placed), side), dtype=np.uint8)
    for at, picture in placed:
        light[at : at + picture.side, : picture.side] -= picture.modules
    return Strip(side, len(light), zlib.compress(np.packbits(light, axis=1).tobytes(), 1))

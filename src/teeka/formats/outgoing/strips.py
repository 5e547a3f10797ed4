"""QR codes of a list as they go to paper: strips of ten, for a page draws one image sooner than ten.

A strip is a PNG of one bit a module, the codes under one another with a light gap between, so that a
printer which rounds at the edge of one never touches the next.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from teeka.formats.outgoing.qr import Picture

A_STRIP = 10  # what a reader scales to draw one code; all codes of a list would be too much
GAP = 2  # modules
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Place = tuple[int, int]  # which strip, and which code in it


@dataclass(frozen=True, slots=True)
class Strip:
    """Codes of one side; sizes in modules."""

    side: int
    height: int
    png: bytes


def strips_of(pictures: Sequence[Picture | None]) -> tuple[list[Strip], list[Place | None]]:
    """The strips, and where each picture is in them."""
    strips: list[Strip] = []
    places: list[Place | None] = []
    for side, alike in groupby(pictures, key=lambda picture: picture.side if picture else 0):
        group = list(alike)
        if not side:
            places += [None] * len(group)
            continue
        drawn = [picture.modules for picture in group if picture]
        places += [(len(strips) + at // A_STRIP, at % A_STRIP) for at in range(len(drawn))]
        strips += [_strip(side, drawn[start : start + A_STRIP]) for start in range(0, len(drawn), A_STRIP)]
    return strips, places


def _strip(side: int, codes: Sequence[NDArray[np.uint8]]) -> Strip:
    light = np.pad(1 - np.array(codes, dtype=np.uint8), ((0, 0), (0, GAP), (0, 0)), constant_values=1)
    lines = light.reshape(-1, side)
    packed = np.pad(np.packbits(lines, axis=1), ((0, 0), (1, 0)))  # each line begins with its filter: none
    header = struct.pack(">IIBBBBB", side, len(lines), 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(packed.tobytes(), 1)), (b"IEND", b""))
    return Strip(side, len(lines), SIGNATURE + b"".join(_chunk(name, content) for name, content in parts))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

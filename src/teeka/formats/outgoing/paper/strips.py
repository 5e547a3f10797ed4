"""QR codes of a page as they go to paper: one picture of all that stand under one another.

A PNG of one bit a module, light between the codes: a page draws one picture sooner than ten.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from teeka.formats.outgoing.paper.qr import Picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Strip:
    """Sizes in modules."""

    side: int
    height: int
    png: bytes


def strip_of(placed: Sequence[tuple[int, Picture]]) -> Strip:
    """Each code with the line, counted in modules, on which it begins; none touches another. At least one."""
    side = max(picture.side for _, picture in placed)
    light = np.ones((max(at + picture.side for at, picture in placed), side), dtype=np.uint8)
    for at, picture in placed:
        light[at : at + picture.side, : picture.side] -= picture.modules
    packed = np.pad(np.packbits(light, axis=1), ((0, 0), (1, 0)))  # each line begins with its filter: none
    header = struct.pack(">IIBBBBB", side, len(light), 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(packed.tobytes(), 1)), (b"IEND", b""))
    return Strip(side, len(light), SIGNATURE + b"".join(_chunk(name, content) for name, content in parts))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

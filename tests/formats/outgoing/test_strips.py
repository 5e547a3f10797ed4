import struct
import zlib

import numpy as np

from teeka.formats.outgoing.paper.qr import reference_pictures
from teeka.formats.outgoing.paper.strips import Strip, strip_of


def modules_of(strip: Strip) -> list[list[int]]:
    """Read back by the PNG's own rules: one bit a dot, each line after its filter."""
    content = zlib.decompress(strip.png[41 : 41 + struct.unpack(">I", strip.png[33:37])[0]])
    length = 1 + -(-strip.side // 8)
    lines = [content[start : start + length] for start in range(0, len(content), length)]
    assert {line[0] for line in lines} == {0}
    assert struct.unpack(">II", strip.png[16:24]) == (strip.side, len(lines)) == (strip.side, strip.height)
    return [(1 - np.unpackbits(np.frombuffer(line[1:], np.uint8))[: strip.side]).tolist() for line in lines]


def test_every_code_is_where_it_was_put_with_light_between() -> None:
    pictures = [picture for picture in reference_pictures(["12345678901234", "98765432109876"]) if picture]
    side, gap = pictures[0].side, 5

    lines = modules_of(strip_of([(0, pictures[0]), (side + gap, pictures[1])]))

    light = [[0] * side] * gap
    assert lines == [*pictures[0].modules.tolist(), *light, *pictures[1].modules.tolist()]

import zlib

import numpy as np

from teeka.formats.outgoing.paper.qr import reference_pictures
from teeka.formats.outgoing.paper.strips import Strip, strip_of


def modules_of(strip: Strip) -> list[list[int]]:
    """Read back as a PDF reads it: one bit a dot, each line from a byte's beginning."""
    content = np.frombuffer(zlib.decompress(strip.packed), np.uint8).reshape(strip.height, -1)
    return (1 - np.unpackbits(content, axis=1)[:, : strip.side]).tolist()


def test_every_code_is_where_it_was_put_with_light_between() -> None:
    pictures = [picture for picture in reference_pictures(["12345678901234", "98765432109876"]) if picture]
    side, gap = pictures[0].side, 5

    lines = modules_of(strip_of([(0, pictures[0]), (side + gap, pictures[1])]))

    light = [[0] * side] * gap
    assert lines == [*pictures[0].modules.tolist(), *light, *pictures[1].modules.tolist()]

import struct
import zlib

import numpy as np

from teeka.formats.outgoing.qr import Picture, identity_picture, reference_pictures
from teeka.formats.outgoing.strips import A_STRIP, GAP, Place, Strip, strips_of


def modules_of(strip: Strip) -> list[list[int]]:
    """Read back by the PNG's own rules: one bit a dot, each line after its filter."""
    content = zlib.decompress(strip.png[41 : 41 + struct.unpack(">I", strip.png[33:37])[0]])
    length = 1 + -(-strip.side // 8)
    lines = [content[start : start + length] for start in range(0, len(content), length)]
    assert {line[0] for line in lines} == {0}
    assert struct.unpack(">II", strip.png[16:24]) == (strip.side, len(lines)) == (strip.side, strip.height)
    return [(1 - np.unpackbits(np.frombuffer(line[1:], np.uint8))[: strip.side]).tolist() for line in lines]


def test_every_code_is_found_where_its_place_says_with_light_below_it() -> None:
    pictures = [
        identity_picture("TEEKA1/DUE-LIST/BR-PAT-0117/3/" + "AB" * 32),
        *reference_pictures([f"{number:014d}" for number in range(A_STRIP + 3)]),
        None,
        *reference_pictures(["98765432109876"]),
    ]

    strips, places = strips_of(pictures)

    lines = [modules_of(strip) for strip in strips]
    for picture, place in zip(pictures, places, strict=True):
        assert (picture is None) == (place is None)
        if picture is not None and place is not None:
            assert _at(lines, picture, place) == picture.modules.tolist() + [[0] * picture.side] * GAP


def test_a_list_without_codes_has_no_strips() -> None:
    assert strips_of([None, None]) == ([], [None, None])


def _at(lines: list[list[list[int]]], picture: Picture, place: Place) -> list[list[int]]:
    strip, at = place
    step = picture.side + GAP
    return lines[strip][at * step : (at + 1) * step]

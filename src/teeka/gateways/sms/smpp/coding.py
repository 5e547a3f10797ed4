"""Texts as octets: GSM-7 (a septet an octet), Latin-1 or UCS-2, cut into parts between characters."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import pairwise

# GSM 03.38, in the order of its codes; 0x1b leads to the second table.
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_SECOND = {"\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E,
              "|": 0x40, "€": 0x65}  # fmt: skip
ESCAPE = 0x1B
_CODES = {character: bytes((code,)) for code, character in enumerate(GSM) if code != ESCAPE}
_CODES |= {character: bytes((ESCAPE, code)) for character, code in GSM_SECOND.items()}
_SECOND = {code: character for character, code in GSM_SECOND.items()}


class DataCoding(IntEnum):
    DEFAULT = 0  # GSM-7 unless the operator says otherwise
    ASCII = 1
    LATIN1 = 3
    UCS2 = 8


# Octets that fit into one message, and how many fewer beside a header of so many octets.
_SINGLE = {DataCoding.DEFAULT: 160, DataCoding.LATIN1: 140, DataCoding.UCS2: 140}


def encode(text: str, plain: DataCoding) -> tuple[DataCoding, Sequence[bytes]]:
    """The text's characters as octets: in the plain alphabet (GSM-7 or Latin-1) if all fit, else in UCS-2."""
    if plain is DataCoding.DEFAULT and all(character in _CODES for character in text):
        return plain, [_CODES[character] for character in text]
    if plain is DataCoding.LATIN1 and text.isascii() | all(ord(c) < 0x100 for c in text):
        return plain, [character.encode("latin-1") for character in text]
    return DataCoding.UCS2, [character.encode("utf-16-be", "surrogatepass") for character in text]


def cut(coding: DataCoding, characters: Sequence[bytes], header: int) -> list[bytes]:
    """One part if the text fits into one message; else parts that leave room for `header` octets each.

    No character is cut in two: an escape stays with its letter, a surrogate with its pair.
    """
    whole = b"".join(characters)
    if len(whole) <= _SINGLE[coding]:
        return [whole]
    room = _room(coding, header)
    parts, used = [bytearray()], 0
    for octets in characters:
        if used + len(octets) > room:
            parts.append(bytearray())
            used = 0
        parts[-1] += octets
        used += len(octets)
    return [bytes(part) for part in parts]


def _room(coding: DataCoding, header: int) -> int:
    if coding is DataCoding.DEFAULT:
        return 160 - -(-header * 8 // 7)  # septets
    return (140 - header) // 2 * 2 if coding is DataCoding.UCS2 else 140 - header


def decode(octets: bytes, data_coding: int) -> str:
    """What somebody wrote to us. Never raises: what cannot be read is U+FFFD."""
    if data_coding == DataCoding.UCS2:
        return octets.decode("utf-16-be", "replace")
    if data_coding in {DataCoding.ASCII, DataCoding.LATIN1}:
        return octets.decode("latin-1")
    return "".join(_from_gsm(octets))


def _from_gsm(octets: bytes) -> Iterator[str]:
    for before, code in pairwise(b"\0" + octets):
        if before == ESCAPE:
            yield _SECOND.get(code, "\ufffd")
        elif code != ESCAPE:
            yield GSM[code] if code < 128 else "\ufffd"

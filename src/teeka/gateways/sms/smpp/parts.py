"""Long messages: what makes of several PDUs one text, on the way out and on the way in."""

from dataclasses import dataclass
from enum import StrEnum

from teeka.gateways.sms.smpp.coding import DataCoding, cut, encode
from teeka.gateways.sms.smpp.pdu import ShortMessage, Tag

UDH_INDICATOR = 0x40
CONCATENATED_8, CONCATENATED_16 = 0x00, 0x08  # information elements of the user data header
MOST_PARTS = 255


class Long(StrEnum):
    """How an operator wants texts that do not fit into one message."""

    UDH8 = "udh8"
    UDH16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


_HEADERS = {Long.UDH8: 6, Long.UDH16: 7, Long.SAR: 6, Long.PAYLOAD: 0}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one PDU carries of a text."""

    coding: DataCoding
    octets: bytes
    esm_class: int = 0
    tlvs: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs: number `number` of `total` of the text `reference`."""

    reference: int
    total: int
    number: int


def pieces(text: str, *, plain: DataCoding, long: Long, reference: int) -> list[Piece]:
    """The text as one or more PDUs' worth. `reference`: any number; what tells two long texts apart."""
    coding, characters = encode(text, plain)
    parts = cut(coding, characters, _HEADERS[long])
    if len(parts) == 1:
        return [Piece(coding, parts[0])]
    if long is Long.PAYLOAD:
        return [Piece(coding, b"", tlvs=((Tag.MESSAGE_PAYLOAD, b"".join(parts)),))]
    if len(parts) > MOST_PARTS:
        raise ValueError("a text of more than 255 parts")
    total = len(parts)
    places = (Place(reference, total, number) for number in range(1, total + 1))
    return [_piece(coding, part, long, place) for part, place in zip(parts, places, strict=True)]


def _piece(coding: DataCoding, part: bytes, long: Long, place: Place) -> Piece:
    if long is Long.SAR:
        marks = (
            (Tag.SAR_REFERENCE, (place.reference & 0xFFFF).to_bytes(2, "big")),
            (Tag.SAR_TOTAL, bytes((place.total,))),
            (Tag.SAR_NUMBER, bytes((place.number,))),
        )
        return Piece(coding, part, tlvs=marks)
    if long is Long.UDH16:
        element = bytes((CONCATENATED_16, 4)) + (place.reference & 0xFFFF).to_bytes(2, "big")
    else:
        element = bytes((CONCATENATED_8, 3, place.reference & 0xFF))
    header = element + bytes((place.total, place.number))
    return Piece(coding, bytes((len(header),)) + header + part, UDH_INDICATOR)


def read_part(message: ShortMessage) -> tuple[bytes, Place | None]:
    """The octets of the text itself, and their place when they are a part of a longer one."""
    octets = message.tlv(Tag.MESSAGE_PAYLOAD) or message.octets
    if message.esm_class & UDH_INDICATOR and octets and octets[0] < len(octets):
        header, octets = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
        return octets, _place_in_header(header)
    reference, total, number = (
        message.tlv(tag) for tag in (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER)
    )
    if reference and total and number:
        return octets, _checked(int.from_bytes(reference, "big"), total[0], number[0])
    return octets, None


def _place_in_header(header: bytes) -> Place | None:
    at = 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if kind == CONCATENATED_8 and len(value) == 3:
            return _checked(value[0], value[1], value[2])
        if kind == CONCATENATED_16 and len(value) == 4:
            return _checked(int.from_bytes(value[:2], "big"), value[2], value[3])
        at += 2 + length
    return None


def _checked(reference: int, total: int, number: int) -> Place | None:
    return Place(reference, total, number) if 1 <= number <= total and total > 1 else None

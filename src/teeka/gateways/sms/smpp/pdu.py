"""SMPP 3.4 on the wire: protocol data units (PDUs) to bytes and back. Pure; garbage raises Malformed only."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct(">IIII")
TLV = struct.Struct(">HH")
LARGEST_PDU = 70_000  # a header, the fields, and a message_payload of at most 65,535 octets
RESPONSE = 0x80000000
LONGEST_SHORT_MESSAGE = 254


class Command(IntEnum):
    BIND_TRANSCEIVER = 0x09
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    ENQUIRE_LINK = 0x15
    GENERIC_NACK = 0x80000000


class Status(IntEnum):
    OK = 0x00
    INVALID_LENGTH = 0x02
    INVALID_COMMAND = 0x03
    SYSTEM_ERROR = 0x08
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    COME_AGAIN = 0x64  # ESME_RX_T_APPN: we could not take it now


class Tag(IntEnum):
    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class Malformed(Exception):
    """These bytes are no PDU. `can_go_on`: its end is known, so the next one can be read."""

    def __init__(self, what: str, *, can_go_on: bool = True) -> None:
        super().__init__(what)
        self.can_go_on = can_go_on


@dataclass(frozen=True, slots=True)
class Pdu:
    command: int
    sequence: int
    status: int = 0
    body: bytes = b""

    @property
    def is_response(self) -> bool:
        return bool(self.command & RESPONSE)

    def encoded(self) -> bytes:
        head = HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence)
        return head + self.body

    def answer(self, body: bytes = b"", status: int = Status.OK) -> "Pdu":
        return Pdu(self.command | RESPONSE, self.sequence, status, body)


@dataclass(frozen=True, slots=True)
class Address:
    number: str
    ton: int = 0
    npi: int = 0


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """The body of submit_sm and of deliver_sm, which are alike. TLVs keep their order."""

    source: Address
    destination: Address
    octets: bytes = b""
    esm_class: int = 0
    data_coding: int = 0
    registered_delivery: int = 0
    validity: str = ""
    service_type: str = ""
    tlvs: tuple[tuple[int, bytes], ...] = ()

    def tlv(self, tag: int) -> bytes | None:
        return next((value for known, value in self.tlvs if known == tag), None)

    def encoded(self) -> bytes:
        if len(self.octets) > LONGEST_SHORT_MESSAGE:
            raise ValueError("a short message holds 254 octets")
        return b"".join(
            (
                _text(self.service_type, 6),
                _address(self.source),
                _address(self.destination),
                bytes((self.esm_class, 0, 0)),  # protocol id and priority: the usual ones
                b"\0",  # no scheduled time
                _text(self.validity, 17),
                bytes((self.registered_delivery, 0, self.data_coding, 0, len(self.octets))),
                self.octets,
                *(TLV.pack(tag, len(value)) + value for tag, value in self.tlvs),
            )
        )


def read_short_message(body: bytes) -> ShortMessage:
    """The body of a submit_sm or deliver_sm, or Malformed."""
    fields = _Fields(body)
    service_type = fields.text(6)
    source, destination = fields.address(), fields.address()
    esm_class = fields.octet()
    fields.octet()
    fields.octet()
    fields.text(17)
    validity = fields.text(17)
    registered_delivery = fields.octet()
    fields.octet()
    data_coding = fields.octet()
    fields.octet()
    octets = fields.octets(fields.octet())
    return ShortMessage(
        source, destination, octets, esm_class, data_coding, registered_delivery, validity, service_type,
        tuple(fields.tlvs()),
    )  # fmt: skip


def bind_body(system_id: str, password: str, system_type: str) -> bytes:
    version = 0x34
    return _text(system_id, 16) + _text(password, 9) + _text(system_type, 13) + bytes((version, 0, 0)) + b"\0"


def read_id(body: bytes) -> str:
    """The id at the start of a response: of a message or of a system; empty when there is no body."""
    return _Fields(body).text(65) if body else ""


def read_pdu(frame: bytes) -> Pdu:
    """One whole frame, its length already checked."""
    _, command, status, sequence = HEADER.unpack_from(frame)
    return Pdu(command, sequence, status, frame[HEADER.size :])


class Frames:
    """Cuts a stream of bytes into frames. A length that no PDU can have ends the stream: Malformed."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def add(self, received: bytes) -> Iterator[bytes]:
        self._rest += received
        start = 0
        try:
            while len(self._rest) - start >= 4:
                length = int.from_bytes(self._rest[start : start + 4], "big")
                if not HEADER.size <= length <= LARGEST_PDU:
                    raise Malformed("a length that no PDU has", can_go_on=False)
                if len(self._rest) - start < length:
                    return
                yield bytes(self._rest[start : start + length])
                start += length
        finally:
            del self._rest[:start]


class _Fields:
    """Reads a body field by field; whatever is cut short or too long is Malformed."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def octet(self) -> int:
        return self.octets(1)[0]

    def octets(self, count: int) -> bytes:
        taken = self._body[self._at : self._at + count]
        if len(taken) < count:
            raise Malformed("cut short")
        self._at += count
        return taken

    def text(self, longest: int) -> str:
        """A C string of at most `longest` octets, its final zero among them."""
        end = self._body.find(b"\0", self._at, self._at + longest)
        if end < 0:
            raise Malformed("a text without an end")
        text = self._body[self._at : end].decode("latin-1")
        self._at = end + 1
        return text

    def address(self) -> Address:
        ton, npi = self.octet(), self.octet()
        return Address(self.text(21), ton, npi)

    def tlvs(self) -> Iterator[tuple[int, bytes]]:
        while self._at < len(self._body):
            tag, length = TLV.unpack(self.octets(TLV.size))
            yield tag, self.octets(length)


def _text(text: str, longest: int) -> bytes:
    octets = text.encode("latin-1") + b"\0"
    if len(octets) > longest or b"\0" in octets[:-1]:
        raise ValueError(f"a text of more than {longest - 1} octets, or with a zero in it")
    return octets


def _address(address: Address) -> bytes:
    return bytes((address.ton, address.npi)) + _text(address.number, 21)

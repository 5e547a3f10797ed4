"""The bytes of SMPP: there and back, and garbage that never raises anything but Malformed."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.gateways.sms.smpp.pdu import (
    LARGEST_PDU,
    Address,
    Frames,
    Malformed,
    Pdu,
    ShortMessage,
    read_id,
    read_pdu,
    read_short_message,
)

OCTET = st.integers(0, 255)


def plain(longest: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=longest)


ADDRESSES = st.builds(Address, plain(20), OCTET, OCTET)
TLVS = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=300)), max_size=5)
MESSAGES = st.builds(
    ShortMessage, ADDRESSES, ADDRESSES, st.binary(max_size=254), OCTET, OCTET, OCTET, plain(16), plain(5),
    TLVS.map(tuple),
)  # fmt: skip
PDUS = st.builds(Pdu, *(st.integers(0, 0xFFFFFFFF) for _ in range(3)), st.binary(max_size=400))


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(message: ShortMessage) -> None:
    assert read_short_message(message.encoded()) == message


@given(st.lists(PDUS, max_size=6), st.data())
def test_a_stream_cut_anywhere_gives_the_same_pdus(pdus: list[Pdu], data: st.DataObject) -> None:
    stream = b"".join(pdu.encoded() for pdu in pdus)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    frames = Frames()

    read = [
        read_pdu(frame)
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for frame in frames.add(stream[start:end])
    ]

    assert read == pdus


@given(st.binary(max_size=600))
def test_garbage_is_malformed_and_nothing_else(garbage: bytes) -> None:
    for read in (read_short_message, read_id, lambda octets: list(Frames().add(octets))):
        with contextlib.suppress(Malformed):
            read(garbage)


@given(MESSAGES, st.data())
def test_a_message_cut_short_is_malformed_or_lacks_its_last_tlvs(
    message: ShortMessage, data: st.DataObject
) -> None:
    whole = message.encoded()
    kept = data.draw(st.integers(0, len(whole) - 1))
    with contextlib.suppress(Malformed):
        read = read_short_message(whole[:kept])
        assert len(read.tlvs) < len(message.tlvs)


@pytest.mark.parametrize("length", [0, 15, LARGEST_PDU + 1, 0xFFFFFFFF])
def test_a_length_that_no_pdu_has_ends_the_stream(length: int) -> None:
    with pytest.raises(Malformed):
        list(Frames().add(length.to_bytes(4, "big")))


@pytest.mark.parametrize("number", ["9" * 21, "98\x00765"])
def test_what_does_not_fit_its_field_is_not_sent(number: str) -> None:
    with pytest.raises(ValueError, match="text"):
        ShortMessage(Address(number), Address("1")).encoded()

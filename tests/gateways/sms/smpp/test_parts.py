"""Texts as octets and parts: what is cut is put together again, and no character is cut in two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.gateways.sms.smpp.coding import GSM, GSM_SECOND, DataCoding, decode, encode
from teeka.gateways.sms.smpp.parts import Long, Piece, pieces, read_part
from teeka.gateways.sms.smpp.pdu import Address, ShortMessage
from teeka.rules.messages.text import GSM_BASIC, GSM_ESCAPED, size

PLAIN = st.sampled_from([DataCoding.DEFAULT, DataCoding.LATIN1])
GSM_TEXTS = st.text(st.sampled_from(sorted(GSM_BASIC | GSM_ESCAPED)), min_size=1, max_size=700)
HINDI = st.text(st.characters(min_codepoint=0x900, max_codepoint=0x97F), min_size=1, max_size=400)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400)
TEXTS = GSM_TEXTS | HINDI | ANY


def as_message(piece: Piece) -> ShortMessage:
    nobody = Address("")
    return ShortMessage(nobody, nobody, piece.octets, piece.esm_class, piece.coding, tlvs=piece.tlvs)


def cut(
    text: str, *, plain: DataCoding = DataCoding.DEFAULT, long: Long = Long.UDH8, number: int = 7
) -> list[Piece]:
    return pieces(text, plain=plain, long=long, reference=number)


def test_the_alphabet_is_the_one_that_counts_segments() -> None:
    assert set(GSM) - {"\x1b"} == GSM_BASIC
    assert set(GSM_SECOND) == GSM_ESCAPED
    assert len(GSM) == 128


@given(TEXTS, PLAIN, st.sampled_from(Long), st.integers(0, 0xFFFF))
def test_the_parts_of_a_text_are_that_text(text: str, plain: DataCoding, long: Long, number: int) -> None:
    parts = cut(text, plain=plain, long=long, number=number)
    read = [read_part(as_message(part)) for part in parts]

    assert "".join(decode(octets, part.coding) for (octets, _), part in zip(read, parts, strict=True)) == text
    if len(parts) > 1:
        places = [place for _, place in read if place is not None]
        assert [place.number for place in places] == list(range(1, len(parts) + 1))
        assert {(place.reference, place.total) for place in places} == {
            (number & 0xFF if long is Long.UDH8 else number, len(parts))
        }


@given(TEXTS, st.sampled_from(Long))
def test_no_part_is_longer_than_a_message_may_be(text: str, long: Long) -> None:
    for part in cut(text, long=long):
        header = 6 if long is Long.UDH8 else 7
        septets = len(part.octets) - header + -(-header * 8 // 7) if part.esm_class else len(part.octets)
        assert septets <= (160 if part.coding is DataCoding.DEFAULT else 140)


@given(TEXTS)
def test_there_are_as_many_parts_as_were_counted_and_paid(text: str) -> None:
    assert len(cut(text)) == size(text).segments


@pytest.mark.parametrize(
    ("long", "parts"), [(Long.UDH8, 3), (Long.UDH16, 4), (Long.SAR, 3), (Long.PAYLOAD, 1)]
)
def test_the_header_takes_its_room(long: Long, parts: int) -> None:
    assert len(cut("क" * 200, long=long)) == parts


def test_latin_letters_outside_gsm_need_ucs2_unless_the_operator_takes_latin1() -> None:
    assert encode("Ávila", DataCoding.DEFAULT)[0] is DataCoding.UCS2
    assert encode("Ávila", DataCoding.LATIN1)[0] is DataCoding.LATIN1


@given(st.binary(max_size=200), st.integers(0, 255))
def test_whatever_comes_is_read_without_raising(octets: bytes, coding: int) -> None:
    message = ShortMessage(Address(""), Address(""), octets, 0x40, coding)
    text, place = read_part(message)
    assert isinstance(decode(text, coding), str)
    assert place is None or 1 <= place.number <= place.total

"""Receipts as SMSCs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.gateways.sms.smpp.pdu import Address, ShortMessage, Tag
from teeka.gateways.sms.smpp.reports import is_receipt, read_receipt
from teeka.rules.messages.answers import Receipt, ReceiptState

WRITTEN = "id:{id} sub:001 dlvrd:001 submit date:2611230700 done date:2611230701 stat:{stat} err:027 text:x"


def report(text: str = "", *tlvs: tuple[int, bytes], esm_class: int = 4) -> ShortMessage:
    return ShortMessage(Address("91"), Address("T"), text.encode(), esm_class, tlvs=tlvs)


@pytest.mark.parametrize(
    ("stat", "state"),
    [
        ("DELIVRD", ReceiptState.DELIVERED),
        ("EXPIRED", ReceiptState.EXPIRED),
        ("UNDELIV", ReceiptState.UNDELIVERED),
        ("DELETED", ReceiptState.UNDELIVERED),
        ("REJECTD", ReceiptState.REJECTED),
        ("ACCEPTD", ReceiptState.ACCEPTED),
        ("enroute", ReceiptState.ACCEPTED),
    ],
)
def test_a_receipt_in_words(stat: str, state: ReceiptState) -> None:
    read = read_receipt(report(WRITTEN.format(id="00a7", stat=stat)), id_form="as_is")
    assert read == Receipt(None, "00a7", state, "027")


def test_the_tlvs_count_before_the_words() -> None:
    tlvs = ((Tag.RECEIPTED_MESSAGE_ID, b"77\0"), (Tag.MESSAGE_STATE, b"\5"))
    read = read_receipt(report(WRITTEN.format(id="1", stat="DELIVRD"), *tlvs), id_form="as_is")
    assert read == Receipt(None, "77", ReceiptState.UNDELIVERED, "027")


def test_a_receipt_of_tlvs_alone() -> None:
    tlvs = ((Tag.RECEIPTED_MESSAGE_ID, b"0000000077"), (Tag.MESSAGE_STATE, b"\2"))
    assert read_receipt(report("", *tlvs), id_form="decimal") == Receipt(None, "77", ReceiptState.DELIVERED)


@pytest.mark.parametrize(("form", "normal"), [("as_is", "000A7"), ("hex", "167"), ("decimal", "000A7")])
def test_an_id_is_brought_into_one_writing(form: str, normal: str) -> None:
    read = read_receipt(report(WRITTEN.format(id="000A7", stat="DELIVRD")), id_form=form)
    assert read is not None
    assert read.provider_id == normal


@pytest.mark.parametrize("text", ["", "hello", WRITTEN.format(id="1", stat="UNKNOWN"), "stat:DELIVRD"])
def test_what_names_no_message_or_no_known_state_is_no_receipt(text: str) -> None:
    assert read_receipt(report(text), id_form="as_is") is None


@pytest.mark.parametrize(
    ("esm_class", "is_one"), [(0, False), (0x40, False), (4, True), (0x24, False), (0x20, True)]
)
def test_the_kind_of_message_says_whether_it_is_a_receipt(esm_class: int, is_one: bool) -> None:
    assert is_receipt(report(esm_class=esm_class)) is is_one


@given(st.binary(max_size=250), st.binary(max_size=20), st.binary(max_size=3))
def test_whatever_comes_as_a_receipt_is_read_without_raising(text: bytes, named: bytes, state: bytes) -> None:
    tlvs = ((Tag.RECEIPTED_MESSAGE_ID, named), (Tag.MESSAGE_STATE, state))
    for message in (report("", *tlvs), ShortMessage(Address(""), Address(""), text, 4)):
        read = read_receipt(message, id_form="decimal")
        assert read is None or (read.provider_id and "\0" not in read.provider_id + read.code)

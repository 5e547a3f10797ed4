"""What a deliver_sm says: a receipt of a message of ours, or what a person wrote."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from teeka.gateways.sms.ids import normal_id
from teeka.gateways.sms.smpp.coding import decode
from teeka.gateways.sms.smpp.pdu import ShortMessage, Tag
from teeka.rules.messages.answers import Receipt, ReceiptState

MESSAGE_TYPE = 0x3C  # the bits of esm_class that say what kind of message this is
RECEIPT_TYPES = {0x04, 0x20}  # a delivery receipt, and an intermediate notification
STATES: Mapping[str, ReceiptState] = MappingProxyType(
    {
        "ENROUTE": ReceiptState.ACCEPTED,
        "ACCEPTD": ReceiptState.ACCEPTED,
        "DELIVRD": ReceiptState.DELIVERED,
        "EXPIRED": ReceiptState.EXPIRED,
        "DELETED": ReceiptState.UNDELIVERED,
        "UNDELIV": ReceiptState.UNDELIVERED,
        "REJECTD": ReceiptState.REJECTED,
    }
)
# message_state says the same by number. 7, unknown, is not here: nothing is known, so nothing is said.
NUMBERS = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 8: "REJECTD"}
# "id:0000000001 sub:001 dlvrd:001 submit date:... stat:DELIVRD err:000 text:..."
_ID = re.compile(r"\bid:\s*([!-~]+)", re.IGNORECASE)
_STAT = re.compile(r"\bstat:\s*([A-Za-z]+)", re.IGNORECASE)
_ERR = re.compile(r"\berr:\s*([!-~]+)", re.IGNORECASE)


def is_receipt(message: ShortMessage) -> bool:
    return message.esm_class & MESSAGE_TYPE in RECEIPT_TYPES


def read_receipt(message: ShortMessage, *, id_form: str) -> Receipt | None:
    """The receipt in our words; None when it names no message, or a state that nobody knows."""
    octets = message.octets or message.tlv(Tag.MESSAGE_PAYLOAD) or b""
    text = decode(octets, message.data_coding)
    given = message.tlv(Tag.RECEIPTED_MESSAGE_ID)
    named = _found(_ID, text) if given is None else given.split(b"\0")[0].decode("latin-1")
    number = message.tlv(Tag.MESSAGE_STATE)
    word = NUMBERS.get(number[0], "") if number else _found(_STAT, text).upper()
    state = STATES.get(word)
    provider_id = normal_id("".join(c for c in named if c.isprintable()), id_form)
    if state is None or not provider_id:
        return None
    return Receipt(None, provider_id, state, _found(_ERR, text)[:60])


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""

"""How an answer is said at the gate: yes, no or none yet, and how it came; and who was told, how."""

from teeka.rules.messages.reasons import TOLD_BY_VOICE, CallOutcomeKind
from teeka.rules.messages.states import State

NONE_YET = ("none yet", "अभी नहीं")
_SAID: dict[str, tuple[str, str]] = {
    CallOutcomeKind.WILL_COME: ("YES", "हाँ"),
    CallOutcomeKind.WILL_NOT_COME: ("NO", "नहीं"),
}
_BY: dict[str, tuple[str, str]] = {
    "sms": ("by message", "संदेश से"),
    "missed_call": ("by a missed call", "मिस्ड कॉल से"),
    "voice": ("by voice", "फ़ोन पर"),
}


def answer_at_gate(outcome: str | None, channel: str | None) -> tuple[str, str]:
    """In English and Hindi. Only a yes and a no are answers: whatever else came of a call says nothing."""
    if outcome not in _SAID:
        return NONE_YET
    english, hindi = _SAID[outcome]
    by, se = _BY.get(channel or "", ("", ""))
    return f"{english} {by}".rstrip(), f"{hindi} {se}".rstrip()


_TOLD = ("by message", "संदेश से")
_TOLD_BY_VOICE = ("by voice", "फ़ोन पर")
_PERHAPS = ("sent, no receipt", "भेजा, पावती नहीं")
_NOT_TOLD = ("NOT told", "सूचित नहीं")
_NOT_YET = ("not sent yet", "अभी नहीं भेजा")
_PERHAPS_STATES = frozenset({State.ACCEPTED, State.UNCERTAIN, State.SUBMITTING, State.UNCONFIRMED})
_WAITING_STATES = frozenset({State.PLANNED, State.QUEUED, State.CLAIMED})


def told_at_gate(state: str | None, call_outcome: str | None) -> tuple[str, str]:
    """By the newest message that says something, and by the last call, in English and Hindi."""
    if state == State.DELIVERED:
        return _TOLD
    if call_outcome in TOLD_BY_VOICE:
        return _TOLD_BY_VOICE
    if state in _PERHAPS_STATES:
        return _PERHAPS
    return _NOT_YET if state is None or state in _WAITING_STATES else _NOT_TOLD

"""How an answer is said at the gate: yes, no or none yet, and how it came."""

from teeka.rules.messages.reasons import CallOutcomeKind

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

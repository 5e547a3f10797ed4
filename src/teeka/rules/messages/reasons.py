"""Why a person must be told by voice, and what came of the call."""

from enum import StrEnum

from teeka.rules.messages.states import State


class CallReason(StrEnum):
    NO_MOBILE = "no_mobile"
    MALFORMED_MOBILE = "malformed_mobile"
    FILLER_MOBILE = "filler_mobile"
    TEXT_DOES_NOT_FIT = "text_does_not_fit"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"
    UNCERTAIN = "uncertain"
    NOT_SENT_IN_TIME = "not_sent_in_time"
    STOPPED = "stopped"


CALL_REASON_WORDS: dict[CallReason, tuple[str, str]] = {
    CallReason.NO_MOBILE: ("no mobile number", "मोबाइल नंबर नहीं है"),
    CallReason.MALFORMED_MOBILE: ("the mobile number is not valid", "मोबाइल नंबर सही नहीं है"),
    CallReason.FILLER_MOBILE: ("the mobile number is a filler", "मोबाइल नंबर असली नहीं है"),
    CallReason.TEXT_DOES_NOT_FIT: (
        "the message does not fit its template",
        "संदेश अपने टेम्पलेट में नहीं समाता",
    ),
    CallReason.UNDELIVERED: ("the message was not delivered", "संदेश नहीं पहुँचा"),
    CallReason.EXPIRED: ("the phone could not be reached in time", "फ़ोन समय पर नहीं लगा"),
    CallReason.REJECTED: ("the gateway refused the message", "गेटवे ने संदेश नहीं लिया"),
    CallReason.UNCONFIRMED: ("sent, but no receipt came", "भेजा गया, पर पावती नहीं आई"),
    CallReason.UNCERTAIN: ("it is not known whether it was sent", "पता नहीं कि संदेश गया या नहीं"),
    CallReason.NOT_SENT_IN_TIME: ("not sent in time", "समय पर नहीं भेजा गया"),
    CallReason.STOPPED: (
        "the message was stopped: say what holds now",
        "संदेश रोका गया: अब जो सही है वह बताएँ",
    ),
}

# Mobile states that cannot be sent to; a shared number is flagged, not dropped.
SUPPRESSED_BY_MOBILE: dict[str, CallReason] = {
    "missing": CallReason.NO_MOBILE,
    "malformed": CallReason.MALFORMED_MOBILE,
    "filler": CallReason.FILLER_MOBILE,
}
# A settled state without a reason of its own sends the person to the call sheet with this one.
CALL_REASON_OF_STATE: dict[State, CallReason] = {
    State.UNDELIVERED: CallReason.UNDELIVERED,
    State.EXPIRED: CallReason.EXPIRED,
    State.REJECTED: CallReason.REJECTED,
    State.UNCONFIRMED: CallReason.UNCONFIRMED,
}


class CallOutcomeKind(StrEnum):
    TOLD = "told"
    WILL_COME = "will_come"
    WILL_NOT_COME = "will_not_come"
    WRONG_NUMBER = "wrong_number"
    DEAD_OR_TRANSFERRED = "dead_or_transferred"
    NO_ANSWER = "no_answer"


CALL_OUTCOME_WORDS: dict[CallOutcomeKind, tuple[str, str]] = {
    CallOutcomeKind.TOLD: ("told", "बताया गया"),
    CallOutcomeKind.WILL_COME: ("told, will come", "बताया गया, आएँगे"),
    CallOutcomeKind.WILL_NOT_COME: ("told, will not come", "बताया गया, नहीं आएँगे"),
    CallOutcomeKind.WRONG_NUMBER: ("wrong number", "गलत नंबर"),
    CallOutcomeKind.DEAD_OR_TRANSFERRED: ("dead or transferred", "मृत्यु या तबादला"),
    CallOutcomeKind.NO_ANSWER: ("no answer", "उत्तर नहीं मिला"),
}
# The person knows: the promise is kept by voice.
TOLD_BY_VOICE = frozenset({CallOutcomeKind.TOLD, CallOutcomeKind.WILL_COME, CallOutcomeKind.WILL_NOT_COME})
# Nobody needs to ring again.
CLOSES_CALL = TOLD_BY_VOICE | {CallOutcomeKind.DEAD_OR_TRANSFERRED}

# How a message's state is said to people.
STATE_WORDS: dict[State, tuple[str, str]] = {
    State.PLANNED: ("planned", "तय"),
    State.QUEUED: ("waiting to be sent", "भेजे जाने की प्रतीक्षा में"),
    State.CLAIMED: ("about to be sent", "भेजा जाने वाला"),
    State.SUBMITTING: ("being sent", "भेजा जा रहा है"),
    State.UNCERTAIN: ("perhaps sent", "शायद भेजा गया"),
    State.ACCEPTED: ("sent, receipt awaited", "भेजा गया, पावती की प्रतीक्षा"),
    State.SUPPRESSED: ("not sent: tell by voice", "नहीं भेजा गया: फ़ोन करें"),
    State.CANCELLED: ("withdrawn", "वापस लिया गया"),
    State.SUPERSEDED: ("replaced by a newer message", "नए संदेश से बदला गया"),
    State.UNCONFIRMED: ("sent, no receipt came", "भेजा गया, पावती नहीं आई"),
    State.REJECTED: ("refused by the gateway", "गेटवे ने नहीं लिया"),
    State.UNDELIVERED: ("not delivered", "नहीं पहुँचा"),
    State.EXPIRED: ("phone not reached", "फ़ोन नहीं लगा"),
    State.DELIVERED: ("delivered", "पहुँच गया"),
}

"""How the ledger groups what became of messages and calls: each state and each outcome in one group."""

from enum import StrEnum

from teeka.rules.messages.answers import AnswerKind
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.reasons import TOLD_BY_VOICE, CallOutcomeKind
from teeka.rules.messages.states import NEVER_SENT, OPEN, State


class Became(StrEnum):
    DELIVERED = "delivered"
    ON_THE_WAY = "on_the_way"
    NOT_DELIVERED = "not_delivered"
    NOT_SENT = "not_sent"
    TOLD = "told"
    NOT_REACHED = "not_reached"


class Way(StrEnum):
    """How something was said when no route of a provider carried it; and the routes' own trial messages."""

    NO_ROUTE = "none"
    VOICE = "voice"
    SMS = "sms"
    MISSED_CALL = "missed_call"
    CANARY = "canary"


BECAME_WORDS: dict[Became, tuple[str, str]] = {
    Became.DELIVERED: ("delivered", "पहुँच गए"),
    Became.ON_THE_WAY: ("on the way", "रास्ते में"),
    Became.NOT_DELIVERED: ("not delivered, or no receipt", "नहीं पहुँचे, या पावती नहीं"),
    Became.NOT_SENT: ("not sent, on purpose", "जान-बूझकर नहीं भेजे"),
    Became.TOLD: ("told or answered", "बताया गया या उत्तर मिला"),
    Became.NOT_REACHED: ("called, not reached", "फ़ोन किया, बात नहीं हुई"),
}
WAY_WORDS: dict[Way, tuple[str, str]] = {
    Way.NO_ROUTE: ("not handed over", "सौंपा नहीं गया"),
    Way.VOICE: ("call", "फ़ोन"),
    Way.SMS: ("answer by message", "संदेश से उत्तर"),
    Way.MISSED_CALL: ("answer by a missed call", "मिस्ड कॉल से उत्तर"),
    Way.CANARY: ("trial message to our own number", "अपने नंबर पर परीक्षण संदेश"),
}
STATES_OF: dict[Became, frozenset[State]] = {
    Became.DELIVERED: frozenset({State.DELIVERED}),
    Became.ON_THE_WAY: OPEN,
    Became.NOT_DELIVERED: frozenset({State.UNDELIVERED, State.EXPIRED, State.REJECTED, State.UNCONFIRMED}),
    Became.NOT_SENT: NEVER_SENT,
}
OUTCOMES_OF: dict[Became, frozenset[CallOutcomeKind]] = {
    Became.TOLD: frozenset(TOLD_BY_VOICE),
    Became.NOT_REACHED: frozenset(CallOutcomeKind) - TOLD_BY_VOICE,
}
PURPOSE_WORDS: dict[Purpose, tuple[str, str]] = {
    Purpose.INVITATION: ("invitation", "आमंत्रण"),
    Purpose.CHANGE: ("change of time or place", "समय या स्थान में बदलाव"),
    Purpose.CANCELLATION: ("cancellation", "रद्द होने की सूचना"),
    Purpose.CORRECTION: ("correction", "सुधार"),
    Purpose.REMINDER_DAY_BEFORE: ("reminder on the day before", "एक दिन पहले याद दिलाना"),
    Purpose.REMINDER_MORNING: ("reminder on the morning", "उसी सुबह याद दिलाना"),
    Purpose.DOSE_2_DUE: ("second dose comes due", "दूसरी खुराक का समय"),
    Purpose.AFTER_DOSE: ("after the dose", "खुराक के बाद"),
    Purpose.DOSE_UNDONE: ("dose taken back", "खुराक का सुधार"),
}
# What a provider answered when a message was handed over, and why one in doubt was sent again.
ANSWER_WORDS: dict[str, tuple[str, str]] = {
    AnswerKind.ACCEPTED: ("taken", "ले लिया"),
    AnswerKind.REFUSED_FINAL: ("refused", "अस्वीकार"),
    AnswerKind.REFUSED_RETRY: ("refused for now", "अभी अस्वीकार"),
    AnswerKind.THROTTLED: ("too many at once, to be tried again", "एक साथ बहुत अधिक, फिर कोशिश होगी"),
    AnswerKind.NOT_SENT: ("could not be handed over", "सौंपा नहीं जा सका"),
    AnswerKind.UNKNOWN: ("no clear answer: perhaps sent", "स्पष्ट उत्तर नहीं: शायद भेजा गया"),
    "same_reference": (
        "sent again under the same reference, of which the gateway keeps one",
        "उसी संदर्भ से फिर भेजा गया, गेटवे एक ही रखता है",
    ),
    "never_saw_it": (
        "the gateway never saw it, so it was sent again",
        "गेटवे को मिला ही नहीं, इसलिए फिर भेजा गया",
    ),
    "sent_at_risk": ("sent once more, perhaps for the second time", "एक बार और भेजा गया, शायद दूसरी बार"),
}
# A provider takes its price for these, whatever the phone did.
PAID_FOR = frozenset({State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.EXPIRED, State.UNCONFIRMED})
MINUTES = (1, 5, 30)  # after which people ask who was told


def said_in(became: Became) -> list[str]:
    """The states and outcomes of a group, as they stand in the tables."""
    return sorted(STATES_OF.get(became, ()) or OUTCOMES_OF.get(became, ()))

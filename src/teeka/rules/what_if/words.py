"""Why changes cannot be tried or published, in the words that a person reads."""

from collections.abc import Mapping
from enum import StrEnum

Pair = tuple[str, str]


class Fault(StrEnum):
    """What is wrong with a change, or with several together."""

    NO_CHANGE = "NO_CHANGE"
    UNREADABLE = "UNREADABLE"
    SITE_UNKNOWN = "SITE_UNKNOWN"
    SESSION_UNKNOWN = "SESSION_UNKNOWN"
    SESSION_OVER = "SESSION_OVER"
    SESSION_CALLED_OFF = "SESSION_CALLED_OFF"
    SEATS_NOT_POSITIVE = "SEATS_NOT_POSITIVE"
    SEATS_ABSURD = "SEATS_ABSURD"
    SEATS_AS_BEFORE = "SEATS_AS_BEFORE"
    SESSIONS_OUT_OF_RANGE = "SESSIONS_OUT_OF_RANGE"
    DATE_PAST = "DATE_PAST"
    OUTSIDE_CAMPAIGN = "OUTSIDE_CAMPAIGN"
    ENDS_BEFORE_START = "ENDS_BEFORE_START"
    NOTHING_TO_CLOSE = "NOTHING_TO_CLOSE"
    SESSION_TWICE = "SESSION_TWICE"
    RULES_TWICE = "RULES_TWICE"
    CONTRADICTION = "CONTRADICTION"
    SHARE_OUT_OF_RANGE = "SHARE_OUT_OF_RANGE"
    RULES_AS_BEFORE = "RULES_AS_BEFORE"
    RULES_ARE_THE_STATES = "RULES_ARE_THE_STATES"


class WhatIfRefusal(StrEnum):
    """Why a what-if was not changed, worked out, published or thrown away."""

    NO_SUCH_WHAT_IF = "NO_SUCH_WHAT_IF"
    THROWN_AWAY = "THROWN_AWAY"
    PUBLISHED_ALREADY = "PUBLISHED_ALREADY"
    BEING_WORKED_OUT = "BEING_WORKED_OUT"
    NOT_WORKED_OUT = "NOT_WORKED_OUT"
    OLDER_THAN_DATA = "OLDER_THAN_DATA"
    OTHER_DISTRICTS = "OTHER_DISTRICTS"
    FAULTY = "FAULTY"
    SEATS_CHANGED = "SEATS_CHANGED"
    NO_PLAN = "NO_PLAN"
    SECOND_PERSON = "SECOND_PERSON"


FAULT_WORDS: dict[Fault, Pair] = {
    Fault.NO_CHANGE: (
        "There is no change to try out. Add at least one.",
        "आज़माने के लिए कोई बदलाव नहीं है। कम से कम एक जोड़ें।",
    ),
    Fault.UNREADABLE: (
        "This cannot be read: {detail}. Fill it in as the example beside it shows.",
        "यह पढ़ा नहीं जा सका: {detail}। इसे साथ के उदाहरण की तरह भरें।",
    ),
    Fault.SITE_UNKNOWN: (
        "No session site or facility here has this code: {detail}. Choose one from the list.",
        "यहाँ इस कोड का कोई सत्र स्थल या संस्थान नहीं है: {detail}। सूची में से चुनें।",
    ),
    Fault.SESSION_UNKNOWN: (
        "No session here has this code: {detail}. Check it in the session list.",
        "यहाँ इस कोड का कोई सत्र नहीं है: {detail}। सत्र सूची में जाँचें।",
    ),
    Fault.SESSION_OVER: (
        "This session has begun or is over: {detail}. Choose one that is still to come.",
        "यह सत्र आरंभ या समाप्त हो चुका है: {detail}। कोई आने वाला सत्र चुनें।",
    ),
    Fault.SESSION_CALLED_OFF: (
        "This session is called off already: {detail}.",
        "यह सत्र पहले ही रद्द है: {detail}।",
    ),
    Fault.SEATS_NOT_POSITIVE: (
        "A session needs at least one seat, not {detail}. To hold none, call the session off.",
        "सत्र में कम से कम एक सीट चाहिए, {detail} नहीं। एक भी न रखनी हो तो सत्र रद्द करें।",
    ),
    Fault.SEATS_ABSURD: (
        "No session has more than {detail} seats. Check the number.",
        "किसी सत्र में {detail} से अधिक सीटें नहीं होतीं। संख्या जाँचें।",
    ),
    Fault.SEATS_AS_BEFORE: (
        "The session has {detail} seats already. Give another number.",
        "सत्र में पहले से {detail} सीटें हैं। दूसरी संख्या दें।",
    ),
    Fault.SESSIONS_OUT_OF_RANGE: (
        "Open at least one session and at most {detail} at once.",
        "एक बार में कम से कम एक और अधिकतम {detail} सत्र खोलें।",
    ),
    Fault.DATE_PAST: (
        "This day or hour has passed: {detail}. Choose a later one.",
        "यह दिन या समय बीत चुका है: {detail}। बाद का चुनें।",
    ),
    Fault.OUTSIDE_CAMPAIGN: (
        "The campaign is not running on this day: {detail}. Choose a day of the campaign.",
        "इस दिन अभियान नहीं है: {detail}। अभियान का कोई दिन चुनें।",
    ),
    Fault.ENDS_BEFORE_START: (
        "The end does not come after the start: {detail}. Correct one of the two.",
        "अंत आरंभ के बाद नहीं है: {detail}। दोनों में से एक ठीक करें।",
    ),
    Fault.NOTHING_TO_CLOSE: (
        "On these days no session is planned at {detail}, so closing it changes nothing. Check the days.",
        "इन दिनों {detail} पर कोई सत्र नहीं है, इसलिए बंद करने से कुछ नहीं बदलेगा। दिन जाँचें।",
    ),
    Fault.SESSION_TWICE: (
        "The same session stands in two changes: {detail}. Leave one of them out; to open several at one "
        "site and time, write how many.",
        "एक ही सत्र दो बदलावों में है: {detail}। एक हटाएँ; एक स्थल और समय पर कई खोलने हों तो उनकी संख्या लिखें।",
    ),
    Fault.RULES_TWICE: (
        "The rules stand in two changes. Take one out and put both rules into the other.",
        "नियम दो बदलावों में हैं। एक हटाएँ और दोनों नियम दूसरे में रखें।",
    ),
    Fault.CONTRADICTION: (
        "Two changes contradict each other: {detail} would be open and called off. Leave one of them out.",
        "दो बदलाव एक दूसरे के विरुद्ध हैं: {detail} खुला भी होगा और रद्द भी। एक हटाएँ।",
    ),
    Fault.SHARE_OUT_OF_RANGE: (
        "The share of a facility's staff lies between 0 and 1, not at {detail}: 0.34 is a third.",
        "संस्थान के कर्मियों का हिस्सा 0 और 1 के बीच होता है, {detail} नहीं: 0.34 यानी एक तिहाई।",
    ),
    Fault.RULES_AS_BEFORE: (
        "These are the rules that hold already. Change one of them.",
        "यही नियम पहले से लागू हैं। कोई एक बदलें।",
    ),
    Fault.RULES_ARE_THE_STATES: (
        "The campaign's rules hold in every district. An officer of the whole state can try other ones.",
        "अभियान के नियम हर ज़िले में लागू हैं। दूसरे नियम पूरे राज्य का अधिकारी आज़मा सकता है।",
    ),
}
REFUSAL_WORDS: dict[WhatIfRefusal, Pair] = {
    WhatIfRefusal.NO_SUCH_WHAT_IF: (
        "There is no such what-if here. Look at the list.",
        "यहाँ ऐसा कोई “क्या हो अगर” नहीं है। सूची देखें।",
    ),
    WhatIfRefusal.THROWN_AWAY: (
        "This what-if was thrown away. Make a new one.",
        "यह “क्या हो अगर” हटाया जा चुका है। नया बनाएँ।",
    ),
    WhatIfRefusal.PUBLISHED_ALREADY: (
        "This what-if is published already: its plan is the one in force.",
        "यह “क्या हो अगर” पहले ही लागू हो चुका है: इसी की योजना चल रही है।",
    ),
    WhatIfRefusal.BEING_WORKED_OUT: (
        "This what-if is being worked out. Wait until the answer is there.",
        "इस “क्या हो अगर” का उत्तर निकाला जा रहा है। उत्तर आने तक रुकें।",
    ),
    WhatIfRefusal.NOT_WORKED_OUT: (
        "Nobody has seen yet what this changes. Ask for the answer first, then publish it.",
        "इससे क्या बदलेगा यह अभी किसी ने नहीं देखा। पहले उत्तर माँगें, फिर लागू करें।",
    ),
    WhatIfRefusal.OLDER_THAN_DATA: (
        "Since this was worked out, something has changed: {detail}. Nothing was published. Ask again, look, "
        "then publish.",
        "उत्तर निकलने के बाद कुछ बदल गया है: {detail}। कुछ भी लागू नहीं हुआ। फिर से पूछें, देखें, तब लागू करें।",
    ),
    WhatIfRefusal.OTHER_DISTRICTS: (
        "People of other districts would lose their place: {detail}. An officer of the whole state can do "
        "this.",
        "दूसरे ज़िलों के लोगों का स्थान जाएगा: {detail}। यह पूरे राज्य का अधिकारी कर सकता है।",
    ),
    WhatIfRefusal.FAULTY: ("This cannot be tried: {detail}", "यह आज़माया नहीं जा सकता: {detail}"),
    WhatIfRefusal.SECOND_PERSON: (
        "It opens more seats in a session than were planned, and you made it. Another officer must publish "
        "it.",
        "इससे किसी सत्र में नियोजित से अधिक सीटें खुलती हैं, और इसे आपने बनाया है। इसे दूसरा अधिकारी लागू करे।",
    ),
    WhatIfRefusal.NO_PLAN: ("No plan can be made: {detail}", "कोई योजना नहीं बन सकती: {detail}"),
    WhatIfRefusal.SEATS_CHANGED: (
        "Seats or people changed while this was published. Nothing was published: ask again, look, then "
        "publish.",
        "लागू करते समय सीटें या लोग बदले। कुछ भी लागू नहीं हुआ: फिर से पूछें, देखें, तब लागू करें।",
    ),
}
# The fields of a change, as a form calls them.
FIELD_WORDS: dict[str, Pair] = {
    "changes": ("the list of changes", "बदलावों की सूची"),
    "change": ("the kind of the change", "बदलाव का प्रकार"),
    "site": ("the site", "स्थल"),
    "session": ("the session", "सत्र"),
    "on": ("the day", "दिन"),
    "until": ("the last day", "अंतिम दिन"),
    "starts": ("the start", "आरंभ"),
    "ends": ("the end", "अंत"),
    "sessions": ("the number of sessions", "सत्रों की संख्या"),
    "seats": ("the number of seats", "सीटों की संख्या"),
    "staff_share": ("the share of the staff", "कर्मियों का हिस्सा"),
    "crosses_borders": ("the rule about district borders", "ज़िला सीमा का नियम"),
}
# What a what-if was worked out on, as it is counted: said when it is more, and when it is fewer.
COUNTED: dict[str, tuple[Pair, Pair]] = {
    "waiting": (
        ("{n} more people wait", "प्रतीक्षा में {n} लोग अधिक"),
        ("{n} fewer people wait", "प्रतीक्षा में {n} लोग कम"),
    ),
    "placed": (
        ("{n} more people have a place", "{n} और लोगों के पास स्थान"),
        ("{n} fewer people have a place", "स्थान वाले {n} लोग कम"),
    ),
    "sessions": (
        ("{n} more sessions are to come", "आने वाले {n} सत्र अधिक"),
        ("{n} fewer sessions are to come", "आने वाले {n} सत्र कम"),
    ),
    "seats": (("{n} seats more", "{n} सीटें अधिक"), ("{n} seats fewer", "{n} सीटें कम")),
    "facilities": (
        ("{n} facilities more", "{n} संस्थान अधिक"),
        ("{n} facilities fewer", "{n} संस्थान कम"),
    ),
    "lists": (
        ("{n} more lists are published", "{n} और सूचियाँ प्रकाशित"),
        ("{n} lists fewer are published", "प्रकाशित सूचियाँ {n} कम"),
    ),
}
ALIKE_IN_NUMBER: Pair = (
    "as many people, seats and sessions as before, but not the same ones or not where they were",
    "लोग, सीटें और सत्र उतने ही हैं, पर वही नहीं या वहाँ नहीं",
)


def fault_in_words(fault: Fault, detail: str, language: str) -> str:
    is_hindi = language == "hi"
    if fault is Fault.UNREADABLE and detail in FIELD_WORDS:
        detail = FIELD_WORDS[detail][is_hindi]
    return FAULT_WORDS[fault][is_hindi].format(detail=detail)


def difference_in_words(then: Mapping[str, int], since: Mapping[str, int], language: str) -> str:
    """From what was counted then to what is counted now: "3 more people wait, 40 seats fewer"."""
    said = []
    for name, words in COUNTED.items():
        change = since.get(name, 0) - then.get(name, 0)
        if change:
            said.append(words[change < 0][language == "hi"].format(n=f"{abs(change):,}"))
    return ", ".join(said) or ALIKE_IN_NUMBER[language == "hi"]

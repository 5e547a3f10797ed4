"""Why a use case of allotment was refused; nothing was changed then."""

from enum import StrEnum


class Refusal(StrEnum):
    PLANNER_BUSY = "PLANNER_BUSY"
    NO_PEOPLE = "NO_PEOPLE"
    NO_SESSIONS = "NO_SESSIONS"
    SEATS_CHANGED = "SEATS_CHANGED"
    SESSION_FULL_OR_CLOSED = "SESSION_FULL_OR_CLOSED"
    ALREADY_HAS_A_PLACE = "ALREADY_HAS_A_PLACE"
    NO_SUCH_PERSON = "NO_SUCH_PERSON"
    NO_SUCH_PLACE = "NO_SUCH_PLACE"
    NO_SUCH_SESSION = "NO_SUCH_SESSION"
    SESSION_OVER = "SESSION_OVER"
    NOT_FEWER_SEATS = "NOT_FEWER_SEATS"
    ENDS_BEFORE_IT_BEGINS = "ENDS_BEFORE_IT_BEGINS"
    NO_SUCH_ABSENCE = "NO_SUCH_ABSENCE"
    REASON_MISSING = "REASON_MISSING"
    IS_EXCLUDED = "IS_EXCLUDED"
    IS_A_DUPLICATE = "IS_A_DUPLICATE"
    NOT_OPEN = "NOT_OPEN"
    PEOPLE_PLACED = "PEOPLE_PLACED"
    SESSIONS_PLANNED = "SESSIONS_PLANNED"
    OTHER_DISTRICTS = "OTHER_DISTRICTS"


REFUSAL_WORDS: dict[Refusal, tuple[str, str]] = {
    Refusal.PLANNER_BUSY: (
        "Somebody else is allotting seats right now. Wait until that is done, then look at the result.",
        "अभी कोई और सीटें आवंटित कर रहा है। पूरा होने दें, फिर परिणाम देखें।",
    ),
    Refusal.NO_PEOPLE: (
        "There is nobody to give a seat to. Import rosters first: teeka import roster FILE.",
        "सीट देने के लिए कोई व्यक्ति नहीं है। पहले सूची आयात करें: teeka import roster FILE.",
    ),
    Refusal.NO_SESSIONS: (
        "The campaign has no session. Import sessions first: teeka import sessions FILE.",
        "अभियान में कोई सत्र नहीं है। पहले सत्र आयात करें: teeka import sessions FILE.",
    ),
    Refusal.SEATS_CHANGED: (
        "Seats or people changed while the plan was made, three times in a row. Nothing was stored: "
        "allot again when fewer people work on it.",
        "योजना बनते समय सीटें या व्यक्ति बदले गए। कुछ भी सहेजा नहीं गया: थोड़ी देर बाद फिर आवंटन करें।",
    ),
    Refusal.SESSION_FULL_OR_CLOSED: (
        "This session has no free seat, is cancelled, or has begun. Choose another session.",
        "इस सत्र में सीट नहीं है, या यह रद्द है या आरंभ हो चुका है। दूसरा सत्र चुनें।",
    ),
    Refusal.ALREADY_HAS_A_PLACE: (
        "This person already has a place for this dose. Take that one back first.",
        "इस व्यक्ति के पास इस खुराक का स्थान पहले से है। पहले उसे वापस लें।",
    ),
    Refusal.NO_SUCH_PERSON: (
        "Nobody with this reference is known here. Check the 14 digits.",
        "इस संदर्भ संख्या का कोई व्यक्ति यहाँ नहीं है। 14 अंक जाँचें।",
    ),
    Refusal.NO_SUCH_PLACE: (
        "This place does not exist, or was taken back already. Look at the person's page again.",
        "यह स्थान नहीं है या पहले ही वापस लिया जा चुका है। व्यक्ति का पृष्ठ फिर देखें।",
    ),
    Refusal.NO_SUCH_SESSION: (
        "No session has this code: {detail}. Check the code in the session list.",
        "इस कोड का कोई सत्र नहीं है: {detail}। सत्र सूची में कोड जाँचें।",
    ),
    Refusal.SESSION_OVER: (
        "This session is over, its list stays as it is: {detail}.",
        "यह सत्र समाप्त हो चुका है, इसकी सूची नहीं बदलेगी: {detail}।",
    ),
    Refusal.ENDS_BEFORE_IT_BEGINS: (
        "The last day lies before the first. Give the days in their order.",
        "अंतिम दिन पहले दिन से पूर्व है। दिन सही क्रम में दें।",
    ),
    Refusal.NO_SUCH_ABSENCE: (
        "This absence is not known, perhaps because somebody took it back already. Look at the page again.",
        "यह अनुपस्थिति दर्ज नहीं है; शायद किसी ने इसे पहले ही हटा दिया। पृष्ठ फिर देखें।",
    ),
    Refusal.NOT_FEWER_SEATS: (
        "This session has {detail} seats. Give a number from none up to that.",
        "इस सत्र में {detail} सीटें हैं। शून्य से उस तक की संख्या दें।",
    ),
    Refusal.REASON_MISSING: (
        "Say why: a change by hand needs a reason.",
        "कारण लिखें: हर बदलाव का कारण चाहिए।",
    ),
    Refusal.IS_EXCLUDED: (
        "This person was taken out of the campaign. Undo that first.",
        "यह व्यक्ति अभियान से बाहर रखा गया है। पहले उसे वापस जोड़ें।",
    ),
    Refusal.IS_A_DUPLICATE: (
        "This is a second registration of somebody. Use the registration that counts.",
        "यह किसी का दूसरा पंजीकरण है। मान्य पंजीकरण चुनें।",
    ),
    Refusal.NOT_OPEN: (
        "This is no proposed facility that is open, perhaps because somebody closed it already.",
        "यह कोई खुला प्रस्तावित संस्थान नहीं है; शायद किसी ने इसे पहले ही बंद कर दिया है।",
    ),
    Refusal.PEOPLE_PLACED: (
        "People placed through it: {detail}. It stays open, so that nobody's place changes unseen. Settle "
        "their texts on another facility first, or take their places back.",
        "इसके द्वारा स्थान पाए लोग: {detail}। यह खुला रहेगा, ताकि किसी का स्थान बिना जाने न बदले। पहले उनके लेख "
        "दूसरे संस्थान पर तय करें, या उनके स्थान वापस लें।",
    ),
    Refusal.SESSIONS_PLANNED: (
        "Sessions planned there: {detail}. Call them off first.",
        "वहाँ नियोजित सत्र: {detail}। पहले उन्हें रद्द करें।",
    ),
    Refusal.OTHER_DISTRICTS: (
        "Texts of other districts that mean it: {detail}. An officer of the whole state can close it.",
        "दूसरे ज़िलों के लेख जो इस पर तय हैं: {detail}। इसे पूरे राज्य का अधिकारी बंद कर सकता है।",
    ),
}


class AllotmentRefused(Exception):
    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.detail = detail

    def in_words(self, language: str = "en") -> str:
        return REFUSAL_WORDS[self.refusal][language == "hi"].format(detail=self.detail)

"""Why a use case of allotment was refused; nothing was changed then."""

from collections.abc import Sequence
from enum import StrEnum

from teeka.rules.allotment.hard_rules import HARD_RULE_WORDS, HardRule


class Refusal(StrEnum):
    PLANNER_BUSY = "PLANNER_BUSY"
    NO_PEOPLE = "NO_PEOPLE"
    NO_SESSIONS = "NO_SESSIONS"
    SEATS_CHANGED = "SEATS_CHANGED"
    NO_SUCH_PERSON = "NO_SUCH_PERSON"
    NO_SUCH_PLACE = "NO_SUCH_PLACE"
    NO_SUCH_SESSION = "NO_SUCH_SESSION"
    SESSION_OVER = "SESSION_OVER"
    SESSION_OFF_OR_BEGUN = "SESSION_OFF_OR_BEGUN"
    NOT_FEWER_SEATS = "NOT_FEWER_SEATS"
    OTHERS_LEAVE = "OTHERS_LEAVE"
    ENDS_BEFORE_IT_BEGINS = "ENDS_BEFORE_IT_BEGINS"
    NO_SUCH_ABSENCE = "NO_SUCH_ABSENCE"
    REASON_MISSING = "REASON_MISSING"
    NOT_OPEN = "NOT_OPEN"
    PEOPLE_PLACED = "PEOPLE_PLACED"
    SESSIONS_PLANNED = "SESSIONS_PLANNED"
    OTHER_DISTRICTS = "OTHER_DISTRICTS"
    SAME_SESSION = "SAME_SESSION"
    NOTHING_TO_SWAP = "NOTHING_TO_SWAP"
    PINNED_ALREADY = "PINNED_ALREADY"
    NOT_PINNED = "NOT_PINNED"
    NOT_EXCLUDED = "NOT_EXCLUDED"
    SEATS_OUT_OF_RANGE = "SEATS_OUT_OF_RANGE"
    SEATS_AS_BEFORE = "SEATS_AS_BEFORE"
    SEATS_TAKEN = "SEATS_TAKEN"
    SEAT_FREE = "SEAT_FREE"
    SECOND_NEEDED = "SECOND_NEEDED"
    NO_SECOND_NEEDED = "NO_SECOND_NEEDED"
    ASKED_ALREADY = "ASKED_ALREADY"
    NO_SUCH_REQUEST = "NO_SUCH_REQUEST"
    SECOND_PERSON = "SECOND_PERSON"
    SHEET_APPLIED = "SHEET_APPLIED"
    NO_SUCH_SHEET = "NO_SUCH_SHEET"


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
    Refusal.SESSION_OFF_OR_BEGUN: (
        "Session {detail} is called off already or has begun; nothing was changed. See the session list.",
        "सत्र {detail} पहले ही रद्द है या आरंभ हो चुका है। कुछ नहीं बदला गया: सत्र सूची में देखें।",
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
    Refusal.OTHERS_LEAVE: (
        "Places changed since you looked: others would have to leave now. Look at the list again, then "
        "confirm.",
        "आपके देखने के बाद स्थान बदले हैं: अब दूसरे लोगों को हटना होगा। सूची फिर देखें, तब पुष्टि करें।",
    ),
    Refusal.REASON_MISSING: (
        "Say why: a change by hand needs a reason.",
        "कारण लिखें: हर बदलाव का कारण चाहिए।",
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
    Refusal.SAME_SESSION: (
        "The person has a place in this session already. Choose another session.",
        "व्यक्ति का स्थान पहले से इसी सत्र में है। दूसरा सत्र चुनें।",
    ),
    Refusal.NOTHING_TO_SWAP: (
        "Both have their places in the same session, so there is nothing to swap.",
        "दोनों के स्थान एक ही सत्र में हैं, इसलिए अदला-बदली की ज़रूरत नहीं।",
    ),
    Refusal.PINNED_ALREADY: (
        "This place is pinned already. Look at the person's page again.",
        "यह स्थान पहले से पक्का है। व्यक्ति का पृष्ठ फिर देखें।",
    ),
    Refusal.NOT_PINNED: (
        "This place is not pinned. Look at the person's page again.",
        "यह स्थान पक्का नहीं है। व्यक्ति का पृष्ठ फिर देखें।",
    ),
    Refusal.NOT_EXCLUDED: (
        "This person is not taken out of the campaign. Look at the person's page again.",
        "यह व्यक्ति अभियान से बाहर नहीं है। व्यक्ति का पृष्ठ फिर देखें।",
    ),
    Refusal.SEATS_OUT_OF_RANGE: (
        "A session has from 1 to {detail} seats. Correct the number.",
        "एक सत्र में 1 से {detail} तक सीटें होती हैं। संख्या ठीक करें।",
    ),
    Refusal.SEATS_AS_BEFORE: (
        "The session has {detail} seats already. Nothing was changed.",
        "सत्र में पहले से {detail} सीटें हैं। कुछ नहीं बदला गया।",
    ),
    Refusal.SEATS_TAKEN: (
        "Seats taken: {detail}. With fewer, somebody loses the place: look who, and confirm, or move people "
        "first.",
        "भरी हुई सीटें: {detail}। इससे कम होने पर किसी का स्थान जाएगा: देखें किसका, और पुष्टि करें, या पहले लोगों को दूसरे "
        "सत्र में भेजें।",
    ),
    Refusal.SEAT_FREE: (
        "This session has a free seat: give the place itself, nobody needs to be asked.",
        "इस सत्र में सीट खाली है: स्थान सीधे दें, किसी से अनुरोध की ज़रूरत नहीं।",
    ),
    Refusal.SECOND_NEEDED: (
        "Seats planned or agreed on: {detail}. More than that needs two: ask for the seats, and another "
        "officer gives or refuses them.",
        "नियोजित या सहमत सीटें: {detail}। इससे अधिक के लिए दो अधिकारी चाहिए: सीटों का अनुरोध करें, दूसरा अधिकारी "
        "उन्हें देगा या मना करेगा।",
    ),
    Refusal.NO_SECOND_NEEDED: (
        "Seats planned or agreed on: {detail}. Up to that number you open them yourself.",
        "नियोजित या सहमत सीटें: {detail}। उस संख्या तक आप सीटें स्वयं खोल सकते हैं।",
    ),
    Refusal.ASKED_ALREADY: (
        "This is asked for already. A second officer decides on it, on the session's page.",
        "इसका अनुरोध पहले से है। दूसरा अधिकारी सत्र के पृष्ठ पर उस पर निर्णय करेगा।",
    ),
    Refusal.NO_SUCH_REQUEST: (
        "Nobody asks for this seat any more: somebody decided on it already. Look at the session again.",
        "इस सीट का अनुरोध अब लंबित नहीं है: उस पर निर्णय हो चुका है। सत्र फिर देखें।",
    ),
    Refusal.SECOND_PERSON: (
        "You asked for this seat yourself. Another officer must decide on it.",
        "इस सीट का अनुरोध आपने ही किया है। इस पर दूसरा अधिकारी निर्णय करेगा।",
    ),
    Refusal.SHEET_APPLIED: (
        "This sheet was applied already. Upload a new one for further changes.",
        "यह शीट पहले ही लागू हो चुकी है। आगे के बदलावों के लिए नई शीट अपलोड करें।",
    ),
    Refusal.NO_SUCH_SHEET: (
        "There is no such sheet. Upload it again.",
        "ऐसी कोई शीट नहीं है। इसे फिर अपलोड करें।",
    ),
}


class AllotmentRefused(Exception):
    """`also`: the hard rules that stood in the way besides the first."""

    def __init__(
        self, refusal: Refusal | HardRule, detail: str = "", *, also: Sequence[HardRule] = ()
    ) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.detail = detail
        self.also = tuple(also)

    def in_words(self, language: str = "en") -> str:
        return " ".join(
            refusal_words(refusal, self.detail, language) for refusal in (self.refusal, *self.also)
        )


def refusal_words(refusal: Refusal | HardRule, detail: str, language: str) -> str:
    words = HARD_RULE_WORDS[refusal] if isinstance(refusal, HardRule) else REFUSAL_WORDS[refusal]
    return words[language == "hi"].format(detail=detail)

"""The reasons that a plan gives, and the words in which a person reads them."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a person has no place: what a plan found (the first that applies), or what was done since."""

    NOT_IN_COHORT = "NOT_IN_COHORT"
    POSTING_NOT_RESOLVED = "POSTING_NOT_RESOLVED"
    NO_SESSION_IN_DISTRICT = "NO_SESSION_IN_DISTRICT"
    NO_SESSION_IN_REACH = "NO_SESSION_IN_REACH"
    NO_SESSION_FOR_DOSE = "NO_SESSION_FOR_DOSE"
    DOSE_NOT_DUE = "DOSE_NOT_DUE"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    STAFF_SHARE = "STAFF_SHARE"
    SESSIONS_FULL = "SESSIONS_FULL"
    SESSION_CANCELLED = "SESSION_CANCELLED"
    TAKEN_BACK = "TAKEN_BACK"
    SEATS_CUT = "SEATS_CUT"
    TRANSFERRED = "TRANSFERRED"
    ABSENT = "ABSENT"
    DECLINED = "DECLINED"
    EXCLUSION_TAKEN_BACK = "EXCLUSION_TAKEN_BACK"
    DOSE_GIVEN = "DOSE_GIVEN"
    DOSE_UNDONE = "DOSE_UNDONE"


class Why(StrEnum):
    """Why a placed person has this place and no nearer one."""

    OWN_SITE = "OWN_SITE"
    PARENT_SITE = "PARENT_SITE"
    NEAREST = "NEAREST"
    OWN_SITE_FULL = "OWN_SITE_FULL"
    NEARER_FULL = "NEARER_FULL"
    NEARER_STAFF_SHARE = "NEARER_STAFF_SHARE"
    OTHER_DISTRICT = "OTHER_DISTRICT"
    LOCATED_BY_PIN_CODE = "LOCATED_BY_PIN_CODE"
    LOCATED_BY_DISTRICT = "LOCATED_BY_DISTRICT"
    BY_HAND = "BY_HAND"
    FROM_STANDBY = "FROM_STANDBY"


REASONS = tuple(Reason)
WHYS = tuple(Why)
BIT = {why: 1 << position for position, why in enumerate(WHYS)}

UNPLACED_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_IN_COHORT: (
        "This campaign is not for this person's category. Change the category or the campaign's tiers.",
        "यह अभियान इस व्यक्ति की श्रेणी के लिए नहीं है। श्रेणी या अभियान के चरण बदलें।",
    ),
    Reason.POSTING_NOT_RESOLVED: (
        "We do not yet know at which facility this person works. Confirm the posting, then allot again.",
        "यह व्यक्ति किस संस्थान में कार्यरत है, यह अभी तय नहीं है। पदस्थापन की पुष्टि करें, फिर आवंटन करें।",
    ),
    Reason.NO_SESSION_IN_DISTRICT: (
        "There is no session in the district where this person works. Open one there, "
        "or let the campaign cross borders.",
        "जिस ज़िले में यह व्यक्ति कार्यरत है, वहाँ कोई सत्र नहीं है। वहाँ सत्र खोलें या अभियान को ज़िला सीमा पार करने दें।",
    ),
    Reason.NO_SESSION_IN_REACH: (
        "There is no session near enough to where this person works. Open one nearer.",
        "इस व्यक्ति के कार्यस्थल के पास कोई सत्र नहीं है। पास में सत्र खोलें।",
    ),
    Reason.NO_SESSION_FOR_DOSE: (
        "No session in reach gives the dose and vaccine that this person needs. Open one that does.",
        "पहुँच में कोई सत्र वह खुराक और टीका नहीं देता जो इस व्यक्ति को चाहिए। ऐसा सत्र खोलें।",
    ),
    Reason.DOSE_NOT_DUE: (
        "No session in reach is on a day when the next dose of this person is due. Open one on such a day.",
        "पहुँच में कोई सत्र उस दिन नहीं है जब इस व्यक्ति की अगली खुराक देय है। ऐसे दिन का सत्र खोलें।",
    ),
    Reason.OUTSIDE_WINDOW: (
        "No session in reach is on a date when this person may come. Open one on a date that fits.",
        "पहुँच में कोई सत्र उस तारीख को नहीं है जब यह व्यक्ति आ सकता है। उपयुक्त तारीख का सत्र खोलें।",
    ),
    Reason.STAFF_SHARE: (
        "On every day with a free seat, as many colleagues go as the facility can spare. "
        "Add a session day, or raise the staff share.",
        "जिन दिनों सीट खाली है, उन दिनों संस्थान से उतने सहकर्मी पहले ही जा रहे हैं जितने जा सकते हैं। "
        "सत्र का एक दिन बढ़ाएँ या कर्मचारी अनुपात बढ़ाएँ।",
    ),
    Reason.SESSIONS_FULL: (
        "Every session in reach is full. Add seats or a session.",
        "पहुँच के सभी सत्र भर चुके हैं। सीटें या सत्र बढ़ाएँ।",
    ),
    Reason.SESSION_CANCELLED: (
        "The session of this person was cancelled. Allot again to give another place.",
        "इस व्यक्ति का सत्र रद्द हुआ। दूसरा स्थान देने के लिए फिर आवंटन करें।",
    ),
    Reason.TAKEN_BACK: (
        "Somebody took this person's place back. Allot again to give another, or exclude the person.",
        "इस व्यक्ति का स्थान वापस लिया गया। दूसरा देने के लिए फिर आवंटन करें या व्यक्ति को बाहर रखें।",
    ),
    Reason.SEATS_CUT: (
        "The session of this person lost seats, and others came first. Allot again to give another place.",
        "इस व्यक्ति के सत्र की सीटें घटीं और दूसरे पहले थे। दूसरा स्थान देने के लिए फिर आवंटन करें।",
    ),
    Reason.TRANSFERRED: (
        "This person works elsewhere now. Allot again to give a place there.",
        "यह व्यक्ति अब दूसरी जगह कार्यरत है। वहाँ स्थान देने के लिए फिर आवंटन करें।",
    ),
    Reason.ABSENT: (
        "This person cannot come on the day of the session. Allot again to give a place on another day.",
        "यह व्यक्ति सत्र के दिन नहीं आ सकता। दूसरे दिन का स्थान देने के लिए फिर आवंटन करें।",
    ),
    Reason.DECLINED: (
        "This person answered that they will not come, and no plan gives them another place. "
        "Give one by hand when they ask for it.",
        "इस व्यक्ति ने बताया कि वे नहीं आएँगे, इसलिए कोई योजना उन्हें दूसरा स्थान नहीं देती। माँगने पर स्वयं स्थान दें।",
    ),
    Reason.EXCLUSION_TAKEN_BACK: (
        "This person was taken out of the campaign and let in again. Allot again to give a place.",
        "यह व्यक्ति अभियान से बाहर रखा गया था और वापस जोड़ा गया। स्थान देने के लिए फिर आवंटन करें।",
    ),
    Reason.DOSE_GIVEN: (
        "This person got the dose at another session, so the place was free for somebody else.",
        "इस व्यक्ति को खुराक दूसरे सत्र में मिल गई, इसलिए स्थान दूसरे के लिए ख़ाली हुआ।",
    ),
    Reason.DOSE_UNDONE: (
        "A dose that was recorded of this person was undone. Allot again to give a place.",
        "इस व्यक्ति की दर्ज खुराक हटाई गई। स्थान देने के लिए फिर आवंटन करें।",
    ),
}

WHY_WORDS: dict[Why, tuple[str, str]] = {
    Why.OWN_SITE: ("At the person's own facility.", "व्यक्ति के अपने संस्थान में।"),
    Why.PARENT_SITE: ("At the parent of the person's facility.", "व्यक्ति के संस्थान के मूल संस्थान में।"),
    Why.NEAREST: ("The site nearest to the person's facility.", "व्यक्ति के संस्थान के सबसे पास का स्थल।"),
    Why.OWN_SITE_FULL: (
        "The session at the own facility has no seat left.",
        "अपने संस्थान के सत्र में कोई सीट नहीं बची।",
    ),
    Why.NEARER_FULL: ("Nearer sessions have no seat left.", "पास के सत्रों में कोई सीट नहीं बची।"),
    Why.NEARER_STAFF_SHARE: (
        "On the free days of a nearer site, as many colleagues go as the facility can spare.",
        "पास के स्थल के खाली दिनों में संस्थान से उतने सहकर्मी जा रहे हैं जितने जा सकते हैं।",
    ),
    Why.OTHER_DISTRICT: (
        "The site is in another district, which this campaign allows.",
        "स्थल दूसरे ज़िले में है; यह अभियान इसकी अनुमति देता है।",
    ),
    Why.LOCATED_BY_PIN_CODE: (
        "The facility's place on the map is that of its PIN code.",
        "संस्थान का स्थान उसके पिन कोड से लिया गया है।",
    ),
    Why.LOCATED_BY_DISTRICT: (
        "The facility's place on the map is only known by its district: the distance is rough.",
        "संस्थान का स्थान केवल ज़िले से ज्ञात है: दूरी मोटे तौर पर है।",
    ),
    Why.BY_HAND: ("Somebody chose this place by hand.", "यह स्थान किसी ने स्वयं चुना।"),
    Why.FROM_STANDBY: (
        "Somebody else could not come, and this person stood by.",
        "कोई और नहीं आ सका, और यह व्यक्ति प्रतीक्षा सूची में था।",
    ),
}


def why_codes(bits: int) -> list[str]:
    """The codes that a plan packed into bits, the main one first."""
    return [why.value for why in WHYS if bits & BIT[why]]

"""The words of the posting decision: what is claimed, what is registered, what was decided and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class PostingClaim(NamedTuple):
    """One distinct claim of a workplace. `district` is whatever names districts in the registry too."""

    text: str
    district: str
    facility_code: str = ""


class FacilityName(NamedTuple):
    """One registry row. `type` is one of lexicon.TYPES, or empty or OTHER when the registry does not say."""

    code: str
    name: str
    district: str
    type: str = ""
    name_hi: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A person's earlier decision: in this district, this text means this facility."""

    text: str
    district: str
    facility_code: str


class Verdict(StrEnum):
    ACCEPT = "accept"
    CONFIRM = "confirm"
    REVIEW = "review"


class Reason(StrEnum):
    CODE_GIVEN = "CODE_GIVEN"
    CODE_UNKNOWN = "CODE_UNKNOWN"
    ALIAS = "ALIAS"
    EXACT = "EXACT"
    FOLDED = "FOLDED"
    SIMILAR = "SIMILAR"
    TYPE_AGREES = "TYPE_AGREES"
    TYPE_CONFLICTS = "TYPE_CONFLICTS"
    TYPE_MISSING = "TYPE_MISSING"
    DISTRICT_STATED = "DISTRICT_STATED"
    DISTRICT_DIFFERS = "DISTRICT_DIFFERS"
    DISTRICT_UNKNOWN = "DISTRICT_UNKNOWN"
    OTHER_DISTRICT_NAMED = "OTHER_DISTRICT_NAMED"
    AMBIGUOUS = "AMBIGUOUS"
    SEVERAL_FACILITIES = "SEVERAL_FACILITIES"
    NO_NAME = "NO_NAME"
    LOOKS_LIKE_AN_ADDRESS = "LOOKS_LIKE_AN_ADDRESS"
    MIXED_SCRIPTS = "MIXED_SCRIPTS"
    OTHER_SCRIPT = "OTHER_SCRIPT"
    TOO_LONG = "TOO_LONG"
    NO_CANDIDATE = "NO_CANDIDATE"
    WEAK = "WEAK"


WORDS: dict[Reason, tuple[str, str]] = {
    Reason.CODE_GIVEN: ("the facility code was given", "संस्थान का कोड दिया गया है"),
    Reason.CODE_UNKNOWN: ("no facility has the code that was given", "दिया गया कोड किसी संस्थान का नहीं है"),
    Reason.ALIAS: ("somebody decided this text before", "इस लेख पर पहले ही निर्णय हो चुका है"),
    Reason.EXACT: ("the same name letter for letter", "नाम अक्षरशः वही है"),
    Reason.FOLDED: ("the same name in another spelling", "वही नाम, वर्तनी अलग"),
    Reason.SIMILAR: ("the name is similar", "नाम मिलता-जुलता है"),
    Reason.TYPE_AGREES: ("the type of facility agrees", "संस्थान का प्रकार मेल खाता है"),
    Reason.TYPE_CONFLICTS: ("the type of facility differs", "संस्थान का प्रकार अलग है"),
    Reason.TYPE_MISSING: ("no type of facility was written", "संस्थान का प्रकार नहीं लिखा है"),
    Reason.DISTRICT_STATED: ("it lies in the district that was stated", "बताए गए ज़िले में है"),
    Reason.DISTRICT_DIFFERS: ("it lies in another district", "दूसरे ज़िले में है"),
    Reason.DISTRICT_UNKNOWN: ("the stated district has no facilities", "बताए गए ज़िले का कोई संस्थान दर्ज नहीं है"),
    Reason.OTHER_DISTRICT_NAMED: (
        "the text names another district than the one that was stated",
        "लेख में बताए गए ज़िले का नहीं, किसी दूसरे ज़िले का नाम है",
    ),
    Reason.AMBIGUOUS: ("several facilities fit about as well", "कई संस्थान लगभग समान रूप से मेल खाते हैं"),
    Reason.SEVERAL_FACILITIES: ("the text names several facilities", "लेख में कई संस्थानों के नाम हैं"),
    Reason.NO_NAME: ("the text names no facility", "लेख में किसी संस्थान का नाम नहीं है"),
    Reason.LOOKS_LIKE_AN_ADDRESS: ("it looks like an address or a phone number", "यह पता या फ़ोन नंबर लगता है"),
    Reason.MIXED_SCRIPTS: (
        "a word mixes Latin and Devanagari letters",
        "एक ही शब्द में रोमन और देवनागरी अक्षर मिले-जुले हैं",
    ),
    Reason.OTHER_SCRIPT: (
        "it has signs that are neither Latin nor Devanagari",
        "इसमें ऐसे अक्षर हैं जो न रोमन हैं न देवनागरी",
    ),
    Reason.TOO_LONG: ("it is longer than any facility's name", "यह किसी भी संस्थान के नाम से लंबा है"),
    Reason.NO_CANDIDATE: ("no facility has a similar name", "मिलते-जुलते नाम का कोई संस्थान नहीं है"),
    Reason.WEAK: ("the likeness is too weak to be sure", "समानता इतनी नहीं कि निश्चित कहा जा सके"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """`facility_code` is the best candidate whatever the verdict; empty only when there is none.

    `confidence` is its probability, 0 to 1. `candidates` holds up to three codes, best first;
    `probabilities` holds one for each of them, the first of which is `confidence`.
    """

    verdict: Verdict
    facility_code: str
    confidence: float
    reasons: tuple[Reason, ...]
    candidates: tuple[str, ...]
    probabilities: tuple[float, ...] = ()

"""Decides which words of a posting name a type of facility, and which say nothing about the place."""

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from teeka.rules.posting.sounds import sound_of

TYPES = ("MCH", "SDH", "DH", "RH", "UPHC", "APHC", "CHC", "PHC", "HSC", "HWC", "HOSP")

# Where a text names two, the lower is the facility's own and the other its parent's.
LEVEL = {
    "HSC": 0, "HWC": 0, "APHC": 1, "UPHC": 1, "PHC": 2, "CHC": 3, "RH": 3, "SDH": 4, "DH": 5, "MCH": 6,
    "HOSP": 7,
}  # fmt: skip
WHOLE_WORDS = {
    "kh": "khurd", "khd": "khurd", "bk": "bujurg", "buzurg": "bujurg", "budruk": "bujurg", "kln": "kalan",
    "kala": "kalan",
}  # fmt: skip

# Words in Devanagari come first: they are told apart before anything is romanised.
_CENTRE = r"\s*\.?\s*(?:क[ेै][नंन्]*्?[दद्]?्?र|कें\.|के\.)"
_HEALTH = r"\s*\.?\s*[सश]्[वब]ा?(?:[सश]्थ्य|स्थय|स्थ|\.)?\s*"
_HINDI = (
    ("APHC", rf"(?:अत[िी](?:रिक्त|\.)?|अतिरि\.)\s*\.?\s*प्रा?(?:थ(?:मिक)?|\.)?\s*\.?{_HEALTH}{_CENTRE}"),
    ("UPHC", rf"(?:शहरी|नगरीय)\s*प्रा?(?:थ(?:मिक)?|\.)?\s*\.?{_HEALTH}{_CENTRE}"),
    ("PHC", rf"प्रा?(?:थ(?:मिक)?|\.)?\s*\.?{_HEALTH}{_CENTRE}"),
    ("CHC", rf"(?:सामु(?:दायिक|\.)?|सा(?:0|\.))\s*\.?{_HEALTH}{_CENTRE}"),
    ("HSC", rf"(?:[सश]्[वब]ा?(?:[सश]्थ्य|स्थय|\.)?\s*\.?\s*)?उप\s*-?\.?\s*(?:स्वा(?:स्थ्य|\.)?\s*\.?)?{_CENTRE}"),
    ("HWC", r"हेल्थ\s*(?:एंड|एण्ड|व|और|&)?\s*वेलनेस\s*सें?[टन]*्?टर"),
    ("HWC", rf"[सश]्वा[सश]्थ्य\s*(?:एवं|व|और)\s*(?:कल्याण|आरोग्य){_CENTRE}"),
    ("HWC", r"आरोग्य\s*मंदिर"),
    ("SDH", r"अनु(?:मंड[ली]*य?|मण्ड[ली]*य?|\.)\s*(?:अस्पता?ल|अस्प\.?|हॉस्पिटल)"),
    ("RH", r"रे[फफ़]+[रल]+(?:ल)?\s*(?:अस्पता?ल|अस्प\.?|हॉस्पिटल)|रेफरल"),
    ("DH", r"(?:सदर|ज़?िला)\s*(?:[अह]स्पा?ता?ल|अस्प\.?|हॉस्पिटल|चिकित्सालय)|जिला\s*(?:अस्पता?ल|अस्प\.?)"),
    ("MCH", r"(?:मेडिकल|चिकित्सा)\s*(?:कॉलेज|कालेज|महाविद्यालय)(?:\s*(?:एवं|व|और|एंड)?\s*(?:अस्पता?ल|हॉस्पिटल))?"),
    ("HOSP", r"[अह]स्पा?ता?ल|अस्प\.|हॉस्पिटल|हास्पिटल|चिकित्सालय|नर्सिंग\s*होम|औषधालय"),
)  # fmt: skip

# How Hindi writes the names of English letters: पीएचसी, एस.डी.एच.
LETTER_NAMES = {
    "ए": "a", "बी": "b", "बि": "b", "सी": "c", "सि": "c", "शी": "c", "डी": "d", "डि": "d", "एच": "h",
    "एम": "m", "पी": "p", "पि": "p", "आर": "r", "एस": "s", "यू": "u", "यु": "u", "डब्ल्यू": "w", "डब्लू": "w",
    "डब्ल्यु": "w", "डव्ल्यू": "w", "डबल्यू": "w",
}  # fmt: skip
_LETTER = "|".join(sorted(LETTER_NAMES, key=len, reverse=True))
ABBREVIATED = re.compile(rf"(?<![\u0900-\u097F])(?:(?:{_LETTER})[.\s]*){{2,5}}(?![\u0900-\u097F])")
LETTER = re.compile(_LETTER)

_CTR = r"\s*(?:cent(?:re|er)s?|cntr|ctr|kendra|kender|kendr)"
_HOSP = r"\s*(?:hospitals?|hospitl|hospt?l?|hosptial|hos|aspatal)"
_HLTH = r"\s*(?:health|helth|hlth|swasth?ya|swa)"
_PRIM = r"(?:primary|prim|pry|prathmik|pra)"
_LATIN = (
    ("APHC", rf"(?:additional|addl|addi|add|atirikt|ati|a)\s*(?:phc|{_PRIM}{_HLTH}{_CTR})|a\s?phc|aphcs?"),
    (
        "UPHC",
        rf"(?:urban|shahri|nagariya|u)\s*(?:phc|{_PRIM}{_HLTH}{_CTR})|(?:urban|shahri|nagariya){_HLTH}{_CTR}|e?u\s?phc|upch|uhc|nuhm",
    ),
    ("CHC", rf"(?:community|comm|samudayik|samu){_HLTH}{_CTR}|chcs?|bchc"),
    ("PHC", rf"(?:block\s*)?{_PRIM}{_HLTH}{_CTR}|[bnm]?phcs?|pch|block\s*phc"),
    (
        "HWC",
        rf"(?:ab)?hwcs?|whc|h\s*(?:and|n)?\s*wc|(?:health\s*(?:and|n|end)?\s*)?wellness{_CTR}|aam|arogya\s*mandir",
    ),
    (
        "HSC",
        rf"hscs?|shc|sc|(?:health\s*)?s[ua]b\s*(?:health\s*)?{_CTR}|(?:up|su)\s*swasth?ya{_CTR}",
    ),
    ("HSC", rf"(?:swasth?ya\s*)?up\s*{_CTR}"),
    ("SDH", rf"sdh|sub\s*(?:divi?si?onal|division|divn?|dist(?:rict)?){_HOSP}|anumandal\w*{_HOSP}"),
    (
        "MCH",
        rf"mch|(?:medical|med|medi|chikitsa)\s*(?:college|clg|coll|mahavidyalaya)(?:\s*(?:and|n|&)?{_HOSP})?",
    ),
    ("DH", rf"dh+|sh|(?:district|distt?|zila|jila|sadar|sader){_HOSP}"),
    ("RH", rf"rh|(?:referr?al|referel|ref|rural){_HOSP}"),
    (
        "HOSP",
        r"hospitals?|hospitl|hosptial|hospt?l?|aspatal|chikitsalaya?|nursing\s*home|clinic|disp(?:ens[ae]r[iy]s?)?|pvt|private|ltd|limited",
    ),
)

HINDI_TYPES = tuple((kind, re.compile(pattern)) for kind, pattern in _HINDI)
LATIN_TYPES = tuple((kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _LATIN)

# What an operator adds to tell sessions apart: it says when and for whom, not where.
_NOISE = (
    r"c[sv]|c[sv]x|cxn|csh|csd|cvn|mix|rev|revenue|co(?:v|x|w)[a-z]*(?:in|ine|eld|ild|iled|elid|ad|xi|ax)",
    r"x(?:in)?|ld|shi(?:e?ld|led)|[gpv]cvc|c\s?v\s?c|left\s?overs?|mop\s?up|mo\s?u?hu?a",
    r"(?:[csew]|[ns][ew]?)z|ta|taluka?",  # a town's zone, a block
    r"covi?d?(?:\s*19)?|co\s?va(?:x|ks|cx)\w*|co(?:vi)?\s?shi\w*|co\s?win|covi?-?shi(?:e?l?d|eld)|covisheild|cova?x(?:in|ine)?|cova?xi|cvx|covi|sputnik|corbevax|vaccin\w*|vac",
    r"flws?|hcws?|mohua|mha|chw|cvcs?|wwd|aefi|ri|18\s*(?:plus|\+)|45\s*(?:plus|\+)|60\s*(?:plus|\+)|(?:above|age)\s*(?:18|45|60)",
    r"(?:1st|2nd|first|second|both)\s*doses?|[12]\s*d|doses?|pensioners?|old\s*age|citizens?|polling|school\s*children",
    r"\d{1,2}\s(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|ember|ober)?",
    r"sessions?|(?:(?:session\s*)?sites?|booth|teams?|room|cabin|counter)(?:\s*(?:no\s*)?\d{1,2}\b)?|launch|final|outreach|camp|work\s*place|room|cabin|wing|counter|only|for",
    r"pathology|path|lab|laboratory|emergency|casualty|opd|ipd|icu|stores?|pharmacy|office|immuni[sz]ation|ward",
    r"labou?r|maternity|dental|ayush|x ray|blood bank|section|department|dept|unit|staff",
    r"block|dist(?:rict|t)?|bihar|govt|government|sarkari|the|of|and|at|post|po|teh|near|building|bldg|new|old|campus",
    r"(?:middle|primary|high|upper|sen|senior|sec|secondary|sr|girls|boys|kanya|uchch|madhya)?\s*(?:school|vidyalaya)|g[sp]s+",
)
NOISE = re.compile(rf"\b(?:{'|'.join(_NOISE)})\b")
# A session is held in such a house; which facility holds the session it does not say.
HOUSE = re.compile(
    r"school|vidyalaya?\b|\b(?:gsss|gps|gms|ghs|gges|gss|gups|mpps|zphs|zpps|ups|hss)\b|विद्यालय|स्कूल|पाठशाला"
    r"|police|polling|panchayat|bha[vw]an\b|hostel|\b(?:hall|awc|camp|gp)\b|ang[ae]nwadi|mandir|temple|masjid"
    r"|church|college|station|office|club|थाना|पुलिस|पंचायत|भवन|छात्रावास|आंगनबाड़ी|आंगनवाड़ी|मंदिर|मस्जिद|कॉलेज|शिविर"
)
HINDI_NOISE = re.compile(r"(?:^|(?<=\s))(?:प्रखंड|प्रखण्ड|जिला|बिहार|राजकीय|सरकारी|टीम|सत्र|एवं|में|का|की|के)(?=\s|$)")

# Words that make up types, by the sounds that they are misheard as.
_SPELT = {
    sound_of(heard): word
    for word, others in {
        "hospital": "haspital haspatal hospitl",
        "aspatal": "asptal",
        "health": "helth helt",
        "centre": "center sentar sentr",
        "subcentre": "subcenter sabsentar",
        "kendra": "kendr kender kendar",
        "primary": "praimari",
        "prathmik": "prathamik pratmik",
        "additional": "edishnal",
        "atirikt": "",
        "community": "kamyuniti",
        "samudayik": "samudaik",
        "medical": "",
        "college": "kolej kalej",
        "mahavidyalaya": "mahavidyalay",
        "chikitsa": "",
        "referral": "referal refral rephral",
        "district": "distrikt",
        "divisional": "divijnal",
        "dispensary": "dispensri",
        "wellness": "velnes",
        "swasthya": "svasthy swasth",
        "urban": "arban urben",
        "shahri": "shahari",
        "anumandaliya": "anumandliy",
    }.items()
    for heard in (word, *others.split())
}
# How many letters may be mistyped in the long English ones. No place's name is so near to them, as
# Kendua is to kendra and Singar to the sound of centre: those words are known by their sounds alone.
_SLIPS = {
    "hospital": 2, "health": 1, "centre": 1, "center": 1, "subcentre": 2, "subcenter": 2, "primary": 1,
    "additional": 2, "community": 2, "medical": 1, "college": 1, "referral": 1, "divisional": 2,
    "dispensary": 2, "wellness": 1, "district": 2, "swasthya": 1, "samudayik": 1,
}  # fmt: skip
_SLIPS_BY_LETTER = {right[0]: [word for word in _SLIPS if word[0] == right[0]] for right in _SLIPS}


@lru_cache(maxsize=65_536)
def spelt(word: str) -> str:
    """A mistyped word of a type as it should be written; any other word as it is."""
    if len(word) < 5:
        return word
    sound = sound_of(word)
    if sound in _SPELT:
        return _SPELT[sound]
    near = process.extractOne(word, _SLIPS_BY_LETTER.get(word[0], ()), scorer=OSA.distance, score_cutoff=2)
    return _SPELT[sound_of(near[0])] if near and near[1] <= _SLIPS[near[0]] else word


# How near two types are when they differ: an upgraded or loosely named facility, not another one.
_NEAR: Mapping[frozenset[str], float] = {
    frozenset(pair): nearness
    for nearness, pairs in (
        (0.8, (("HSC", "HWC"), ("APHC", "HWC"), ("PHC", "CHC"), ("DH", "SDH"), ("RH", "SDH"), ("RH", "CHC"))),
        (
            0.6,
            (
                ("APHC", "PHC"),
                ("PHC", "UPHC"),
                ("PHC", "HWC"),
                ("UPHC", "HWC"),
                ("RH", "PHC"),
                ("SDH", "CHC"),
            ),
        ),
        (0.5, tuple((kind, "HOSP") for kind in ("MCH", "SDH", "DH", "RH", "CHC"))),
    )
    for pair in pairs
}


def type_nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """1 the same type, 0 a contradiction, between for types that offices confuse. Both must be stated."""
    if one & other:
        return 1.0
    return max(_NEAR.get(frozenset((a, b)), 0.0) for a in one for b in other)

"""Which of the thirteen identity documents a text means, and which digits of a number count."""
# ruff: noqa: E501

import re

from teeka.shared.text import ascii_digits, fold_words

OTHER = 13
_WORDS = {
    1: "aadhaar, aadhar, adhaar, adhar, aadhaar card, aadhar card, uid, uidai, आधार, आधार कार्ड",
    2: "driving licence, driving license, dl, licence, license, ड्राइविंग लाइसेंस",
    3: "health insurance smart card, health insurance card, rsby, ayushman card, pmjay, आयुष्मान कार्ड",
    4: "mnrega job card, mgnrega job card, nrega job card, job card, mnrega, मनरेगा जॉब कार्ड, जॉब कार्ड",
    5: "mp mla mlc card, mp card, mla card, official identity card mp mla mlc",
    6: "pan, pan card, पैन, पैन कार्ड",
    7: "bank passbook, post office passbook, passbook, bank or post office passbook, पासबुक, बैंक पासबुक",
    8: "passport, पासपोर्ट",
    9: "pension document, pension, ppo, पेंशन दस्तावेज",
    10: "service identity card, service id, service id card, govt id, office id, employee id card, सेवा पहचान पत्र",
    11: "npr smart card, npr, smart card npr",
    12: "voter id, voter, voter card, voter identity, epic, voter id card, मतदाता पहचान पत्र, वोटर आईडी",
    13: "other, others, अन्य",
}
_KNOWN = {fold_words(word): number for number, words in _WORDS.items() for word in words.split(",")}
_MASKED = re.compile(r"[X*•]{2,}[0-9A-Z]{0,4}")


def read_photo_id_type(text: str) -> int | None:
    """1 to 13, from the number or the document's name; None when it names none of them."""
    word = fold_words(ascii_digits(text)).removesuffix(" 0")
    if word.isdigit() and 1 <= int(word) <= OTHER:
        return int(word)
    return _KNOWN.get(word)


def bare_identity(text: str) -> str:
    """Letters and digits, upper case; '' for a masked number (XXXXXXXX1234) and for what is too short to be one."""
    upper = re.sub(r"\.0+$", "", ascii_digits(text.strip())).upper()
    bare = re.sub(r"[^0-9A-ZX*•]", "", upper)
    if _MASKED.fullmatch(bare):
        return ""
    bare = re.sub(r"[^0-9A-Z]", "", bare)
    return bare if 4 <= len(bare) <= 20 else ""

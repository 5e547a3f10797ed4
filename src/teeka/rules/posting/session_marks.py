"""Decides which words of a facility's name only tell its sessions apart, and which tell facilities apart.

A session mark (a vaccine, a dose, who was called, a team, a letter or number behind the type) may be taken
off. What else folding a name drops (numbers, single letters, "old", "school", "dental") may be all that two
facilities differ by, so two names are alike only where it agrees.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from teeka.rules.posting import lexicon
from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.sounds import sound_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONE_OR_TWO = r"(?:1\s?st|2\s?nd|first|second|both|[12]|i{1,2})"
_NUMBERED = r"\W{0,3}(?:no\W{0,2})?(?:\d{1,2}|[a-d]|i{1,3})\b"
_MARKS = re.compile(
    r"(?:\b(?:for\W+)?(?:"
    r"co(?:vi?)?\W?sh[a-z]*|covi?\W?a?x+[a-z]*|covac[a-z]*|co\W?vax[a-z]*|cvx|covid(?:\W?19)?|covi|"
    r"sputnik(?:\W?v\b)?|corbe?vax|zycov(?:\W?d\b)?|cowin(?:\W?\d)?|[gp]?cvc|vaccin[a-z]*(?:\W+(?:site|room|cent(?:er|re)))?|"
    rf"{_ONE_OR_TWO}\W{{0,2}}(?:doses?|does|dz)|doses?(?:\W{{0,2}}[12])?|"
    r"(?:flws?|hcws?|wwd)(?:\W{0,2}\d{1,2})?|aefi|mop\W?up|"
    r"(?:(?:above|age)\W*)?(?:12|15|18|45|60)\W?(?:plus|(?:to|-)\W?(?:14|17|18|44|59)(?:\W?y(?:ea)?rs?)?)|"
    rf"(?:session|team|site)(?:\Wsite)?(?:{_NUMBERED})?|(?:booth|counter|room|shift|table|wing){_NUMBERED}"
    r")\b|\b(?:12|15|18|45|60)\s?\+)"
    r"|(?:टीम|सत्र(?:\s*स्थल)?)(?:\s*[\d०-९]{1,2})?(?![\w\u0900-\u0963])"
    r"|को(?:वि|वी)?श[िी]?ल्ड|को-?वै?क्[सश][िी]?न|(?:पहली|दूसरी|प्रथम|द्वितीय)\s*(?:खुराक|डोज़?)",
    re.IGNORECASE,
)
# Behind everything else: a number, a letter, or a word that says "the rest of them".
_LAST = re.compile(
    r"(?:(?<=[a-z])|[\W_]+)(\d{1,2}|0\d{2}|(?<![a-z])[abcdfgh]|(?-i:(?<=[a-z])[ABCDFGH])|(?<![a-z])(?:i{1,3}|"
    r"others?|remains?|revenue|rev|launch|final|chw|pensioners?|(?:senior\W+)?citizens?|old\W?age|"
    r"polling(?:\W+(?:staff|party|duty))?))[\W_]*$",
    re.IGNORECASE,
)
# A number or a letter behind one of these names a place.
_PLACE_NUMBER = re.compile(
    r"\b(?:ward|zone|sector|sec|phase|no|number|block|lane|gali|gate|plot|chak|km|road|street|unit|scheme|camp|division|"
    r"battalion|bn|mile|stage|cross|type|colony|market|school|vidyalaya|awc|anganwadi)[\W_]*$",
    re.IGNORECASE,
)
_INITIAL_BEFORE = re.compile(r"(?:^|[\W_])[a-z][\W_]*$", re.IGNORECASE)
_INSTITUTE = re.compile(r"\b(?:[a-z]{0,3}ims|pgi[a-z]*|esic?|gmch?|gh|ah|fhc|th(?:qh)?)\b", re.IGNORECASE)
# One of these is all there is of a place: a number behind its name counts sessions.
_LARGE = frozenset(("MCH", "DH", "SDH", "RH", "CHC", "PHC", "APHC", "HOSP"))

_TOKEN = re.compile(r"\d+|(?<!\d)[a-z]+|(?<=\d)(?!(?:st|nd|rd|th)\b)[a-z]+")
_INITIALS = re.compile(r"\b[a-z](?:[.\s]+[a-z]\b)+")
_NOT_A_LETTER = re.compile(r"[^a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_IDLE = _words("the of and at post po teh tehsil for only block dist distt district bihar dh dhh rh sh")
_OF_GOVERNMENT = _words("govt government sarkari")
_KINDS = {  # words that a type swallows, and what they tell
    **dict.fromkeys(("pvt", "private"), "private"), "clinic": "clinic", "dispensary": "dispensary",
    "nursing": "nursing", "mphc": "mini", "mini": "mini", "nphc": "new",
}  # fmt: skip
_SCHOOL = _words("school vidyalaya gps gss gsss gms ghs gups ggps ups")
_SCHOOL_KINDS = _words(
    "middle primary prathmik high upper senior sen sr secondary sec girls boys kanya uchch madhya"
)


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A name without its session marks: as written, folded, its place in letters, what folding would lose."""

    bare: str
    marks: tuple[str, ...]
    folded: Folded
    letters: str
    apart: frozenset[str]


def unmarked(name: str, stated_type: str) -> Unmarked:
    """The name taken apart. `stated_type`: the registry's column, one of lexicon.TYPES or anything else."""
    marks: list[str] = []

    def keep(found: re.Match[str]) -> str:
        marks.append(found.group().strip(" .-"))
        return " "

    bare = _MARKS.sub(keep, unicodedata.normalize("NFKC", name))
    folded = fold(bare)
    while (last := _LAST.search(bare)) and _counts_sessions(last, folded, stated_type):
        shorter = fold(bare[: last.start()])
        if not shorter.words:
            break
        marks.append(last[1])
        bare, folded = bare[: last.start()], shorter
    tokens = _tokens(bare)
    letters = "".join(token for token in tokens if sound_of(token) in folded.words)
    return Unmarked(_tidy(bare), tuple(marks), folded, letters, _apart(tokens, folded))


def _counts_sessions(last: re.Match[str], folded: Folded, stated_type: str) -> bool:
    """Whether a number or letter behind everything else tells sessions apart, not villages or wards."""
    before, mark = last.string[: last.start()], last[1]
    kinds = folded.types or ({stated_type} & set(lexicon.TYPES))
    if _PLACE_NUMBER.search(before) or (len(mark) == 1 and mark.isalpha() and _INITIAL_BEFORE.search(before)):
        return False
    if kinds <= _LARGE:
        return bool(kinds) or _INSTITUTE.search(before) is not None
    is_word, is_bracketed_letter = len(mark) > 3, mark.isalpha() and "(" in last.group()
    return is_word or (kinds == {"UPHC"} and is_bracketed_letter)


def _tokens(bare: str) -> list[str]:
    """Lower-case words and numbers, initials run together; the "nd" of 2nd is neither."""
    latin = _CAMEL.sub(" ", romanise(bare))
    latin = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return _TOKEN.findall(_INITIALS.sub(lambda run: _NOT_A_LETTER.sub("", run.group()), latin))


def _apart(tokens: Sequence[str], folded: Folded) -> frozenset[str]:
    """What folding drops of a name and two facilities may differ by."""
    is_school = not _SCHOOL.isdisjoint(tokens)
    is_public = bool(folded.types - {"HOSP"})
    apart = set()
    for token in tokens:
        if token.isdigit():
            apart.add(f"#{int(token)}")
        elif token in _KINDS:
            apart.add(_KINDS[token])
        elif token in _SCHOOL or (is_school and token in _SCHOOL_KINDS):
            apart.add(token)
        elif token in _OF_GOVERNMENT:
            apart.update(() if is_public else ("govt",))
        elif token not in _IDLE and (len(sound_of(token)) == 1 or lexicon.NOISE.fullmatch(token)):
            apart.add(token)  # "Kh" and "Bk" are Khurd and Buzurg; "II" is a second one
    return frozenset(apart)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" .,-_(/").strip()

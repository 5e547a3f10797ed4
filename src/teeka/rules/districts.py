"""Decides which district a spelling means: Co-WIN's, LGD's, India Post's, or what a clerk typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

CLOSE_ENOUGH = 84.0
CLEAR_BY = 6.0

# fmt: off
_CONSONANTS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ञ": "n",
    "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n",
    "प": "p", "फ": "ph", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v", "श": "sh",
    "ष": "sh", "स": "s", "ह": "h", "ळ": "l",
}
_VOWEL_SIGNS = {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri",
    "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "ॉ": "o", "ॅ": "e",
}
_VOWELS = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u",
    "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au", "ऑ": "o",
}
# fmt: on
_NASALS = {"ं": "n", "ँ": "n", "ः": ""}
_VIRAMA, _NUKTA = "\u094d", "\u093c"

_DIRECTIONS = {
    **dict.fromkeys(["east", "e", "purvi", "purbi", "poorvi", "poorbi", "purva", "purba", "purv"], "east"),
    **dict.fromkeys(
        ["west", "w", "pashchim", "paschim", "pashchimi", "paschimi", "pachim", "pashchmi", "paschhim"],
        "west",
    ),
    **dict.fromkeys(["north", "n", "uttar", "uttari", "uttara"], "north"),
    **dict.fromkeys(["south", "s", "dakshin", "dakshini", "dakshina"], "south"),
}
_IDLE_WORDS = frozenset(
    [
        "district",
        "districts",
        "dist",
        "distt",
        "dt",
        "zila",
        "jila",
        "zilla",
        "jilla",
        "zilha",
        "jilha",
        "corporation",
        "the",
        "and",
        "of",
    ]
)
# Longer patterns first: each pass must see the text as the one before it left it.
_SOUNDS = (
    (r"chh", "ch"),
    (r"x", "ks"),
    (r"ck|q|c(?!h)", "k"),
    (r"ph", "f"),
    (r"(?<=[bdgjklprt])h", ""),
    (r"sh|z", "s"),
    (r"j", "s"),
    (r"w", "v"),
    (r"oo|ou|au|o", "u"),
    (r"ai|ay|ee|ea|ei|ey|ie|y|e", "i"),
    (r"aa", "a"),
    (r"m(?=[bdgkpst])", "n"),
)
_SOUNDS_COMPILED = tuple((re.compile(pattern), to) for pattern, to in _SOUNDS)
_KEPT_IN_BRACKETS = frozenset({"rural", "urban"})


def fold_place(text: str) -> str:
    """The key under which all spellings of one district's name should meet; "" when nothing is left.

    Either script, any case; "district" and the like dropped, the second name in brackets dropped
    (unless it says rural or urban), compass words put first in English, the rest joined and folded by sound.
    """
    plain = unicodedata.normalize("NFKC", romanised(text)).casefold()
    plain = re.sub(r"\(([^)]*)\)?", _bracket, plain)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    words = [w for w in re.findall(r"[a-z0-9]+", plain.replace("'", "")) if w not in _IDLE_WORDS]
    compass = sorted(_DIRECTIONS[w] for w in words if w in _DIRECTIONS) if len(words) > 1 else []
    rest = "".join(w for w in words if not compass or w not in _DIRECTIONS)
    return " ".join([*compass, _by_sound(rest)]).strip()


def romanised(text: str) -> str:
    """Devanagari in Latin letters as people write them; other letters stay as they are."""
    out: list[str] = []
    for word in re.split(r"(\s+)", unicodedata.normalize("NFC", text)):
        out.append(_romanised_word(word))
    return "".join(out)


def _romanised_word(word: str) -> str:
    word = unicodedata.normalize("NFD", word).replace("ड" + _NUKTA, "र").replace("ढ" + _NUKTA, "र्ह")
    word = word.replace(_NUKTA, "")
    out: list[str] = []
    owes_a = False  # a consonant carries "a" until a sign says otherwise
    for letter in word:
        if letter in _CONSONANTS:
            out.append(("a" if owes_a else "") + _CONSONANTS[letter])
            owes_a = True
            continue
        if letter in _VOWEL_SIGNS:
            out.append(_VOWEL_SIGNS[letter])
        elif letter != _VIRAMA:
            out.append(("a" if owes_a else "") + _VOWELS.get(letter, _NASALS.get(letter, letter)))
        owes_a = False
    return "".join(out)


def _bracket(match: re.Match[str]) -> str:
    inside = match.group(1).strip()
    return f" {inside} " if inside in _KEPT_IN_BRACKETS else " "


def _by_sound(word: str) -> str:
    for pattern, to in _SOUNDS_COMPILED:
        word = pattern.sub(to, word)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word if len(word) <= 3 else word[0] + re.sub(r"(?<=[^aiu])a(?=[^aiu])", "", word[1:])


def closest_place(text: str, spellings: Mapping[str, int]) -> int | None:
    """The district whose known spelling is this one, or clearly the nearest; None when it is a guess.

    ``spellings`` maps folded spellings to district codes. Near means a similarity of CLOSE_ENOUGH,
    and CLEAR_BY ahead of every other district.
    """
    folded = fold_place(text)
    if folded in spellings:
        return spellings[folded]
    if len(folded) < 4:
        return None
    best: dict[int, float] = {}
    for spelling, code in spellings.items():
        score = fuzz.ratio(folded, spelling, score_cutoff=CLOSE_ENOUGH - CLEAR_BY)
        if score > best.get(code, 0.0) and _same_compass(folded, spelling):
            best[code] = score
    ranked = sorted(((score, code) for code, score in best.items()), reverse=True)[:2]
    if not ranked or ranked[0][0] < CLOSE_ENOUGH:
        return None
    if len(ranked) == 2 and ranked[0][0] - ranked[1][0] < CLEAR_BY:
        return None
    return ranked[0][1]


def _same_compass(a: str, b: str) -> bool:
    """East and West Champaran are one letter apart and forty kilometres."""
    return a.split(" ")[:-1] == b.split(" ")[:-1]


@dataclass(slots=True)
class Reconciled:
    """names → district codes, and the names that nobody could place."""

    matched: dict[str, int] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)


def reconcile_districts(names: Iterable[str], spellings: Mapping[str, int]) -> Reconciled:
    """Match one office's list of districts with ours, one to one.

    Names spelt as we know them take their district first; a near spelling only gets a district
    that nobody else on the list has, because a list names each district once.
    """
    result = Reconciled()
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if (code := spellings.get(fold_place(name))) is not None:
            result.matched[name] = code
    taken = set(result.matched.values())
    free = {spelling: code for spelling, code in spellings.items() if code not in taken}
    near = {name: closest_place(name, free) for name in wanted if name not in result.matched}
    claims: dict[int, int] = {}
    for near_code in near.values():
        if near_code is not None:
            claims[near_code] = claims.get(near_code, 0) + 1
    for name, near_code in near.items():
        if near_code is not None and claims[near_code] == 1:
            result.matched[name] = near_code
        else:
            result.unmatched.append(name)
    return result

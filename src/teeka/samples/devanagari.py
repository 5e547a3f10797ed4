"""Writes a place's Latin name in Devanagari as a clerk in Bihar would, by a small table of its own."""

import numpy as np

_SOUNDS = {
    "chh": "छ", "kh": "ख", "gh": "घ", "ch": "च", "jh": "झ", "th": "थ", "dh": "ध", "ph": "फ", "bh": "भ",
    "sh": "श", "rh": "ढ़", "ck": "क", "k": "क", "c": "क", "q": "क", "g": "ग", "j": "ज", "z": "ज", "t": "त",
    "d": "द", "n": "न", "p": "प", "f": "फ", "b": "ब", "m": "म", "y": "य", "r": "र", "l": "ल", "v": "व",
    "w": "व", "s": "स", "h": "ह", "x": "क्स",
}  # fmt: skip
_VOWELS = {
    "aa": ("आ", "ा"), "ai": ("ऐ", "ै"), "au": ("औ", "ौ"), "ee": ("ई", "ी"), "ei": ("ई", "ी"), "oo": ("ऊ", "ू"),
    "ou": ("औ", "ौ"), "a": ("अ", ""), "i": ("इ", "ि"), "u": ("उ", "ु"), "e": ("ए", "े"), "o": ("ओ", "ो"),
}  # fmt: skip
_LONG = {"a": ("आ", "ा"), "i": ("ई", "ी"), "u": ("ऊ", "ू")}
_JOINED = frozenset(
    ["pr", "tr", "br", "kr", "gr", "dr", "ml", "ny", "dy", "ky", "st", "tt", "dd", "ll", "mm"]
)
_NASAL_BEFORE = {"n": "kgcjtd", "m": "pb"}
# Endings that everybody spells alike.
_ENDINGS = {
    "pur": "पुर", "pura": "पुरा", "ganj": "गंज", "abad": "ाबाद", "nagar": "नगर", "garh": "गढ़", "chak": "चक",
    "wari": "वारी", "tola": "टोला", "bazar": "बाजार", "dih": "डीह", "gaon": "गांव", "ghat": "घाट",
    "patti": "पट्टी", "bigha": "बिगहा", "sarai": "सराय", "chandra": "चंद्र", "road": "रोड", "hat": "हाट",
    "bari": "बाड़ी",
}  # fmt: skip
_VIRAMA, _DOT = "\u094d", "\u0902"


def in_devanagari(text: str, rng: np.random.Generator) -> str:
    """One clerk's spelling; where Latin does not tell a long vowel from a short one, chance decides."""
    return " ".join(_word(word.lower(), rng) for word in text.split())


def _word(word: str, rng: np.random.Generator) -> str:
    for size in range(min(7, len(word) - 2), 2, -1):
        if (ending := _ENDINGS.get(word[-size:])) is not None:
            return _by_sound(word[:-size], rng) + ending
    return _ENDINGS.get(word) or _by_sound(word, rng)


def _by_sound(word: str, rng: np.random.Generator) -> str:
    out: list[str] = []
    at, before = 0, ""
    while at < len(word):
        sound, is_vowel = _next_sound(word, at)
        if not sound:
            at, before = at + 1, ""
            continue
        ends = at + len(sound) == len(word)
        if is_vowel:
            if not before and at and word[at - 1] == "i":
                out.append("य")  # Bihia: after an i comes a y
                before = "y"
            out.append(_vowel(sound, inside=bool(before), ends=ends, rng=rng))
            before = ""
        elif out and not ends and word[at + 1] in _NASAL_BEFORE.get(sound, ""):
            out.append(_DOT)
            before = ""
        else:
            if before and before + sound[0] in _JOINED:
                out.append(_VIRAMA)
            out.append(_SOUNDS[sound])
            before = sound[-1]
        at += len(sound)
    return "".join(out)


def _next_sound(word: str, at: int) -> tuple[str, bool]:
    for size in (3, 2, 1):
        piece = word[at : at + size]
        if len(piece) == size and piece in _VOWELS:
            return piece, True
        if len(piece) == size and piece in _SOUNDS:
            return piece, False
    return "", False


def _vowel(sound: str, *, inside: bool, ends: bool, rng: np.random.Generator) -> str:
    letter, sign = _VOWELS[sound]
    if sound in _LONG:
        chance = {"a": 0.95, "i": 0.9, "u": 0.6}[sound] if ends else {"a": 0.4, "i": 0.35, "u": 0.15}[sound]
        if rng.random() < chance and (inside or sound == "a"):
            letter, sign = _LONG[sound]
    return sign if inside else letter

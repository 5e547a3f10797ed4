"""The slips of the hand with which people write names: in Latin letters and in Devanagari."""

import numpy as np

_LATIN = [
    ("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("sh", "s"), ("s", "sh"), ("v", "w"), ("w", "v"),
    ("ph", "f"), ("f", "ph"), ("z", "j"), ("j", "z"), ("aa", "a"), ("a", "aa"), ("kh", "k"), ("th", "t"),
    ("bh", "b"), ("dh", "d"), ("chh", "ch"), ("ai", "e"), ("e", "i"), ("o", "au"), ("y", "i"), ("ksh", "chh"),
]  # fmt: skip
_HINDI = [
    ("ी", "ि"), ("ि", "ी"), ("ू", "ु"), ("ु", "ू"), ("श", "स"), ("स", "श"), ("ं", "न"), ("ड़", "र"),
    ("व", "ब"), ("ब", "व"), ("ण", "न"), ("ज", "ज़"), ("ढ़", "ढ"), ("ा", ""), ("े", "ै"), ("ो", "ौ"),
]  # fmt: skip


def misspelt(word: str, rng: np.random.Generator) -> str:
    """One slip in a Latin word: a sound written another way, or a letter lost, doubled or swapped."""
    if len(word) < 4:
        return word
    if rng.random() < 0.7:
        return _sound(word, _LATIN, rng)
    at = int(rng.integers(1, len(word) - 1))
    slip = int(rng.integers(3))
    if slip == 0:
        return word[:at] + word[at + 1 :]
    if slip == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def misspelt_hindi(word: str, rng: np.random.Generator) -> str:
    return _sound(word, _HINDI, rng)


def misspelt_in(text: str, rng: np.random.Generator, *, hindi: bool) -> str:
    """One word of the text with a slip in it: the longest, for short ones are known by heart."""
    words = text.split()
    if not words:
        return text
    at = max(range(len(words)), key=lambda i: len(words[i]))
    words[at] = misspelt_hindi(words[at], rng) if hindi else misspelt(words[at], rng)
    return " ".join(words)


def _sound(word: str, ways: list[tuple[str, str]], rng: np.random.Generator) -> str:
    lower = word.lower()
    start = int(rng.integers(len(ways)))
    for step in range(len(ways)):
        sound, other = ways[(start + step) % len(ways)]
        at = lower.find(sound, 1)
        if at > 0:
            return word[:at] + other + word[at + len(sound) :]
    return word

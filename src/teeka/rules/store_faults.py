"""What can go wrong at a place that keeps copies of lists, the words for it, and when to try again."""

from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)


class StoreFault(StrEnum):
    FULL = "full"
    NOT_ALLOWED = "not_allowed"
    AWAY = "away"
    NOT_MOUNTED = "not_mounted"
    SLOW = "slow"
    DAMAGED = "damaged"
    SETTINGS = "settings"
    KEY_LOST = "key_lost"
    BROKEN = "broken"


# (English, Hindi): what is wrong and what to do; the copies elsewhere are not touched by it.
STORE_FAULT_WORDS: dict[StoreFault, tuple[str, str]] = {
    StoreFault.FULL: (
        "is full: make room there; copying goes on by itself.",
        "भरा हुआ है: वहाँ जगह बनाएँ; प्रतियाँ अपने आप आगे बनेंगी।",
    ),
    StoreFault.NOT_ALLOWED: (
        "does not let us write or read: see the owner of the folder, or the key of the store.",
        "लिखने या पढ़ने नहीं देता: फ़ोल्डर का मालिक या स्टोर की कुंजी जाँचें।",
    ),
    StoreFault.AWAY: (
        "cannot be reached: see the network, and whether it runs; it is tried again by itself.",
        "तक पहुँच नहीं है: नेटवर्क और सेवा जाँचें; फिर कोशिश अपने आप होगी।",
    ),
    StoreFault.NOT_MOUNTED: (
        "does not hold the mark that was left when it was added: is its disk in? If it is a new disk, "
        "switch the place off and add it again.",
        "में वह निशान नहीं है जो जोड़ते समय रखा गया था: क्या डिस्क लगी है? नई डिस्क हो तो स्थान बंद करके फिर जोड़ें।",
    ),
    StoreFault.SLOW: (
        "has not answered for a minute: the other places do not wait for it.",
        "एक मिनट से उत्तर नहीं दे रहा: दूसरे स्थान उसकी प्रतीक्षा नहीं करते।",
    ),
    StoreFault.DAMAGED: (
        "gives back something else than was written: its disk may be failing. Check it.",
        "लिखे हुए से अलग लौटाता है: डिस्क खराब हो रही हो सकती है। जाँचें।",
    ),
    StoreFault.SETTINGS: (
        "has settings that do not work: add it again with right ones.",
        "की सेटिंग काम नहीं करतीं: सही सेटिंग के साथ फिर जोड़ें।",
    ),
    StoreFault.KEY_LOST: (
        "gets no new list, for the signing key is lost: see docs/runbooks/a-lost-signing-key.md.",
        "में नई सूची नहीं जाती, क्योंकि हस्ताक्षर-कुंजी खो गई है: docs/runbooks/a-lost-signing-key.md देखें।",
    ),
    StoreFault.BROKEN: (
        "failed in a way that teeka does not know: see the log of the copier (run/copier.log).",
        "अनजानी तरह से विफल हुआ: कॉपियर का लॉग देखें (run/copier.log)।",
    ),
}


def waits(tries: int) -> timedelta:
    """How long after so many failures in a row (from 1) a place is left alone: doubling, up to 5 minutes."""
    doublings = min(max(tries - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)

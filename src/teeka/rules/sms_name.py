"""How a facility or site is called in a message: at most 30 characters that its people still recognise."""

import re

from teeka.shared.text import shorten, squash

LONGEST = 30
_SHORTER = (
    (r"\badditional primary health (?:centre|center)\b", "APHC"),
    (r"\burban primary health (?:centre|center)\b", "UPHC"),
    (r"\bprimary health (?:centre|center)\b", "PHC"),
    (r"\bcommunity health (?:centre|center)\b", "CHC"),
    (r"\bhealth (?:and|&) wellness (?:centre|center)\b", "HWC"),
    (r"\bhealth sub[- ]?(?:centre|center)\b", "HSC"),
    (r"\bsub[- ]?divisional hospital\b", "SDH"),
    (r"\bmedical college (?:and|&) hospital\b", "MCH"),
    (r"\bmedical college\b", "Med Coll"),
    (r"\bdistrict hospital\b", "DH"),
    (r"\breferral hospital\b", "RH"),
    (r"\bhospital\b", "Hosp"),
    (r"\bgovernment\b", "Govt"),
    (r"\bसामुदायिक स्वास्थ्य केंद्र", "सीएचसी"),
    (r"\bप्राथमिक स्वास्थ्य केंद्र", "पीएचसी"),
)


def make_sms_name(name: str) -> str:
    """The name as it is when it fits; else with its type abbreviated, no brackets, cut between signs."""
    short = squash(name)
    for pattern, to in ((r"\s*\([^)]*\)", ""), *_SHORTER):
        if len(short) <= LONGEST:
            break
        short = squash(re.sub(pattern, to, short, flags=re.IGNORECASE)) or short
    return shorten(short, LONGEST)

"""Which registrations are one person's. One function decides: find_duplicates."""

from teeka.rules.duplicates.decisions import COLUMNS, DuplicatePair, Verdict, find_duplicates
from teeka.rules.duplicates.evidence import WORDS, Reason
from teeka.rules.duplicates.roster import registrations_of

__all__ = [
    "COLUMNS",
    "WORDS",
    "DuplicatePair",
    "Reason",
    "Verdict",
    "find_duplicates",
    "registrations_of",
]

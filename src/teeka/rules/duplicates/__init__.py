"""Which registrations are one person's. Two functions decide: find_duplicates, and find_new_duplicates."""

from teeka.rules.duplicates.decisions import (
    DuplicatePair,
    Found,
    Verdict,
    find_duplicates,
    find_new_duplicates,
)
from teeka.rules.duplicates.evidence import WORDS, Reason, parameters
from teeka.rules.duplicates.roster import COLUMNS, registrations_of
from teeka.rules.duplicates.waterfall import Step, waterfall

__all__ = [
    "COLUMNS",
    "WORDS",
    "DuplicatePair",
    "Found",
    "Reason",
    "Step",
    "Verdict",
    "find_duplicates",
    "find_new_duplicates",
    "parameters",
    "registrations_of",
    "waterfall",
]

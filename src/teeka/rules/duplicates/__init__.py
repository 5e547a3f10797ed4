"""Which registrations are one person's. find_duplicates decides in one roster.

Where registrations keep coming, `keys_of` says what of them to keep, `worth_comparing` finds by that whom
those who came touch, and `judge` decides among these: the rest need not be read again.
"""

from teeka.rules.duplicates.blocking import Sought, worth_comparing
from teeka.rules.duplicates.comparing import folded
from teeka.rules.duplicates.decisions import DuplicatePair, Verdict, find_duplicates, judge
from teeka.rules.duplicates.evidence import WORDS, Reason, parameters
from teeka.rules.duplicates.keys import KEY_COLUMNS, keys_of
from teeka.rules.duplicates.roster import COLUMNS, registrations_of
from teeka.rules.duplicates.waterfall import Step, waterfall

__all__ = [
    "COLUMNS",
    "KEY_COLUMNS",
    "WORDS",
    "DuplicatePair",
    "Reason",
    "Sought",
    "Step",
    "Verdict",
    "find_duplicates",
    "folded",
    "judge",
    "keys_of",
    "parameters",
    "registrations_of",
    "waterfall",
    "worth_comparing",
]

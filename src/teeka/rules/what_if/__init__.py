"""What if: the changes that an officer tries out, whether they can be tried, and the words about them."""

from teeka.rules.what_if.changes import Change, ChangeKind, Misread, read_changes
from teeka.rules.what_if.checking import Known, KnownSession, KnownSite, faults_of
from teeka.rules.what_if.words import (
    FAULT_WORDS,
    REFUSAL_WORDS,
    Fault,
    WhatIfRefusal,
    difference_in_words,
    fault_in_words,
)

__all__ = [
    "FAULT_WORDS",
    "REFUSAL_WORDS",
    "Change",
    "ChangeKind",
    "Fault",
    "Known",
    "KnownSession",
    "KnownSite",
    "Misread",
    "WhatIfRefusal",
    "difference_in_words",
    "fault_in_words",
    "faults_of",
    "read_changes",
]

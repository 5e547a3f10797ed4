"""Which facility a posting means: what is asked and answered. `posting.decisions` decides."""

from teeka.rules.posting.claims import (
    WORDS,
    Alias,
    Decision,
    FacilityName,
    PostingClaim,
    Reason,
    Verdict,
)
from teeka.rules.posting.stated import stated_districts
from teeka.rules.posting.version import rule_print

__all__ = [
    "WORDS",
    "Alias",
    "Decision",
    "FacilityName",
    "PostingClaim",
    "Reason",
    "Verdict",
    "rule_print",
    "stated_districts",
]

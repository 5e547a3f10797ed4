"""Which facility a posting means. One function decides: resolve_postings."""

from teeka.rules.posting.claims import (
    WORDS,
    Alias,
    Decision,
    FacilityName,
    PostingClaim,
    Reason,
    Verdict,
)
from teeka.rules.posting.decisions import resolve_postings
from teeka.rules.posting.stated import stated_districts

__all__ = [
    "WORDS",
    "Alias",
    "Decision",
    "FacilityName",
    "PostingClaim",
    "Reason",
    "Verdict",
    "resolve_postings",
    "stated_districts",
]

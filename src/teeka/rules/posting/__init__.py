"""Which facility a posting means. A Resolver decides; resolve_postings asks it."""

from teeka.rules.posting.claims import (
    WORDS,
    Alias,
    Decision,
    FacilityName,
    PostingClaim,
    Reason,
    Verdict,
)
from teeka.rules.posting.decisions import Resolver, batches, resolve_postings
from teeka.rules.posting.stated import stated_districts
from teeka.rules.posting.version import rule_print

__all__ = [
    "WORDS",
    "Alias",
    "Decision",
    "FacilityName",
    "PostingClaim",
    "Reason",
    "Resolver",
    "Verdict",
    "batches",
    "resolve_postings",
    "rule_print",
    "stated_districts",
]

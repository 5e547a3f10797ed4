"""Decides whether the likeliest of a text's facilities is taken without asking a person.

Most mistakes are texts whose facility is not registered. So it counts what the registry says about itself:
whether its villages have several facilities each, how many of its places bear the village's name, whether a
word of the text is in any name of the district, and how many names there have a word that the text leaves
out: a word of many is a block's or a parent's and stands behind every name; a word of few tells this place
from another one of its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

from rapidfuzz import fuzz

from teeka.rules.posting import lexicon
from teeka.rules.posting.claims import PostingClaim
from teeka.rules.posting.features import FEATURES, heard_in
from teeka.rules.posting.folding import Folded, plain
from teeka.rules.posting.registry import Known, Registry
from teeka.rules.posting.weighing import Weighed

_MOST_TWINS = 0.2  # of a district's villages: where more have a second facility a bare name is neither's
_UNHEARD = 0.2  # of a word's weight: more is no slip of the pen
_NEAR_ENOUGH = 0.8  # of types: a PHC become CHC, a sub-centre become wellness centre
_ONE_IN_A_BLOCK = frozenset(("MCH", "DH", "SDH", "RH", "CHC", "PHC"))
_TIED = 0.15  # of probability: the runner-up fits as well
_COUNTS = 0.1  # of probability: a less probable entry changes nothing
_ONE_NAME, _HEARD = 88, 0.7  # of a hundred letters; of a word
_AT = {name: at for at, name in enumerate(FEATURES)}


class Bounds(NamedTuple):
    """Of each kind of doubt the probability above which a candidate is taken, and what kinds are made of.
    Chosen by `python -m benchmarks.nested`.
    """

    typed: float
    bare: float  # the text says no type: "Goima" may be the sub-centre that is not registered
    vague: float  # no type, and not the very words of the name either
    left_out: float  # the name has a word more than the text: mostly a block's, which stands behind all names
    told_apart: float  # the same, and `few` names have the word: "Halda SC Moghali" is not any Halda
    misspelt: float  # all words are heard and one is spelt otherwise: Bansi is not Bansen
    strange: float  # a word of the text is in no name of the district: "CHC Isagarh (Parsol)"
    long_name: float  # the name has two words more, the text none: "SC Nathalwada Sakat Rajgarh"
    few: int  # places of the district
    most_namesakes: int  # places of the registry that bear a name which is all that a text says


KINDS = Bounds._fields[:-2]
BOUNDS = Bounds(
    typed=0.75,
    bare=0.85,
    vague=0.95,
    left_out=0.82,
    told_apart=0.91,
    misspelt=0.92,
    strange=0.96,
    long_name=0.58,
    few=6,
    most_namesakes=3,
)


@dataclass(frozen=True)
class Ranked:
    """The candidates of one text, one for each place, the most probable first."""

    best: Weighed
    others: tuple[Weighed, ...]

    @cached_property
    def entries(self) -> tuple[Weighed, ...]:
        """Others that may be the best one's second entry in the registry."""
        known = self.best.candidate.known
        return tuple(
            other
            for other in self.others
            if other.probability > _COUNTS and may_be_one(known, other.candidate.known)
        )

    @property
    def probability(self) -> float:
        """That the best one's facility is meant, by whichever of its entries."""
        missed = prod(1 - weighed.probability for weighed in (self.best, *self.entries))
        return round(1 - missed, 4)

    @property
    def lead(self) -> float:
        """Of the best one's probability before any other facility's."""
        return self.best.probability - max((rival.probability for rival in self._rivals), default=0.0)

    def feature(self, name: str) -> float:
        return self.best.candidate.features[_AT[name]]

    @property
    def type_is_near(self) -> bool:
        return self.feature("type_agrees") >= _NEAR_ENOUGH

    @property
    def is_tied(self) -> bool:
        """Another fits as well. A name that is the text word for word is not tied with a longer one."""
        alike = [rival.candidate.features[_AT["same_words"]] == 1 for rival in self._rivals]
        return self.lead < _TIED and (self.feature("same_words") == 0 or any(alike))

    @property
    def _rivals(self) -> list[Weighed]:
        return [other for other in self.others if other not in self.entries]


def ranked(candidates: Sequence[Weighed]) -> Ranked:
    by_place: dict[tuple[str, str], Weighed] = {}
    for weighed in candidates:  # the most probable first
        known = weighed.candidate.known
        by_place.setdefault((known.district, known.place), weighed)
    best, *others = by_place.values()
    return Ranked(best, tuple(others))


def may_be_one(one: Known, other: Known) -> bool:
    """Whether two places of a district may be entries of one facility: nothing in either says otherwise."""
    a, b = one.folded, other.folded
    if one.district != other.district or not _blocks_agree(one, other):
        return False
    if (a.types and b.types and not a.types & b.types) or (
        a.numbers and b.numbers and a.numbers != b.numbers
    ):
        return False
    return fuzz.ratio(a.joined, b.joined) >= _ONE_NAME or any(
        min(heard) >= _HEARD for heard in heard_in(a, b)
    )


def _blocks_agree(one: Known, other: Known) -> bool:
    blocks = {row.block for known in (one, other) for row in known.rows} - {""}
    return len(blocks) < 2


def is_taken(
    claim: PostingClaim, text: Folded, field: Ranked, registry: Registry, bounds: Bounds = BOUNDS
) -> bool:
    is_bare = not text.types
    if field.probability <= min(bounds[: len(KINDS)]) or field.is_tied or not (is_bare or field.type_is_near):
        return False
    if not (field.best.candidate.is_in_district or _is_the_only_one(claim, field)):
        return False
    if is_bare and not _stands_alone(claim, field.best.candidate.known, registry, bounds):
        return False
    return field.probability > bounds[KINDS.index(doubt_of(text, field, registry, bounds.few))]


def doubt_of(text: Folded, field: Ranked, registry: Registry, few: int) -> str:
    """Which of KINDS the text and its best candidate are."""
    known = field.best.candidate.known
    unheard, unsaid = _unheard(text, known)
    if len(unsaid) > 1 and not unheard:
        return "long_name"
    if field.feature("same_words") == 1:
        return "typed" if text.types else "bare"
    if field.feature("text_unheard") > _UNHEARD and any(
        not registry.bearers(known.district, word) for word in unheard
    ):
        return "strange"
    if not text.types:
        return "vague"
    is_misspelt = not unheard and len(text.words) == len(known.folded.words)
    if is_misspelt or not unsaid:
        return "misspelt" if is_misspelt else "typed"
    is_of_few = max(registry.bearers(known.district, word) for word in unsaid) < few
    return "told_apart" if is_of_few else "left_out"


def _unheard(text: Folded, known: Known) -> tuple[list[str], list[str]]:
    """The words of the text that no word of the name is like, and those of the name that it leaves out."""
    of_text, of_name = heard_in(text, known.folded)
    return _weak(text.words, of_text), _weak(known.folded.words, of_name)


def _weak(words: Sequence[str], heard: Sequence[float]) -> list[str]:
    return [word for word, alike in zip(words, heard, strict=True) if alike < _HEARD]


def _stands_alone(claim: PostingClaim, known: Known, registry: Registry, bounds: Bounds) -> bool:
    """Whether a village's bare name can only mean its one facility: not a school or another house where a
    session is held, not a common name, nor in a district whose villages often have a sub-centre and a health
    centre.
    """
    return (
        not lexicon.HOUSE.search(claim.text.lower())
        and registry.namesakes_of(known) <= bounds.most_namesakes
        and registry.twins(known) < _MOST_TWINS
    )


def _is_the_only_one(claim: PostingClaim, field: Ranked) -> bool:
    """Outside the stated district only the very words are accepted, of a type that few places have."""
    if any(other.candidate.features[_AT["same_words"]] for other in field.others):
        return False
    asked = sorted(plain(claim.text).split())
    return bool(field.best.candidate.known.folded.types & _ONE_IN_A_BLOCK) and any(
        asked == sorted(plain(name).split())
        for row in field.best.candidate.known.rows
        for name in (row.name, row.name_hi)
    )

"""Decides which facility a posting means, how sure that is, and whether a person must look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from teeka.rules.posting.acceptance import BOUNDS, Bounds, Ranked, is_taken, ranked
from teeka.rules.posting.candidates import Asked, candidates_of
from teeka.rules.posting.claims import Alias, Decision, FacilityName, PostingClaim, Reason, Verdict
from teeka.rules.posting.faults import fault_of
from teeka.rules.posting.folding import Folded, plain
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.sounds import sound_of
from teeka.rules.posting.trees import Tree, grown_trees
from teeka.rules.posting.weighing import Weighed, weigh

CONFIRM_AT = 0.25
_SURE_EXACT, _SURE_CODE = 0.995, 1.0
_CLOSE = 0.35  # of probability: the runner-up fits about as well
_AT_ONCE = 4_096  # texts, so that memory stays small
_UNLIKE = 0.01  # of confidence: the best of the names has nothing to do with the text
_ANY_TOWN = frozenset((sound_of("sadar"),))  # every district has a Sadar hospital, and a Sadar block
_SEVERAL = re.compile(r"\s*(?:/|&|;|,|\+|\band\b|\bor\b|\bव\b|\bएवं\b|\bतथा\b)\s*", re.IGNORECASE)


class Resolver:
    """Decides claims against one registry, whose names it has ready; to be used for one batch after another.

    `district_names` tells by which names a district goes, when `district` is a key and not its name.
    `trees`: others than the grown ones, to judge these on names that they have not seen.
    """

    def __init__(
        self,
        registry: Sequence[FacilityName],
        *,
        aliases: Sequence[Alias] = (),
        district_names: Mapping[str, Sequence[str]] | None = None,
        trees: tuple[Tree, ...] | None = None,
    ) -> None:
        self._known = Registry(registry, district_names)
        self._decided_before = {(alias.district, plain(alias.text)): alias.facility_code for alias in aliases}
        self._trees = grown_trees() if trees is None else trees

    def decide(self, claims: Sequence[PostingClaim]) -> list[Decision]:
        """One decision for each claim, in order. Equal claims get equal ones, whatever else is asked."""
        folded = {
            claim: self._known.fold_claim(claim.text, claim.district)
            for claim in claims
            if not self._known.coded(claim.facility_code)
        }
        found = candidates_of(((text, claim.district) for claim, text in folded.items()), self._known)
        weighed = weigh(found, self._trees)
        return [
            decide(claim, folded.get(claim), weighed, self._known, self._decided_before) for claim in claims
        ]


def resolve_postings(
    postings: Sequence[PostingClaim],
    registry: Sequence[FacilityName],
    *,
    aliases: Sequence[Alias] = (),
    district_names: Mapping[str, Sequence[str]] | None = None,
    trees: tuple[Tree, ...] | None = None,
) -> list[Decision]:
    """What a Resolver decides, one decision for each posting, in order."""
    resolver = Resolver(registry, aliases=aliases, district_names=district_names, trees=trees)
    decisions: dict[PostingClaim, Decision] = {}
    for claims in batches(postings):
        decisions |= zip(claims, resolver.decide(claims), strict=True)
    return [decisions[claim] for claim in postings]


def batches(postings: Iterable[PostingClaim], *, least: int = 1) -> list[list[PostingClaim]]:
    """Each distinct claim once, some thousand at a time or fewer, those of a district side by side.

    least: how many batches there shall be at least, where there are claims enough.
    """
    by_district = sorted(dict.fromkeys(postings), key=lambda claim: claim.district)
    size = min(_AT_ONCE, max(len(by_district) // least, 1))
    return [by_district[start : start + size] for start in range(0, len(by_district), size)]


def decide(
    claim: PostingClaim,
    folded: Folded | None,
    found: Mapping[Asked, list[Weighed]],
    registry: Registry,
    decided_before: Mapping[tuple[str, str], str],
    *,
    bounds: Bounds = BOUNDS,
) -> Decision:
    """`folded`: the text as the registry folds it; None where the claim's code is registered.

    `found` holds its candidates. `bounds`: others than those in force, to choose among them.
    """
    if folded is None:
        return _settled(claim, registry.coded(claim.facility_code), Reason.CODE_GIVEN)
    before = registry.coded(decided_before.get((claim.district, plain(claim.text)), ""))
    if before:
        return _settled(claim, before, Reason.ALIAS)
    unknown = (Reason.CODE_UNKNOWN,) if claim.facility_code else ()
    weighed = found[folded, claim.district]
    decision = _by_text(claim, folded, weighed, registry, bounds)
    fault = fault_of(claim.text, folded)
    return replace(
        decision,
        verdict=Verdict.REVIEW if fault else decision.verdict,
        reasons=unknown + decision.reasons + ((fault,) if fault else ()),
        probabilities=_probabilities(decision, weighed),
    )


def _settled(claim: PostingClaim, facility: FacilityName | None, why: Reason) -> Decision:
    """Somebody said which facility it is; where it lies is told, and changes nothing."""
    assert facility is not None
    where = Reason.DISTRICT_STATED if facility.district == claim.district else Reason.DISTRICT_DIFFERS
    return Decision(Verdict.ACCEPT, facility.code, _SURE_CODE, (why, where), (facility.code,), (_SURE_CODE,))


def _by_text(
    claim: PostingClaim, folded: Folded, candidates: Sequence[Weighed], registry: Registry, bounds: Bounds
) -> Decision:
    exact = registry.by_plain.get((claim.district, plain(claim.text)), {})
    if len(exact) == 1 and (folded.words or any(sign.isdigit() for sign in claim.text)):
        row = next(iter(exact.values()))
        codes = _codes(row.code, claim, candidates)
        return Decision(Verdict.ACCEPT, row.code, _SURE_EXACT, (Reason.EXACT, Reason.DISTRICT_STATED), codes)
    if not folded.words or (
        not folded.types and set(folded.words) <= registry.home(claim.district) | _ANY_TOWN
    ):
        return _nameless(claim, folded, registry)
    if not candidates:
        return Decision(Verdict.REVIEW, "", 0.0, (Reason.NO_CANDIDATE,), ())
    field = ranked(candidates)
    confidence = field.probability
    code = field.best.candidate.known.code_nearest_to(claim.text)
    reasons = [_likeness_reason(field), _type_reason(field), _district_reason(claim, field, registry)]
    verdict = _verdict(claim, folded, field, registry, bounds)
    if confidence < _UNLIKE:
        reasons = [Reason.NO_CANDIDATE]
    elif verdict is not Verdict.ACCEPT and field.lead < _CLOSE:
        reasons.append(Reason.AMBIGUOUS)
    if verdict is Verdict.REVIEW and confidence >= _UNLIKE:
        reasons.append(Reason.WEAK)
    if _names_several(claim, registry):
        verdict = Verdict.REVIEW
        reasons.append(Reason.SEVERAL_FACILITIES)
    elif verdict is Verdict.ACCEPT and _names_another_district(claim, folded, field, registry):
        verdict = Verdict.CONFIRM
        reasons.append(Reason.OTHER_DISTRICT_NAMED)
    return Decision(verdict, code, confidence, tuple(reasons), _codes(code, claim, candidates))


def _nameless(claim: PostingClaim, folded: Folded, registry: Registry) -> Decision:
    """A bare type names a place only where the district has one such: its hospital. A person confirms it."""
    start, end = registry.span.get(claim.district, (0, 0))
    hospitals = {
        known.place: known
        for known in registry.known[start:end]
        if known.folded.types == {"DH"} == folded.types
    }
    if len(hospitals) != 1:
        return Decision(Verdict.REVIEW, "", 0.0, (Reason.NO_NAME,), ())
    code = next(iter(hospitals.values())).code_nearest_to(claim.text)
    reasons = (Reason.NO_NAME, Reason.TYPE_AGREES, Reason.DISTRICT_STATED)
    return Decision(Verdict.CONFIRM, code, 0.8, reasons, (code,))


def _verdict(
    claim: PostingClaim, folded: Folded, field: Ranked, registry: Registry, bounds: Bounds
) -> Verdict:
    if field.probability < CONFIRM_AT:
        return Verdict.REVIEW
    return Verdict.ACCEPT if is_taken(claim, folded, field, registry, bounds) else Verdict.CONFIRM


def _names_several(claim: PostingClaim, registry: Registry) -> bool:
    """Whether two parts of the text each are the whole name, type and all, of different places here."""
    parts = [part for part in _SEVERAL.split(claim.text) if part]
    if len(parts) < 2:
        return False
    places = registry.typed_places.get(claim.district, {})
    keys = {registry.fold_claim(part, claim.district).key for part in parts}
    return len({places[key] for key in keys if key in places}) > 1


def _names_another_district(claim: PostingClaim, folded: Folded, field: Ranked, registry: Registry) -> bool:
    """ "PHC Patna Sadar", stated to lie in Nawada: one of the two is wrong, and the name decides nothing."""
    unheard = set(folded.words) - set(field.best.candidate.known.folded.words) - registry.home(claim.district)
    return any(registry.home(district) & unheard for district in registry.span if district != claim.district)


def _likeness_reason(field: Ranked) -> Reason:
    return Reason.FOLDED if field.feature("same_words") == 1 else Reason.SIMILAR


def _type_reason(field: Ranked) -> Reason:
    if field.feature("text_without_type") or field.feature("name_without_type"):
        return Reason.TYPE_MISSING
    if field.type_is_near:
        return Reason.TYPE_AGREES
    return Reason.TYPE_CONFLICTS


def _district_reason(claim: PostingClaim, field: Ranked, registry: Registry) -> Reason:
    if field.best.candidate.is_in_district:
        return Reason.DISTRICT_STATED
    return Reason.DISTRICT_DIFFERS if claim.district in registry.span else Reason.DISTRICT_UNKNOWN


def _codes(first: str, claim: PostingClaim, candidates: Sequence[Weighed]) -> tuple[str, ...]:
    """Up to three codes of different places, best first."""
    by_place: dict[tuple[str, str], str] = {}
    for known in (weighed.candidate.known for weighed in candidates):
        place = (known.district, known.place)
        if first in (row.code for row in known.rows):
            by_place[place] = first
        elif len(by_place) < 4:
            by_place.setdefault(place, known.code_nearest_to(claim.text))
    return tuple(dict.fromkeys((first, *by_place.values())))[:3]


def _probabilities(decision: Decision, candidates: Sequence[Weighed]) -> tuple[float, ...]:
    """Of each code that the decision names: the first one's is how sure the decision is."""
    others = (
        next(w.probability for w in candidates if code in (row.code for row in w.candidate.known.rows))
        for code in decision.candidates[1:]
    )
    return (decision.confidence, *others) if decision.candidates else ()

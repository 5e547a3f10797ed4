"""Which answers to a rename are right, and what is accepted where the right one is struck."""

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.renames import Rename, World, is_label_fault, is_same_facility

from teeka.rules.posting import FacilityName, PostingClaim, Verdict
from teeka.rules.posting.decisions import resolve_postings
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.trees import Tree


class Truth:
    def __init__(self, world: World) -> None:
        self.folded = {row.code: fold(row.name) for row in world.registry}
        self.district = {row.code: row.district for row in world.registry}
        keys: dict[str, set[str]] = defaultdict(set)
        for code, folded in self.folded.items():
            keys[self.district[code]].add(folded.key)
        self.faults = [is_label_fault(rename, keys[rename.district]) for rename in world.renames]

    def is_right(self, rename: Rename, code: str) -> bool:
        if code == rename.site:
            return True
        is_here = self.district.get(code) == rename.district
        return is_here and is_same_facility(self.folded[code], fold(rename.newer))

    def rows_without_answers(self, world: World) -> list[FacilityName]:
        """The registry with every renamed facility struck."""
        gone = {(rename.district, fold(rename.newer).key) for rename in world.renames}
        return [row for row in world.registry if (row.district, self.folded[row.code].key) not in gone]

    def accepted_without_the_answer(
        self, world: World, trees: tuple[Tree, ...]
    ) -> Iterator[tuple[Folded, Folded] | None]:
        """Every renamed facility struck from the registry. For each: its name and the name that is accepted
        now, which is another facility's or a second entry of the same; None where none is, or the very one.
        """
        rest = self.rows_without_answers(world)
        claims = [PostingClaim(rename.older, rename.district) for rename in world.renames]
        for rename, decision in zip(world.renames, resolve_postings(claims, rest, trees=trees), strict=True):
            is_other = decision.verdict is Verdict.ACCEPT and not self.is_right(
                rename, decision.facility_code
            )
            yield (fold(rename.newer), self.folded[decision.facility_code]) if is_other else None

"""Read-only lists of people: pairs of registrations that somebody must look at."""

from dataclasses import dataclass

from teeka.apps.people.models import DuplicateLink


@dataclass(frozen=True, slots=True)
class HeldPair:
    """The older registration first. The other names of both stand beside each other on the page."""

    link_id: int
    probability: float
    reasons: list[str]
    older_id: int
    older_name: str
    older_birth_year: int
    older_posting: str
    younger_id: int
    younger_name: str
    younger_birth_year: int
    younger_posting: str


def held_pairs(*, after_id: int = 0, limit: int = 100) -> list[HeldPair]:
    """Pairs that wait for a person, by id; pass the last id seen for the next page. One statement."""
    rows = (
        DuplicateLink.objects.filter(decision=DuplicateLink.Decision.HOLD, undone_at=None, pk__gt=after_id)
        .order_by("pk")
        .values_list(
            "pk", "probability", "reasons",
            "survivor_id", "survivor__full_name", "survivor__birth_year", "survivor__posting__text",
            "duplicate_id", "duplicate__full_name", "duplicate__birth_year", "duplicate__posting__text",
        )[:limit]
    )  # fmt: skip
    return [HeldPair(*row) for row in rows]

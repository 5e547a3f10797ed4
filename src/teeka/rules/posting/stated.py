"""Decides which district of a registry a stated district means, whatever its spelling."""

from collections.abc import Iterable

from teeka.rules.districts import closest_district, fold_district
from teeka.rules.posting.headquarters import seat_of


def stated_districts(stated: Iterable[str], registered: Iterable[str]) -> dict[str, str]:
    """Each stated district as the registry writes it; one that cannot be told stays as it was stated."""
    districts = sorted(set(registered))
    spellings: dict[str, int] = {}
    for at, district in enumerate(districts):
        spellings.setdefault(fold_district(seat_of(district)), at)
    spellings.update({fold_district(district): at for at, district in enumerate(districts)})
    spellings.pop("", None)
    meant: dict[str, str] = {}
    for text in set(stated):
        at_place = closest_district(text, spellings)
        meant[text] = text if at_place is None else districts[at_place]
    return meant

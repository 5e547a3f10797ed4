"""Real renames of vaccination sites as claims with a known answer: the older name means the newer site.

The folder given by argument holds cowin_sites_2021_except_bihar_up.csv.gz (every site's name) and
cowin_site_renames_train_other_states.csv (all names of renamed sites). Neither belongs to the source.
The labels are noisy: a site was often given to another place altogether. `is_label_fault` names those
that the texts themselves contradict; figures are reported with and without them.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz

from teeka.rules.posting import FacilityName
from teeka.rules.posting.features import heard_in
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.lexicon import type_nearness

SITES = "cowin_sites_2021_except_bihar_up.csv.gz"
RENAMES = "cowin_site_renames_train_other_states.csv"
LEAST_IN_COMMON = 72.0
LEAST_HEARD = 0.7  # of each word: the same one, misspelt
LEAST_NEAR = 0.5  # of two types that one facility may bear
_SILENT = str.maketrans("", "", "aiu")  # vowels, as they are left by folding


class Rename(NamedTuple):
    state: str
    district: str
    site: str
    older: str
    newer: str


class World(NamedTuple):
    """One state: its registry (each site's last name, health facilities only) and the renames in it."""

    registry: list[FacilityName]
    renames: list[Rename]


def read_worlds(folder: Path) -> dict[str, World]:
    sites = pl.read_csv(folder / SITES, infer_schema=False).sort("last")
    renames = pl.read_csv(folder / RENAMES, infer_schema=False).sort("last")
    state_of = dict(sites.select("district_id", "state").iter_rows())
    last = {(district, site): name for district, site, name in _named(sites)}
    health = {at: name for at, name in last.items() if fold(name).types}
    registries: dict[str, list[FacilityName]] = defaultdict(list)
    for (district, site), name in health.items():
        registries[state_of[district]].append(FacilityName(f"{district}/{site}", name, district))
    older: dict[str, list[Rename]] = defaultdict(list)
    for district, site, name in _named(renames):
        newer = health.get((district, site))
        if newer is not None and newer != name:
            state = state_of[district]
            older[state].append(Rename(state, district, f"{district}/{site}", name, newer))
    return {state: World(registries[state], found) for state, found in sorted(older.items())}


def _named(table: pl.DataFrame) -> Iterable[tuple[str, str, str]]:
    return table.select("district_id", "site_id", "site_name").iter_rows()


def is_same_facility(one: Folded, other: Folded) -> bool:
    """Two names that one facility may bear: the same words, or one with a suffix, and no other type."""
    words, others = set(one.words), set(other.words)
    if not words or not others:
        return False
    types = one.types | other.types
    typed = not one.types or not other.types or bool(one.types & other.types) or "HOSP" in types
    return typed and (words <= others or others <= words or fuzz.ratio(one.joined, other.joined) >= 88)


def may_be_same(one: Folded, other: Folded) -> bool:
    """Two names that may mean one facility, types aside: every word of one of them is heard in the other.

    Who strikes a facility from the registry must strike what may be its second entry as well.
    """
    if not one.words or not other.words:
        return False
    if fuzz.ratio(one.joined, other.joined) >= 88 or has_the_same_words(one, other):
        return True
    return any(min(heard) >= LEAST_HEARD for heard in heard_in(one, other))


def is_stranger(one: Folded, other: Folded) -> bool:
    """Whether two names tell two facilities: a word of either is not heard in the other, or they are of
    other levels.
    """
    return not may_be_same(one, other) or _are_of_other_levels(one, other)


def _are_of_other_levels(one: Folded, other: Folded) -> bool:
    """A sub-centre and a health centre, a health centre of a town's ward and its hospital."""
    if not one.types or not other.types or one.types & other.types:
        return False
    are_small = [names.types <= {"HSC", "HWC"} for names in (one, other)]
    is_any = "HOSP" in one.types | other.types
    return (any(are_small) and not all(are_small) and not is_any) or (
        type_nearness(one.types, other.types) < LEAST_NEAR
    )


def chance_of_two(one: Folded, other: Folded) -> float:
    """How often blind readers called such a pair of names two facilities: of 45 that tell two 39; of eleven
    spelt with other consonants three; of 53 others four. Scribes differ in vowels more than in consonants.
    """
    if is_stranger(one, other):
        return 0.9
    return 0.1 if _has_the_consonants_of(one, other) or _has_the_consonants_of(other, one) else 0.3


def _has_the_consonants_of(one: Folded, other: Folded) -> bool:
    return _bones(one) <= _bones(other)


def _bones(name: Folded) -> set[str]:
    return {word.translate(_SILENT) for word in name.words}


def has_the_same_words(one: Folded, other: Folded) -> bool:
    """Letter for letter but a slip or two, types aside; one may say more words than the other."""
    return fuzz.token_set_ratio(" ".join(one.words), " ".join(other.words)) >= 92


def is_label_fault(rename: Rename, district_keys: set[str]) -> bool:
    """The newer name shares nothing with the older one, which is still another facility's whole name."""
    older, newer = fold(rename.older), fold(rename.newer)
    alike = max((fuzz.ratio(a, b) for a in older.words for b in newer.words), default=0.0)
    alike = max(alike, fuzz.ratio(older.joined, newer.joined))
    if min(len(older.joined), len(newer.joined)) > 3:
        alike = max(alike, fuzz.partial_ratio(older.joined, newer.joined))
    elsewhere = older.key in district_keys and older.key != newer.key and not is_same_facility(older, newer)
    return alike < LEAST_IN_COMMON or elsewhere

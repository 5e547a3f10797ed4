"""Decides which rows of a registry are one facility, which of them stands for it, and by what evidence.

Rows are joined when nothing in them says otherwise: the same name once session marks are off, in whatever
spelling, of one kind, in one district, and not in two blocks, two PIN codes or two places on the map. Two
facilities joined by mistake send people to the wrong one, so what is in doubt stays apart. The order of the
rows changes nothing, and a row changes only the groups of rows that are like it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import cos, hypot, radians
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from teeka.rules.posting.named_rows import Join, NamedRow, RegistryRow, evidence, named_rows

KM_A_DEGREE = 111.2
FAR_KM = 5.0  # farther apart than any two gates of one facility
_SHORTEST_SLIPPED = 7
_SHORTEST_WITH_A_LETTER_LOST = 8
_INITIALS = 3  # letters; every one of them tells
_LEAST_ALIKE = 60  # of a hundred: letters of one name, however it is spelt
_MOST_COMPARED = 200  # of one name; so many are no one facility
_VOWELS = str.maketrans("", "", "aiu")

Item = TypeVar("Item", bound="Name | NamedRow")
Name = tuple[str, str, tuple[str, ...], str]  # district, kind, what tells apart, the words run together


def collapse(
    rows: Iterable[RegistryRow], district_names: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Join]:
    """Code of each row that another stands for -> which one, and why. Codes are unique.

    `district_names` tells by which names a district goes, where `district` is a key and not its name.
    """
    by_name: dict[Name, list[NamedRow]] = defaultdict(list)
    for row in named_rows(rows, district_names or {}):
        by_name[row.district, row.kind, tuple(sorted(row.apart)), row.joined].append(row)
    joins: dict[str, Join] = {}
    for names in _same_names(by_name):
        for group in _in_one_place([row for name in names for row in by_name[name]]):
            main = min(group, key=lambda row: row.plainness)
            joins.update((row.code, Join(main.code, evidence(row, main))) for row in group if row is not main)
    return joins


def with_hand(joins: Mapping[str, str], by_hand: Mapping[str, str]) -> dict[str, str]:
    """Code of each row that another stands for -> the row that stands for it, and stands by itself.

    `joins`: what the rule found. `by_hand`: what people said, which holds against it; it leads to no row
    back to itself.
    """
    parent = {code: main for code, main in joins.items() if code not in by_hand}
    for code, meant in sorted(by_hand.items()):
        parent[code] = meant
        way = _way(code, parent)
        if way[-1] in parent:  # back where it began: the nearest row that no person led on stands by itself
            del parent[next(row for row in way[1:] if row not in by_hand)]
    return {code: _way(code, parent)[-1] for code in parent}


def _way(code: str, parent: Mapping[str, str]) -> list[str]:
    """The rows that stand for each other, from this one on: to one that stands by itself, or once round."""
    way = [code]
    while way[-1] in parent and parent[way[-1]] not in way:
        way.append(parent[way[-1]])
    return way


def _same_names(by_name: Mapping[Name, Sequence[NamedRow]]) -> list[list[Name]]:
    """Names that are one: the same words in another order, or one slip of the pen apart."""
    by_words: dict[tuple[object, ...], list[Name]] = defaultdict(list)
    for name, rows in by_name.items():
        for words in {row.sorted_words for row in rows}:
            by_words[*name[:3], words].append(name)
    reordered = [(names[0], other) for names in by_words.values() for other in names[1:]]
    return _connected(by_name, reordered + _all_alike(_slips(by_name)))


def _slips(by_name: Mapping[Name, Sequence[NamedRow]]) -> list[tuple[Name, Name]]:
    """Pairs of names that a slip makes two: of facilities that a district knows well, never of villages."""
    like: dict[tuple[object, ...], list[Name]] = defaultdict(list)
    for name, rows in by_name.items():
        kind, word = name[:3], name[3]
        if rows[0].may_slip and len(word) >= _SHORTEST_SLIPPED:
            like[*kind, word.translate(_VOWELS)].append(name)
        if rows[0].is_one_in_a_block and len(word) >= _SHORTEST_WITH_A_LETTER_LOST:
            like[*kind, word[:3], word[-2:]].append(name)
    pairs = (pair for names in like.values() for pair in combinations(sorted(names), 2))
    return sorted({pair for pair in pairs if _is_slip(*pair)})


def _is_slip(one: Name, other: Name) -> bool:
    """One letter too many or too few, or another vowel, inside the word: Samdari is not Sindhari."""
    a, b = one[3], other[3]
    is_vowel = a.translate(_VOWELS) == b.translate(_VOWELS)
    is_lost = len(a) != len(b) and a[-2:] == b[-2:]
    alike_at_first = 2 if is_vowel and len(a) != len(b) else 3
    return (
        (is_vowel or is_lost)
        and a[:alike_at_first] == b[:alike_at_first]
        and a[-1:] == b[-1:]
        and OSA.distance(a, b, score_cutoff=1) == 1
    )


def _all_alike(pairs: Sequence[tuple[Item, Item]]) -> list[tuple[Item, Item]]:
    """The pairs of those circles in which everybody is paired with everybody: who is like two is in doubt."""
    known = {frozenset(pair) for pair in pairs}
    circles = _connected({item: None for pair in pairs for item in pair}, pairs)
    return [
        (circle[0], other)
        for circle in circles
        if all(frozenset(pair) in known for pair in combinations(circle, 2))
        for other in circle[1:]
    ]


def _in_one_place(rows: Sequence[NamedRow]) -> Iterator[list[NamedRow]]:
    """Groups of two and more rows of one name that no block, PIN code or point sets apart."""
    if not 1 < len(rows) <= _MOST_COMPARED:
        return
    ordered = sorted(rows, key=lambda row: row.code)
    together = [pair for pair in combinations(ordered, 2) if _may_be_one_place(*pair)]
    sure = _all_alike(together)
    if not sure:
        # Some row is like two that are not alike: only what is stated the same is sure.
        together = [(a, b) for a, b in together if (a.block, a.pin_code) == (b.block, b.pin_code)]
        sure = _all_alike(together)
    yield from (group for group in _connected(ordered, sure) if len(group) > 1)


def _may_be_one_place(one: NamedRow, other: NamedRow) -> bool:
    if not _are_spelt_alike(one.letters, other.letters):
        return False
    if one.is_of_village and bool(one.block) != bool(other.block):
        return False
    for a, b in ((one.block, other.block), (one.pin_code, other.pin_code)):
        if a and b and a != b:
            return False
    return one.point is None or other.point is None or _km(one.point, other.point) <= FAR_KM


def _are_spelt_alike(one: str, other: str) -> bool:
    """Shetty and Citi fold to one sound, and so do G S and G G S."""
    if not one or not other:
        return True
    if min(len(one), len(other)) <= _INITIALS:
        return one == other
    return fuzz.partial_ratio(one, other) >= _LEAST_ALIKE


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Near enough for places of one district."""
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(one[0] - other[0], east) * KM_A_DEGREE


def _connected(items: Iterable[Item], pairs: Iterable[tuple[Item, Item]]) -> list[list[Item]]:
    """The items in groups of those that pairs tie together, each group in the order of the items."""
    parent = {item: item for item in items}

    def root(item: Item) -> Item:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in pairs:
        parent[root(other)] = root(one)
    groups: dict[Item, list[Item]] = defaultdict(list)
    for item in parent:
        groups[root(item)].append(item)
    return list(groups.values())

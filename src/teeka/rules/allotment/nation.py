"""Which districts of a nation are planned together: those that are tied, then those that share a border.

Everything here looks at districts, never at a person, so that one computer can see the whole nation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.ground import EARTH_KM
from teeka.rules.allotment.parts import part_of_each
from teeka.rules.allotment.request import NONE, Facilities, Floats, Ints, Sites
from teeka.rules.allotment.ties import tied_together

MOST_SESSIONS = 3_000  # that a group over borders may hold: its tables are people's facilities × these
SLACK = 1 + 1e-6  # a neighbour too many costs a little; who is in reach is decided by metres, later


def tied_districts(facilities: Facilities, sites: Sites) -> list[tuple[int, ...]]:
    """The parts: districts that an own or parent's site ties together, each part sorted, in order."""
    of_facility, of_site = part_of_each(facilities, sites)
    pairs = np.unique(
        np.stack(
            [np.concatenate([of_facility, of_site]), np.concatenate([facilities.district, sites.district])]
        ),
        axis=1,
    )
    first = np.unique(pairs[0], return_index=True)[1]
    return sorted(tuple(part.tolist()) for part in np.split(pairs[1], first[1:]))


def neighbours(
    facilities: Facilities, sites: Sites, part_of: Mapping[int, int], reach_km: int
) -> dict[int, tuple[int, ...]]:
    """For each part the others that have a site within reach of one of its facilities.

    part_of: the part of each district, by any number.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  (for who plans a nation only)

    near: dict[int, set[int]] = {part: set() for part in part_of.values()}
    of_facility = _looked_up(facilities.district, part_of)
    of_site = _looked_up(sites.district, part_of)
    located = np.flatnonzero(np.isfinite(sites.latitude + sites.longitude))
    known = np.isfinite(facilities.latitude + facilities.longitude)
    if len(located) and known.any():
        tree = cKDTree(_on_sphere(sites.latitude[located], sites.longitude[located]))
        chord = 2 * np.sin(min(reach_km / EARTH_KM / 2, np.pi / 2)) * SLACK
        for part, around in near.items():
            here = known & (of_facility == part)
            points = _on_sphere(facilities.latitude[here], facilities.longitude[here])
            found = tree.query_ball_point(points, chord, return_sorted=False)
            rows = {row for some in found for row in some}
            around.update(of_site[located[list(rows)]].tolist())
    return {part: tuple(sorted(around - {part})) for part, around in near.items()}


def _looked_up(district: Ints, part_of: Mapping[int, int]) -> Ints:
    return np.array([part_of[d] for d in district.tolist()], dtype=np.int64)


def _on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    phi, theta = np.radians(latitude), np.radians(longitude)
    point: Floats = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
    return point


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Somebody of the tier who waits in `sender` could go to a free seat in `receiver` at once."""

    tier: int
    sender: int
    receiver: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are planned once more together. `tier`: only people of this one; NONE: all who wait."""

    parts: tuple[int, ...]
    tier: int

    def holds(self, link: Link) -> bool:
        return self.tier in {NONE, link.tier} and {link.sender, link.receiver} <= set(self.parts)


class Rounds:
    """The rounds of the second pass: look who could go where, group, plan, look again, until nobody could.

    Parts that links hold together are one group and planned at once, which is as good as can be. Where
    they hold more sessions than MOST_SESSIONS, the highest tier that could go anywhere is planned alone,
    in pieces; the links from piece to piece are for the next round.
    """

    def __init__(
        self, waiting: Iterable[int], sessions: Mapping[int, int], most: int = MOST_SESSIONS
    ) -> None:
        """waiting: the parts in which somebody waits; sessions: how many each part has."""
        self.number = 0
        self._sessions, self._most = sessions, most
        self._links: dict[int, list[Link]] = {part: [] for part in waiting}
        self._spent: set[Link] = set()
        self._looked = False

    def to_look(self) -> list[int]:
        """The parts whose people must be looked at: at first all, later those who could go somewhere."""
        return sorted(part for part, links in self._links.items() if links or not self._looked)

    def seen(self, found: Mapping[int, Sequence[tuple[int, int]]]) -> list[Group]:
        """The next round's groups, from what was seen at each part; none means that the pass is over.

        found: for each part (tier, part in whose session it could be).
        """
        for part, pairs in found.items():
            links = [Link(tier, part, receiver) for tier, receiver in pairs]
            self._links[part] = [link for link in links if link not in self._spent]
        self._looked = True
        self.number += 1
        every = sorted(link for links in self._links.values() for link in links)
        return sorted(self._groups(every), key=lambda group: group.parts)

    def planned(self, group: Group, placed: int) -> None:
        """A link that helped nobody was one by a rounding of the staff's share: it is not tried again."""
        if not placed:
            for part in group.parts:
                held = [link for link in self._links.get(part, []) if group.holds(link)]
                self._spent.update(held)
                if part in self._links:
                    self._links[part] = [link for link in self._links[part] if link not in self._spent]

    def _groups(self, links: list[Link]) -> list[Group]:
        groups = []
        for parts, inside in _components(links):
            if self._size(parts) <= self._most or len(parts) <= 2:
                groups.append(Group(tuple(parts), NONE))
                continue
            tier = inside[0].tier  # links are sorted: the highest tier comes first
            for _, alike in _components([link for link in inside if link.tier == tier]):
                pieces = [Group(piece, tier) for piece in self._pieces(alike)]
                groups += [piece for piece in pieces if any(piece.holds(link) for link in alike)]
        return groups

    def _size(self, parts: Iterable[int]) -> int:
        return sum(self._sessions[part] for part in parts)

    def _pieces(self, links: list[Link]) -> Iterable[tuple[int, ...]]:
        """Cut what hangs together: a piece grows from its first part to the next by links, while it may."""
        beside: dict[int, set[int]] = {}
        for link in links:
            beside.setdefault(link.sender, set()).add(link.receiver)
            beside.setdefault(link.receiver, set()).add(link.sender)
        left = set(beside)
        for first in sorted(beside):
            if first not in left:
                continue
            piece, waiting = [first], sorted(beside[first] & left - {first})
            left.discard(first)
            while waiting:
                nxt = waiting.pop(0)
                if nxt not in left or (len(piece) > 1 and self._size([*piece, nxt]) > self._most):
                    continue
                piece.append(nxt)
                left.discard(nxt)
                waiting += sorted(beside[nxt] & left)
            yield tuple(sorted(piece))


def _components(links: list[Link]) -> Iterable[tuple[list[int], list[Link]]]:
    """What links hold together: its parts and its links, both in order."""
    if not links:
        return
    ends = np.array([(link.sender, link.receiver) for link in links])
    parts, place = np.unique(ends, return_inverse=True)
    place = place.reshape(ends.shape)
    of = tied_together(place[:, 0], place[:, 1], len(parts))
    together: dict[int, tuple[list[int], list[Link]]] = {}
    for part, number in zip(parts.tolist(), of.tolist(), strict=True):
        together.setdefault(number, ([], []))[0].append(part)
    for link, number in zip(links, of[place[:, 0]].tolist(), strict=True):
        together[number][1].append(link)
    yield from together.values()

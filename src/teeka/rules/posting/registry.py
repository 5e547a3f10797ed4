"""Decides which registry rows are one facility, and holds each of its names ready for comparison."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from rapidfuzz import fuzz

from teeka.rules.posting import lexicon
from teeka.rules.posting.claims import FacilityName
from teeka.rules.posting.folding import Folded, fold, plain
from teeka.rules.posting.headquarters import home_words
from teeka.rules.posting.similarity import NgramIndex
from teeka.rules.posting.sounds import sound_of
from teeka.rules.posting.villages import Villages

HOME = "*home*"  # stands for the district's own name in the name of its hospital
_HOME_WEIGHT = 0.15  # "Patna" in "IGIMS Patna" tells little in Patna
_LEAST_WEIGHT = 0.1
_MANY = log(1 + 20)  # districts: what so many have is a common village's name


@dataclass(frozen=True, slots=True)
class Known:
    """One distinct folded name in one district, with every registry row that bears it."""

    folded: Folded
    district: str
    place: str  # equal for all names of one facility
    rows: tuple[FacilityName, ...]

    def code_nearest_to(self, text: str) -> str:
        """Of rows that mean one facility, the one written most like the text; then the lowest code."""
        asked = plain(text)
        return min(self.rows, key=lambda row: (-fuzz.ratio(asked, plain(row.name)), row.code)).code


class Registry:
    """`known` is sorted by district; `span[district]` is that district's half-open range in it."""

    def __init__(
        self, facilities: Sequence[FacilityName], district_names: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._district_names = district_names or {}
        self._home: dict[str, frozenset[str]] = {}
        self._ngrams: dict[range, NgramIndex] = {}
        self._by_code: dict[str, FacilityName] = {}
        self.by_plain: dict[tuple[str, str], dict[str, FacilityName]] = defaultdict(dict)
        by_name: dict[tuple[str, str, str], list[tuple[Folded, FacilityName]]] = defaultdict(list)
        for facility in sorted(set(facilities)):
            self._by_code.setdefault(_bare(facility.code), facility)
            names = list(self._names_of(facility))
            place = self._place_of(facility, names)
            for name in filter(None, (facility.name, facility.name_hi)):
                self.by_plain[facility.district, plain(name)][place] = facility
            for folded in names:
                by_name[facility.district, folded.key, place].append((folded, facility))
        self.known = [
            Known(held[0][0], district, place, _distinct(facility for _, facility in held))
            for (district, _, place), held in sorted(by_name.items())
        ]
        self.span: dict[str, tuple[int, int]] = {}
        for at, known in enumerate(self.known):
            self.span[known.district] = (self.span.get(known.district, (at, at))[0], at + 1)
        # How much a word tells inside a district: a block's name that forty names carry tells little.
        self.weights = {district: self._word_weights(district) for district in self.span}
        # district -> key of a name that says its type -> place
        self.typed_places: dict[str, dict[str, str]] = defaultdict(dict)
        for known in self.known:
            if known.folded.types:
                self.typed_places[known.district][known.folded.key] = known.place
        self._districts_with: dict[str, set[str]] = defaultdict(set)
        for known in self.known:
            for word in known.folded.words:
                self._districts_with[word].add(known.district)
        self.namesakes = {district: self._namesakes(*span) for district, span in self.span.items()}
        self.initials = {word for known in self.known for word in known.folded.words}
        places = {(known.district, known.place): known.folded for known in reversed(self.known)}
        self._villages = Villages((district, folded) for (district, _), folded in places.items())

    def ngrams(self, among: range) -> NgramIndex:
        """The names of a range of `known`, ready to be compared; made once for all that ask."""
        if among not in self._ngrams:
            self._ngrams[among] = NgramIndex([self.known[at].folded.joined for at in among])
        return self._ngrams[among]

    def coded(self, code: str) -> FacilityName | None:
        """The facility of a code, in whatever case and with whatever stray spaces it was typed."""
        return self._by_code.get(_bare(code)) if code else None

    def fold_claim(self, text: str, district: str) -> Folded:
        """The text folded as this registry folds its own names."""
        folded = self._without_home(fold(text), district)
        if folded.initials in self.initials and "MCH" in folded.types:
            return replace(folded, words=(folded.initials,))
        return self._at_home(folded, district) or folded

    def _without_home(self, folded: Folded, district: str) -> Folded:
        """The district's own name tells nothing inside it, where the text says anything else."""
        kept = tuple(word for word in folded.words if word not in self.home(district))
        return replace(folded, words=kept) if kept else folded

    def commonness(self, word: str, than: str) -> float:
        """0 when no name in another district than the given one has the word, 1 when many districts do."""
        districts = self._districts_with.get(word, ())
        return min(1.0, log(1 + len(districts) - (than in districts)) / _MANY)

    def namesakes_of(self, known: Known) -> int:
        """Places of the whole registry, this one with them, that have its head word."""
        return self._villages.namesakes(known.folded)

    def twins(self, known: Known) -> float:
        """How many of the district's villages with such a facility have another one too, 0 to 1."""
        return self._villages.twins(known.district, known.folded)

    def bearers(self, district: str, word: str) -> int:
        """Places of the district whose name has the word."""
        return self._villages.bearers(district, word)

    def home(self, district: str) -> frozenset[str]:
        if district not in self._home:
            self._home[district] = home_words((district, *self._district_names.get(district, ())))
        return self._home[district]

    def _names_of(self, facility: FacilityName) -> Iterator[Folded]:
        for name in filter(None, (facility.name, facility.name_hi)):
            folded = self._without_home(_with_type(fold(name), facility.type), facility.district)
            yield folded
            if at_home := self._at_home(folded, facility.district):
                yield at_home
            if folded.initials and "MCH" in folded.types:
                yield replace(folded, words=(folded.initials,))
            block = tuple(word for word in fold(facility.block).words if word not in folded.words)
            if block and folded.words:
                yield replace(folded, words=(*folded.words, *block))

    @staticmethod
    def _place_of(facility: FacilityName, names: Sequence[Folded]) -> str:
        """Equal for rows of one facility: the same folded name, and no block that says otherwise."""
        main = next((folded for folded in names if HOME in folded.words), names[0])
        return f"{main.key}|{sound_of(facility.block.lower())}"

    def _at_home(self, folded: Folded, district: str) -> Folded | None:
        """The district hospital under its plainest name, when the text names no other place."""
        if "DH" in folded.types and folded.words and set(folded.words) <= self.home(district):
            return replace(folded, words=(HOME,), types=frozenset({"DH"}))
        return None

    def _namesakes(self, start: int, end: int) -> float:
        """The share of a district's places whose head word and type another place bears too."""
        folded = {known.place: known.folded for known in self.known[start:end]}
        bearers = Counter((one.head, one.types) for one in folded.values())
        return sum(n for n in bearers.values() if n > 1) / bearers.total()

    def _word_weights(self, district: str) -> dict[str, float]:
        start, end = self.span[district]
        names = self.known[start:end]
        held = Counter(word for known in names for word in set(known.folded.words))
        full = log(1 + len(names))
        weights = {word: max(_LEAST_WEIGHT, log((1 + len(names)) / n) / full) for word, n in held.items()}
        weights.update({word: min(_HOME_WEIGHT, weights.get(word, 1.0)) for word in self.home(district)})
        return weights


def _with_type(folded: Folded, stated: str) -> Folded:
    """The registry's own type column speaks where the name says nothing, or only "hospital"."""
    if stated in lexicon.TYPES and folded.types <= {"HOSP"}:
        return replace(folded, types=frozenset({stated}))
    return folded


def _distinct(rows: Iterable[FacilityName]) -> tuple[FacilityName, ...]:
    by_code = {row.code: row for row in rows}
    return tuple(by_code[code] for code in sorted(by_code))


def _bare(code: str) -> str:
    return "".join(code.split()).upper()

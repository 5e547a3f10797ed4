"""Decides how many facilities bear a village's name: in a registry, in a district, and of another size."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from teeka.rules.posting import lexicon
from teeka.rules.posting.folding import Folded

_SIZES = 3
_DOUBT = (0.5, 5)  # villages with a second facility, and villages, that a district is taken to have besides


class Villages:
    """Counted over the places of a whole registry, each once: (district, folded name)."""

    def __init__(self, places: Iterable[tuple[str, Folded]]) -> None:
        self._namesakes: Counter[str] = Counter()  # head word -> places of the registry
        self._words: Counter[tuple[str, str]] = Counter()  # (district, word) -> places
        facilities: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for district, folded in places:
            self._namesakes[folded.head] += 1
            facilities[district][folded.head][_size(folded)] += 1
            self._words.update((district, word) for word in set(folded.words))
        self._twins = {
            (district, size): _share_with_another(heads.values(), size)
            for district, heads in facilities.items()
            for size in range(_SIZES)
        }

    def namesakes(self, folded: Folded) -> int:
        """Places of the registry that have the same head word, this one with them."""
        return self._namesakes[folded.head]

    def twins(self, district: str, folded: Folded) -> float:
        """The share of the district's villages with a facility of this size that have one of another, too."""
        return self._twins[district, _size(folded)]

    def bearers(self, district: str, word: str) -> int:
        """Places of the district whose name has the word."""
        return self._words[district, word]


def _share_with_another(villages: Iterable[Counter[int]], size: int) -> float:
    having = [counts for counts in villages if counts[size]]
    both = sum(counts.total() > counts[size] for counts in having)
    return (both + _DOUBT[0]) / (len(having) + _DOUBT[1])


def _size(folded: Folded) -> int:
    """A sub-centre, a health centre, or a hospital and whatever says no type."""
    level = min((lexicon.LEVEL[kind] for kind in folded.types), default=-1)
    return 0 if level == 0 else 1 if 1 <= level <= lexicon.LEVEL["CHC"] else 2

"""Decides what a registry's row says of its facility: the name without session marks, kind and place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from teeka.rules.posting import lexicon
from teeka.rules.posting.folding import fold, plain
from teeka.rules.posting.headquarters import seat_of
from teeka.rules.posting.session_marks import unmarked
from teeka.rules.posting.sounds import sound_of

# Of these a district holds few and knows them well: one slip of the pen is a slip, not another village.
_WELL_KNOWN = frozenset(("MCH", "DH", "SDH", "RH", "CHC", "PHC", "UPHC", "HOSP"))
_VILLAGE = frozenset(("HSC", "HWC", "APHC"))
_ONE_IN_A_BLOCK = frozenset(("CHC", "PHC", "RH", "SDH"))
# What a town's name may end in or not: Phulwari is Phulwari Sharif to those of its block.
_TOWN = tuple(map(sound_of, ("sharif", "bazar", "sadar")))
_LOOSE = frozenset(("HOSP", "HWC"))  # what a registry's type column says of many that are something else
_DISTRICT_HOSPITAL = "*home*"


class RegistryRow(NamedTuple):
    """One row. `district` is any key that names it; `type` one of lexicon.TYPES, or anything that is none.

    Degrees are None where the registry itself does not state them.
    """

    code: str
    name: str
    district: str
    type: str = ""
    block: str = ""
    pin_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Sign(StrEnum):
    SAME_NAME = "SAME_NAME"
    SPELLING = "SPELLING"
    SESSION_MARK = "SESSION_MARK"
    DISTRICT_SAID = "DISTRICT_SAID"
    BLOCK_SAID = "BLOCK_SAID"
    SAME_BLOCK = "SAME_BLOCK"
    SAME_PIN_CODE = "SAME_PIN_CODE"


# {0} is of the row, {1} of the row that stands for it; where one of them has none, the sentence with one gap.
SIGN_WORDS: dict[Sign, tuple[str, str]] = {
    Sign.SAME_NAME: ("the same name", "नाम वही है"),
    Sign.SPELLING: ("the name spelt “{0}” and “{1}”", "नाम की वर्तनी “{0}” और “{1}”"),
    Sign.SESSION_MARK: ("a session mark: “{0}”", "सत्र का चिह्न: “{0}”"),
    Sign.DISTRICT_SAID: ("one of the names adds the district", "एक नाम में ज़िले का नाम भी है"),
    Sign.BLOCK_SAID: ("one of the names adds the block", "एक नाम में प्रखंड का नाम भी है"),
    Sign.SAME_BLOCK: ("the same block", "प्रखंड वही है"),
    Sign.SAME_PIN_CODE: ("the same PIN code", "पिन कोड वही है"),
}


class Evidence(NamedTuple):
    sign: Sign
    texts: tuple[str, ...] = ()  # what fills the gaps of SIGN_WORDS


class Join(NamedTuple):
    main_code: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """`joined` and `sorted_words` are folded; equal names of one kind that nothing tells apart are one."""

    code: str
    district: str
    kind: str
    apart: frozenset[str]
    joined: str
    sorted_words: tuple[str, ...]
    may_slip: bool
    is_one_in_a_block: bool
    is_of_village: bool  # of one such name a district may hold many
    block: str
    pin_code: str
    point: tuple[float, float] | None
    bare: str
    letters: str  # the words of the place as spelt
    marks: tuple[str, ...]
    says_district: bool
    says_block: bool

    @property
    def plainness(self) -> tuple[int, int, int, str]:
        """Least for the row that stands for the others: no marks, nothing added, few signs, lowest code."""
        signs = sum(not (letter.isalnum() or letter.isspace()) for letter in self.bare)
        return len(self.marks), self.says_district + self.says_block, signs, self.code


def named_rows(
    rows: Iterable[RegistryRow], district_names: Mapping[str, Sequence[str]]
) -> Iterator[NamedRow]:
    """The rows whose name says more than a type; the others are never joined."""
    homes: dict[str, frozenset[str]] = {}
    for row in rows:
        if row.district not in homes:
            homes[row.district] = _home(district_names.get(row.district, (row.district,)))
        if (named := _named(row, homes[row.district])) is not None:
            yield named


def evidence(row: NamedRow, main: NamedRow) -> tuple[Evidence, ...]:
    """Why one row is taken for the same facility as another."""
    found = []
    if row.marks or main.marks:
        found.append(Evidence(Sign.SESSION_MARK, ("”, “".join(dict.fromkeys((*row.marks, *main.marks))),)))
    if sorted(_place_words(row)) != sorted(_place_words(main)):
        found.append(Evidence(Sign.SPELLING, (row.bare, main.bare)))
    elif not found:
        found.append(Evidence(Sign.SAME_NAME))
    if row.says_district != main.says_district:
        found.append(Evidence(Sign.DISTRICT_SAID))
    if row.says_block != main.says_block:
        found.append(Evidence(Sign.BLOCK_SAID))
    if row.block and row.block == main.block:
        found.append(Evidence(Sign.SAME_BLOCK))
    if row.pin_code and row.pin_code == main.pin_code:
        found.append(Evidence(Sign.SAME_PIN_CODE))
    return tuple(found)


def evidence_words(evidence: Iterable[Evidence], language: str) -> list[str]:
    """The evidence in English or Hindi."""
    return [SIGN_WORDS[sign][language == "hi"].format(*texts) for sign, texts in evidence]


def _named(row: RegistryRow, home: frozenset[str]) -> NamedRow | None:
    name = unmarked(row.name, row.type)
    types = name.folded.types
    stated = row.type if row.type in lexicon.TYPES else ""
    if types <= {"HOSP"} and stated:
        types = frozenset((stated,))
    # A column that contradicts the name makes it a row of its own kind.
    contradicts = stated and stated not in types | _LOOSE
    kind = "+".join(sorted(types)) + (f"/{stated}" if contradicts else "")
    words = name.folded.words
    says_district = says_block = False
    if types == {"DH"} and set(words) <= home:
        words, says_district = (_DISTRICT_HOSPITAL,), bool(words)
    elif not types & _VILLAGE:
        words, says_district = _without_last(words, home)
    block = _folded(row.block)
    if types & _VILLAGE and block:
        words, says_block = _without_last(words, frozenset((block,)))
    is_one_in_a_block = bool(types) and types <= _ONE_IN_A_BLOCK
    if is_one_in_a_block and block and _town("".join(words)) == _town(block):
        words = (_town(block),)
    if not words:
        return None
    return NamedRow(
        code=row.code,
        district=row.district,
        kind=kind,
        apart=name.apart,
        joined="".join(words),
        sorted_words=tuple(sorted(words)),
        may_slip=bool(types) and types <= _WELL_KNOWN,
        is_one_in_a_block=is_one_in_a_block,
        is_of_village=bool(types & _VILLAGE) or not types,
        block=block,
        pin_code=row.pin_code,
        point=_point(row),
        bare=name.bare,
        letters=name.letters,
        marks=name.marks,
        says_district=says_district,
        says_block=says_block,
    )


def _town(name: str) -> str:
    """A folded name without what its town's name may end in."""
    ending = next((ending for ending in _TOWN if name.endswith(ending) and name != ending), "")
    return name.removesuffix(ending)


def _point(row: RegistryRow) -> tuple[float, float] | None:
    return None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def _without_last(words: tuple[str, ...], names: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """Without the name of the district or block that is written behind the facility's own."""
    for last in range(1, min(4, len(words))):
        if "".join(words[-last:]) in names:
            return words[:-last], True
    return words, False


def _home(names: Iterable[str]) -> frozenset[str]:
    """The district and its seat, each as one folded word."""
    return frozenset(fold(text).joined for name in names for text in (name, seat_of(name))) - {""}


@lru_cache(maxsize=65_536)
def _folded(block: str) -> str:
    return fold(block).joined


def _place_words(row: NamedRow) -> list[str]:
    return [word for word in plain(row.bare).split() if fold(word).words]

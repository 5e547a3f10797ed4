"""Decides what each row of a sheet of posting texts asks for, and why a row cannot be taken.

A sheet may be yesterday's: so a row's 2 means the second candidate that the row itself names, whatever
the candidates are today, and a row counts only for the text whose number and words it bears.
"""

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from teeka.rules.posting.folding import plain
from teeka.rules.proposed_facility import Proposal
from teeka.rules.sheet_fates import SheetFate
from teeka.rules.written_alike import Unit, unit_of
from teeka.shared.text import ascii_digits

NEW = "NEW"
_NEW_WORDS = frozenset({NEW, "नया", "नयी", "नई"})
_ONE_DIGIT = re.compile(r"(\d)(?:\.0*)?")
_SEVERAL_DIGITS = re.compile(r"\d\s*(?:[/,;&+-]|OR|AND|या|और)\s*\d")
_NUMBER = re.compile(r"(\d{1,18})(?:\.0*)?")
_LONGEST_CODE = 40
_NOTHING_NEW = Proposal()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as typed. row: 1 is the first below the header. district: its code, where it could be read."""

    row: int
    number: str
    text: str
    district: int | None
    decision: str
    candidates: tuple[str, ...] = ()
    new: Proposal = _NOTHING_NEW


@dataclass(frozen=True, slots=True)
class KnownText:
    """A posting as it stands now; `code` is its facility's once it is settled."""

    id: int
    district: int
    text: str
    code_given: str = ""
    code: str = ""

    @property
    def shown(self) -> str:
        return self.text or self.code_given

    @property
    def unit(self) -> Unit:
        return unit_of(self.id, self.district, self.text)


@dataclass(frozen=True, slots=True)
class Judged:
    """fate None: to be settled on the facility `code`, or on a new one when `code` is NEW."""

    row: SheetRow
    fate: SheetFate | None = None
    known: KnownText | None = None
    code: str = ""
    other_row: int = 0


def bare_code(code: str) -> str:
    """A facility's code, in whatever case and with whatever stray spaces it was typed."""
    return "".join(code.split()).upper()


def read_decision(cell: str, candidates: Sequence[str]) -> tuple[SheetFate | None, str]:
    """What a decision cell says: (None, bare code or NEW), or (why not, what was written)."""
    said = ascii_digits(cell).strip().upper()
    if not said:
        return SheetFate.LEFT_OPEN, ""
    if said in _NEW_WORDS:
        return None, NEW
    if digit := _ONE_DIGIT.fullmatch(said):
        place = int(digit[1])
        if place not in (1, 2, 3):
            return SheetFate.UNREADABLE, said
        code = bare_code(candidates[place - 1]) if place <= len(candidates) else ""
        return (None, code) if code else (SheetFate.NO_SUCH_CANDIDATE, digit[1])
    code = bare_code(said)
    is_code = len(code) <= _LONGEST_CODE and any(sign.isalnum() for sign in code)
    if not is_code or _SEVERAL_DIGITS.fullmatch(said):
        return SheetFate.UNREADABLE, said[:_LONGEST_CODE]
    return None, code


def judge_rows(
    rows: Sequence[SheetRow], known: Mapping[int, KnownText], codes: Container[str]
) -> list[Judged]:
    """One judgement a row, in order. known: the texts of the reader's area by number, open ones and settled.

    codes: bare codes of the open facilities there. Of several rows that decide one text alike the first
    counts; of rows that differ none does.
    """
    open_last = sorted(known.values(), key=lambda text: not text.code)
    by_words = {(text.district, plain(text.text)): text for text in open_last if plain(text.text)}
    judged = [_judge(row, known, by_words, codes) for row in rows]
    asked: dict[Unit, list[int]] = defaultdict(list)
    for at, one in enumerate(judged):
        if one.fate is None and one.known is not None:
            asked[one.known.unit].append(at)
    for places in asked.values():
        first = judged[places[0]]
        differ = len({(judged[at].code, judged[at].code == NEW and judged[at].row.new) for at in places}) > 1
        for at in places[1:]:
            fate = SheetFate.DECIDED_TWICE if differ else SheetFate.ALREADY_SETTLED
            judged[at] = replace(judged[at], fate=fate, other_row=first.row.row)
        if differ:
            other = judged[places[1]].row.row
            judged[places[0]] = replace(first, fate=SheetFate.DECIDED_TWICE, other_row=other)
    return judged


def _judge(
    row: SheetRow,
    known: Mapping[int, KnownText],
    by_words: Mapping[tuple[int, str], KnownText],
    codes: Container[str],
) -> Judged:
    why_not, code = read_decision(row.decision, row.candidates)
    if why_not is SheetFate.LEFT_OPEN:
        return Judged(row, why_not)
    fate, text = _text_meant(row, known, by_words)
    if fate is not None:
        return Judged(row, fate, text)
    if why_not is not None:
        return Judged(row, why_not, text, code)
    if code != NEW and code not in codes:
        return Judged(row, SheetFate.UNKNOWN_CODE, text, code)
    return Judged(row, None, text, code)


def _text_meant(
    row: SheetRow, known: Mapping[int, KnownText], by_words: Mapping[tuple[int, str], KnownText]
) -> tuple[SheetFate | None, KnownText | None]:
    """By its number where the row has one, else by its words in its district."""
    number = _NUMBER.fullmatch(ascii_digits(row.number).strip())
    if number:
        text = known.get(int(number[1]))
        if text is None:
            return SheetFate.NOT_FOUND, None
        if row.text and plain(row.text) != plain(text.shown):
            return SheetFate.STALE, text
    elif row.number.strip() or row.district is None or not plain(row.text):
        return SheetFate.NOT_FOUND, None
    else:
        text = by_words.get((row.district, plain(row.text)))
        if text is None:
            return SheetFate.NOT_FOUND, None
    return (SheetFate.ALREADY_SETTLED if text.code else None), text

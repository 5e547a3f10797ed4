"""Reads the rows of a call sheet that came back: which outcome each says of whom, and which are refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from teeka.rules.hand_sheet import reference_of
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS, CallOutcomeKind
from teeka.shared.text import fold_words

MOST_ROWS = 3_000


class CallFate(StrEnum):
    RECORDED = "recorded"
    ALREADY = "already"
    LEFT_OPEN = "left_open"
    OUTCOME_UNREADABLE = "outcome_unreadable"
    REFERENCE_UNREADABLE = "reference_unreadable"
    CONTRADICTS = "contradicts"
    NOT_ON_SHEET = "not_on_sheet"
    SEAT_GONE = "seat_gone"


# {fate: (english, hindi)}; {who} is the name or the reference as the row has it.
CALL_FATE_WORDS: dict[CallFate, tuple[str, str]] = {
    CallFate.RECORDED: ("{who}: {said}.", "{who}: {said}।"),
    CallFate.ALREADY: ("{who}: this was recorded already.", "{who}: यह पहले ही दर्ज है।"),
    CallFate.LEFT_OPEN: (
        "{who}: no outcome, so the call stays open.",
        "{who}: परिणाम ख़ाली है, इसलिए फ़ोन बाक़ी रहता है।",
    ),
    CallFate.OUTCOME_UNREADABLE: (
        "{who}: “{said}” is no outcome. Write one of those named above the table.",
        "{who}: “{said}” कोई परिणाम नहीं है। तालिका के ऊपर लिखे में से एक लिखें।",
    ),
    CallFate.REFERENCE_UNREADABLE: (
        "{who}: the reference is not 14 digits. Copy it from a fresh sheet.",
        "{who}: संदर्भ संख्या 14 अंकों की नहीं है। इसे नई शीट से लें।",
    ),
    CallFate.CONTRADICTS: (
        "{who}: another row says something else of the same person, so neither was taken. Keep one.",
        "{who}: दूसरी पंक्ति उसी व्यक्ति के लिए कुछ और कहती है, इसलिए कोई नहीं ली गई। एक रखें।",
    ),
    CallFate.NOT_ON_SHEET: (
        "{who} is not on your call sheet, so nothing was recorded.",
        "{who} आपकी फ़ोन सूची में नहीं हैं, इसलिए कुछ दर्ज नहीं हुआ।",
    ),
    CallFate.SEAT_GONE: (
        "{who}: the appointment was cancelled meanwhile. Tell the person that.",
        "{who}: इस बीच नियुक्ति रद्द हो गई। व्यक्ति को यही बताएँ।",
    ),
}
GOOD = frozenset({CallFate.RECORDED, CallFate.ALREADY, CallFate.LEFT_OPEN})
_OUTCOMES = {
    fold_words(words): kind for kind, pair in CALL_OUTCOME_WORDS.items() for words in (kind.value, *pair)
}


@dataclass(frozen=True, slots=True)
class CallSheetRow:
    row: int
    reference: str
    outcome: str
    note: str
    name: str


@dataclass(frozen=True, slots=True)
class Judged:
    """`fate` None: to be recorded, `outcome` of the person with `reference`."""

    row: CallSheetRow
    fate: CallFate | None
    reference: int | None = None
    outcome: CallOutcomeKind | None = None


def outcome_of(text: str) -> CallOutcomeKind | None:
    """A code or its words in either language, however they are spaced."""
    return _OUTCOMES.get(fold_words(text.replace("_", " "))) or _OUTCOMES.get(fold_words(text))


def judge_rows(
    rows: Sequence[CallSheetRow], on_sheet: Mapping[int, str], known: Mapping[int, str]
) -> list[Judged]:
    """One fate a row. on_sheet and known: reference -> what came of the last call, or nothing.

    The same outcome again changes nothing; two different ones of one person are both refused.
    """
    read = [_read(row) for row in rows]
    said: dict[int, set[CallOutcomeKind]] = {}
    for one in read:
        if one.fate is None and one.reference is not None and one.outcome is not None:
            said.setdefault(one.reference, set()).add(one.outcome)
    judged, taken = [], set[int]()
    for one in read:
        fate = one.fate
        if fate is None and one.reference is not None:
            fate = _fate(one, said[one.reference], on_sheet, known, taken)
            taken.add(one.reference)
        judged.append(Judged(one.row, fate, one.reference, one.outcome))
    return judged


def _read(row: CallSheetRow) -> Judged:
    reference = reference_of(row.reference)
    if reference is None:
        return Judged(row, CallFate.REFERENCE_UNREADABLE)
    if not row.outcome.strip():
        return Judged(row, CallFate.LEFT_OPEN, reference)
    outcome = outcome_of(row.outcome)
    return Judged(row, None if outcome else CallFate.OUTCOME_UNREADABLE, reference, outcome)


def _fate(
    one: Judged,
    said: set[CallOutcomeKind],
    on_sheet: Mapping[int, str],
    known: Mapping[int, str],
    taken: set[int],
) -> CallFate | None:
    reference = one.reference or 0
    if len(said) > 1:
        return CallFate.CONTRADICTS
    if on_sheet.get(reference, known.get(reference, "")) == one.outcome:
        return CallFate.ALREADY
    if reference not in on_sheet:
        return CallFate.NOT_ON_SHEET
    return CallFate.ALREADY if reference in taken else None

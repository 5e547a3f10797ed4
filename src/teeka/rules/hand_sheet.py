"""Reads the rows of a sheet of changes to places: what each asks for, what it lacks, which contradict.

A person stands in one row of a sheet at most: what two rows ask of one person either contradicts itself or
depends on which is done first, and whoever wrote it meant neither.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from teeka.rules.row_checks.reasons import ROW_PROBLEM_WORDS, RowProblem
from teeka.shared.text import fold_words

MOST_ROWS = 3_000
LONGEST_REASON = 200


class HandAction(StrEnum):
    PLACE = "place"
    MOVE = "move"
    SWAP = "swap"
    REMOVE = "remove"
    PIN = "pin"
    UNPIN = "unpin"
    EXCLUDE = "exclude"


# What frees seats first, then what takes them: so the order of the rows decides nothing.
IN_TURN = (
    HandAction.REMOVE, HandAction.EXCLUDE, HandAction.UNPIN, HandAction.PIN, HandAction.SWAP,
    HandAction.MOVE, HandAction.PLACE,
)  # fmt: skip
_SYNONYMS = {
    HandAction.PLACE: "place, give, seat, स्थान दें, जगह दें, बैठाएँ",
    HandAction.MOVE: "move, shift, transfer, दूसरे सत्र में भेजें, भेजें, बदलें",
    HandAction.SWAP: "swap, exchange, अदला बदली, अदल बदल",
    HandAction.REMOVE: "remove, take back, cancel, हटाएँ, वापस लें",
    HandAction.PIN: "pin, fix, पक्का करें, पक्का",
    HandAction.UNPIN: "unpin, release, पक्का न रखें",
    HandAction.EXCLUDE: "exclude, leave out, बाहर रखें, बाहर",
}
_ACTIONS = {fold_words(word): action for action, words in _SYNONYMS.items() for word in words.split(",")}
_NEEDS_SESSION = {HandAction.PLACE, HandAction.MOVE}


class HandProblem(StrEnum):
    """Why a row is refused before anything is tried."""

    BAD_CELL = "bad_cell"
    ACTION_UNKNOWN = "action_unknown"
    REFERENCE_UNREADABLE = "reference_unreadable"
    OTHER_UNREADABLE = "other_unreadable"
    WITH_ITSELF = "with_itself"
    SESSION_MISSING = "session_missing"
    REASON_MISSING = "reason_missing"
    SPOKEN_OF_TWICE = "spoken_of_twice"
    PERSON_UNKNOWN = "person_unknown"
    OTHER_UNKNOWN = "other_unknown"
    SESSION_UNKNOWN = "session_unknown"


# {problem: (english, hindi)}; of a cell that cannot be read the row checks have the words
HAND_PROBLEM_WORDS: dict[HandProblem, tuple[str, str]] = {
    HandProblem.ACTION_UNKNOWN: (
        "The action “{said}” is none of place, move, swap, remove, pin, unpin, exclude. Write one of them.",
        "क्रिया “{said}” इनमें से कोई नहीं है: place, move, swap, remove, pin, unpin, exclude। इनमें से एक लिखें।",
    ),
    HandProblem.REFERENCE_UNREADABLE: (
        "The reference “{said}” is not the 14 digits of a person. Copy it from the person's page.",
        "संदर्भ संख्या “{said}” किसी व्यक्ति के 14 अंक नहीं है। इसे व्यक्ति के पृष्ठ से लें।",
    ),
    HandProblem.OTHER_UNREADABLE: (
        "A swap needs the other person's reference, and “{said}” is not 14 digits. Copy it from their page.",
        "अदला-बदली के लिए दूसरे व्यक्ति की संदर्भ संख्या चाहिए, और “{said}” 14 अंक नहीं है। इसे उनके पृष्ठ से लें।",
    ),
    HandProblem.WITH_ITSELF: (
        "The row swaps a person with itself. Write the other person's reference.",
        "पंक्ति एक व्यक्ति की उसी से अदला-बदली करती है। दूसरे व्यक्ति की संदर्भ संख्या लिखें।",
    ),
    HandProblem.SESSION_MISSING: (
        "The row names no session. Write the code of the session to which the person goes.",
        "पंक्ति में कोई सत्र नहीं है। जिस सत्र में व्यक्ति जाएगा, उसका कोड लिखें।",
    ),
    HandProblem.REASON_MISSING: (
        "Say why: a change by hand needs a reason.",
        "कारण लिखें: हर बदलाव का कारण चाहिए।",
    ),
    HandProblem.SPOKEN_OF_TWICE: (
        "Row {row} and row {other_row} speak of the same person ({said}), so neither was taken. Keep one.",
        "पंक्ति {row} और पंक्ति {other_row} एक ही व्यक्ति ({said}) के बारे में हैं, इसलिए कोई नहीं ली गई। एक रखें।",
    ),
    HandProblem.PERSON_UNKNOWN: (
        "Nobody of your area has the reference {said}. Check the 14 digits.",
        "आपके क्षेत्र में {said} संदर्भ संख्या का कोई व्यक्ति नहीं है। 14 अंक जाँचें।",
    ),
    HandProblem.OTHER_UNKNOWN: (
        "Nobody of your area has the other reference {said}. Check the 14 digits.",
        "आपके क्षेत्र में दूसरी संदर्भ संख्या {said} का कोई व्यक्ति नहीं है। 14 अंक जाँचें।",
    ),
    HandProblem.SESSION_UNKNOWN: (
        "No session of your area has the code “{said}”. Check the code in the session list.",
        "आपके क्षेत्र के किसी सत्र का कोड “{said}” नहीं है। सत्र सूची में कोड जाँचें।",
    ),
}


@dataclass(frozen=True, slots=True)
class HandRow:
    """row: in the file, 1 = the first below the header. The rest as written."""

    row: int
    reference: str
    action: str
    session_code: str
    other_reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trouble:
    problem: HandProblem
    said: str = ""
    other_row: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A row that can be tried."""

    row: int
    action: HandAction
    reference: int
    session_code: str
    other: int | None
    reason: str


def read_rows(
    rows: Sequence[HandRow], people: Collection[int], sessions: Collection[str]
) -> tuple[list[Order], dict[int, Trouble]]:
    """The rows that can be tried, in their turn; and of each other row its trouble.

    people: the references that the reader may change. sessions: the codes of the reader's sessions.
    """
    troubles: dict[int, Trouble] = {}
    orders: list[Order] = []
    for row in rows:
        found = _read(row, people, sessions)
        if isinstance(found, Trouble):
            troubles[row.row] = found
        else:
            orders.append(found)
    troubles |= _contradictions(rows, troubles)
    kept = [order for order in orders if order.row not in troubles]
    return sorted(kept, key=lambda order: (IN_TURN.index(order.action), order.row)), troubles


def action_of(text: str) -> HandAction | None:
    return _ACTIONS.get(fold_words(text))


def reference_of(text: str) -> int | None:
    """14 digits, whatever spaces, hyphens or apostrophes a spreadsheet put between or before them."""
    digits = "".join(sign for sign in text.removesuffix(".0") if sign not in " -'\u00a0\u2009")
    return int(digits) if len(digits) == 14 and digits.isdecimal() else None


def references_in(rows: Sequence[HandRow]) -> set[int]:
    """Everybody whom the rows name, as far as it can be read."""
    read = (reference_of(text) for row in rows for text in (row.reference, row.other_reference))
    return {reference for reference in read if reference is not None}


def _read(row: HandRow, people: Collection[int], sessions: Collection[str]) -> Order | Trouble:
    action, reference = action_of(row.action), reference_of(row.reference)
    if reference is None:
        return Trouble(HandProblem.REFERENCE_UNREADABLE, row.reference)
    if action is None:
        return Trouble(HandProblem.ACTION_UNKNOWN, row.action)
    if not row.reason.strip():
        return Trouble(HandProblem.REASON_MISSING)
    if reference not in people:
        return Trouble(HandProblem.PERSON_UNKNOWN, row.reference)
    lacking = _lacking(row, action, people, sessions)
    if lacking is not None:
        return lacking
    return Order(
        row.row,
        action,
        reference,
        row.session_code if action in _NEEDS_SESSION else "",
        reference_of(row.other_reference) if action is HandAction.SWAP else None,
        row.reason.strip()[:LONGEST_REASON],
    )


def _lacking(
    row: HandRow, action: HandAction, people: Collection[int], sessions: Collection[str]
) -> Trouble | None:
    if action in _NEEDS_SESSION:
        if not row.session_code:
            return Trouble(HandProblem.SESSION_MISSING)
        return (
            None if row.session_code in sessions else Trouble(HandProblem.SESSION_UNKNOWN, row.session_code)
        )
    if action is HandAction.SWAP:
        other = reference_of(row.other_reference)
        if other is None:
            return Trouble(HandProblem.OTHER_UNREADABLE, row.other_reference)
        if other == reference_of(row.reference):
            return Trouble(HandProblem.WITH_ITSELF)
        return None if other in people else Trouble(HandProblem.OTHER_UNKNOWN, row.other_reference)
    return None


def _contradictions(rows: Sequence[HandRow], troubles: Mapping[int, Trouble]) -> dict[int, Trouble]:
    """Rows that speak of a person of whom another row speaks too, each with the first other row."""
    spoken: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        named = [row.reference]
        if action_of(row.action) is HandAction.SWAP:
            named.append(row.other_reference)
        for text in named:
            reference = reference_of(text)
            if reference is not None and row.row not in spoken[reference]:
                spoken[reference].append(row.row)
    found: dict[int, Trouble] = {}
    for reference, where in spoken.items():
        for place, row_number in enumerate(where if len(where) > 1 else []):
            if row_number not in troubles:
                other = where[0] if place else where[1]
                found[row_number] = Trouble(HandProblem.SPOKEN_OF_TWICE, f"{reference:014d}", other)
    return found


# {action: (english, hindi)}
HAND_ACTION_WORDS: dict[HandAction, tuple[str, str]] = {
    HandAction.PLACE: ("give a place", "स्थान देना"),
    HandAction.MOVE: ("move to another session", "दूसरे सत्र में भेजना"),
    HandAction.SWAP: ("swap with another person", "दूसरे व्यक्ति से अदला-बदली"),
    HandAction.REMOVE: ("take the place back", "स्थान वापस लेना"),
    HandAction.PIN: ("pin the place", "स्थान पक्का करना"),
    HandAction.UNPIN: ("unpin the place", "स्थान पक्का न रखना"),
    HandAction.EXCLUDE: ("take out of the campaign", "अभियान से बाहर रखना"),
}


def problem_words(trouble: Trouble, *, row: int, language: str) -> str:
    at = language == "hi"
    if trouble.problem is HandProblem.BAD_CELL:
        code, _, column = trouble.said.partition(":")
        return ROW_PROBLEM_WORDS[RowProblem(code)][at].format(column=f"'{column}'")
    words = HAND_PROBLEM_WORDS[trouble.problem][at]
    return words.format(said=trouble.said, row=row, other_row=trouble.other_row)

"""What can become of a row of a sheet of posting texts, and how that is said to whoever decided in it."""
# ruff: noqa: E501

from collections.abc import Mapping
from enum import StrEnum


class SheetFate(StrEnum):
    SETTLED = "settled"
    ALREADY_SETTLED = "already_settled"
    LEFT_OPEN = "left_open"
    UNREADABLE = "unreadable"
    NO_SUCH_CANDIDATE = "no_such_candidate"
    UNKNOWN_CODE = "unknown_code"
    NOT_FOUND = "not_found"
    STALE = "stale"
    DECIDED_TWICE = "decided_twice"
    NEW_REFUSED = "new_refused"
    BAD_CELL = "bad_cell"


# {fate: (english, hindi)}; {column} is the file's own header.
SHEET_WORDS: dict[SheetFate, tuple[str, str]] = {
    SheetFate.SETTLED: (
        "“{text}” is settled: {facility} ({code}). People: {people}.",
        "“{text}” तय हुआ: {facility} ({code})। लोग: {people}।",
    ),
    SheetFate.ALREADY_SETTLED: (
        "“{text}” is settled already: {facility} ({code}). If that is wrong, take the decision back first.",
        "“{text}” पहले ही तय है: {facility} ({code})। यदि यह गलत है, तो पहले वह निर्णय वापस लें।",
    ),
    SheetFate.LEFT_OPEN: (
        "{column} is empty, so the text stays open.",
        "{column} खाली है, इसलिए लेख लंबित रहता है।",
    ),
    SheetFate.UNREADABLE: (
        "{column} says “{said}”, which is no decision. Write 1, 2 or 3, a facility's code, or NEW.",
        "{column} में “{said}” है, जो कोई निर्णय नहीं है। 1, 2 या 3, संस्थान का कोड, या NEW लिखें।",
    ),
    SheetFate.NO_SUCH_CANDIDATE: (
        "{column} says {said}, but this row names no candidate {said}. Write a facility's code, or NEW.",
        "{column} में {said} है, पर इस पंक्ति में सुझाव {said} नहीं है। संस्थान का कोड, या NEW लिखें।",
    ),
    SheetFate.UNKNOWN_CODE: (
        "{column} means the code “{said}”, and no open facility of your area has it. Correct the code, or "
        "write NEW.",
        "{column} का अर्थ कोड “{said}” है, और आपके क्षेत्र के किसी खुले संस्थान का यह कोड नहीं है। कोड ठीक करें, या NEW लिखें।",
    ),
    SheetFate.NOT_FOUND: (
        "{column} names no text of your area. Rows are found by text_number, or by the words with their "
        "district: copy them from a fresh sheet.",
        "{column} आपके क्षेत्र का कोई लेख नहीं बताता। पंक्ति text_number से, या लेख और ज़िले से मिलती है: इन्हें नई शीट से लें।",
    ),
    SheetFate.STALE: (
        "{column} and text_number speak of two different texts. Copy the row from a fresh sheet.",
        "{column} और text_number दो अलग लेख बताते हैं। पंक्ति नई शीट से लें।",
    ),
    SheetFate.DECIDED_TWICE: (
        "{column} here and in row {other_row} decide the same text differently, so neither was taken. Keep one.",
        "{column} में यहाँ और पंक्ति {other_row} में एक ही लेख के अलग निर्णय हैं, इसलिए कोई नहीं लिया गया। एक रखें।",
    ),
    SheetFate.NEW_REFUSED: (
        "{column} says NEW, but the facility cannot be made. {why}",
        "{column} में NEW है, पर संस्थान नहीं बन सकता। {why}",
    ),
    SheetFate.BAD_CELL: ("{why}", "{why}"),
}
# Which of the file's columns a sentence is about.
COLUMN_OF_FATE = {
    SheetFate.NOT_FOUND: "posting",
    SheetFate.STALE: "posting",
}


def sheet_sentence(fate: SheetFate, *, row: int, facts: Mapping[str, str | int], language: str) -> str:
    """Row, column, what became of it and what to do."""
    words = SHEET_WORDS[fate][1 if language == "hi" else 0].format(**facts)
    return f"पंक्ति {row}: {words}" if language == "hi" else f"Row {row}: {words}"

"""The sheet of open posting texts, for offices that prefer to decide in a spreadsheet."""

from collections.abc import Sequence
from datetime import datetime

from teeka.apps.readiness.queries.postings import (
    MOST_CANDIDATES,
    Candidate,
    OpenText,
    candidates_of,
    open_texts,
)
from teeka.formats.outgoing.document import Cell, Column, ColumnKind, Document, Fact, Layout, Words
from teeka.rules.permissions import Jurisdiction
from teeka.rules.posting import WORDS, Reason

NAME = "posting-texts"
HOW = (
    Words(
        "Decide in the column 'decision': 1, 2 or 3 for a candidate of the row, a facility's code, or NEW "
        "for a facility that is missing (then fill new_name, new_type, new_block and new_pincode).",
        "'decision' स्तंभ में तय करें: पंक्ति के सुझाव के लिए 1, 2 या 3, संस्थान का कोड, या जो संस्थान सूची में नहीं है "
        "उसके लिए NEW (तब new_name, new_type, new_block और new_pincode भरें)।",
    ),
    Words(
        "Leave 'decision' empty where you are not sure. Rows may be sorted, hidden or left out.",
        "जहाँ भरोसा न हो वहाँ 'decision' खाली छोड़ें। पंक्तियाँ क्रम से लगाई, छिपाई या हटाई जा सकती हैं।",
    ),
)
_FIRST = (
    Column("text_number", Words("Text number", "लेख संख्या"), ColumnKind.CODE, 9),
    Column("posting", Words("Posting", "पदस्थापन"), width=34),
    Column("district", Words("District", "ज़िला")),
    Column("people", Words("People", "लोग"), ColumnKind.NUMBER, 8),
    Column("why_open", Words("Why it is open", "लंबित क्यों है"), width=30),
)
_LAST = (
    Column("decision", Words("Decision", "निर्णय"), ColumnKind.CODE, 12),
    Column("new_name", Words("New name", "नया नाम"), width=24),
    Column("new_type", Words("New type", "नया प्रकार"), width=9),
    Column("new_block", Words("New block", "नया प्रखंड")),
    Column("new_pincode", Words("New PIN code", "नया पिन कोड"), ColumnKind.CODE, 9),
)
_OF_CANDIDATE = (
    ("code", Words("code", "कोड"), ColumnKind.CODE, 16),
    ("name", Words("name", "नाम"), ColumnKind.TEXT, 30),
    ("type", Words("type", "प्रकार"), ColumnKind.TEXT, 7),
    ("block", Words("block", "प्रखंड"), ColumnKind.TEXT, 14),
    ("pincode", Words("PIN code", "पिन कोड"), ColumnKind.CODE, 9),
)


def posting_sheet(jurisdiction: Jurisdiction, *, now: datetime) -> Document:
    """All open texts, those of most people first, each with its candidates and an empty decision."""
    texts = open_texts(jurisdiction).page
    candidates = candidates_of(texts)
    return Document(
        name=NAME,
        title=Words("Posting texts to settle", "लंबित पदस्थापन लेख"),
        identity=NAME,
        stamp="",
        made_at=now,
        facts=(Fact(Words("Texts", "लेख"), str(len(texts))),),
        columns=(*_FIRST, *_candidate_columns(), *_LAST),
        rows=tuple(_row(text, candidates[text.id]) for text in texts),
        layout=Layout(()),
        notes=HOW,
    )


def _candidate_columns() -> list[Column]:
    return [
        Column(
            f"candidate_{place}_{key}",
            Words(f"Candidate {place} {words.english}", f"सुझाव {place} {words.hindi}"),
            kind,
            width,
        )
        for place in range(1, MOST_CANDIDATES + 1)
        for key, words, kind, width in _OF_CANDIDATE
    ]


def _row(text: OpenText, candidates: Sequence[Candidate]) -> tuple[Cell, ...]:
    named: list[Cell] = []
    for candidate in candidates:
        named += [candidate.code, candidate.name, candidate.type, candidate.block, candidate.pin_code]
    named += [""] * (len(_OF_CANDIDATE) * MOST_CANDIDATES - len(named))
    why = "; ".join(WORDS[Reason(code)][0] for code in text.reasons if code in set(Reason))
    return (str(text.id), text.shown, text.district, text.people, why, *named, *("" for _ in _LAST))

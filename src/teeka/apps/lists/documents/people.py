"""How a person is written on lists: names in both scripts, numbers masked where that is enough."""

from teeka.formats.outgoing.document import Column, ColumnKind, Words

MASK = "••••••"
LANGUAGES = {"hi": "हिन्दी", "en": "English"}
GENDERS = {"M": "M · पु", "F": "F · म", "O": "O · अन्य"}
PHOTO_IDS = {
    1: "Aadhaar",
    2: "Driving",
    3: "Health",
    4: "Job card",
    5: "MP/MLA",
    6: "PAN",
    7: "Passbook",
    8: "Passport",
    9: "Pension",
    10: "Service ID",
    11: "NPR",
    12: "Voter ID",
    13: "Other ID",
}
CALL = "Call · फ़ोन"
SMS = "SMS"

NUMBER = Column("number", Words("No.", "क्र."), ColumnKind.NUMBER, 6)
REFERENCE = Column("reference", Words("Reference", "संदर्भ संख्या"), ColumnKind.CODE, 17)
FULL_NAME = Column("full_name", Words("Name", "नाम"), width=30)
NAME_HI = Column("name_hi", Words("Name in Hindi", "हिन्दी में नाम"), width=26)
POSTING = Column("posting", Words("Posting", "पदस्थापन"), width=38)
POSTING_HI = Column("posting_hi", Words("Posting in Hindi", "पदस्थापन हिन्दी में"), width=34)


def masked_mobile(mobile: str) -> str:
    return f"{MASK}{mobile[-4:]}" if mobile else ""


def photo_id(kind: int | None, last4: str) -> str:
    name = PHOTO_IDS.get(kind or 0, "")
    return " ".join(part for part in (name, f"…{last4}" if last4 else "") if part)


def told_by(mobile_state: str) -> str:
    """A shared number can be sent to; missing, malformed and filler ones cannot."""
    return SMS if mobile_state in {"ok", "shared"} else CALL


def in_both(english: str, hindi: str) -> str:
    """Two names of one thing on one line; one of them when the other is missing or the same."""
    return " · ".join(dict.fromkeys(name for name in (english, hindi) if name))

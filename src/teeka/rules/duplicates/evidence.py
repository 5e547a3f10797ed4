"""Decides how much each agreement or contradiction between two registrations weighs, in bits.

Fellegi and Sunter's sum: what agrees counts by how rarely it agrees by chance, what contradicts by
how rarely it does so for one person. The chance that any two registrations are one person's is the
starting point, so the same likeness counts for less in a longer roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from teeka.rules.duplicates.names import NameLikeness

Bits = NDArray[np.float64]

LINK_AT, HOLD_AT = 0.98, 0.60
TWICE_REGISTERED = 0.03  # of all people, as rosters of 2021 showed
SMALLEST_CROWD = 3_000  # a short roster is taken for a part of a crowd of this size

NAME_BITS: Mapping[NameLikeness, float] = {
    NameLikeness.SAME: 0.0,
    NameLikeness.MISTYPED: -2.5,
    NameLikeness.PARTLY: -4.0,
    NameLikeness.ONE_LETTER: -7.0,
}
MOST_NAME_BITS, MOST_POSTING_BITS = 15.0, 10.0
SAME_YEAR, SLIPPED_YEAR, OTHER_YEAR = 4.8, 1.0, -6.0
SAME_IDENTITY, OTHER_IDENTITY, OTHER_NUMBER_OF_ONE_KIND = 20.0, -1.0, -7.0
SAME_EMPLOYEE, OTHER_EMPLOYEE = 14.0, -3.0
OTHER_GENDER, OTHER_MOBILE, OTHER_DISTRICT = -4.0, -1.5, -3.0
# By how many people give one number, on top of the crowd's own bits: that two of a crowd share a
# number is as rare as that they are one. A number that more people give is no evidence at all.
MOBILE_BITS = {2: 2.0, 3: 0.0, 4: -2.0, 5: -4.0, 6: -5.0}
# Who shares a phone is a family and shares a surname too: only the given name tells, and this much.
MOST_NAME_BITS_ON_ONE_MOBILE = 7.0


class Reason(StrEnum):
    SAME_NAME = "SAME_NAME"
    NAME_MISTYPED = "NAME_MISTYPED"
    NAME_IN_PART = "NAME_IN_PART"
    NAME_ONE_LETTER_OFF = "NAME_ONE_LETTER_OFF"
    NAME_DIFFERS = "NAME_DIFFERS"
    SAME_BIRTH_YEAR = "SAME_BIRTH_YEAR"
    BIRTH_YEAR_SLIPPED = "BIRTH_YEAR_SLIPPED"
    BIRTH_YEAR_DIFFERS = "BIRTH_YEAR_DIFFERS"
    SAME_MOBILE = "SAME_MOBILE"
    MOBILE_OF_MANY = "MOBILE_OF_MANY"
    SAME_IDENTITY = "SAME_IDENTITY"
    IDENTITY_DIFFERS = "IDENTITY_DIFFERS"
    SAME_EMPLOYEE_ID = "SAME_EMPLOYEE_ID"
    SAME_POSTING = "SAME_POSTING"
    GENDER_DIFFERS = "GENDER_DIFFERS"


WORDS: dict[Reason, tuple[str, str]] = {
    Reason.SAME_NAME: ("the same name", "नाम वही है"),
    Reason.NAME_MISTYPED: ("the name with a slip of typing", "नाम में टाइपिंग की चूक"),
    Reason.NAME_IN_PART: ("a part of the name", "नाम का एक भाग"),
    Reason.NAME_ONE_LETTER_OFF: ("the name but for one letter", "नाम में एक अक्षर का अंतर"),
    Reason.NAME_DIFFERS: ("another name", "नाम अलग है"),
    Reason.SAME_BIRTH_YEAR: ("born in the same year", "जन्म वर्ष वही है"),
    Reason.BIRTH_YEAR_SLIPPED: ("a birth year that may be a slip", "जन्म वर्ष में संभावित चूक"),
    Reason.BIRTH_YEAR_DIFFERS: ("another birth year", "जन्म वर्ष अलग है"),
    Reason.SAME_MOBILE: ("the same mobile number", "मोबाइल नंबर वही है"),
    Reason.MOBILE_OF_MANY: ("a mobile number that many give", "मोबाइल नंबर जो बहुत लोग देते हैं"),
    Reason.SAME_IDENTITY: ("the same identity document", "पहचान पत्र वही है"),
    Reason.IDENTITY_DIFFERS: ("another identity document", "पहचान पत्र अलग है"),
    Reason.SAME_EMPLOYEE_ID: ("the same employee number", "कर्मचारी संख्या वही है"),
    Reason.SAME_POSTING: ("posted at the same facility", "पदस्थापना वही है"),
    Reason.GENDER_DIFFERS: ("another gender", "लिंग अलग है"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry a pair. Booleans say what agrees; `*_differ` that both are known and contradict."""

    name: NDArray[np.int8]
    name_share: Bits  # the share of all people who bear this name
    year_gap: NDArray[np.int16]  # -1 where a year is unknown
    year_is_slip: NDArray[np.bool_]
    mobile_holders: NDArray[np.int32]  # who give the number that both give; 0 where none
    mobiles_differ: NDArray[np.bool_]
    identity_same: NDArray[np.bool_]
    identity_differ: NDArray[np.bool_]
    identity_kind_same: NDArray[np.bool_]
    employee_same: NDArray[np.bool_]
    employee_differ: NDArray[np.bool_]
    posting_share: Bits  # the share of all people at the posting that both name; 0 where they differ
    districts_differ: NDArray[np.bool_]
    genders_differ: NDArray[np.bool_]


def probabilities(pairs: Compared, crowd: int) -> Bits:
    """The chance that each pair is one person, in a crowd of so many registrations."""
    crowd_bits = np.log2(max(crowd, SMALLEST_CROWD))
    bits = np.log2(2 * TWICE_REGISTERED) - crowd_bits + _name_bits(pairs)
    bits += np.select(
        [pairs.year_gap == 0, pairs.year_is_slip, pairs.year_gap > 0],
        [SAME_YEAR, SLIPPED_YEAR, OTHER_YEAR],
        0.0,
    )
    for holders, worth in MOBILE_BITS.items():
        bits += (crowd_bits + worth) * (pairs.mobile_holders == holders)
    bits += OTHER_MOBILE * pairs.mobiles_differ
    bits += SAME_IDENTITY * pairs.identity_same
    bits += (
        np.where(pairs.identity_kind_same, OTHER_NUMBER_OF_ONE_KIND, OTHER_IDENTITY) * pairs.identity_differ
    )
    bits += SAME_EMPLOYEE * pairs.employee_same + OTHER_EMPLOYEE * pairs.employee_differ
    with np.errstate(divide="ignore"):
        posted = np.minimum(-np.log2(pairs.posting_share), MOST_POSTING_BITS)
    bits += np.where(pairs.posting_share > 0, posted, 0.0)
    bits += OTHER_DISTRICT * pairs.districts_differ + OTHER_GENDER * pairs.genders_differ
    chance: Bits = 1 / (1 + np.exp2(-np.clip(bits, -60, 60)))
    return chance


def _name_bits(pairs: Compared) -> Bits:
    most = np.where(_shares_mobile(pairs), MOST_NAME_BITS_ON_ONE_MOBILE, MOST_NAME_BITS)
    rarity = np.minimum(-np.log2(pairs.name_share), most)
    slip = np.select([pairs.name == likeness for likeness in NAME_BITS], list(NAME_BITS.values()), -40.0)
    bits: Bits = rarity + slip
    return bits


def _shares_mobile(pairs: Compared) -> NDArray[np.bool_]:
    shares: NDArray[np.bool_] = (pairs.mobile_holders > 0) & (pairs.mobile_holders <= max(MOBILE_BITS))
    return shares


def reasons_of(pairs: Compared, at: int) -> list[str]:
    """Why one pair has its probability, strongest kind of evidence first."""
    named = {
        NameLikeness.SAME: Reason.SAME_NAME,
        NameLikeness.MISTYPED: Reason.NAME_MISTYPED,
        NameLikeness.PARTLY: Reason.NAME_IN_PART,
        NameLikeness.ONE_LETTER: Reason.NAME_ONE_LETTER_OFF,
        NameLikeness.CONFLICT: Reason.NAME_DIFFERS,
    }
    gap = int(pairs.year_gap[at])
    holders = int(pairs.mobile_holders[at])
    found = (
        (Reason.SAME_IDENTITY, bool(pairs.identity_same[at])),
        (Reason.SAME_EMPLOYEE_ID, bool(pairs.employee_same[at])),
        (named[NameLikeness(int(pairs.name[at]))], True),
        (Reason.SAME_MOBILE, 0 < holders <= max(MOBILE_BITS)),
        (Reason.MOBILE_OF_MANY, holders > max(MOBILE_BITS)),
        (Reason.SAME_BIRTH_YEAR, gap == 0),
        (Reason.BIRTH_YEAR_SLIPPED, gap > 0 and bool(pairs.year_is_slip[at])),
        (Reason.BIRTH_YEAR_DIFFERS, gap > 0 and not pairs.year_is_slip[at]),
        (Reason.SAME_POSTING, bool(pairs.posting_share[at] > 0)),
        (Reason.IDENTITY_DIFFERS, bool(pairs.identity_differ[at])),
        (Reason.GENDER_DIFFERS, bool(pairs.genders_differ[at])),
    )
    return [reason.value for reason, holds in found if holds]

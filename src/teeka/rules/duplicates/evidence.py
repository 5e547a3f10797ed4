"""Decides how much each agreement or contradiction between two registrations weighs, in bits.

Fellegi and Sunter's sum: what agrees counts by how rarely it agrees by chance, what contradicts by how
rarely it does so for one person. The shares of both come from Splink and stand, with their date, in
parameters.json (`python -m benchmarks.fit_duplicates`). Where one agreement follows from another, which
the sum does not know (a family has one surname, phone and home), the constants here hold it back.

How common a name is, is counted in the district, so what one import brings changes what is weighed there
and nowhere else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import log2
from pathlib import Path
from zlib import crc32

import polars as pl

LINK_AT, HOLD_AT = 0.95, 0.60
# A state's registrations, and how many times a district's. Fixed, so that the same two registrations weigh
# the same in every roster.
CROWD, DISTRICTS = 469_000, 25
MOST_NAME_BITS = 14.0
# Who shares a phone is a family and shares surname and home too: only the given name tells, and this much.
MOST_NAME_BITS_ON_ONE_MOBILE = 9.0
MOST_POSTING_BITS_ON_ONE_MOBILE = 3.0  # of two; what more give is a centre's phone, and tells the posting
# Each further person who gives a number makes it a worse witness; a number of more than these is none.
MOST_GIVERS, BITS_LOST_BY_GIVER = 6, 3.0
BITS_LOST_BY_NEIGHBOUR = 1.0  # each time twice as many people write one home address
RARE, COMMON = 3, 30  # given names by how many bear them: a slip makes the one of the other
MOST_HOLDERS = 6  # of one document or employee number; what more write in is "none" in some office's words


class Reason(StrEnum):
    """What two registrations show when compared: one of each of SUBJECTS."""

    SAME_NAME = "SAME_NAME"
    NAME_MISTYPED = "NAME_MISTYPED"
    NAME_IN_PART = "NAME_IN_PART"
    FAMILY_NAME_DIFFERS = "FAMILY_NAME_DIFFERS"
    NAME_ONE_LETTER_OFF = "NAME_ONE_LETTER_OFF"
    NAME_DIFFERS = "NAME_DIFFERS"
    SAME_BIRTH_DATE = "SAME_BIRTH_DATE"
    SAME_BIRTH_YEAR = "SAME_BIRTH_YEAR"
    SAME_BIRTHDAY = "SAME_BIRTHDAY"
    BIRTH_DAY_DIFFERS = "BIRTH_DAY_DIFFERS"
    BIRTH_YEAR_SLIPPED = "BIRTH_YEAR_SLIPPED"
    BIRTH_YEAR_ONE_DIGIT_OFF = "BIRTH_YEAR_ONE_DIGIT_OFF"
    BIRTH_YEAR_DIFFERS = "BIRTH_YEAR_DIFFERS"
    SAME_MOBILE = "SAME_MOBILE"
    MOBILE_OF_MANY = "MOBILE_OF_MANY"
    MOBILE_DIFFERS = "MOBILE_DIFFERS"
    SAME_IDENTITY = "SAME_IDENTITY"
    IDENTITY_OF_ANOTHER_KIND = "IDENTITY_OF_ANOTHER_KIND"
    IDENTITY_DIFFERS = "IDENTITY_DIFFERS"
    SAME_EMPLOYEE_ID = "SAME_EMPLOYEE_ID"
    EMPLOYEE_ID_DIFFERS = "EMPLOYEE_ID_DIFFERS"
    SAME_POSTING = "SAME_POSTING"
    SAME_DISTRICT = "SAME_DISTRICT"
    POSTING_DIFFERS = "POSTING_DIFFERS"
    DISTRICT_DIFFERS = "DISTRICT_DIFFERS"
    SAME_HOME = "SAME_HOME"
    SAME_HOME_PIN_CODE = "SAME_HOME_PIN_CODE"
    HOME_DIFFERS = "HOME_DIFFERS"
    SAME_GENDER = "SAME_GENDER"
    GENDER_DIFFERS = "GENDER_DIFFERS"


R = Reason
SUBJECTS: Mapping[str, tuple[Reason, ...]] = {
    "name": (R.SAME_NAME, R.NAME_MISTYPED, R.NAME_IN_PART, R.FAMILY_NAME_DIFFERS, R.NAME_ONE_LETTER_OFF,
             R.NAME_DIFFERS),
    "birth": (R.SAME_BIRTH_DATE, R.SAME_BIRTH_YEAR, R.SAME_BIRTHDAY, R.BIRTH_DAY_DIFFERS,
              R.BIRTH_YEAR_SLIPPED, R.BIRTH_YEAR_ONE_DIGIT_OFF, R.BIRTH_YEAR_DIFFERS),
    "mobile": (R.SAME_MOBILE, R.MOBILE_OF_MANY, R.MOBILE_DIFFERS),
    "identity": (R.SAME_IDENTITY, R.IDENTITY_OF_ANOTHER_KIND, R.IDENTITY_DIFFERS),
    "employee": (R.SAME_EMPLOYEE_ID, R.EMPLOYEE_ID_DIFFERS),
    "posting": (R.SAME_POSTING, R.SAME_DISTRICT, R.POSTING_DIFFERS, R.DISTRICT_DIFFERS),
    "home": (R.SAME_HOME, R.SAME_HOME_PIN_CODE, R.HOME_DIFFERS),
    "gender": (R.SAME_GENDER, R.GENDER_DIFFERS),
}  # fmt: skip
WORDS: dict[Reason, tuple[str, str]] = {
    R.SAME_NAME: ("the same name", "नाम वही है"),
    R.NAME_MISTYPED: ("the name with a slip of typing", "नाम वही, टाइपिंग की चूक के साथ"),
    R.NAME_IN_PART: ("a part of the name", "नाम का एक भाग वही है"),
    R.FAMILY_NAME_DIFFERS: ("the given name with another surname", "नाम वही, उपनाम अलग"),
    R.NAME_ONE_LETTER_OFF: ("the name but for one letter", "नाम में एक अक्षर का अंतर"),
    R.NAME_DIFFERS: ("another name", "नाम अलग है"),
    R.SAME_BIRTH_DATE: ("born on the same day", "जन्म तिथि वही है"),
    R.SAME_BIRTH_YEAR: ("born in the same year", "जन्म वर्ष वही है"),
    R.SAME_BIRTHDAY: ("the same birthday in another year", "जन्मदिन वही, वर्ष अलग"),
    R.BIRTH_DAY_DIFFERS: ("another day of the same birth year", "जन्म वर्ष वही, दिन अलग"),
    R.BIRTH_YEAR_SLIPPED: ("a birth year that may be a slip", "जन्म वर्ष में संभावित चूक"),
    R.BIRTH_YEAR_ONE_DIGIT_OFF: ("a birth year but for one digit", "जन्म वर्ष में एक अंक का अंतर"),
    R.BIRTH_YEAR_DIFFERS: ("another birth year", "जन्म वर्ष अलग है"),
    R.SAME_MOBILE: ("the same mobile number", "मोबाइल नंबर वही है"),
    R.MOBILE_OF_MANY: ("a mobile number that many give", "मोबाइल नंबर वही, पर कई लोगों का साझा"),
    R.MOBILE_DIFFERS: ("another mobile number", "मोबाइल नंबर अलग है"),
    R.SAME_IDENTITY: ("the same identity document", "पहचान पत्र वही है"),
    R.IDENTITY_OF_ANOTHER_KIND: ("an identity document of another kind", "पहचान पत्र दूसरे प्रकार का है"),
    R.IDENTITY_DIFFERS: ("another identity document", "पहचान पत्र अलग है"),
    R.SAME_EMPLOYEE_ID: ("the same employee number", "कर्मचारी संख्या वही है"),
    R.EMPLOYEE_ID_DIFFERS: ("another employee number", "कर्मचारी संख्या अलग है"),
    R.SAME_POSTING: ("posted at the same facility", "पदस्थापन वही है"),
    R.SAME_DISTRICT: ("posted in the same district", "पदस्थापन का ज़िला वही है"),
    R.POSTING_DIFFERS: ("posted at another facility", "पदस्थापन अलग है"),
    R.DISTRICT_DIFFERS: ("posted in another district", "पदस्थापन का ज़िला अलग है"),
    R.SAME_HOME: ("the same home address", "घर का पता वही है"),
    R.SAME_HOME_PIN_CODE: ("the same PIN code of the home", "घर का पिन कोड वही है"),
    R.HOME_DIFFERS: ("another PIN code of the home", "घर का पिन कोड अलग है"),
    R.SAME_GENDER: ("the same gender", "लिंग वही है"),
    R.GENDER_DIFFERS: ("another gender", "लिंग अलग है"),
}


# The least and the most that a reason may weigh, whatever training found. Staff live where they work and
# families live together; a made-up roster knows no document typed for two and few old men's guessed years.
BOUNDS: Mapping[Reason, tuple[float, float]] = {
    R.NAME_IN_PART: (2.0, 12.0),
    R.FAMILY_NAME_DIFFERS: (0.0, 12.0),
    R.NAME_ONE_LETTER_OFF: (3.0, 12.0),
    R.NAME_DIFFERS: (-25.0, -25.0),
    R.SAME_HOME: (0.0, 12.0),
    R.SAME_HOME_PIN_CODE: (0.0, 2.5),
    R.HOME_DIFFERS: (-3.0, 0.0),
    R.SAME_POSTING: (0.0, 9.0),
    R.SAME_DISTRICT: (0.0, 5.0),
    R.POSTING_DIFFERS: (-2.0, 3.5),
    R.DISTRICT_DIFFERS: (-3.0, 0.0),
    R.SAME_BIRTH_DATE: (0.0, 13.0),
    R.SAME_BIRTHDAY: (0.0, 5.0),
    R.BIRTH_DAY_DIFFERS: (-4.0, 0.0),
    R.BIRTH_YEAR_SLIPPED: (-1.0, 0.0),
    R.BIRTH_YEAR_ONE_DIGIT_OFF: (-2.5, -2.0),
    R.BIRTH_YEAR_DIFFERS: (-8.0, -8.0),
    R.SAME_MOBILE: (0.0, 22.0),
    R.MOBILE_OF_MANY: (0.0, 0.0),
    R.MOBILE_DIFFERS: (-1.0, 0.0),
    R.SAME_IDENTITY: (0.0, 22.0),
    R.IDENTITY_OF_ANOTHER_KIND: (-1.0, 0.0),
    R.IDENTITY_DIFFERS: (-7.0, -4.0),
    R.SAME_EMPLOYEE_ID: (0.0, 14.0),
    R.EMPLOYEE_ID_DIFFERS: (-3.0, 0.0),
    R.SAME_GENDER: (0.0, 1.0),
    R.GENDER_DIFFERS: (-5.0, -4.0),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """`shares`: reason -> how many of the pairs that are one person show it, and how many that are two."""

    made_on: str
    made_by: str
    number: int  # another one for other parameters, another release of the rule, and where hashes differ
    twice_registered: float
    shares: Mapping[Reason, tuple[float, float]]

    @property
    def start(self) -> float:
        """The bits of a pair of which nothing is known: how rarely any two of a crowd are one person."""
        return log2(self.twice_registered / CROWD)

    def bits(self, reason: Reason) -> float:
        """What a reason weighs; of a name, without how rare it is."""
        of_one, of_two = self.shares[reason]
        least, most = BOUNDS.get(reason, (-40.0, 40.0))
        return min(most, max(least, log2(of_one / of_two)))

    def name_bits(self, reason: Reason) -> float:
        """What a name that agrees so falls short of how rare the name is."""
        of_one, _ = self.shares[R.SAME_NAME]
        return self.bits(reason) - self.bits(R.SAME_NAME) + log2(of_one)


# What is hashed here may be hashed otherwise by another release of polars, or on another processor.
_HASHED = pl.DataFrame({"text": ["", "a", "Asha Kumari of Phulwari"], "year": [None, 1, 1986]})


@cache
def parameters() -> Parameters:
    """As trained last."""
    folder = Path(__file__).parent
    stored = json.loads((folder / "parameters.json").read_bytes())
    shares = {Reason(reason): (both["m"], both["u"]) for reason, both in stored["shares"].items()}
    files = sorted((*folder.glob("*.py"), folder / "parameters.json"))
    number = crc32(b"".join([_HASHED.hash_rows().to_numpy().tobytes(), *(f.read_bytes() for f in files)]))
    return Parameters(stored["made_on"], stored["made_by"], number, stored["twice_registered"], shares)

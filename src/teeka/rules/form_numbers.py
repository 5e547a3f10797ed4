"""The numbers printed on blank forms, how many are printed, and whether a number that was typed is one.

A number is the session's code, W (walk-in) or D (dose), a running number and a check sign:
BR-PAT-0117-W014K. The same session prints the same numbers for ever, so that a form keyed twice is one
event. The check sign is that of ISO/IEC 7064 MOD 37-2, as on bags of donated blood: it notices any one
wrong sign and any two neighbours that changed places, in the session's code too.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"  # a sign's value is its place; * is a check sign only
MODULUS = len(SIGNS)
FEWEST_DIGITS = 3
SPARE_PERCENT = 10  # of doses: forms that are spoilt
PLAIN_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
TYPED = re.compile(r"(?:(?P<stem>[0-9A-Z-]+)-)?(?P<kind>[WD])(?P<running>[0-9]{3,6})(?P<check>[0-9A-Z*])")


class FormKind(StrEnum):
    WALK_IN = "W"
    DOSE = "D"


FORMS_A_PAGE = {FormKind.WALK_IN: 6, FormKind.DOSE: 8}


@dataclass(frozen=True, slots=True)
class FormNumber:
    kind: FormKind
    running: int  # from 1


@dataclass(frozen=True, slots=True)
class FormCounts:
    """How many forms of each kind a session's pack holds: whole pages."""

    walk_in: int
    dose: int

    def of(self, kind: FormKind) -> int:
        return self.walk_in if kind is FormKind.WALK_IN else self.dose


class FormRefusal(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    OTHER_SESSION = "other_session"
    WRONG_CHECK = "wrong_check"
    NOT_PRINTED = "not_printed"


FORM_REFUSAL_WORDS: dict[FormRefusal, tuple[str, str]] = {
    FormRefusal.NOT_A_NUMBER: (
        "This is not the number of a form: type it as printed beside the square code, such as W014K.",
        "यह फ़ॉर्म की संख्या नहीं है: चौकोर कोड के पास छपी संख्या लिखें, जैसे W014K।",
    ),
    FormRefusal.OTHER_SESSION: (
        "This form belongs to another session: open that session, or put the form with its papers.",
        "यह फ़ॉर्म किसी दूसरे सत्र का है: वह सत्र खोलें, या फ़ॉर्म उसके काग़ज़ों में रखें।",
    ),
    FormRefusal.WRONG_CHECK: (
        "A sign of this number is wrong or two changed places: compare it with the form and type it again.",
        "इस संख्या का कोई अंक ग़लत है या दो की जगह बदल गई: फ़ॉर्म से मिलाकर दोबारा लिखें।",
    ),
    FormRefusal.NOT_PRINTED: (
        "No form with this number was printed for the session: ask where the form came from.",
        "इस सत्र के लिए इस संख्या का फ़ॉर्म नहीं छपा: पूछें कि फ़ॉर्म कहाँ से आया।",
    ),
}


def forms_for(*, capacity: int, reserve_percent: int, listed: int) -> FormCounts:
    """Walk-ins may take the reserve or whatever else is free; every seat may end as a dose on paper."""
    reserve = -(-capacity * reserve_percent // 100)
    seats = max(capacity, listed)
    return FormCounts(
        walk_in=_whole_pages(max(reserve, capacity - listed, 1), FormKind.WALK_IN),
        dose=_whole_pages(seats + -(-seats * SPARE_PERCENT // 100), FormKind.DOSE),
    )


def form_number(session_code: str, number: FormNumber) -> str:
    stem = f"{stem_of(session_code)}-{number.kind.value}{number.running:0{FEWEST_DIGITS}d}"
    return stem + check_sign(stem)


def form_numbers(session_code: str, kind: FormKind, count: int) -> Iterator[str]:
    return (form_number(session_code, FormNumber(kind, running)) for running in range(1, count + 1))


def read_form_number(typed: str, *, session_code: str, printed: FormCounts) -> FormNumber | FormRefusal:
    """What was typed or scanned on a session's page: the whole number, or only its end (W014K)."""
    found = TYPED.fullmatch("".join(typed.split()).upper())
    if found is None:
        return FormRefusal.NOT_A_NUMBER
    stem = stem_of(session_code)
    if found["stem"] not in (None, stem):
        is_whole = check_sign(f"{found['stem']}-{found['kind']}{found['running']}") == found["check"]
        return FormRefusal.OTHER_SESSION if is_whole else FormRefusal.WRONG_CHECK
    number = FormNumber(FormKind(found["kind"]), int(found["running"]))
    if form_number(session_code, number) != f"{stem}-{found['kind']}{found['running']}{found['check']}":
        return FormRefusal.WRONG_CHECK
    if not 1 <= number.running <= printed.of(number.kind):
        return FormRefusal.NOT_PRINTED
    return number


def stem_of(session_code: str) -> str:
    """The code itself where it is plain capitals, digits and hyphens; else a hash that stands for it."""
    if PLAIN_CODE.fullmatch(session_code):
        return session_code
    return "X" + hashlib.sha256(session_code.encode(errors="surrogatepass")).hexdigest()[:9].upper()


def check_sign(text: str) -> str:
    """ISO/IEC 7064 MOD 37-2 of the letters and digits of `text`; everything else is left out."""
    rest = 0
    for sign in text:
        if (value := SIGNS.find(sign)) in range(MODULUS - 1):
            rest = (rest + value) * 2 % MODULUS
    return SIGNS[(1 - rest) % MODULUS]


def _whole_pages(count: int, kind: FormKind) -> int:
    a_page = FORMS_A_PAGE[kind]
    return -(-count // a_page) * a_page

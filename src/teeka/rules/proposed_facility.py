"""Decides whether a facility that an officer proposes can be taken, and which code it gets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from teeka.rules.row_checks.facilities import LONGEST, read_type
from teeka.shared.pin_code import read_pin_code
from teeka.shared.text import squash


@dataclass(frozen=True, slots=True)
class Proposal:
    """A facility as an officer typed it, in a form or in a sheet; its district is the text's."""

    name: str = ""
    type: str = ""
    block: str = ""
    pin_code: str = ""


class ProposalProblem(StrEnum):
    NAME_MISSING = "name_missing"
    NAME_NOT_A_NAME = "name_not_a_name"
    NAME_TOO_LONG = "name_too_long"
    NAME_TAKEN = "name_taken"
    TYPE_MISSING = "type_missing"
    BLOCK_MISSING = "block_missing"
    BLOCK_UNKNOWN = "block_unknown"
    PIN_CODE_UNREADABLE = "pin_code_unreadable"


# {problem: (english, hindi)}
PROPOSAL_WORDS: dict[ProposalProblem, tuple[str, str]] = {
    ProposalProblem.NAME_MISSING: ("Write the facility's name.", "संस्थान का नाम लिखें।"),
    ProposalProblem.NAME_NOT_A_NAME: (
        "The name holds no letters. Write the facility's name.",
        "नाम में अक्षर नहीं हैं। संस्थान का नाम लिखें।",
    ),
    ProposalProblem.NAME_TOO_LONG: (
        "The name has more than 200 characters. Shorten it.",
        "नाम 200 अक्षरों से लंबा है। छोटा करें।",
    ),
    ProposalProblem.NAME_TAKEN: (
        "The district has a facility of this name. Search for it and choose that one.",
        "ज़िले में इस नाम का संस्थान पहले से है। उसे खोजकर चुनें।",
    ),
    ProposalProblem.TYPE_MISSING: (
        "Say what kind of facility it is: PHC, HSC, HOSP or another type.",
        "बताएँ कि संस्थान किस प्रकार का है: PHC, HSC, HOSP या कोई और।",
    ),
    ProposalProblem.BLOCK_MISSING: ("Say in which block it lies.", "बताएँ कि यह किस प्रखंड में है।"),
    ProposalProblem.BLOCK_UNKNOWN: (
        "The district has no such block. Correct its spelling.",
        "ज़िले में ऐसा कोई प्रखंड नहीं है। वर्तनी ठीक करें।",
    ),
    ProposalProblem.PIN_CODE_UNREADABLE: (
        "The PIN code is not six digits. Write it like 800001.",
        "पिन कोड छह अंकों का नहीं है। जैसे 800001 लिखें।",
    ),
}  # fmt: skip


def check_proposal(typed: Proposal) -> tuple[Proposal, list[ProposalProblem]]:
    """The proposal with its name, type and PIN code as they are stored, and what is wrong with it."""
    name, kind, pin = squash(typed.name), typed.type.strip(), read_pin_code(typed.pin_code)
    problems = []
    if not name:
        problems.append(ProposalProblem.NAME_MISSING)
    elif not any(sign.isalpha() for sign in name):
        problems.append(ProposalProblem.NAME_NOT_A_NAME)
    elif len(name) > LONGEST["name"]:
        problems.append(ProposalProblem.NAME_TOO_LONG)
    if not kind:
        problems.append(ProposalProblem.TYPE_MISSING)
    if pin is None:
        problems.append(ProposalProblem.PIN_CODE_UNREADABLE)
    return Proposal(name, read_type(kind), squash(typed.block), pin or ""), problems


def proposed_code(district_code: int, taken: Iterable[str]) -> str:
    """P, the district's code, a dash, and the next of the district's numbers: P230-0007.

    A number is never given twice, for the highest of the codes that are there is counted on.
    """
    start = f"P{district_code}-"
    numbers = [code.removeprefix(start) for code in taken if code.startswith(start)]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{start}{highest + 1:04d}"

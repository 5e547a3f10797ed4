"""Reads one line of a site's paper as somebody keyed it, or as it came back in a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from teeka.rules.form_numbers import (
    FormCounts,
    FormNumber,
    form_number,
    read_form_number,
)
from teeka.rules.hand_sheet import reference_of
from teeka.rules.line_fates import Fate, LineTrouble, Trouble
from teeka.rules.photo_ids import OTHER, read_photo_id_type
from teeka.rules.row_checks.times import read_time
from teeka.rules.site_day import NOT_GIVEN_WORDS, Becomes, NotGiven, Refusal, Visit
from teeka.shared.clock import INDIA
from teeka.shared.text import ascii_digits, fold_words

LONGEST_BATCH = 40
_YES = {
    fold_words(word)
    for word in ["y", "yes", "1", "x", "true", "✓", "given", "done", "हाँ", "हां", "दी", "दिया", "आए"]
} - {""}
_NO = {fold_words(word) for word in ["n", "no", "0", "false", "not given", "नहीं", "नही", "न"]}
_TICKS = {"✓", "✔", "☑", "*", "+"}
_REASONS = {
    fold_words(words): reason
    for reason, pair in NOT_GIVEN_WORDS.items()
    for words in (reason.value.replace("_", " "), *pair)
} | {str(number): reason for number, reason in enumerate(NotGiven, start=1)}


FATE_OF = {
    Becomes.SAME: Fate.ALREADY,
    Becomes.KEYED_ONCE: Fate.KEYED_ONCE,
    Becomes.KEYED_DIFFERENTLY: Fate.KEYED_DIFFERENTLY,
}


@dataclass(frozen=True, slots=True)
class VisitLine:
    """As written. row: in the sheet from 1, or the line's place on the page."""

    row: int
    reference: str = ""
    session_code: str = ""
    arrived: str = ""
    identity: str = ""
    dose: str = ""
    batch: str = ""
    given_at: str = ""
    reason: str = ""
    form_number: str = ""
    name: str = ""

    @property
    def says_nothing(self) -> bool:
        came = "" if yes_or_no(self.arrived) is False else self.arrived  # who did not come has no visit
        said = (came, self.identity, self.dose, self.batch, self.given_at, self.reason)
        return not any(said) and not self.form_number


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines of one session's paper are read by.

    listed_identity: reference → document of the list, 1 to 13. form_users: number → reference, of forms that
    are recorded already. printed: the forms that the session has.
    """

    session_code: str
    held_on: date
    printed: FormCounts
    listed_identity: Mapping[int, int]
    form_users: Mapping[str, int]


def read_line(line: VisitLine, sheet: Sheet) -> Visit | Trouble | None:
    """The visit that a line tells of; None when it tells of none: an empty line is still to be written."""
    if line.session_code and line.session_code != sheet.session_code:
        return Trouble(LineTrouble.OTHER_SESSION, line.session_code)
    if line.says_nothing:
        return None
    form = _form(line, sheet)
    if isinstance(form, Trouble):
        return form
    who = _who(line, form, sheet)
    if isinstance(who, Trouble):
        return who
    return _visit(line, form, who, sheet)


def _form(line: VisitLine, sheet: Sheet) -> str | Trouble:
    if not line.form_number:
        return ""
    read = read_form_number(
        ascii_digits(line.form_number), session_code=sheet.session_code, printed=sheet.printed
    )
    return form_number(sheet.session_code, read) if isinstance(read, FormNumber) else Trouble(read)


def _who(line: VisitLine, form: str, sheet: Sheet) -> int | Trouble:
    if not line.reference:
        known = sheet.form_users.get(form)
        return Trouble(LineTrouble.NOBODY_NAMED) if known is None else known
    reference = reference_of(ascii_digits(line.reference))
    return Trouble(LineTrouble.REFERENCE_UNREADABLE, line.reference) if reference is None else reference


def _visit(line: VisitLine, form: str, reference: int, sheet: Sheet) -> Visit | Trouble:
    arrived_at, given_at = _moment(line.arrived, sheet), _moment(line.given_at, sheet)
    identity = _identity(line.identity, sheet.listed_identity.get(reference, OTHER))
    reason = _REASONS.get(fold_words(line.reason.replace("_", " "))) if line.reason else None
    for found in (arrived_at, given_at, identity):
        if isinstance(found, Trouble):
            return found
    if line.reason and reason is None:
        return Trouble(LineTrouble.REASON_UNREADABLE, line.reason)
    if (fault := _fault_of_dose(line)) is not None:
        return fault
    return Visit(
        reference,
        arrived_at=arrived_at if isinstance(arrived_at, datetime) else None,
        identity_seen=identity if isinstance(identity, int) else None,
        batch=line.batch,
        given_at=given_at if isinstance(given_at, datetime) else None,
        not_given_for=reason,
        form_number=form,
    )


def _fault_of_dose(line: VisitLine) -> Trouble | None:
    """What the columns of a dose say against each other; a batch alone says that it was given."""
    said = yes_or_no(line.dose) if line.dose else None
    if line.dose and said is None:
        return Trouble(LineTrouble.DOSE_UNREADABLE, line.dose)
    if len(line.batch) > LONGEST_BATCH:
        return Trouble(LineTrouble.BATCH_TOO_LONG)
    if said is False and (line.batch or line.given_at):
        return Trouble(LineTrouble.BATCH_WITHOUT_DOSE)
    if said is False and not line.reason:
        return Trouble(LineTrouble.REASON_MISSING)
    return Trouble(Refusal.BATCH_MISSING) if said and not line.batch else None


def _moment(text: str, sheet: Sheet) -> datetime | Trouble | None:
    """A time of the session's day. A tick says that it happened, and not when."""
    if not text or yes_or_no(text):
        return None
    found = hour_of(text)
    if found is None:
        return Trouble(LineTrouble.TIME_UNREADABLE, text)
    return datetime.combine(sheet.held_on, found, INDIA)


def hour_of(text: str) -> time | None:
    """As read_time, and 930 or 0930 as clerks type it."""
    digits = ascii_digits(text).strip()
    if digits.isdecimal() and len(digits) in (3, 4):
        hour, minute = divmod(int(digits), 100)
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return read_time(digits)


def yes_or_no(text: str) -> bool | None:
    if text.strip() in _TICKS:
        return True
    folded = fold_words(text)
    return True if folded in _YES else False if folded in _NO else None


def _identity(text: str, listed: int) -> int | Trouble | None:
    """The document that was seen: y is the one on the list. A number is a document's, so 1 is Aadhaar."""
    if not text:
        return None
    if (kind := read_photo_id_type(text)) is not None:
        return kind
    said = yes_or_no(text)
    if said is None:
        return Trouble(LineTrouble.IDENTITY_UNREADABLE, text)
    return listed if said else None


def fate_of(became: Becomes | Refusal, *, is_off_the_list: bool) -> Fate | Trouble:
    if isinstance(became, Refusal):
        return Trouble(became)
    if became in FATE_OF:
        return FATE_OF[became]
    return Fate.OFF_THE_LIST if is_off_the_list else Fate.RECORDED

"""When an arrival that was recorded wrongly may be taken back, and why not."""

from dataclasses import dataclass
from enum import StrEnum

from teeka.rules.site_day import REFUSAL_WORDS, Refusal


class Undoing(StrEnum):
    """What taking it back does."""

    UNDONE = "undone"
    ALREADY = "already"  # it was taken back before: nothing to do


class UndoRefusal(StrEnum):
    REASON_MISSING = "reason_missing"
    NO_SUCH_ARRIVAL = "no_such_arrival"
    DOSE_STANDS = "dose_stands"
    SESSION_CLOSED = "session_closed"


UNDO_REFUSAL_WORDS: dict[UndoRefusal, tuple[str, str]] = {
    UndoRefusal.REASON_MISSING: (
        "Say why: an arrival is taken back only with a reason. Nothing was changed.",
        "कारण लिखें: आना बिना कारण वापस नहीं होता। कुछ नहीं बदला गया।",
    ),
    UndoRefusal.NO_SUCH_ARRIVAL: (
        "No arrival of this person is recorded at this session. Compare the reference with the paper.",
        "इस सत्र में इस व्यक्ति का आना दर्ज नहीं है। संदर्भ संख्या काग़ज़ से मिलाएँ।",
    ),
    UndoRefusal.DOSE_STANDS: (
        "A dose is recorded with this arrival. Take the dose back first, with its reason; then the arrival.",
        "इस आने के साथ खुराक दर्ज है। पहले खुराक कारण सहित वापस लें, फिर आना।",
    ),
    UndoRefusal.SESSION_CLOSED: REFUSAL_WORDS[Refusal.SESSION_CLOSED],
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is on record of one person at one session. has_dose: one that was not undone."""

    is_recorded: bool = False
    has_dose: bool = False
    was_undone: bool = False


def judge_undoing(arrival: Arrival, *, reason: str, is_closed: bool) -> Undoing | UndoRefusal:
    """Repeating it is no fault, whatever else has changed."""
    if not reason.strip():
        return UndoRefusal.REASON_MISSING
    if not arrival.is_recorded:
        return Undoing.ALREADY if arrival.was_undone else UndoRefusal.NO_SUCH_ARRIVAL
    if is_closed:
        return UndoRefusal.SESSION_CLOSED
    return UndoRefusal.DOSE_STANDS if arrival.has_dose else Undoing.UNDONE

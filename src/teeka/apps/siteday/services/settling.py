"""The third look: who keyed neither says what the paper says of a dose that two keyed differently."""

from datetime import datetime

from teeka.apps.siteday.queries.entries import differing_doses
from teeka.apps.siteday.services.lines import record_lines
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.rules.line_fates import Trouble
from teeka.rules.visit_lines import VisitLine

NOTHING_TO_SETTLE = (
    "Nobody keyed this person's dose differently from somebody else. Nothing was changed.",
    "इस व्यक्ति की खुराक दो लोगों ने अलग-अलग नहीं भरी है। कुछ नहीं बदला गया।",
)
NOT_THE_THIRD = (
    "You keyed one of the two yourself: a third person settles it. Nothing was changed.",
    "दो में से एक आपने भरा है: तीसरा व्यक्ति तय करेगा। कुछ नहीं बदला गया।",
)
SAY_WHICH = (
    "Write the batch as the paper has it, or why no dose was given. Nothing was changed.",
    "काग़ज़ वाला बैच लिखें, या खुराक न देने का कारण। कुछ नहीं बदला गया।",
)


def settle_dose(session_code: str, line: VisitLine, *, by: str, now: datetime) -> None:
    """The line as the paper has it: a batch, or the reason for no dose. Raises RecordRefused."""
    found = next((one for one in differing_doses(session_code) if str(one.reference) == line.reference), None)
    if found is None:
        raise RecordRefused(NOTHING_TO_SETTLE)
    if by in {entry.keyed_by for entry in found.entries}:
        raise RecordRefused(NOT_THE_THIRD)
    if not (line.batch or line.reason):
        raise RecordRefused(SAY_WHICH)
    outcome = record_lines(session_code, [line], is_third_look=True, by=by, now=now)[0]
    if isinstance(outcome.fate, Trouble):
        raise RecordRefused(outcome.words())

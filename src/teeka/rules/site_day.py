"""What may be recorded of a person's visit to a session, and why something may not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from teeka.shared.clock import today_in_india


class NotGiven(StrEnum):
    """Why somebody who came got no dose."""

    REFUSED = "refused"
    UNWELL = "unwell"
    DEFERRED = "deferred"  # by a doctor: pregnancy, illness, medicine
    IDENTITY_IN_DOUBT = "identity_in_doubt"
    NO_VACCINE = "no_vaccine"
    LEFT = "left"  # before their turn


class CameAs(StrEnum):
    LISTED = "listed"
    STANDBY = "standby"
    WALK_IN = "walk_in"


class Refusal(StrEnum):
    NO_SUCH_PERSON = "no_such_person"
    SESSION_CANCELLED = "session_cancelled"
    NOT_BEGUN = "not_begun"
    OTHER_DAY = "other_day"
    IN_FUTURE = "in_future"
    DOSE_BEFORE_ARRIVAL = "dose_before_arrival"
    BATCH_MISSING = "batch_missing"
    BATCH_EXPIRED = "batch_expired"
    DOSE_AND_REASON = "dose_and_reason"
    DOSE_ELSEWHERE = "dose_elsewhere"
    RECORDED_OTHERWISE = "recorded_otherwise"
    FORM_OF_ANOTHER = "form_of_another"
    FORM_NOT_ISSUED = "form_not_issued"
    FORM_VOID = "form_void"
    SESSION_CLOSED = "session_closed"
    KEYED_AS_DOSE = "keyed_as_dose"


REFUSAL_WORDS: dict[Refusal, tuple[str, str]] = {
    Refusal.NO_SUCH_PERSON: (
        "There is no person with this reference in your districts. Compare it with the list.",
        "आपके ज़िलों में इस संदर्भ संख्या का कोई व्यक्ति नहीं है। सूची से मिलाएँ।",
    ),
    Refusal.SESSION_CANCELLED: (
        "This session was cancelled. If it was held all the same, tell the district's officer.",
        "यह सत्र रद्द हुआ था। फिर भी हुआ हो तो ज़िला अधिकारी को बताएँ।",
    ),
    Refusal.NOT_BEGUN: (
        "This session's day has not come yet. Choose the right session.",
        "इस सत्र का दिन अभी नहीं आया है। सही सत्र चुनें।",
    ),
    Refusal.OTHER_DAY: (
        "The time is on another day than the session. Correct the day, or choose the right session.",
        "समय सत्र के दिन का नहीं है। दिन ठीक करें या सही सत्र चुनें।",
    ),
    Refusal.IN_FUTURE: (
        "The time has not come yet. Correct it, and look at the clock of this computer.",
        "यह समय अभी नहीं आया है। इसे ठीक करें और कंप्यूटर की घड़ी देखें।",
    ),
    Refusal.DOSE_BEFORE_ARRIVAL: (
        "The dose stands before the arrival. Compare both times with the paper.",
        "खुराक का समय आने के समय से पहले है। दोनों समय काग़ज़ से मिलाएँ।",
    ),
    Refusal.BATCH_MISSING: (
        "A dose needs its batch, as printed on the vial. Write it down.",
        "खुराक के साथ शीशी पर छपा बैच चाहिए। उसे लिखें।",
    ),
    Refusal.BATCH_EXPIRED: (
        "This batch had expired on that day. Compare it with the vial, and tell the district's officer.",
        "उस दिन इस बैच की अवधि समाप्त हो चुकी थी। शीशी से मिलाएँ और ज़िला अधिकारी को बताएँ।",
    ),
    Refusal.DOSE_AND_REASON: (
        "Either a dose was given, or there is a reason why not. Leave one of them empty.",
        "या तो खुराक दी गई, या न देने का कारण है। एक को ख़ाली छोड़ें।",
    ),
    Refusal.DOSE_ELSEWHERE: (
        "This dose of this person is recorded at another session already. Compare both papers.",
        "इस व्यक्ति की यह खुराक दूसरे सत्र में पहले ही दर्ज है। दोनों काग़ज़ मिलाएँ।",
    ),
    Refusal.RECORDED_OTHERWISE: (
        "Something else is recorded of this person's visit. Undo that with a reason first, or leave it.",
        "इस व्यक्ति के आने का दूसरा विवरण दर्ज है। पहले उसे कारण सहित हटाएँ, या रहने दें।",
    ),
    Refusal.FORM_OF_ANOTHER: (
        "This form's number is recorded for another person. Compare the number with the paper.",
        "इस फ़ॉर्म की संख्या दूसरे व्यक्ति के लिए दर्ज है। काग़ज़ से मिलाएँ।",
    ),
    Refusal.FORM_NOT_ISSUED: (
        "No form with this number was printed for this session. Compare it with the paper.",
        "इस सत्र के लिए इस संख्या का फ़ॉर्म नहीं छपा। काग़ज़ से मिलाएँ।",
    ),
    Refusal.FORM_VOID: (
        "This form was declared void. Compare its number with the paper, or say first that it is not.",
        "यह फ़ॉर्म रद्द बताया गया था। संख्या काग़ज़ से मिलाएँ, या पहले बताएँ कि रद्द नहीं है।",
    ),
    Refusal.KEYED_AS_DOSE: (
        "Somebody else keyed a dose for this person. Compare both with the paper; a third person settles it.",
        "किसी और ने इस व्यक्ति की खुराक भरी है। दोनों को काग़ज़ से मिलाएँ; तीसरा व्यक्ति तय करेगा।",
    ),
    Refusal.SESSION_CLOSED: (
        "This session is closed. Reopen it with a reason first; then record it.",
        "यह सत्र बंद है। पहले कारण सहित खोलें, फिर दर्ज करें।",
    ),
}
CAME_AS_WORDS: dict[CameAs, tuple[str, str]] = {
    CameAs.LISTED: ("came as listed", "सूची के अनुसार आए"),
    CameAs.STANDBY: ("came from standby", "प्रतीक्षा सूची से आए"),
    CameAs.WALK_IN: ("walked in", "बिना सूची के आए"),
}
NOT_GIVEN_WORDS: dict[NotGiven, tuple[str, str]] = {
    NotGiven.REFUSED: ("did not want it", "लेना नहीं चाहा"),
    NotGiven.UNWELL: ("was unwell", "तबीयत ठीक नहीं थी"),
    NotGiven.DEFERRED: ("deferred by a doctor", "डॉक्टर ने टाला"),
    NotGiven.IDENTITY_IN_DOUBT: ("identity in doubt", "पहचान स्पष्ट नहीं"),
    NotGiven.NO_VACCINE: ("no vaccine left", "टीका नहीं बचा"),
    NotGiven.LEFT: ("left before the turn came", "बारी से पहले चले गए"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of a site's paper. batch and given_at: of a dose; both empty when none was given.

    arrived_at and given_at are moments in UTC; identity_seen is 1 to 13 as in photo_ids, None: none seen.
    """

    reference: int
    arrived_at: datetime | None = None
    identity_seen: int | None = None
    batch: str = ""
    given_at: datetime | None = None
    not_given_for: NotGiven | None = None
    form_number: str = ""

    @property
    def has_dose(self) -> bool:
        return bool(self.batch) or self.given_at is not None


@dataclass(frozen=True, slots=True)
class OfSession:
    held_on: date
    is_cancelled: bool
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record already. before: this person's visit to this session, as it was recorded."""

    is_person: bool = True
    before: Visit | None = None
    has_dose_elsewhere: bool = False
    form_is_of_another: bool = False
    form_is_issued: bool = True
    form_is_void: bool = False
    batch_expires_on: date | None = None
    is_keyed_as_dose: bool = False  # by somebody else, and it does not count yet


def batch_number(written: str) -> str:
    """As it is kept: what people write of one batch differs in case and spaces."""
    return "".join(written.upper().split())


class Becomes(StrEnum):
    NEW = "new"
    MORE = "more"  # a visit was recorded without its end; here is its dose, or the reason for none
    SAME = "same"  # nothing to do: it was recorded before
    # where doses are keyed twice (double_entry.py): the visit is recorded, its dose does not count yet
    KEYED_ONCE = "keyed_once"
    KEYED_DIFFERENTLY = "keyed_differently"


def judge(visit: Visit, session: OfSession, known: Known, *, now: datetime) -> Becomes | Refusal:
    """What recording this would do. Repeating what is on record is no fault, whatever else has changed."""
    if not known.is_person:
        return Refusal.NO_SUCH_PERSON
    if known.before is not None and _says_nothing_new(visit, known.before):
        return Becomes.SAME
    for refusal in (_fault_of_session(session, now), _fault_in(visit, session, now), _against(visit, known)):
        if refusal:
            return refusal
    if visit.has_dose and known.batch_expires_on is not None and known.batch_expires_on < session.held_on:
        return Refusal.BATCH_EXPIRED  # it may be given on the last day that is printed on it
    return Becomes.NEW if known.before is None else Becomes.MORE


def _says_nothing_new(visit: Visit, before: Visit) -> bool:
    """Each thing that it says is on record; what it leaves empty says nothing."""
    said = (
        (visit.arrived_at, before.arrived_at), (visit.identity_seen, before.identity_seen),
        (visit.batch, before.batch), (visit.given_at, before.given_at),
        (visit.not_given_for, before.not_given_for), (visit.form_number, before.form_number),
    )  # fmt: skip
    return all(not new or new == old for new, old in said)


def _fault_of_session(session: OfSession, now: datetime) -> Refusal | None:
    if session.is_closed:
        return Refusal.SESSION_CLOSED
    if session.is_cancelled:
        return Refusal.SESSION_CANCELLED
    return Refusal.NOT_BEGUN if today_in_india(now) < session.held_on else None


def _fault_in(visit: Visit, session: OfSession, now: datetime) -> Refusal | None:
    times = [moment for moment in (visit.arrived_at, visit.given_at) if moment is not None]
    if any(moment > now for moment in times):
        return Refusal.IN_FUTURE
    if any(today_in_india(moment) != session.held_on for moment in times):
        return Refusal.OTHER_DAY
    if visit.arrived_at and visit.given_at and visit.given_at < visit.arrived_at:
        return Refusal.DOSE_BEFORE_ARRIVAL
    if visit.has_dose and visit.not_given_for:
        return Refusal.DOSE_AND_REASON
    return Refusal.BATCH_MISSING if visit.given_at and not visit.batch else None


def _against(visit: Visit, known: Known) -> Refusal | None:
    before = known.before
    if (fault := _fault_of_form(visit, known)) is not None:
        return fault
    if before is not None and (_contradicts(visit, before) or before.has_dose or before.not_given_for):
        return Refusal.RECORDED_OTHERWISE
    if visit.not_given_for and known.is_keyed_as_dose:
        return Refusal.KEYED_AS_DOSE
    if visit.has_dose and known.has_dose_elsewhere:
        return Refusal.DOSE_ELSEWHERE
    return None


def _fault_of_form(visit: Visit, known: Known) -> Refusal | None:
    if known.form_is_of_another:
        return Refusal.FORM_OF_ANOTHER
    if visit.form_number and not known.form_is_issued:
        return Refusal.FORM_NOT_ISSUED
    return Refusal.FORM_VOID if visit.form_number and known.form_is_void else None


def _contradicts(visit: Visit, before: Visit) -> bool:
    """An arrival or identity that was recorded is not overwritten by another."""
    both = ((visit.arrived_at, before.arrived_at), (visit.identity_seen, before.identity_seen))
    return any(new and old and new != old for new, old in both)

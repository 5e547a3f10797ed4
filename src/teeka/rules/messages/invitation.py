"""What is said of one appointment: the values that go into a template's gaps, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from teeka.rules.messages.text import normalise, trim

NAME_LIMIT = 30
SITE_LIMIT = 30

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_HI = (
    "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून",
    "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर",
)  # fmt: skip
_DAYS_HI = ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि")


class Purpose(StrEnum):
    INVITATION = "invitation"
    CHANGE = "change"  # told another time or place before
    CANCELLATION = "cancellation"  # told of a seat that is no more
    CORRECTION = "correction"  # told something that is wrong: "ignore our last message"
    REMINDER_DAY_BEFORE = "reminder_day_before"
    REMINDER_MORNING = "reminder_morning"
    DOSE_2_DUE = "dose_2_due"  # a first dose is known, the next comes due, and there is no place yet
    AFTER_DOSE = "after_dose"  # a dose was given, and what to do when one feels unwell
    DOSE_UNDONE = "dose_undone"  # told of a dose that was not given: it was recorded of the wrong person


# What tells somebody of a place; the newest of these is what the person is to know.
ANNOUNCES = (Purpose.INVITATION, Purpose.CHANGE)
# What repeats it. Nothing is owed by these, and only one that was delivered proves anything.
REMINDERS = (Purpose.REMINDER_DAY_BEFORE, Purpose.REMINDER_MORNING)
# What a person may come to a session upon; the others take it back.
BRINGS = (*ANNOUNCES, *REMINDERS)
# What is about a dose and no place: no list owes it, and nobody is called for its sake.
OF_DOSES = (Purpose.DOSE_2_DUE, Purpose.AFTER_DOSE, Purpose.DOSE_UNDONE)
# What takes another kind back is sent wherever that one was, and cannot be switched by itself.
TAKES_BACK = {Purpose.DOSE_UNDONE: Purpose.AFTER_DOSE}
# Each campaign sends these; the others are switched on for it, with a reason.
ALWAYS_SENT = (Purpose.INVITATION, Purpose.CHANGE, Purpose.CANCELLATION, Purpose.CORRECTION)


def going_with(purpose: Purpose) -> tuple[Purpose, ...]:
    """The kind, and what takes it back."""
    return (purpose, *(kind for kind, other in TAKES_BACK.items() if other is purpose))


@dataclass(frozen=True, slots=True)
class Person:
    """A name in both scripts; either may be empty."""

    full_name: str
    name_hi: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """A session site as messages name it."""

    sms_name: str
    name_hi: str


def name_in_message(person: Person) -> str:
    """The whole name, or nothing: a cut name is an insult, and the short form has no name."""
    wanted = (person.name_hi, person.full_name) if person.language == "hi" else (person.full_name,)
    for name in wanted:
        tidy = normalise(name)
        if 0 < len(tidy) <= NAME_LIMIT:
            return tidy
    return ""


def coded_name(name: str, code: str) -> str:
    """The name with the digits that tell whose answer it is."""
    return f"{name} ({code})"


def how_to_answer(text: str, *, number: str, keyword: str) -> str:
    """The text with where to answer, and with what before yes and no."""
    before = f"{keyword} " if keyword else ""
    return text.format(yes=f"{before}YES", no=f"{before}NO", number=number)


def site_in_message(place: Place, language: str) -> str:
    """The site's Hindi name when it fits and Hindi is spoken to; else its message name."""
    if language == "hi":
        hindi = normalise(place.name_hi)
        if 0 < len(hindi) <= SITE_LIMIT:
            return hindi
    return trim(normalise(place.sms_name), SITE_LIMIT)


def moment_in_message(slot_at: datetime, language: str) -> str:
    """Day and arrival time; `slot_at` is on the wall clock of the session."""
    hour, minute = slot_at.hour, slot_at.minute
    clock = f"{hour % 12 or 12}:{minute:02d}"
    if language == "hi":
        part = "सुबह" if hour < 12 else "दोपहर" if hour < 16 else "शाम"
        return f"{_DAYS_HI[slot_at.weekday()]} {slot_at.day} {_MONTHS_HI[slot_at.month - 1]} {part} {clock}"
    half = "am" if hour < 12 else "pm"
    return f"{_DAYS_EN[slot_at.weekday()]} {slot_at.day} {_MONTHS_EN[slot_at.month - 1]}, {clock} {half}"


def day_in_message(day: date, language: str) -> str:
    """A day, without an hour."""
    if language == "hi":
        return f"{_DAYS_HI[day.weekday()]} {day.day} {_MONTHS_HI[day.month - 1]}"
    return f"{_DAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}"


def named_dose(vaccine: str, dose: int, language: str) -> str:
    """A vaccine with the number of its dose."""
    return f"{vaccine} ({'खुराक' if language == 'hi' else 'dose'} {dose})"


# The texts as they are registered. The full form comes first; the short one has two variables.
# (purpose, language, form, text, names of the gaps)
TEXTS: tuple[tuple[Purpose, str, str, str, tuple[str, ...]], ...] = (
    (
        Purpose.INVITATION, "en", "full",
        "#alphanumeric#, your vaccination is on #alphanumeric# at #alphanumeric#. "
        "The seat is reserved for you. Bring photo ID. Health Dept",
        ("name", "moment", "site"),
    ),
    (
        Purpose.INVITATION, "en", "short",
        "Your vaccination is on #alphanumeric# at #alphanumeric#. "
        "The seat is reserved for you. Bring photo ID. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.INVITATION, "hi", "full",
        "#alphanumeric#, आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "यह जगह आपके लिए आरक्षित है। फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("name", "moment", "site"),
    ),
    (
        Purpose.INVITATION, "hi", "short",
        "आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "यह जगह आपके लिए आरक्षित है। फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.CHANGE, "en", "full",
        "CHANGED: #alphanumeric#, your vaccination is now on #alphanumeric# at #alphanumeric#. "
        "Ignore our earlier message. Health Dept",
        ("name", "moment", "site"),
    ),
    (
        Purpose.CHANGE, "en", "short",
        "CHANGED: your vaccination is now on #alphanumeric# at #alphanumeric#. "
        "Ignore our earlier message. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.CHANGE, "hi", "full",
        "बदलाव: #alphanumeric#, आपका टीका अब #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "पिछला संदेश न मानें। स्वास्थ्य विभाग",
        ("name", "moment", "site"),
    ),
    (
        Purpose.CHANGE, "hi", "short",
        "बदलाव: आपका टीका अब #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "पिछला संदेश न मानें। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.CANCELLATION, "en", "short",
        "CANCELLED: your vaccination on #alphanumeric# at #alphanumeric# will not take place. "
        "Please wait for a new message. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.CANCELLATION, "hi", "short",
        "रद्द: #alphanumeric# बजे #alphanumeric# में आपका टीका नहीं लगेगा। "
        "कृपया नए संदेश की प्रतीक्षा करें। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.CORRECTION, "en", "short",
        "CORRECTION: please ignore our message about a vaccination on #alphanumeric# at #alphanumeric#. "
        "We will tell you what holds. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.CORRECTION, "hi", "short",
        "सुधार: कृपया #alphanumeric# बजे #alphanumeric# में टीके वाला हमारा संदेश न मानें। "
        "सही बात हम फिर बताएंगे। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.REMINDER_DAY_BEFORE, "en", "full",
        "REMINDER: #alphanumeric#, your vaccination is on #alphanumeric# at #alphanumeric#. "
        "Bring photo ID. Health Dept",
        ("name", "moment", "site"),
    ),
    (
        Purpose.REMINDER_DAY_BEFORE, "en", "short",
        "REMINDER: your vaccination is on #alphanumeric# at #alphanumeric#. Bring photo ID. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.REMINDER_DAY_BEFORE, "hi", "full",
        "याद रखें: #alphanumeric#, आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("name", "moment", "site"),
    ),
    (
        Purpose.REMINDER_DAY_BEFORE, "hi", "short",
        "याद रखें: आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.REMINDER_MORNING, "en", "full",
        "#alphanumeric#, we expect you for your vaccination on #alphanumeric# at #alphanumeric#. "
        "Bring photo ID. Health Dept",
        ("name", "moment", "site"),
    ),
    (
        Purpose.REMINDER_MORNING, "en", "short",
        "We expect you for your vaccination on #alphanumeric# at #alphanumeric#. "
        "Bring photo ID. Health Dept",
        ("moment", "site"),
    ),
    (
        Purpose.REMINDER_MORNING, "hi", "full",
        "#alphanumeric#, टीके के लिए #alphanumeric# बजे #alphanumeric# में आपकी प्रतीक्षा रहेगी। "
        "फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("name", "moment", "site"),
    ),
    (
        Purpose.REMINDER_MORNING, "hi", "short",
        "टीके के लिए #alphanumeric# बजे #alphanumeric# में आपकी प्रतीक्षा रहेगी। "
        "फोटो पहचान पत्र लाएं। स्वास्थ्य विभाग",
        ("moment", "site"),
    ),
    (
        Purpose.DOSE_2_DUE, "en", "full",
        "#alphanumeric#, your second dose of #alphanumeric# is due from #alphanumeric#. "
        "We will write when you have a place. Questions: ask your health centre. Health Dept",
        ("name", "vaccine", "day"),
    ),
    (
        Purpose.DOSE_2_DUE, "en", "short",
        "Your second dose of #alphanumeric# is due from #alphanumeric#. "
        "We will write when you have a place. Questions: ask your health centre. Health Dept",
        ("vaccine", "day"),
    ),
    (
        Purpose.DOSE_2_DUE, "hi", "full",
        "#alphanumeric#, #alphanumeric# की आपकी दूसरी खुराक #alphanumeric# से लग सकती है। "
        "जगह मिलते ही हम बताएंगे। प्रश्न हो तो अपने स्वास्थ्य केंद्र से पूछें। स्वास्थ्य विभाग",
        ("name", "vaccine", "day"),
    ),
    (
        Purpose.DOSE_2_DUE, "hi", "short",
        "#alphanumeric# की आपकी दूसरी खुराक #alphanumeric# से लग सकती है। "
        "जगह मिलते ही हम बताएंगे। प्रश्न हो तो अपने स्वास्थ्य केंद्र से पूछें। स्वास्थ्य विभाग",
        ("vaccine", "day"),
    ),
    (
        Purpose.AFTER_DOSE, "en", "full",
        "#alphanumeric#, you were given #alphanumeric# on #alphanumeric#. "
        "If you feel unwell, go to the nearest health centre or call 104. Keep this message. Health Dept",
        ("name", "given", "day"),
    ),
    (
        Purpose.AFTER_DOSE, "en", "short",
        "You were given #alphanumeric# on #alphanumeric#. "
        "If you feel unwell, go to the nearest health centre or call 104. Keep this message. Health Dept",
        ("given", "day"),
    ),
    (
        Purpose.AFTER_DOSE, "hi", "full",
        "#alphanumeric#, आपको दी गई खुराक: #alphanumeric#, दिन #alphanumeric#। "
        "तबीयत ठीक न लगे तो पास के स्वास्थ्य केंद्र जाएं या 104 पर फोन करें। यह संदेश रखें। स्वास्थ्य विभाग",
        ("name", "given", "day"),
    ),
    (
        Purpose.AFTER_DOSE, "hi", "short",
        "आपको दी गई खुराक: #alphanumeric#, दिन #alphanumeric#। "
        "तबीयत ठीक न लगे तो पास के स्वास्थ्य केंद्र जाएं या 104 पर फोन करें। यह संदेश रखें। स्वास्थ्य विभाग",
        ("given", "day"),
    ),
    (
        Purpose.DOSE_UNDONE, "en", "short",
        "CORRECTION: please ignore our message about #alphanumeric# on #alphanumeric#. "
        "No such dose of yours is on record. Questions: ask your health centre. Health Dept",
        ("given", "day"),
    ),
    (
        Purpose.DOSE_UNDONE, "hi", "short",
        "सुधार: कृपया #alphanumeric# (#alphanumeric#) वाला हमारा संदेश न मानें। "
        "आपकी ऐसी कोई खुराक दर्ज नहीं है। प्रश्न हो तो अपने स्वास्थ्य केंद्र से पूछें। स्वास्थ्य विभाग",
        ("given", "day"),
    ),
)  # fmt: skip
# Where people can answer: the same with how, which is fixed text. On a number that several people share the
# name has four digits behind it (replies.code_of), which an answer repeats.
ANSWER_TEXTS: tuple[tuple[Purpose, str, str, str, tuple[str, ...]], ...] = (
    (
        Purpose.INVITATION, "en", "household",
        "#alphanumeric#, your vaccination is on #alphanumeric# at #alphanumeric#. "
        "The seat is reserved for you. Bring photo ID. "
        "Answer {yes} or {no} and the number behind your name to {number}. Health Dept",
        ("coded_name", "moment", "site"),
    ),
    (
        Purpose.INVITATION, "en", "answer",
        "#alphanumeric#, your vaccination is on #alphanumeric# at #alphanumeric#. "
        "The seat is reserved for you. Bring photo ID. Answer {yes} or {no} to {number}. Health Dept",
        ("name", "moment", "site"),
    ),
    (
        Purpose.INVITATION, "hi", "household",
        "#alphanumeric#, आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "यह जगह आपके लिए आरक्षित है। फोटो पहचान पत्र लाएं। "
        "{number} पर {yes} या {no} और नाम के पीछे का अंक भेजें। स्वास्थ्य विभाग",
        ("coded_name", "moment", "site"),
    ),
    (
        Purpose.INVITATION, "hi", "answer",
        "#alphanumeric#, आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। "
        "यह जगह आपके लिए आरक्षित है। फोटो पहचान पत्र लाएं। {number} पर {yes} या {no} भेजें। स्वास्थ्य विभाग",
        ("name", "moment", "site"),
    ),
)  # fmt: skip
THIRD_VARIABLE_REASON = "One phone often serves a household or a ward: the name says who of them is called."

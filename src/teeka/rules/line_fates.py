"""What became of one line of a site's paper, or what is wrong with it, in words."""
# ruff: noqa: E501

from dataclasses import dataclass
from enum import StrEnum

from teeka.rules.form_numbers import FORM_REFUSAL_WORDS, FormRefusal
from teeka.rules.row_checks.reasons import ROW_PROBLEM_WORDS, RowProblem
from teeka.rules.site_day import REFUSAL_WORDS, Refusal


class LineTrouble(StrEnum):
    """Why a line is not understood, before anything is recorded of it."""

    OTHER_SESSION = "other_session"
    SESSION_MISSING = "session_missing"
    SESSION_UNKNOWN = "session_unknown"
    REFERENCE_UNREADABLE = "reference_unreadable"
    NOBODY_NAMED = "nobody_named"
    TIME_UNREADABLE = "time_unreadable"
    IDENTITY_UNREADABLE = "identity_unreadable"
    DOSE_UNREADABLE = "dose_unreadable"
    BATCH_TOO_LONG = "batch_too_long"
    REASON_UNREADABLE = "reason_unreadable"
    REASON_MISSING = "reason_missing"
    BATCH_WITHOUT_DOSE = "batch_without_dose"


# {trouble: (english, hindi)}; {said} is the cell as it was written.
LINE_TROUBLE_WORDS: dict[LineTrouble, tuple[str, str]] = {
    LineTrouble.OTHER_SESSION: (
        "This line belongs to session {said}. Record it with that session's sheet.",
        "यह पंक्ति सत्र {said} की है। उसे उसी सत्र की शीट से दर्ज करें।",
    ),
    LineTrouble.SESSION_MISSING: (
        "This line names no session. Write the session's code, as on the other lines.",
        "इस पंक्ति में सत्र नहीं है। दूसरी पंक्तियों की तरह सत्र का कोड लिखें।",
    ),
    LineTrouble.SESSION_UNKNOWN: (
        "There is no session {said} in your districts. Compare its code with the list.",
        "आपके ज़िलों में सत्र {said} नहीं है। सूची से कोड मिलाएँ।",
    ),
    LineTrouble.REFERENCE_UNREADABLE: (
        "The reference “{said}” is not the 14 digits of a person. Copy it from the list or the person's page.",
        "संदर्भ संख्या “{said}” किसी व्यक्ति के 14 अंक नहीं है। उसे सूची या व्यक्ति के पृष्ठ से लें।",
    ),
    LineTrouble.NOBODY_NAMED: (
        "This line says something of nobody: find the person's 14-digit reference and write it.",
        "इस पंक्ति में व्यक्ति नहीं है: व्यक्ति की 14 अंकों की संदर्भ संख्या खोजें और लिखें।",
    ),
    LineTrouble.TIME_UNREADABLE: (
        "“{said}” is not a time. Write hours and minutes, such as 0930 or 14:05.",
        "“{said}” समय नहीं है। घंटे और मिनट लिखें, जैसे 0930 या 14:05।",
    ),
    LineTrouble.IDENTITY_UNREADABLE: (
        "“{said}” is no identity document. Write y for the one on the list, n for none, or its number 1 to 13.",
        "“{said}” कोई पहचान पत्र नहीं है। सूची वाले के लिए y, कोई नहीं तो n, या 1 से 13 की संख्या लिखें।",
    ),
    LineTrouble.DOSE_UNREADABLE: (
        "“{said}” is neither yes nor no. Write y when the dose was given, n when not.",
        "“{said}” न हाँ है न नहीं। खुराक दी गई तो y, नहीं तो n लिखें।",
    ),
    LineTrouble.BATCH_TOO_LONG: (
        "The batch is longer than 40 signs. Compare it with the vial.",
        "बैच 40 अक्षरों से लंबा है। शीशी से मिलाएँ।",
    ),
    LineTrouble.REASON_UNREADABLE: (
        "“{said}” is no reason we know. Write refused, unwell, deferred, identity in doubt, no vaccine or left.",
        "“{said}” ज्ञात कारण नहीं है। refused, unwell, deferred, identity in doubt, no vaccine या left लिखें।",
    ),
    LineTrouble.REASON_MISSING: (
        "No dose was given: write the reason.",
        "खुराक नहीं दी गई: कारण लिखें।",
    ),
    LineTrouble.BATCH_WITHOUT_DOSE: (
        "The line says that no dose was given and names a batch or its time. Compare it with the paper.",
        "पंक्ति कहती है कि खुराक नहीं दी गई, पर बैच या समय लिखा है। काग़ज़ से मिलाएँ।",
    ),
}


class Fate(StrEnum):
    """What became of a line that was understood."""

    RECORDED = "recorded"
    OFF_THE_LIST = "off_the_list"  # recorded; a newer version of the list names the person no more
    ALREADY = "already"
    LEFT_EMPTY = "left_empty"
    KEYED_ONCE = "keyed_once"
    KEYED_DIFFERENTLY = "keyed_differently"


FATE_WORDS: dict[Fate, tuple[str, str]] = {
    Fate.RECORDED: ("Recorded.", "दर्ज हुआ।"),
    Fate.OFF_THE_LIST: (
        "Recorded as the person came. The newest list names the person no more.",
        "जैसे आए वैसे दर्ज हुआ। नई सूची में यह व्यक्ति अब नहीं है।",
    ),
    Fate.ALREADY: ("This was recorded before: nothing changed.", "यह पहले से दर्ज है: कुछ नहीं बदला।"),
    Fate.KEYED_ONCE: (
        "The visit is recorded; the dose counts when a second person keys the same batch.",
        "आना दर्ज हुआ; खुराक तब गिनी जाएगी जब दूसरा व्यक्ति वही बैच भरे।",
    ),
    Fate.KEYED_DIFFERENTLY: (
        "Somebody else keyed another batch. A third person looks at the paper and settles it.",
        "किसी और ने दूसरा बैच भरा है। तीसरा व्यक्ति काग़ज़ देखकर तय करेगा।",
    ),
    Fate.LEFT_EMPTY: ("Nothing is written here: the line stays open.", "यहाँ कुछ नहीं लिखा है: पंक्ति खुली है।"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """said: the cell as it was written, or the header of a cell that cannot be read."""

    problem: LineTrouble | FormRefusal | Refusal | RowProblem
    said: str = ""

    def words(self) -> tuple[str, str]:
        english, hindi = _words_of(self.problem)
        return _filled(english, self.said), _filled(hindi, self.said)


def _words_of(problem: LineTrouble | FormRefusal | Refusal | RowProblem) -> tuple[str, str]:
    if isinstance(problem, LineTrouble):
        return LINE_TROUBLE_WORDS[problem]
    if isinstance(problem, RowProblem):
        return ROW_PROBLEM_WORDS[problem]
    return FORM_REFUSAL_WORDS[problem] if isinstance(problem, FormRefusal) else REFUSAL_WORDS[problem]


def _filled(words: str, said: str) -> str:
    return words.replace("{said}", said).replace("{column}", f"'{said}'")

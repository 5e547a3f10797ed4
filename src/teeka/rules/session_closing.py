"""When the paper of a session is complete, and what keeps a session from being closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StaysOpen(StrEnum):
    CANCELLED = "cancelled"
    NOT_OVER = "not_over"
    ALREADY_CLOSED = "already_closed"
    FORMS_OPEN = "forms_open"
    VISITS_WITHOUT_END = "visits_without_end"
    DOSES_HALF_ENTERED = "doses_half_entered"


# {reason: (english, hindi)}; {n} counts them and {which} names the first of them.
STAYS_OPEN_WORDS: dict[StaysOpen, tuple[str, str]] = {
    StaysOpen.CANCELLED: (
        "This session was cancelled: there is nothing to close.",
        "यह सत्र रद्द हुआ था: बंद करने को कुछ नहीं है।",
    ),
    StaysOpen.NOT_OVER: (
        "This session is not over yet. Close it after its last hour.",
        "यह सत्र अभी समाप्त नहीं हुआ है। अंतिम समय के बाद बंद करें।",
    ),
    StaysOpen.ALREADY_CLOSED: ("This session is closed already.", "यह सत्र पहले ही बंद है।"),
    StaysOpen.FORMS_OPEN: (
        "{n} printed forms have no fate ({which}). Record which are used, say which are void, and count the "
        "blank ones.",
        "{n} छपे फ़ॉर्म का पता नहीं है ({which})। उपयोग हुए दर्ज करें, रद्द बताएँ और ख़ाली गिनें।",
    ),
    StaysOpen.VISITS_WITHOUT_END: (
        "{n} people came, and neither a dose nor the reason for none is recorded ({which}).",
        "{n} लोग आए, पर न खुराक दर्ज है न उसके न होने का कारण ({which})।",
    ),
    StaysOpen.DOSES_HALF_ENTERED: (
        "{n} doses were keyed by one person only, or differently by two ({which}). Key them again, or "
        "settle them.",
        "{n} खुराकें केवल एक व्यक्ति ने भरीं, या दो ने अलग-अलग ({which})। दूसरी बार भरें या तय करें।",
    ),
}
NAMED = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """What a session's paper came to. The names are numbers of forms and references of people."""

    is_cancelled: bool
    ends_at: datetime
    is_closed: bool
    open_forms: tuple[str, ...] = ()
    visits_without_end: tuple[str, ...] = ()
    half_entered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    why: StaysOpen
    which: tuple[str, ...] = ()

    def words(self) -> tuple[str, str]:
        named = ", ".join(self.which[:NAMED]) + (" …" if len(self.which) > NAMED else "")
        english, hindi = STAYS_OPEN_WORDS[self.why]
        return english.format(n=len(self.which), which=named), hindi.format(n=len(self.which), which=named)


def obstacles(paper: Paper, *, now: datetime) -> list[Obstacle]:
    """All that keeps the session open; nothing: it may be closed, and who did not come was absent."""
    if paper.is_cancelled:
        return [Obstacle(StaysOpen.CANCELLED)]
    if paper.is_closed:
        return [Obstacle(StaysOpen.ALREADY_CLOSED)]
    if now < paper.ends_at:
        return [Obstacle(StaysOpen.NOT_OVER)]
    open_things = (
        (StaysOpen.FORMS_OPEN, paper.open_forms),
        (StaysOpen.VISITS_WITHOUT_END, paper.visits_without_end),
        (StaysOpen.DOSES_HALF_ENTERED, paper.half_entered),
    )
    return [Obstacle(why, which) for why, which in open_things if which]

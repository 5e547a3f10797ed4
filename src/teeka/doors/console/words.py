"""Our codes in the reader's language: reasons, states, fates. An unknown code is shown as it is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from teeka.apps.readiness.queries.listed_again import ListedAgain
from teeka.apps.readiness.queries.person import UnplacedStory
from teeka.rules.allotment import UNPLACED_WORDS, WHY_WORDS, Reason
from teeka.rules.allotment.hard_rules import HARD_RULE_WORDS
from teeka.rules.allotment.unplaced_words import unplaced_sentence
from teeka.rules.allotment.wishes_by_hand import SOFT_WISH_WORDS
from teeka.rules.categories import CATEGORY_WORDS
from teeka.rules.duplicates import WORDS as DUPLICATE_WORDS
from teeka.rules.facility_types import FACILITY_TYPE_WORDS
from teeka.rules.located import site_located_words
from teeka.rules.messages.gate import answer_at_gate
from teeka.rules.messages.ledger import ANSWER_WORDS, BECAME_WORDS, PURPOSE_WORDS, WAY_WORDS
from teeka.rules.messages.promise import CAUSE_WORDS
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS, CALL_REASON_WORDS, STATE_WORDS
from teeka.rules.posting import WORDS as POSTING_WORDS
from teeka.rules.posting.named_rows import evidence_words
from teeka.rules.sheet_fates import SheetFate
from teeka.rules.site_day import CAME_AS_WORDS, NOT_GIVEN_WORDS

Pair = tuple[str, str]


def in_language(words: Pair) -> str:
    """English or Hindi, as the page is."""
    return words[get_language() == "hi"]


def said(table: Mapping[str, Pair], code: str | None) -> str:
    """The words of a code from a table that stands beside its enum."""
    if not code:
        return ""
    return in_language(table[code]) if code in table else code.replace("_", " ")


def state_words(state: str | None) -> str:
    return said({key.value: words for key, words in STATE_WORDS.items()}, state)


def outcome_words(outcome: str | None) -> str:
    return said({key.value: words for key, words in CALL_OUTCOME_WORDS.items()}, outcome)


def came_as_words(came_as: str) -> str:
    return said({key.value: words for key, words in CAME_AS_WORDS.items()}, came_as)


def not_given_words(reason: str) -> str:
    return said({key.value: words for key, words in NOT_GIVEN_WORDS.items()}, reason)


def call_reason_words(reason: str | None) -> str:
    return said({key.value: words for key, words in CALL_REASON_WORDS.items()}, reason)


def became_words(became: str) -> str:
    return said({key.value: words for key, words in BECAME_WORDS.items()}, became)


def way_words(way: str) -> str:
    """How it was said; a route is called by its code."""
    words = {key.value: words for key, words in WAY_WORDS.items()}
    return in_language(words[way]) if way in words else way


def purpose_words(purpose: str) -> str:
    return said({key.value: words for key, words in PURPOSE_WORDS.items()}, purpose)


def answer_words(answer: str) -> str:
    return said(ANSWER_WORDS, answer)


def promise_cause_words(cause: str) -> str:
    return said({key.value: words for key, words in CAUSE_WORDS.items()}, cause)


def gate_words(answer: str | None, channel: str | None) -> str:
    """What somebody answered, as it is said at the gate."""
    return in_language(answer_at_gate(answer, channel))


def category_words(category: str) -> str:
    return said(CATEGORY_WORDS, category)


def unplaced_words(reason: str | None) -> str:
    return said({key.value: words for key, words in UNPLACED_WORDS.items()}, reason)


def unplaced_story_words(story: UnplacedStory) -> str:
    """Of one person, with the days where the reason has any."""
    return in_language(unplaced_sentence(story.reason, story.detail))


def site_located(located: str) -> str:
    """How roughly a site's place on the map is known; empty where it is its own."""
    return in_language(site_located_words(located))


ABSENCE_KINDS: dict[str, Promise] = {
    "leave": _("on leave"),
    "on_duty": _("on duty elsewhere"),
    "deferred": _("deferred by a doctor"),
}
_TAKEN_BACK = {
    Reason.SESSION_CANCELLED: _("session called off"),
    Reason.TAKEN_BACK: _("taken back by hand"),
    Reason.SEATS_CUT: _("the session lost seats"),
    Reason.TRANSFERRED: _("works elsewhere now"),
    Reason.ABSENT: _("cannot come on the day"),
}


def taken_back_words(code: str, reason: str) -> str:
    """Why a place was taken back: what happened, and what somebody wrote about it."""
    what = str(_TAKEN_BACK[Reason(code)]) if code else ""
    # What a program wrote says the same as the code.
    return what if code == Reason.TRANSFERRED or not reason else ": ".join(filter(None, (what, reason)))


def posting_reason_words(code: str) -> str:
    return said({key.value: words for key, words in POSTING_WORDS.items()}, code)


def duplicate_reason_words(code: str) -> str:
    return said({key.value: words for key, words in DUPLICATE_WORDS.items()}, code)


def evidence_said(row: ListedAgain) -> list[str]:
    """Why a row of the registry is taken for a facility that is listed already."""
    return evidence_words(row.evidence, get_language() or "en")


def facility_type_words(code: str) -> str:
    return said(FACILITY_TYPE_WORDS, code)


def why_words(code: str) -> str:
    return said({key.value: words for key, words in WHY_WORDS.items()}, code)


def rule_words(rule: str) -> str:
    return said({key.value: words for key, words in HARD_RULE_WORDS.items()}, rule)


def wish_words(wish: str) -> str:
    return said({key.value: words for key, words in SOFT_WISH_WORDS.items()}, wish)


# How the newest message stands with the promise: (word, tag).
TOLD: dict[str, tuple[Promise, str]] = {
    "delivered": (_("told by message"), "good"),
    "by_voice": (_("told by voice"), "good"),
    "on_the_way": (_("message on the way"), ""),
    "to_call": (_("to be called"), "act"),
    "gone": (_("left the service"), "wait"),
    "taken_back": (_("seat taken back"), ""),
    "not_told": (_("was not told"), "act"),
    "not_begun": (_("no message yet"), "wait"),
    "not_listed": (_("on no list yet"), "wait"),
}
DECISIONS: dict[str, tuple[Promise, str]] = {
    "accept": (_("known"), "good"),
    "confirm": (_("to confirm"), "wait"),
    "review": (_("to find"), "wait"),
    "unresolved": (_("not looked at yet"), ""),
}
MOBILE_STATES: dict[str, Promise] = {
    "ok": _("usable"),
    "missing": _("missing"),
    "malformed": _("not a mobile number"),
    "filler": _("a filler, not a number"),
    "shared": _("shared by many people"),
}
UPLOAD_STATES: dict[str, tuple[Promise, str]] = {
    "received": (_("waiting to be read"), "wait"),
    "committed": (_("taken over"), "good"),
    "refused": (_("refused"), "act"),
    "undone": (_("undone"), ""),
}
PLACE_KINDS: dict[str, Promise] = {"folder": _("folder"), "s3": _("object store")}
UPLOAD_KINDS: dict[str, Promise] = {
    "facilities": _("Facilities"),
    "roster": _("Roster"),
    "sessions": _("Sessions"),
}
FATES: dict[str, tuple[Promise, str]] = {
    "created": (_("new"), "good"),
    "updated": (_("changed"), "good"),
    "unchanged": (_("as it was"), ""),
    "held": (_("held for a person"), "wait"),
    "rejected": (_("not taken"), "act"),
}
HAND_FATES: dict[str, tuple[Promise, str]] = {
    "can": (_("can be done"), ""),
    "done": (_("done"), "good"),
    "refused": (_("refused"), "act"),
}
SHEET_FATES: dict[SheetFate, tuple[Promise, str]] = {
    SheetFate.SETTLED: (_("settled"), "good"),
    SheetFate.ALREADY_SETTLED: (_("settled already"), ""),
    SheetFate.LEFT_OPEN: (_("left open"), ""),
    SheetFate.UNREADABLE: (_("decision not readable"), "act"),
    SheetFate.NO_SUCH_CANDIDATE: (_("no such candidate"), "act"),
    SheetFate.UNKNOWN_CODE: (_("code not known"), "act"),
    SheetFate.NOT_FOUND: (_("text not found"), "act"),
    SheetFate.STALE: (_("text differs"), "act"),
    SheetFate.DECIDED_TWICE: (_("decided in two ways"), "act"),
    SheetFate.NEW_REFUSED: (_("facility not made"), "act"),
    SheetFate.BAD_CELL: (_("cell not readable"), "act"),
}

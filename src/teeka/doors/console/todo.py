"""What needs somebody now: one line a matter, the most pressing first, each with one thing to press."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teeka.apps.readiness.queries.kept_board import WholeBoard
from teeka.doors.console.road import Ways
from teeka.doors.console.templatetags.console import clock, n, named, named_site
from teeka.doors.console.words import in_language
from teeka.rules.messages.balance import BalanceState
from teeka.rules.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Task:
    tag: str
    is_pressing: bool
    words: str
    more: str
    press: str
    address: str


def todo(whole: WholeBoard, ways: Ways, *, now: datetime) -> list[Task]:
    tasks = [
        _promise(whole, ways, now),
        _obstacles(whole, ways),
        _unseen(whole, ways),
        _without_pack(whole, ways),
        _faults(whole, ways),
        _accounts(whole, ways),
        _steps(whole),
        _calls(whole, ways, now),
        _silent(whole, ways),
        _unplaced(whole, ways),
    ]
    tasks += [_texts(whole, ways), _pairs(whole, ways), _rows(whole, ways), _untried(whole, ways)]
    return [task for task in tasks if task is not None]


def _obstacles(whole: WholeBoard, ways: Ways) -> Task | None:
    """One line for all that is in the way; the page behind it says what to do about each."""
    found = whole.planned.obstacles
    if not found:
        return None
    first, rest = found[0], len(found) - 1
    words = (
        _("No message can be sent as things stand")
        if first.stops_sending
        else _("Not all that is planned can be sent in time")
    )
    more = in_language((first.words("en", named=2), first.words("hi", named=2)))
    if rest:
        more += " " + ngettext("And %(n)s more.", "And %(n)s more.", rest) % {"n": n(rest)}
    address = ways.page("campaign", Action.SEE_CAMPAIGN)
    return Task(_("now"), True, words, more, _("See what is in the way"), address)


def _promise(whole: WholeBoard, ways: Ways, now: datetime) -> Task | None:
    if not whole.ringing:
        return None
    people = sum(one.people for one in whole.ringing)
    first = whole.ringing[0]
    words = ngettext(
        "%(n)s person is not told, and the promised hour is near or past",
        "%(n)s people are not told, and the promised hour is near or past",
        people,
    ) % {"n": n(people)}
    sites = [named_site(one.session) for one in whole.ringing[:2]]
    more = _("at %(sites)s") % {"sites": ", ".join(sites)}
    if len(whole.ringing) > len(sites):
        more = _("at %(sites)s and %(n)s more sites") % {
            "sites": ", ".join(sites), "n": n(len(whole.ringing) - len(sites)),
        }  # fmt: skip
    told_by = first.session.told_by
    tag = _("by %(time)s") % {"time": clock(told_by)} if told_by > now else _("now")
    if may(ways.role, Action.SEE_DUE_LIST):
        return Task(
            tag, True, words, more, _("See the session"), reverse("due_list", args=[first.session.code])
        )
    return Task(tag, True, words, more, "", "")


def _unseen(whole: WholeBoard, ways: Ways) -> Task | None:
    if not whole.unseen:
        return None
    words = ngettext(
        "At %(n)s session nobody in charge has said that they have the list",
        "At %(n)s sessions nobody in charge has said that they have the list",
        whole.unseen,
    ) % {"n": n(whole.unseen)}
    more = _("Ring them; the session's page has a link for them.")
    return Task(_("now"), True, words, more, _("See which"), ways.page("sessions", Action.SEE_SESSIONS))


def _without_pack(whole: WholeBoard, ways: Ways) -> Task | None:
    if not whole.waiting:
        return None
    words = ngettext(
        "The notices of %(n)s session wait for its pack",
        "The notices of %(n)s sessions wait for their packs",
        whole.waiting,
    ) % {"n": n(whole.waiting)}
    more = _("They leave by themselves when the pack lies in enough places.")
    return Task(_("now"), True, words, more, _("See which"), ways.page("launches", Action.LET_LAUNCH))


def _faults(whole: WholeBoard, ways: Ways) -> Task | None:
    names = ", ".join(route.code for route in whole.work.routes if route.fault)
    if not names:
        return None
    words = _("The gateway %(names)s does not answer as it should") % {"names": names}
    more = _("Messages wait and go out when it is back; nobody is told twice.")
    return Task(_("now"), True, words, more, *_press_routes(ways))


def _accounts(whole: WholeBoard, ways: Ways) -> Task | None:
    low = [route for route in whole.work.routes if route.balance_state]
    if not low:
        return None
    words = _("The account of %(names)s must be topped up") % {"names": ", ".join(r.code for r in low)}
    is_empty = any(route.balance_state == BalanceState.EMPTY for route in low)
    more = (
        _("It is empty: messages go another way, or wait.")
        if is_empty
        else _("It is below what was set, or below what waits will cost.")
    )
    return Task(_("now") if is_empty else _("today"), True, words, more, *_press_routes(ways))


def _steps(whole: WholeBoard) -> Task | None:
    """Nothing to press: who reads the worker's log mends it."""
    if not whole.work.failing_steps:
        return None
    words = ngettext(
        "%(n)s step of the background work fails again and again",
        "%(n)s steps of the background work fail again and again",
        whole.work.failing_steps,
    ) % {"n": n(whole.work.failing_steps)}
    more = _("Tell who looks after this installation: the worker's log names it. All other steps go on.")
    return Task(_("now"), True, words, more, "", "")


def _untried(whole: WholeBoard, ways: Ways) -> Task | None:
    address = ways.page("routes", Action.CHANGE_ROUTES)
    untried = ", ".join(route.code for route in whole.work.routes if route.is_untried)
    if not untried or not address:
        return None
    words = _("%(names)s begins with many messages untried") % {"names": untried}
    more = _("Give the route a mobile of your own: a trial message must arrive there first.")
    return Task(_("this week"), False, words, more, *_press_routes(ways))


def _press_routes(ways: Ways) -> tuple[str, str]:
    if address := ways.page("routes", Action.CHANGE_ROUTES):
        return _("See the routes"), address
    return _("See the sessions"), ways.page("sessions", Action.SEE_SESSIONS)


def _calls(whole: WholeBoard, ways: Ways, now: datetime) -> Task | None:
    total = whole.board.total
    if not total.to_call:
        return None
    words = ngettext(
        "%(n)s person has no delivered message and must be called",
        "%(n)s people have no delivered message and must be called",
        total.to_call,
    ) % {"n": n(total.to_call)}
    more = ngettext("at %(n)s site", "at %(n)s sites", total.sites_to_call) % {"n": n(total.sites_to_call)}
    told_by = whole.next_told_by
    tag = _("by %(time)s") % {"time": clock(told_by)} if told_by and _is_soon(told_by, now) else _("today")
    if address := ways.page("calls", Action.CALL):
        return Task(tag, True, words, more, _("Open the call sheet"), address)
    return Task(tag, True, words, more, _("See who"), ways.people("to_call"))


def _is_soon(moment: datetime, now: datetime) -> bool:
    return (moment - now).total_seconds() < 12 * 3600


def _silent(whole: WholeBoard, ways: Ways) -> Task | None:
    if not whole.silent:
        return None
    named_two = ", ".join(named(facility) for facility in whole.silent[:2])
    rest = len(whole.silent) - 2
    if rest > 0:
        named_two = ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", rest) % {
            "names": named_two,
            "n": n(rest),
        }
    words = _("No roster from: %(names)s") % {"names": named_two}
    expected = sum(facility.expected_workers for facility in whole.silent)
    more = ngettext("about %(n)s person expected", "about %(n)s people expected", expected) % {
        "n": n(expected)
    }
    if address := ways.page("new_upload", Action.UPLOAD):
        return Task(_("today"), True, words, more, _("Upload a roster"), address)
    silent = ways.page("coverage", Action.SEE_PEOPLE, "silent")
    return Task(_("today"), True, words, more, _("See which"), silent)


def _unplaced(whole: WholeBoard, ways: Ways) -> Task | None:
    total = whole.board.total
    if not total.unplaced:
        return None
    words = ngettext("%(n)s person has no place yet", "%(n)s people have no place yet", total.unplaced)
    more = _("Each has a reason, and what would change it.")
    return Task(
        _("today"),
        False,
        words % {"n": n(total.unplaced)},
        more,
        _("See why"),
        ways.page("unplaced", Action.SEE_PEOPLE),
    )


def _texts(whole: WholeBoard, ways: Ways) -> Task | None:
    total, largest = whole.board.total, whole.largest_text
    if not total.texts or largest is None:
        return None
    words = ngettext(
        "%(n)s posting text stands for %(people)s people; most: “%(text)s” (%(most)s)",
        "%(n)s posting texts stand for %(people)s people; most: “%(text)s” (%(most)s)",
        total.texts,
    ) % {"n": n(total.texts), "people": n(total.unsettled), "text": largest.text, "most": n(largest.people)}
    more = _("Each has up to three suggestions; one press settles all with the same text.")
    return Task(_("today"), False, words, more, _("Settle"), ways.page("postings", Action.SETTLE_POSTINGS))


def _pairs(whole: WholeBoard, ways: Ways) -> Task | None:
    address = ways.page("duplicates", Action.SETTLE_DUPLICATES)
    if not whole.pairs or not address:
        return None
    words = ngettext(
        "%(n)s pair of registrations may be one person's",
        "%(n)s pairs of registrations may be one person's",
        whole.pairs,
    ) % {"n": n(whole.pairs)}
    more = _("Both count until somebody says that they are one.")
    return Task(_("this week"), False, words, more, _("Compare them"), address)


def _rows(whole: WholeBoard, ways: Ways) -> Task | None:
    rows = whole.rows
    to_correct = rows.rejected + rows.held
    if not to_correct:
        return None
    words = ngettext(
        "%(n)s row of an uploaded file was not taken",
        "%(n)s rows of uploaded files were not taken",
        to_correct,
    ) % {"n": n(to_correct)}
    more = _("The rows come back as a file, with the reason in the last column.")
    return Task(
        _("this week"), False, words, more, _("See the uploads"), ways.page("uploads", Action.SEE_UPLOADS)
    )

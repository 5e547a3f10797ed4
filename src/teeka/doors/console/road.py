"""The road from roster to arm in words: eight stations, who fell out at each, and what to press about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teeka.apps.readiness.queries.alarms import RowsToCorrect, SilentFacility
from teeka.apps.readiness.queries.board import PlaceCounts
from teeka.doors.console.templatetags.console import n
from teeka.rules.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Out:
    """One line under a station. kind: act (a person must), wait (somebody should), good, or plain."""

    words: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    key: str
    title: str
    count: int | None
    of: int
    address: str
    outs: Sequence[Out]

    @property
    def of_at_least_one(self) -> int:
        return max(self.of, 1)


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses behind the numbers, of the board's place and day; none where the role may not go."""

    role: str
    query: str

    def people(self, where: str) -> str:
        return f"{reverse('people')}?where={where}{self.query}" if may(self.role, Action.SEE_PEOPLE) else ""

    def page(self, name: str, action: Action, show: str = "") -> str:
        query = (f"&show={show}" if show else "") + self.query
        return reverse(name) + query.replace("&", "?", 1) if may(self.role, action) else ""


def road(
    counts: PlaceCounts,
    ways: Ways,
    *,
    silent: Sequence[SilentFacility],
    rows: RowsToCorrect,
    starts: str,
    obstacles: int,
) -> list[Stop]:
    c = counts
    arrivals = [Out(_("starts %(when)s") % {"when": starts})] if starts else []
    received = _received(c, ways, silent, rows)
    everybody = c.known + c.unsettled
    return [
        Stop("received", _("Received"), c.received, c.received, ways.people("received"), received),
        Stop("known", _("Posting known"), c.known, everybody, ways.people("known"), _known(c, ways)),
        Stop("placed", _("Placed"), c.placed, c.seats, ways.people("placed"), _placed(c, ways)),
        Stop("listed", _("On a frozen list"), c.listed, c.placed, ways.people("listed"), _listed(c, ways)),
        Stop("told", _("Told"), c.told, c.listed, ways.people("told"), _told(c, ways, obstacles)),
        Stop("coming", _("Coming"), c.will_come or None, c.listed, ways.people("coming"), _coming(c, ways)),
        Stop(
            "arrived", _("Arrived"), *_turnout(c.arrived, c, ways, "arrived"), [*arrivals, *_arrived(c, ways)]
        ),
        Stop("vaccinated", _("Vaccinated"), *_turnout(c.vaccinated, c, ways, "vaccinated"), _dosed(c, ways)),
    ]


def _received(
    counts: PlaceCounts, ways: Ways, silent: Sequence[SilentFacility], rows: RowsToCorrect
) -> list[Out]:
    outs = []
    if silent:
        words = ngettext("%(n)s facility sent nothing", "%(n)s facilities sent nothing", len(silent))
        outs.append(
            Out(words % {"n": n(len(silent))}, "act", ways.page("coverage", Action.SEE_PEOPLE, "silent"))
        )
    to_correct = rows.rejected + rows.held
    if to_correct:
        words = ngettext("%(n)s row to correct", "%(n)s rows to correct", to_correct)
        outs.append(Out(words % {"n": n(to_correct)}, "wait", ways.page("uploads", Action.SEE_UPLOADS)))
    if counts.duplicates:
        words = ngettext("%(n)s registered twice", "%(n)s registered twice", counts.duplicates)
        outs.append(Out(words % {"n": n(counts.duplicates)}, "", ways.people("duplicate")))
    return outs


def _known(counts: PlaceCounts, ways: Ways) -> list[Out]:
    if not counts.texts:
        return [Out(_("all settled"), "good")] if counts.known else []
    words = ngettext("%(n)s text to settle", "%(n)s texts to settle", counts.texts) % {"n": n(counts.texts)}
    people = ngettext("%(n)s person", "%(n)s people", counts.unsettled) % {"n": n(counts.unsettled)}
    return [
        Out(words, "wait", ways.page("postings", Action.SETTLE_POSTINGS)),
        Out(people, "", ways.people("unsettled")),
    ]


def _placed(counts: PlaceCounts, ways: Ways) -> list[Out]:
    outs = []
    free = counts.seats - counts.placed
    if counts.unplaced:
        words = ngettext("%(n)s without a place", "%(n)s without a place", counts.unplaced)
        kind = "act" if free > 0 else "wait"
        outs.append(Out(words % {"n": n(counts.unplaced)}, kind, ways.page("unplaced", Action.SEE_PEOPLE)))
    if counts.waiting:
        words = ngettext("%(n)s on standby", "%(n)s on standby", counts.waiting)
        outs.append(Out(words % {"n": n(counts.waiting)}, "", ways.people("standby")))
    if counts.seats and free <= 0:
        outs.append(Out(_("all seats given"), "good"))
    elif counts.seats and free > 0:
        outs.append(Out(ngettext("%(n)s seat free", "%(n)s seats free", free) % {"n": n(free)}))
    return outs


def _listed(counts: PlaceCounts, ways: Ways) -> list[Out]:
    sessions = ways.page("sessions", Action.SEE_SESSIONS)
    outs = []
    if counts.not_listed:
        words = ngettext("%(n)s on no list yet", "%(n)s on no list yet", counts.not_listed)
        outs.append(Out(words % {"n": n(counts.not_listed)}, "wait", ways.people("not_listed") or sessions))
    if counts.lists:
        lists = ngettext("%(n)s list", "%(n)s lists", counts.lists) % {"n": n(counts.lists)}
        bare = counts.lists - counts.lists_in_two_places
        outs.append(Out(lists, "" if counts.not_listed or bare else "good"))
        if bare:
            words = ngettext("%(n)s not yet in two places", "%(n)s not yet in two places", bare)
            outs.append(Out(words % {"n": n(bare)}, "wait", sessions))
    return outs


def _told(counts: PlaceCounts, ways: Ways, obstacles: int) -> list[Out]:
    outs = []
    if obstacles:
        words = ngettext("%(n)s matter in the way", "%(n)s matters in the way", obstacles)
        outs.append(Out(words % {"n": n(obstacles)}, "act", ways.page("campaign", Action.SEE_CAMPAIGN)))
    if counts.to_call:
        words = ngettext("%(n)s to be called", "%(n)s to be called", counts.to_call)
        outs.append(
            Out(
                words % {"n": n(counts.to_call)},
                "act",
                ways.page("calls", Action.CALL) or ways.people("to_call"),
            )
        )
    if counts.on_the_way:
        words = ngettext("%(n)s on the way", "%(n)s on the way", counts.on_the_way)
        outs.append(Out(words % {"n": n(counts.on_the_way)}, "", ways.people("on_the_way")))
    if counts.listed and counts.told == counts.listed:
        outs.append(Out(_("everybody told"), "good"))
    return outs


def _turnout(count: int, counts: PlaceCounts, ways: Ways, where: str) -> tuple[int | None, int, str]:
    """Nothing is said of sessions of which nothing is recorded yet."""
    return (count, counts.listed, ways.people(where)) if counts.arrived or counts.absent else (None, 0, "")


def _arrived(counts: PlaceCounts, ways: Ways) -> list[Out]:
    outs = []
    if counts.absent:
        words = ngettext("%(n)s did not come", "%(n)s did not come", counts.absent)
        outs.append(Out(words % {"n": n(counts.absent)}, "", ways.people("absent")))
    if counts.to_close:
        words = ngettext("%(n)s session to close", "%(n)s sessions to close", counts.to_close)
        sessions = ways.page("sessions", Action.SEE_SESSIONS)
        outs.append(Out(words % {"n": n(counts.to_close)}, "wait", sessions))
    return outs


def _dosed(counts: PlaceCounts, ways: Ways) -> list[Out]:
    if not counts.not_given:
        return []
    words = ngettext("%(n)s came and got no dose", "%(n)s came and got no dose", counts.not_given)
    return [Out(words % {"n": n(counts.not_given)}, "", ways.people("not_given"))]


def _coming(counts: PlaceCounts, ways: Ways) -> list[Out]:
    if not counts.will_not_come:
        return []
    return [
        Out(
            ngettext("%(n)s said no", "%(n)s said no", counts.will_not_come) % {"n": n(counts.will_not_come)},
            "",
            ways.page("moved", Action.SEE_PEOPLE),
        )
    ]

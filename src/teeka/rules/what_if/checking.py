"""Whether changes can be tried: each by itself against what is planned, and all of them together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from teeka.rules.row_checks.sessions import MOST_SEATS
from teeka.rules.what_if.changes import Change, ChangeKind
from teeka.rules.what_if.words import Fault
from teeka.shared.clock import INDIA, today_in_india

MOST_SESSIONS_AT_ONCE = 20
LONGEST_CLOSURE = timedelta(days=366)
Found = tuple[int, Fault, str]


@dataclass(frozen=True, slots=True)
class KnownSession:
    code: str
    site: int
    site_name: str
    site_name_hi: str
    on: date
    starts_at: datetime
    seats: int
    placed: int
    is_called_off: bool


@dataclass(frozen=True, slots=True)
class KnownSite:
    """`number`: of the session site; None for a facility that never had a session."""

    key: str
    number: int | None
    name: str
    name_hi: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the changes are checked against: what they name, and the sessions at sites that they close."""

    sessions: Mapping[str, KnownSession]
    sites: Mapping[str, KnownSite]
    at_sites: Collection[KnownSession]  # to come, not called off, at the sites that the changes name
    first_day: date | None  # of the campaign
    last_day: date | None
    staff_share: float
    crosses_borders: bool
    may_change_rules: bool  # they hold for the whole state
    now: datetime

    def closed_by(self, change: Change) -> list[KnownSession]:
        """The sessions that closing the site calls off."""
        site = self.sites.get(change.site)
        if site is None or site.number is None or change.on is None or change.until is None:
            return []
        return [
            one for one in self.at_sites if one.site == site.number and change.on <= one.on <= change.until
        ]


def faults_of(changes: Sequence[Change], known: Known) -> list[Found]:
    """(index of the change, fault, what it is about), in the order of the changes; empty: all can be tried.

    Of a change that cannot be tried by itself nothing more is said.
    """
    if not changes:
        return [(0, Fault.NO_CHANGE, "")]
    found: list[Found] = []
    sound: list[tuple[int, Change]] = []
    for at, change in enumerate(changes):
        fault = next(_alone(change, known), None)
        if fault:
            found.append((at, *fault))
        else:
            sound.append((at, change))
    return sorted(found + list(_together(sound, known)), key=lambda fault: fault[0])


def _alone(change: Change, known: Known) -> Iterator[tuple[Fault, str]]:
    match change.kind:
        case ChangeKind.OPEN:
            yield from _opening(change, known)
        case ChangeKind.CALL_OFF | ChangeKind.SEATS:
            yield from _of_session(change, known)
        case ChangeKind.CLOSE_SITE:
            yield from _closing(change, known)
        case ChangeKind.RULES:
            yield from _rules(change, known)


def _opening(change: Change, known: Known) -> Iterator[tuple[Fault, str]]:
    if change.site not in known.sites:
        yield Fault.SITE_UNKNOWN, change.site
    if change.starts is None or change.ends is None or change.on is None:
        raise ValueError("an opening without its hours was never read")
    if change.ends <= change.starts:
        yield Fault.ENDS_BEFORE_START, f"{change.starts:%H:%M}–{change.ends:%H:%M}"
    if datetime.combine(change.on, change.starts, INDIA) <= known.now:
        yield Fault.DATE_PAST, change.on.isoformat()
    yield from _outside(change.on, known)
    if not 1 <= change.sessions <= MOST_SESSIONS_AT_ONCE:
        yield Fault.SESSIONS_OUT_OF_RANGE, str(MOST_SESSIONS_AT_ONCE)
    yield from _seats(change)


def _outside(day: date, known: Known) -> Iterator[tuple[Fault, str]]:
    first, last = known.first_day or date.min, known.last_day or date.max
    if not first <= day <= last:
        yield Fault.OUTSIDE_CAMPAIGN, day.isoformat()


def _seats(change: Change) -> Iterator[tuple[Fault, str]]:
    if change.seats < 1:
        yield Fault.SEATS_NOT_POSITIVE, str(change.seats)
    if change.seats > MOST_SEATS:
        yield Fault.SEATS_ABSURD, str(MOST_SEATS)


def _of_session(change: Change, known: Known) -> Iterator[tuple[Fault, str]]:
    session = known.sessions.get(change.session)
    if session is None:
        yield Fault.SESSION_UNKNOWN, change.session
        return
    if session.is_called_off:
        yield Fault.SESSION_CALLED_OFF, change.session
    if session.starts_at <= known.now:
        yield Fault.SESSION_OVER, change.session
    if change.kind is ChangeKind.SEATS:
        yield from _seats(change)
        if change.seats == session.seats:
            yield Fault.SEATS_AS_BEFORE, str(session.seats)


def _closing(change: Change, known: Known) -> Iterator[tuple[Fault, str]]:
    if change.site not in known.sites:
        yield Fault.SITE_UNKNOWN, change.site
    if change.on is None or change.until is None:
        raise ValueError("a closing without its days was never read")
    if not timedelta(0) <= change.until - change.on <= LONGEST_CLOSURE:
        yield Fault.ENDS_BEFORE_START, f"{change.on.isoformat()}–{change.until.isoformat()}"
    if change.until < today_in_india(known.now):
        yield Fault.DATE_PAST, change.until.isoformat()
    if not known.closed_by(change):
        yield Fault.NOTHING_TO_CLOSE, change.site


def _rules(change: Change, known: Known) -> Iterator[tuple[Fault, str]]:
    if not known.may_change_rules:
        yield Fault.RULES_ARE_THE_STATES, ""
    share = known.staff_share if change.staff_share is None else change.staff_share
    if not 0 <= share <= 1:
        yield Fault.SHARE_OUT_OF_RANGE, str(change.staff_share)
    crosses = known.crosses_borders if change.crosses_borders is None else change.crosses_borders
    if (share, crosses) == (known.staff_share, known.crosses_borders):
        yield Fault.RULES_AS_BEFORE, ""


def _together(changes: Sequence[tuple[int, Change]], known: Known) -> Iterator[Found]:
    """The later of two changes that do not go together is the one at fault."""
    done: dict[str, ChangeKind] = {}
    opened: set[tuple[object, ...]] = set()
    has_rules = False
    for at, change in changes:
        named = {change.session: ChangeKind.SEATS if change.kind is ChangeKind.SEATS else ChangeKind.CALL_OFF}
        if change.kind is ChangeKind.CLOSE_SITE:
            named = {one.code: ChangeKind.CALL_OFF for one in known.closed_by(change)}
        for code, kind in named.items():
            if code and code in done:
                yield at, Fault.SESSION_TWICE if done[code] is kind else Fault.CONTRADICTION, code
        done |= named
        what = (change.site, change.on, change.starts, change.ends)
        if change.kind is ChangeKind.OPEN and what in opened:
            yield at, Fault.SESSION_TWICE, change.site
        opened.add(what)
        if change.kind is ChangeKind.RULES and has_rules:
            yield at, Fault.RULES_TWICE, ""
        has_rules |= change.kind is ChangeKind.RULES
    yield from _opened_and_closed(changes, known)


def _opened_and_closed(changes: Sequence[tuple[int, Change]], known: Known) -> Iterator[Found]:
    closings = [(at, change) for at, change in changes if change.kind is ChangeKind.CLOSE_SITE]
    for at, opening in changes:
        if opening.kind is not ChangeKind.OPEN or opening.on is None:
            continue
        for other, closing in closings:
            same = known.sites[opening.site].number == known.sites[closing.site].number
            if same and closing.on and closing.until and closing.on <= opening.on <= closing.until:
                yield max(at, other), Fault.CONTRADICTION, opening.site

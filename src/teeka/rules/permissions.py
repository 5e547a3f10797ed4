"""Decides who may do what, and where: one table of roles and actions, and the place of a login.

A page names the action that it needs with `needs`; one that names none is refused to everybody, and only
`open_to_all` lets a stranger in. Which rows a person then sees is the jurisdiction's matter, and
the database's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar


class Role(StrEnum):
    NATIONAL = "national"
    STATE = "state"
    DISTRICT = "district"
    BLOCK = "block"
    FACILITY = "facility"
    SESSION_SITE = "session_site"
    VERIFIER = "verifier"
    VACCINATOR = "vaccinator"
    CALL_CENTRE = "call_centre"
    AUDITOR = "auditor"


class Action(StrEnum):
    SEE_BOARD = "see the board"
    SEE_SESSIONS = "see sessions"
    SEE_DUE_LIST = "see due lists"
    SEE_PEOPLE = "see lists of people"
    SEE_PERSON = "see one person's page"
    SEE_MOBILE = "see whole mobile numbers"
    UPLOAD = "upload files"
    SEE_UPLOADS = "see uploads"
    DECIDE_ROWS = "decide on held rows"
    UNDO_UPLOADS = "take uploads back"
    SETTLE_POSTINGS = "settle postings"  # also on a facility that is missing, which it proposes
    SETTLE_DUPLICATES = "say which registrations, and which rows of a registry, are one"
    SEE_PROPOSED = "see proposed facilities"
    CLOSE_PROPOSED = "close a facility that was proposed wrongly"
    CHANGE_PLACES = "change places and seats by hand"
    DECIDE_SEATS = "give or refuse a seat more than a session has"
    TRY_PLANS = "try out changes to the plan, and publish them"
    STOP_MESSAGES = "stop messages, and let them go again"
    SEE_CAMPAIGN = "see what the campaign says to people, and what is in its way"
    CHANGE_CAMPAIGN = "choose which notices the campaign sends"
    CHANGE_ROUTES = "see how messages travel, and change it"
    SEE_COPIES = "see where copies of lists lie"
    HAND_OUT_LINKS = "give who is in charge a link to a list, and withdraw it"
    LET_LAUNCH = "ask, and decide, that notices leave without their pack"
    CALL = "call people and record what they said"
    RECORD = "record who came to a session and who got a dose"
    CLOSE_SESSIONS = "close sessions whose paper is complete, and open them again"
    DOWNLOAD = "download lists"
    CHANGE_LANGUAGE = "choose a language"


class Level(StrEnum):
    """What a login's place is; it sees nothing outside of it."""

    COUNTRY = "country"
    STATE = "state"
    DISTRICT = "district"
    BLOCK = "block"
    FACILITY = "facility"
    SITE = "session site"


_EVERYBODY = {Action.CHANGE_LANGUAGE}
_LOOKS = _EVERYBODY | {Action.SEE_BOARD, Action.SEE_SESSIONS, Action.SEE_DUE_LIST, Action.DOWNLOAD}
_NAMES = _LOOKS | {Action.SEE_PEOPLE, Action.SEE_PERSON, Action.SEE_UPLOADS}
_OFFICER = _NAMES | {
    Action.UPLOAD, Action.DECIDE_ROWS, Action.UNDO_UPLOADS, Action.CALL, Action.SEE_MOBILE,
}  # fmt: skip
_SITE_DAY = {Action.RECORD, Action.CLOSE_SESSIONS}
_PLACES = {Action.CHANGE_PLACES, Action.DECIDE_SEATS}
_COPIES = {Action.SEE_COPIES, Action.LET_LAUNCH}
_POSTINGS = {Action.SETTLE_POSTINGS, Action.SEE_PROPOSED, Action.CLOSE_PROPOSED}

# The whole of the law. Nobody above the district needs a full mobile number or makes calls.
MAY: dict[Role, frozenset[Action]] = {
    Role.NATIONAL: frozenset(_LOOKS - {Action.DOWNLOAD}),
    Role.STATE: frozenset(
        _NAMES
        | _POSTINGS
        | _PLACES
        | _COPIES
        | {Action.UPLOAD, Action.DECIDE_ROWS, Action.UNDO_UPLOADS, Action.SETTLE_DUPLICATES}
        | {Action.TRY_PLANS, Action.STOP_MESSAGES, Action.SEE_CAMPAIGN, Action.CHANGE_CAMPAIGN}
        | {Action.CHANGE_ROUTES}
    ),
    Role.DISTRICT: frozenset(
        _OFFICER
        | _SITE_DAY
        | _POSTINGS
        | _PLACES
        | _COPIES
        | {
            Action.HAND_OUT_LINKS,
            Action.SETTLE_DUPLICATES,
            Action.TRY_PLANS,
            Action.STOP_MESSAGES,
            Action.SEE_CAMPAIGN,
        }
    ),
    Role.BLOCK: frozenset(_OFFICER | _SITE_DAY | _PLACES | {Action.HAND_OUT_LINKS}),
    Role.FACILITY: frozenset(_NAMES | {Action.UPLOAD, Action.CALL, Action.SEE_MOBILE}),
    Role.SESSION_SITE: frozenset(
        (_LOOKS | _SITE_DAY | {Action.CALL, Action.SEE_MOBILE}) - {Action.SEE_BOARD}
    ),
    Role.VERIFIER: frozenset(_EVERYBODY | {Action.SEE_SESSIONS, Action.SEE_DUE_LIST, Action.RECORD}),
    Role.VACCINATOR: frozenset(_EVERYBODY | {Action.SEE_SESSIONS, Action.SEE_DUE_LIST, Action.RECORD}),
    Role.CALL_CENTRE: frozenset(_EVERYBODY | {Action.CALL, Action.SEE_MOBILE}),
    Role.AUDITOR: frozenset((_NAMES | {Action.SEE_PROPOSED, Action.SEE_CAMPAIGN}) - {Action.DOWNLOAD}),
}

LEVEL: dict[Role, Level] = {
    Role.NATIONAL: Level.COUNTRY,
    Role.STATE: Level.STATE,
    Role.DISTRICT: Level.DISTRICT,
    Role.BLOCK: Level.BLOCK,
    Role.FACILITY: Level.FACILITY,
    Role.SESSION_SITE: Level.SITE,
    Role.VERIFIER: Level.SITE,
    Role.VACCINATOR: Level.SITE,
    Role.CALL_CENTRE: Level.DISTRICT,
    Role.AUDITOR: Level.STATE,
}


# A facility knows its staff; it does not decide where sessions are, nor what other facilities exist.
UPLOADS: dict[Role, tuple[str, ...]] = {
    Role.STATE: ("facilities", "roster", "sessions"),
    Role.DISTRICT: ("facilities", "roster", "sessions"),
    Role.BLOCK: ("roster", "sessions"),
    Role.FACILITY: ("roster",),
}


def kinds_to_upload(role: str) -> tuple[str, ...]:
    """What this role may upload, in the order a campaign needs it; nothing for an unknown role."""
    return UPLOADS.get(Role(role), ()) if role in MAY else ()


def may(role: str, action: Action) -> bool:
    """An unknown role may nothing."""
    return role in MAY and action in MAY[Role(role)]


def plans_for_whole_state(role: str) -> bool:
    """What such a login tries out is about all districts; anybody else's is about the own one."""
    return may(role, Action.TRY_PLANS) and LEVEL[Role(role)] is Level.STATE


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The part of the world a login works in. None means that this level does not narrow it.

    `districts` always names every district: the database lets nothing else through. Block, facility and
    site narrow it further, inside one district.
    """

    districts: frozenset[int]
    block_code: int | None = None
    facility_id: int | None = None
    site_id: int | None = None

    def narrowed_to(self, district_code: int) -> "Jurisdiction":
        """One district of this jurisdiction; nothing at all when it lies outside."""
        inside = self.districts & {district_code}
        return Jurisdiction(inside, self.block_code, self.facility_id, self.site_id)

    def narrowed_to_block(self, block_code: int) -> "Jurisdiction":
        """One block of it, or with NO_BLOCK what lies in none that is known; a login that is bound to
        another block sees nothing."""
        if self.block_code not in (None, block_code):
            return NOWHERE
        return Jurisdiction(self.districts, block_code, self.facility_id, self.site_id)

    def narrowed_to_facility(self, facility_id: int) -> "Jurisdiction":
        """One facility of it; a login that is bound to another facility sees nothing."""
        if self.facility_id not in (None, facility_id):
            return NOWHERE
        return Jurisdiction(self.districts, self.block_code, facility_id, self.site_id)

    @property
    def is_whole_districts(self) -> bool:
        return self.block_code is None and self.facility_id is None and self.site_id is None


NOWHERE = Jurisdiction(frozenset())
NO_BLOCK = 0  # as a block's code: of facilities whose block is not known


def masked(mobile: str) -> str:
    """A number that can be recognised by who knows it, and not be dialled by who does not."""
    return "•" * max(len(mobile) - 4, 0) + mobile[-4:] if mobile else ""


View = TypeVar("View", bound=Callable[..., Any])
NEEDS = "teeka_needs"
OPEN = "teeka_open_to_all"


def needs(action: Action) -> Callable[[View], View]:
    """Mark a view with the action that it is; every other login is refused."""

    def mark(view: View) -> View:
        setattr(view, NEEDS, action)
        return view

    return mark


def open_to_all(why: str) -> Callable[[View], View]:
    """Mark a view that asks for no login, with the reason: it has its own secret, or tells nothing."""

    def mark(view: View) -> View:
        setattr(view, OPEN, why)
        return view

    return mark


def action_needed(view: object) -> Action | None:
    return getattr(view, NEEDS, None)


def is_open(view: object) -> bool:
    """Marked here, or by Django's own login_not_required."""
    return bool(getattr(view, OPEN, "")) or getattr(view, "login_required", True) is False

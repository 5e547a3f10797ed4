"""What can be tried out: sessions opened, called off, with other seats; a closed site; other rules.

A change comes from a form or a file as a mapping of plain values, and is kept as one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

MOST_CHANGES = 200
LONGEST_WORD = 60


class ChangeKind(StrEnum):
    OPEN = "open"
    CALL_OFF = "call_off"
    SEATS = "seats"
    CLOSE_SITE = "close_site"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; only the fields of its kind (FIELDS) are filled."""

    kind: ChangeKind
    site: str = ""  # a facility's code, or # and the number of a session site
    session: str = ""  # its code
    on: date | None = None
    until: date | None = None  # the last day on which the site is closed
    starts: time | None = None
    ends: time | None = None
    sessions: int = 1  # how many to open
    seats: int = 0  # of each
    staff_share: float | None = None
    crosses_borders: bool | None = None

    def as_kept(self) -> dict[str, Any]:
        """What read_changes reads again."""
        kept: dict[str, Any] = {"change": self.kind.value}
        for name in FIELDS[self.kind]:
            value = getattr(self, name)
            if value is not None:
                kept[name] = value.isoformat() if isinstance(value, date | time) else value
        return kept


# What each kind must have, and may have.
FIELDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.OPEN: ("site", "on", "sessions", "seats", "starts", "ends"),
    ChangeKind.CALL_OFF: ("session",),
    ChangeKind.SEATS: ("session", "seats"),
    ChangeKind.CLOSE_SITE: ("site", "on", "until"),
    ChangeKind.RULES: ("staff_share", "crosses_borders"),
}
LEFT_OUT: dict[str, Any] = {
    "sessions": 1, "starts": time(9), "ends": time(17), "staff_share": None, "crosses_borders": None,
}  # fmt: skip


class Misread(Exception):
    """A change that cannot be read: `field` is the one at fault, "change" when it is the kind."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_changes(raw: object) -> list[Change]:
    """A list of mappings as a file or the database holds it. Raises Misread."""
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) > MOST_CHANGES:
        raise Misread("changes")
    return [_read(one) for one in raw]


def _read(raw: object) -> Change:
    if not isinstance(raw, Mapping) or raw.get("change") not in set(ChangeKind):
        raise Misread("change")
    kind = ChangeKind(raw["change"])
    unknown = set(raw) - {"change", *FIELDS[kind]}
    if unknown:
        raise Misread(str(min(unknown, key=str)))
    values = {name: _value(name, raw.get(name)) for name in FIELDS[kind]}
    if kind is ChangeKind.RULES and not any(value is not None for value in values.values()):
        raise Misread("staff_share")
    return Change(kind, **values)


def _value(name: str, raw: object) -> Any:
    if raw is None or raw == "":
        if name in LEFT_OUT:
            return LEFT_OUT[name]
        raise Misread(name)
    try:
        return READ[name](raw)
    except (ValueError, TypeError, OverflowError) as error:
        raise Misread(name) from error


def _word(raw: object) -> str:
    word = str(raw).strip() if isinstance(raw, str) else ""
    if not word or len(word) > LONGEST_WORD or "\0" in word:
        raise ValueError
    return word


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str) or len(str(raw)) > len("-999999"):
        raise ValueError
    return int(raw)


def _share(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise TypeError
    return float(raw)


def _yes_or_no(raw: object) -> bool:
    if raw in (True, "true", "yes"):
        return True
    if raw in (False, "false", "no"):
        return False
    raise ValueError


def _day(raw: object) -> date:
    return date.fromisoformat(str(raw))


def _time(raw: object) -> time:
    read = time.fromisoformat(str(raw))
    if read.tzinfo is not None:
        raise ValueError("a session's hours are India's")
    return read


READ: dict[str, Callable[[object], Any]] = {
    "site": _word, "session": _word, "on": _day, "until": _day, "starts": _time, "ends": _time,
    "sessions": _whole, "seats": _whole, "staff_share": _share, "crosses_borders": _yes_or_no,
}  # fmt: skip

"""When a dose that is keyed twice counts: two different people wrote the same batch."""

from collections.abc import Iterable
from dataclasses import dataclass

from teeka.rules.site_day import Becomes


@dataclass(frozen=True, slots=True)
class Entry:
    by: str
    batch: str


def weigh(new: Entry, before: Iterable[Entry]) -> Becomes:
    """What a further entry makes of those before it: MORE once two agree; the day is the session's."""
    others = [entry for entry in before if entry.by != new.by]
    if any(entry.batch == new.batch for entry in others):
        return Becomes.MORE
    return Becomes.KEYED_DIFFERENTLY if others else Becomes.KEYED_ONCE

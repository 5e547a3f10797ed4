"""What a person is to be told of a dose: that it was given, or that it was not after all."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from teeka.rules.messages.states import NEVER_SENT, State


@dataclass(frozen=True, slots=True)
class Said:
    """The newest message of this kind. is_taken_back: the next one said that it was a mistake."""

    day: date
    text: str
    state: State
    is_perhaps_sent: bool
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Given:
    day: date
    given: str  # in the language of what was said, or of the person where nothing was


class Owed(StrEnum):
    NOTHING = "nothing"
    TELL = "tell"
    TAKE_BACK = "take_back"  # it went out, and is not true
    WITHDRAW = "withdraw"  # it has not gone out yet, and is not true
    WAIT = "wait"  # it is on the wire, and is not true: its outcome decides


UNSENT = frozenset({State.PLANNED, State.QUEUED, State.CLAIMED})
ON_THE_WIRE = frozenset({State.SUBMITTING, State.UNCERTAIN})
NOT_READ = frozenset({State.REJECTED, State.UNDELIVERED, State.EXPIRED})


def owed(said: Said | None, given: Given | None) -> Owed:
    """said: what the person was told; given: the dose on record, None when there is none.

    What did not reach the person is not said again, as long as it is true: nobody waits for it.
    """
    if said is None or said.is_taken_back or (said.state in NEVER_SENT and not said.is_perhaps_sent):
        return Owed.TELL if given else Owed.NOTHING
    if given and given.day == said.day and given.given in said.text:
        return Owed.NOTHING
    if said.state in UNSENT:
        return Owed.WITHDRAW
    if said.state in ON_THE_WIRE:
        return Owed.WAIT
    if said.state in NOT_READ:
        return Owed.TELL if given else Owed.NOTHING
    return Owed.TAKE_BACK

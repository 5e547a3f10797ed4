"""Which state follows which: the life of one message, from planned to settled.

A state's rank only rises within one attempt. A message goes back to `queued` in two ways: its claim
lapsed before anything was on the wire, or somebody who knows (the provider's answer, a query, the
ladder) said that it may be sent again. Both raise the attempt's number, so (attempt, rank) rises always.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"
    CLAIMED = "claimed"
    SUBMITTING = "submitting"
    UNCERTAIN = "uncertain"
    ACCEPTED = "accepted"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    DELIVERED = "delivered"


# Numbers with gaps, equal where neither state can follow the other.
RANK: dict[State, int] = {
    State.PLANNED: 0,
    State.QUEUED: 10,
    State.CLAIMED: 20,
    State.SUBMITTING: 30,
    State.UNCERTAIN: 40,
    State.ACCEPTED: 50,
    State.SUPPRESSED: 60,
    State.CANCELLED: 65,
    State.SUPERSEDED: 65,
    State.UNCONFIRMED: 60,
    State.REJECTED: 70,
    State.UNDELIVERED: 70,
    State.EXPIRED: 70,
    State.DELIVERED: 80,
}
SETTLED = frozenset(state for state, rank in RANK.items() if rank >= 60)
OPEN = frozenset(RANK) - SETTLED
NEVER_SENT = frozenset({State.SUPPRESSED, State.CANCELLED, State.SUPERSEDED})
# Handed over or perhaps handed over: a person may have read it.
PERHAPS_READ = frozenset(
    {State.SUBMITTING, State.UNCERTAIN, State.ACCEPTED, State.UNCONFIRMED, State.DELIVERED}
)


class Event(StrEnum):
    DUE = "due"
    CLAIM = "claim"
    SEND_START = "send_start"
    LEASE_OVER = "lease_over"
    ACCEPTED = "accepted"
    REFUSED_FINAL = "refused_final"
    NOT_TAKEN = "not_taken"  # not sent, throttled or refused for now: the provider surely has nothing
    UNKNOWN = "unknown"
    SEND_AGAIN = "send_again"  # the ladder allows it
    RECEIPT_ACCEPTED = "receipt_accepted"
    RECEIPT_DELIVERED = "receipt_delivered"
    RECEIPT_UNDELIVERED = "receipt_undelivered"
    RECEIPT_EXPIRED = "receipt_expired"
    RECEIPT_REJECTED = "receipt_rejected"
    WAITED_ENOUGH = "waited_enough"
    SUPPRESS = "suppress"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


_ON_WIRE = (State.QUEUED, State.CLAIMED, State.SUBMITTING, State.UNCERTAIN, State.ACCEPTED)
_NOT_ON_WIRE = (State.PLANNED, State.QUEUED, State.CLAIMED)
NEXT: dict[tuple[State, Event], State] = {
    (State.PLANNED, Event.DUE): State.QUEUED,
    (State.PLANNED, Event.SUPPRESS): State.SUPPRESSED,
    (State.QUEUED, Event.CLAIM): State.CLAIMED,
    (State.CLAIMED, Event.SEND_START): State.SUBMITTING,
    (State.CLAIMED, Event.LEASE_OVER): State.QUEUED,
    (State.SUBMITTING, Event.LEASE_OVER): State.UNCERTAIN,
    (State.SUBMITTING, Event.ACCEPTED): State.ACCEPTED,
    (State.SUBMITTING, Event.REFUSED_FINAL): State.REJECTED,
    (State.SUBMITTING, Event.NOT_TAKEN): State.QUEUED,
    (State.SUBMITTING, Event.UNKNOWN): State.UNCERTAIN,
    (State.UNCERTAIN, Event.ACCEPTED): State.ACCEPTED,
    (State.UNCERTAIN, Event.SEND_AGAIN): State.QUEUED,
    (State.UNCERTAIN, Event.WAITED_ENOUGH): State.UNCONFIRMED,
    (State.ACCEPTED, Event.WAITED_ENOUGH): State.UNCONFIRMED,
    # A suppressed message asks for a call: not when what it says is no longer true.
    **{(state, Event.WITHDRAW): State.CANCELLED for state in (*_NOT_ON_WIRE, State.SUPPRESSED)},
    **{(state, Event.SUPERSEDE): State.SUPERSEDED for state in (*_NOT_ON_WIRE, State.SUPPRESSED)},
    # No more sending; what was perhaps sent cannot be called unsent.
    (State.UNCERTAIN, Event.WITHDRAW): State.UNCONFIRMED,
    (State.UNCERTAIN, Event.SUPERSEDE): State.UNCONFIRMED,
    # A receipt speaks of an earlier attempt when it finds the message queued or claimed again.
    **{(state, Event.RECEIPT_ACCEPTED): State.ACCEPTED for state in _ON_WIRE[:-1]},
}
for _state in (*_ON_WIRE, State.UNCONFIRMED):
    NEXT[_state, Event.RECEIPT_UNDELIVERED] = State.UNDELIVERED
    NEXT[_state, Event.RECEIPT_EXPIRED] = State.EXPIRED
    NEXT[_state, Event.RECEIPT_REJECTED] = State.REJECTED
for _state in (*_ON_WIRE, State.UNCONFIRMED, State.REJECTED, State.UNDELIVERED, State.EXPIRED):
    NEXT[_state, Event.RECEIPT_DELIVERED] = State.DELIVERED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one message stands. `is_perhaps_sent`: a former attempt may have reached the provider."""

    state: State = State.PLANNED
    attempt: int = 1
    is_perhaps_sent: bool = False

    @property
    def height(self) -> tuple[int, int]:
        """Rises with every change: what "a state never goes down" compares."""
        settled = self.state in SETTLED
        return (1_000_000 if settled else self.attempt, RANK[self.state])


def follow(standing: Standing, event: Event) -> Standing:
    """Where `event` leads; the same standing when it no longer means anything there (late, doubled)."""
    if event.value.startswith("receipt_") and not _can_have_receipt(standing):
        return standing
    state = NEXT.get((standing.state, event))
    if state is None:
        return standing
    if standing.is_perhaps_sent and state in {State.CANCELLED, State.SUPERSEDED}:
        # A former attempt may be in the person's hands: "not sent" would be a lie.
        state = State.UNCONFIRMED
    attempt = standing.attempt + (state is State.QUEUED and standing.state is not State.PLANNED)
    return Standing(state, attempt, standing.is_perhaps_sent or state is State.UNCERTAIN)


def _can_have_receipt(standing: Standing) -> bool:
    if standing.state in {State.QUEUED, State.CLAIMED}:
        return standing.is_perhaps_sent
    return standing.state not in NEVER_SENT and standing.state is not State.PLANNED


def states_before(event: Event) -> list[str]:
    """The states in which `event` means something: what a statement's WHERE lists."""
    return sorted({state.value for (state, known) in NEXT if known is event})

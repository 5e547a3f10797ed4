"""What must hold in every history: invariants 5 to 8, from what was committed and the gateway's ledger.

A change of state must be one that the rules know (`rules.messages.states`); what is on the air is known from
the gateway alone. Nothing here asks how the dispatcher works.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from teeka.rules.messages.states import NEVER_SENT, RANK, SETTLED, Event, Standing, State, follow
from tests.simulation.air import Air
from tests.simulation.sql.tables import Change, Row, Tables

OUTBOX, SETTLED_ROWS = "notices_outbox", "notices_settled"
IN_HAND = (State.CLAIMED, State.SUBMITTING)


class Broken(BaseException):
    """An invariant does not hold. Not an Exception: no lane's edge may swallow it."""


@lru_cache(maxsize=4096)
def is_a_step(before: Standing, after: Standing) -> bool:
    return after in {follow(before, event) for event in Event}


class Watch:
    """Follows one history; raises Broken, or keeps it for the end when raised where nobody listens."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.broken: Broken | None = None
        self.starts: Counter[int] = Counter()
        self.handed: Counter[str] = Counter()
        self.airs: Mapping[int, Air] = {}  # by the number of the route
        self._perhaps_on: dict[int, int] = {}  # message -> the route on which it was perhaps sent
        self.told: dict[str, State] = {}  # reference -> the best receipt that was stored
        self.ids: dict[str, int] = {}
        self._standing: dict[int, Standing] = {}

    def begin(self) -> None:
        self.ids = {str(row["reference"]): row["id"] for row in self._tables.rows("notices_message")}
        self._standing = {row["message_id"]: _standing(row) for row in self._tables.rows(OUTBOX)}

    def fail(self, why: str) -> None:
        self.broken = self.broken or Broken(why)
        raise self.broken

    def check(self) -> None:
        """Raise what a task of somebody else's had found."""
        if self.broken:
            raise self.broken

    def committed(self, who: str, changes: Sequence[Change]) -> None:
        for message_id in {_message(c): None for c in changes if c.table in {OUTBOX, SETTLED_ROWS}}:
            before, after = self._standing[message_id], self._now(message_id)
            if before != after:
                self._step(who, message_id, before, after)
                self._standing[message_id] = after

    def handed_over(self, reference: str) -> None:
        """The gateway has the bytes of a message."""
        if reference not in self.ids:
            self.fail("8: a gateway was handed a reference that no message has")
        message_id = self.ids[reference]
        self.handed[reference] += 1
        if self.handed[reference] > self.starts[message_id]:
            self.fail("7: handed over more often than its sending was begun")
        if self._standing[message_id].state in NEVER_SENT:
            self.fail("6: handed over after it had been withdrawn")

    def stored(self, reference: str, state: State) -> None:
        best = self.told.get(reference)
        if best is None or RANK[state] > RANK[best]:
            self.told[reference] = state

    def on_air(self, reference: str) -> int:
        """How often a message went on the air, by all gateways together."""
        return sum(air.on_air[reference] for air in self.airs.values())

    def at_the_end(self, *, removes_doubles: bool) -> None:
        for reference, message_id in self.ids.items():
            row = self._tables.stored[SETTLED_ROWS].get(message_id)
            if row is None:
                self.fail(f"5: still {self._standing[message_id].state} when all is over")
            else:
                self._end(reference, row, removes_doubles=removes_doubles)
            if self.told.get(reference) is State.DELIVERED:
                self._must(
                    self._standing[message_id].state is State.DELIVERED, "7: a receipt came to nothing"
                )

    def _end(self, reference: str, row: Row, *, removes_doubles: bool) -> None:
        state, times = State(row["state"]), self.on_air(reference)
        self._must(state is not State.DELIVERED or times > 0, "5: delivered, and never on the air")
        self._must(state is State.DELIVERED or row["reason"], "5: not told, and no reason stated")
        self._must(state not in NEVER_SENT or not self.handed[reference], "6: called unsent, and handed over")
        self._must(times < 2 or row["is_possible_duplicate"], "8: twice on the air, and not counted")
        self._must(times < 3, "8: more than twice on the air")
        self._must(
            not (removes_doubles and row["is_possible_duplicate"]), "8: counted, and doubles are removed"
        )

    def _must(self, holds: Any, why: str) -> None:
        if not holds:
            self.fail(why)

    def _now(self, message_id: int) -> Standing:
        found = [t for t in (OUTBOX, SETTLED_ROWS) if message_id in self._tables.stored[t]]
        if len(found) != 1:
            self.fail(f"7: stands in {len(found)} states")
        row = self._tables.stored[found[0]][message_id]
        standing = _standing(row)
        self._must(
            (standing.state in SETTLED) == (found[0] == SETTLED_ROWS), "7: in a state of the other table"
        )
        return standing

    def _step(self, who: str, message_id: int, before: Standing, after: Standing) -> None:
        self._must(after.height > before.height or after.state is before.state, "7: went back in rank")
        self._must(is_a_step(before, after), f"7: no rule leads from {before.state} to {after.state}")
        reference = str(self._tables.stored["notices_message"][message_id]["reference"])
        row = self._tables.stored[OUTBOX].get(message_id)
        if after.state is State.SUBMITTING:
            self.starts[message_id] += 1
            self._must(not self._is_cancelled(message_id), "6: begun after the appointment was cancelled")
        if after.state is State.ACCEPTED:
            self._must(self.on_air(reference), "5: called sent, and never on the air")
        if row is not None:
            if row["provider_id"]:
                known = self.airs[row["route_id"]].reference_of
                self._must(known.get(row["provider_id"], reference) == reference, "8: has another's id")
            self._keeps_its_route(message_id, before, after, row)
            if before.state in IN_HAND and after.state is not State.ACCEPTED:
                self._held(who, after, self._tables.stored["notices_submission"][row["submission_id"]])

    def _keeps_its_route(self, message_id: int, before: Standing, after: Standing, row: Row) -> None:
        """What was perhaps sent on one route goes to another by the ladder alone: asked for, or counted."""
        if after.state is State.UNCERTAIN:
            self._perhaps_on[message_id] = row["route_id"]
        if after.state is State.SUBMITTING and before.is_perhaps_sent:
            self._must(
                row["route_id"] == self._perhaps_on[message_id]
                or row["is_possible_duplicate"]
                or self._was_never_seen(message_id),
                "8: another route took what was perhaps sent, and no rung of the ladder led there",
            )

    def _was_never_seen(self, message_id: int) -> bool:
        return any(
            row["message_id"] == message_id and row["answer"] == "never_saw_it"
            for row in self._tables.rows("notices_attempt")
        )

    def _held(self, who: str, after: Standing, submission: Row) -> None:
        """What is in hand is moved by who holds it, or by the steward when the lease is over."""
        if who == "steward":
            self._must(submission["lease_until"] < self._tables.now, "7: taken from one whose lease holds")
        else:
            self._must(who == str(submission["owner"]), f"7: made {after.state} by one who does not hold it")

    def after_a_pass(self) -> None:
        """The steward has just been round."""
        for row in self._tables.rows(OUTBOX):
            if row["state"] in IN_HAND:
                lease = self._tables.stored["notices_submission"][row["submission_id"]]["lease_until"]
                self._must(lease >= self._tables.now, f"7: still {row['state']}, though its lease is over")

    def _is_cancelled(self, message_id: int) -> bool:
        seat = self._tables.stored["notices_message"][message_id]["appointment_id"]
        return self._tables.stored["allotment_appointment"][seat]["cancelled_at"] is not None


def _message(change: Change) -> int:
    row = change.after or change.before
    assert row is not None
    return int(row["message_id"])


def _standing(row: Row) -> Standing:
    return Standing(State(row["state"]), row["attempt"], row["is_perhaps_sent"])

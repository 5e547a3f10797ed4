"""What the simulated gateway does with a message: takes it, settles its fate, owes receipts for it."""

import asyncio
import heapq
import itertools
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from teeka.gateways.sms.simulator.settings import Behaviour

ACCEPTED, REFUSED = "ACCEPTD", "BADNUM"
ON_ITS_WAY, DELIVERED, UNDELIVERED, EXPIRED = "ENROUTE", "DELIVRD", "UNDELIV", "EXPIRED"


@dataclass(slots=True)
class Counts:
    requests: int = 0
    taken: int = 0
    doubles_removed: int = 0
    refused: int = 0
    throttled: int = 0
    receipts_owed: int = 0
    receipts_posted: int = 0


class Ledger:
    """Every message that went on the air, a line each, written before anybody is answered."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def write(self, lines: Iterable[dict[str, Any]]) -> None:
        if self._file is not None:
            self._file.write("".join(json.dumps(line) + "\n" for line in lines))
            self._file.flush()


class Exchange:
    """The gateway's memory. Numbers and texts stay in it; the ledger holds references and ids."""

    def __init__(self, behaviour: Behaviour, ledger: Path | None = None) -> None:
        self.behaviour = behaviour
        self.counts = Counts()
        self.chance = random.Random(behaviour.seed)  # noqa: S311  a rehearsal, not a secret
        self._ledger = Ledger(ledger)
        self._ids = itertools.count(1)
        self._id_of: dict[str, str] = {}
        self._receipts: list[tuple[float, int, dict[str, str]]] = []
        self._order = itertools.count()

    def happens(self, share: float) -> bool:
        return share > 0 and self.chance.random() < share

    def take(self, messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put messages on the air; a result a message, in order."""
        results, lines = [], []
        for message in messages:
            reference = str(message.get("reference", ""))
            known = self._id_of.get(reference)
            if known and self.behaviour.removes_doubles:
                self.counts.doubles_removed += 1
                results.append({"reference": reference, "id": known, "status": ACCEPTED})
                continue
            if self.happens(self.behaviour.refused_share):
                self.counts.refused += 1
                results.append({"reference": reference, "status": REFUSED})
                continue
            given = f"S{next(self._ids):09d}"
            self._id_of[reference] = given
            lines.append({"reference": reference, "id": given})
            self._owe_receipts(reference, given)
            results.append({"reference": reference, "id": given, "status": ACCEPTED})
        self._ledger.write(lines)
        self.counts.taken += len(lines)
        return results

    @property
    def credit_left(self) -> int:
        return max(0, self.behaviour.credit - self.counts.taken)

    def knows(self, reference: str) -> bool:
        return reference in self._id_of

    def receipts_due(self, now: float) -> list[dict[str, str]]:
        due: list[dict[str, str]] = []
        while self._receipts and self._receipts[0][0] <= now and len(due) < self.behaviour.receipt_array:
            due.append(heapq.heappop(self._receipts)[2])
        return due

    def put_back(self, receipts: Iterable[dict[str, str]], at: float) -> None:
        for receipt in receipts:
            heapq.heappush(self._receipts, (at, next(self._order), receipt))

    @property
    def receipts_waiting(self) -> int:
        return len(self._receipts)

    def _owe_receipts(self, reference: str, given: str) -> None:
        behaviour = self.behaviour
        fate = self._fate(behaviour)
        if not fate:
            return
        now = asyncio.get_running_loop().time()
        span = behaviour.receipt_seconds_to - behaviour.receipt_seconds_from
        at = now + behaviour.receipt_seconds_from + span * self.chance.random()
        if self.happens(behaviour.receipt_before_answer_share):
            at = now
        self._owe(at, reference, given, fate)
        if self.happens(behaviour.doubled_receipt_share):
            self._owe(at + 0.05, reference, given, fate)
        if self.happens(behaviour.reordered_receipt_share):
            self._owe(at + 0.1, reference, given, ON_ITS_WAY)

    def _fate(self, behaviour: Behaviour) -> str:
        """What becomes of a message on the air; empty: nothing is ever heard of it."""
        roll = self.chance.random()
        for share, fate in (
            (behaviour.silent_share, ""),
            (behaviour.undelivered_share, UNDELIVERED),
            (behaviour.expired_share, EXPIRED),
        ):
            if roll < share:
                return fate
            roll -= share
        return DELIVERED

    def _owe(self, at: float, reference: str, given: str, status: str) -> None:
        receipt = {"id": given, "status": status}
        if self.behaviour.receipts_carry_reference:
            receipt["reference"] = reference
        self.counts.receipts_owed += 1
        heapq.heappush(self._receipts, (at, next(self._order), receipt))

"""One lane of a route: claim, commit, start to send, commit, send, mark."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.pace import TokenBucket, Trouble
from teeka.apps.notices.receipt_rows import LONGEST_CODE, LONGEST_ID
from teeka.gateways.sms.gateway import Gateway
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing
from teeka.shared.text import storable

log = logging.getLogger(__name__)
CLAIM_AT_MOST = 500
CLAIM_SECONDS = 10  # never hold more than the rate allows to send well within the lease
IDLE_SECONDS = 0.2
DATABASE_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says when the server dies in the middle of an answer
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.DeadlockDetectedError,
    OSError,
)
TROUBLES = frozenset(
    {AnswerKind.NOT_SENT, AnswerKind.THROTTLED, AnswerKind.REFUSED_RETRY, AnswerKind.UNKNOWN}
)
# Nothing left us, and the gateway has no part in it.
LEASE_OVER = Answer(AnswerKind.NOT_SENT, "lease over")


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims, and for how long a claim holds without a heartbeat."""

    owner: UUID
    seconds: float = 60.0


class Held(NamedTuple):
    """A claimed message."""

    message_id: int
    submission_id: int
    attempt: int
    district_code: int
    reference: UUID
    to: str
    text: str
    language: str
    segments: int
    template_id: int | None


@dataclass(slots=True)
class OpenRoute:
    """A route in use: its gateway, its pace, its trouble, and the leases that its lanes hold.

    `clock`: seconds, also those that the machine sleeps. `leases`: submission -> until when by that clock,
    counted from before the database was asked, so that it is over here before it is over there.
    """

    id: int
    code: str
    gateway: Gateway
    clock: Callable[[], float]
    changed_at: datetime
    window: int
    patience_seconds: int
    bucket: TokenBucket
    trouble: Trouble
    share: float = 1.0
    channel: str = "sms"
    texts: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)
    leases: dict[int, float] = field(default_factory=dict)
    is_closing: bool = False
    has_fault: bool = False  # noted on the board, perhaps by a dispatcher before us
    sent: int = 0

    def holds(self, submission: int) -> bool:
        return self.clock() < self.leases[submission]

    @property
    def chunk(self) -> int:
        """How many messages are started together: a request of a batch gateway, a window of a single one."""
        size = self.gateway.capabilities.batch_size
        return min(size if size > 1 else max(1, self.window), self.bucket.largest)

    @property
    def claim_size(self) -> int:
        if self.trouble.is_on:
            return 1
        return max(1, min(int(CLAIM_AT_MOST * self.share), self.bucket.largest * CLAIM_SECONDS))


class Lane:
    def __init__(
        self, pool: asyncpg.Pool, route: OpenRoute, lease: Lease, in_flight: asyncio.Semaphore
    ) -> None:
        self._pool, self._route, self._lease, self._in_flight = pool, route, lease, in_flight

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. What is in hand is finished first."""
        while not (stop.is_set() or self._route.is_closing):
            try:
                is_busy = await self._one_claim(stop)
            except DATABASE_GONE as error:
                # What was claimed is given back by the reaper when its lease is over.
                log.warning("the dispatcher lost the database", extra={"fault": type(error).__name__})
                await _sleep(stop, 1.0)
                continue
            except Exception as error:  # a lane's edge: one bad claim must not end the route
                log.error("a lane failed", extra={"fault": type(error).__name__, "route": self._route.code})
                await _sleep(stop, 1.0)
                continue
            if not is_busy:
                await _sleep(stop, IDLE_SECONDS)

    async def _one_claim(self, stop: asyncio.Event) -> bool:
        route = self._route
        if route.trouble.seconds_left:
            return False
        lease, asked_at = self._lease, route.clock()
        rows = await self._pool.fetch(
            statements.CLAIM, route.id, route.claim_size, lease.owner, lease.seconds, route.channel
        )
        if not rows:
            return False
        held = [Held(*row) for row in rows]
        submission = held[0].submission_id
        route.leases[submission] = asked_at + lease.seconds
        try:
            for place, chunk in enumerate(_chunks(held, route.chunk)):
                if stop.is_set() or (route.trouble.seconds_left and place):
                    await self._give_back(submission, held[place * route.chunk :])
                    break
                await self._send(submission, chunk, stop)
        finally:
            del route.leases[submission]
        return True

    async def _give_back(self, submission: int, rest: Sequence[Held]) -> None:
        await self._pool.execute(statements.GIVE_BACK, [h.message_id for h in rest], submission)

    async def _send(self, submission: int, chunk: Sequence[Held], stop: asyncio.Event) -> None:
        route = self._route
        await route.bucket.take(len(chunk))
        started = await self._pool.fetch(
            statements.SEND_START, [h.message_id for h in chunk], submission, route.id
        )
        at = {row[0]: row[1] for row in started}
        going = [h for h in chunk if h.message_id in at]
        if len(going) < len(chunk):
            rest = [h for h in chunk if h.message_id not in at]
            await self._pool.execute(statements.WITHDRAW, [h.message_id for h in rest], submission)
            await self._give_back(submission, rest)
        if not going:
            return
        answers = await self._hand_over(submission, [self._outgoing(h) for h in going])
        await self._mark_patiently(submission, going, answers, at[going[0].message_id], stop)
        await self._judge([answer for answer in answers if answer is not LEASE_OVER])

    async def _hand_over(self, submission: int, messages: list[Outgoing]) -> list[Answer]:
        gateway = self._route.gateway

        async def together(some: list[Outgoing]) -> list[Answer]:
            async with self._in_flight:
                if not self._route.holds(submission):
                    # We stood still: others may have asked the gateway, and sent these themselves.
                    return [LEASE_OVER] * len(some)
                return await gateway.submit(some)

        if gateway.capabilities.batch_size > 1:
            return await together(messages)
        answers = await asyncio.gather(*(together([message]) for message in messages))
        return [answer for (answer,) in answers]

    def _outgoing(self, held: Held) -> Outgoing:
        dlt = self._route.texts.get(held.template_id or 0, ("", "", "", ""))
        return Outgoing(held.reference, held.to, held.text, held.language, held.segments, *dlt)

    async def _mark_patiently(
        self,
        submission: int,
        going: Sequence[Held],
        answers: Sequence[Answer],
        started_at: datetime,
        stop: asyncio.Event,
    ) -> None:
        """Mark while the lease may hold, or for a moment more when stopped; then the rest is uncertain."""
        for attempt in range(max(1, int(self._lease.seconds))):
            try:
                await self._mark(submission, going, answers, started_at)
            except DATABASE_GONE:
                if stop.is_set() and attempt >= 2:
                    return
                await asyncio.sleep(1.0)
            else:
                return

    async def _mark(
        self, submission: int, going: Sequence[Held], answers: Sequence[Answer], started_at: datetime
    ) -> None:
        ids = [h.message_id for h in going]
        attempts = [h.attempt for h in going]
        codes = [storable(answer.code, LONGEST_CODE) for answer in answers]
        provider_ids = [storable(answer.provider_id, LONGEST_ID) for answer in answers]
        marks = (
            submission, ids, attempts,
            [statements.STATE_OF_ANSWER[answer.kind] for answer in answers],
            codes, provider_ids, [answer.after for answer in answers],
        )  # fmt: skip
        carries_reference = self._route.gateway.capabilities.receipts_carry_reference
        mark = (
            statements.MARK, *marks, carries_reference, self._route.code, [h.district_code for h in going],
            [answer.kind.value for answer in answers], started_at,
        )  # fmt: skip
        parts = _parts(going, answers)
        if not parts and all(answer.kind is not AnswerKind.REFUSED_FINAL for answer in answers):
            await self._pool.execute(*mark)
        else:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(*mark)
                await connection.execute(statements.REJECT, *marks)
                if parts:
                    await connection.execute(statements.RECORD_PARTS, self._route.code, *parts)
        self._route.sent += sum(answer.kind is AnswerKind.ACCEPTED for answer in answers)

    async def _judge(self, answers: Sequence[Answer]) -> None:
        """All of a request in trouble: leave the gateway alone for a while, and say so on the board."""
        if not answers:
            return
        trouble = self._route.trouble
        bad = [answer for answer in answers if answer.kind in TROUBLES]
        if len(bad) < len(answers):
            trouble.ends()
            if self._route.has_fault:
                self._route.has_fault = False
                await self._pool.execute(statements.NOTE_FAULT, self._route.id, "")
            return
        self._route.has_fault = True
        trouble.worsens(max(answer.after for answer in bad))
        fault = f"{bad[0].kind.value}: {bad[0].code}"[:300]
        await self._pool.execute(statements.NOTE_FAULT, self._route.id, fault)


def _parts(going: Sequence[Held], answers: Sequence[Answer]) -> list[tuple[object, ...]]:
    """The parts of long texts, as columns for RECORD_PARTS; empty when no text went in parts."""
    parts = [
        (held.message_id, held.district_code, held.attempt, number, storable(part_id, LONGEST_ID))
        for held, answer in zip(going, answers, strict=True)
        for number, part_id in enumerate(answer.part_ids, start=1)
    ]
    return list(zip(*parts, strict=True))


def _chunks(held: Sequence[Held], size: int) -> Iterator[Sequence[Held]]:
    for start in range(0, len(held), size):
        yield held[start : start + size]


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return

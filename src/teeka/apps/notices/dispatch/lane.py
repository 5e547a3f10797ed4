"""One lane of a route: claim, commit, start to send, commit, send, mark."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import CLAIM_AT_MOST, TROUBLES, Lease, OpenRoute
from teeka.apps.notices.dispatch.turns import Turns
from teeka.apps.notices.receipt_rows import LONGEST_CODE, LONGEST_ID
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing
from teeka.shared.text import storable

log = logging.getLogger(__name__)
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
# Nothing left us, and the gateway has no part in it.
LEASE_OVER = Answer(AnswerKind.NOT_SENT, "lease over")


class Held(NamedTuple):
    """A claimed message."""

    message_id: int
    submission_id: int
    attempt: int
    district_code: int
    is_free: bool  # any route might have taken it
    reference: UUID
    to: str
    text: str
    language: str
    segments: int
    template_id: int | None


class Lane:
    def __init__(
        self,
        pool: asyncpg.Pool,
        route: OpenRoute,
        lease: Lease,
        in_flight: asyncio.Semaphore,
        turns: Turns,
    ) -> None:
        self._pool, self._route, self._lease, self._in_flight = pool, route, lease, in_flight
        self._turns = turns

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
            if not is_busy and not stop.is_set():
                await self._turns.wait(IDLE_SECONDS)

    async def _one_claim(self, stop: asyncio.Event) -> bool:
        route = self._route
        if route.trouble.seconds_left or not route.may_claim:
            return False
        if not self._turns.is_turn_of(route, CLAIM_AT_MOST):
            return False
        lease, asked_at = self._lease, route.clock()
        held = await self._claim(lease)
        if not held:
            return False
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

    async def _claim(self, lease: Lease) -> list[Held]:
        """What it is this route's turn for. One without weight takes only what was perhaps sent on it."""
        route, turns = self._route, self._turns
        share = turns.share(route)
        size = route.claim_size(share)
        got = 0
        if share:
            turns.begins(route, size)
        try:
            rows = await self._pool.fetch(
                statements.CLAIM,
                route.id,
                size,
                lease.owner,
                lease.seconds,
                share > 0,
                route.bulk_at,
                route.channel,
            )
            got = len(rows)
        finally:
            if share:
                turns.found(route, size, got)
        return [Held(*row) for row in rows]

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
                began = self._route.clock()
                answers = await gateway.submit(some)
                is_late = self._route.clock() - began > self._route.slow_seconds
                for answer in answers:
                    self._route.tally.add(answer, is_late=is_late)
                self._turns.comes_on(self._route)
                return answers

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
            codes, provider_ids, [self._after(answer) for answer in answers],
        )  # fmt: skip
        carries_reference = self._route.gateway.capabilities.receipts_carry_reference
        mark = (
            statements.MARK, *marks, carries_reference, self._route.code, [h.district_code for h in going],
            [answer.kind.value for answer in answers], started_at,
            [h.message_id for h in going if h.is_free],
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

    def _after(self, answer: Answer) -> float:
        """What this route cannot take may go another way at once; its own pause is kept by its trouble."""
        if answer.kind in TROUBLES and self._turns.has_others(self._route):
            return 0.0
        return answer.after

    async def _judge(self, answers: Sequence[Answer]) -> None:
        """All of a request in trouble: leave the gateway alone for a while, and say so on the board."""
        if not answers:
            return
        if any(answer.is_no_credit for answer in answers):
            self._route.is_closed = True
            await self._pool.execute(statements.NO_CREDIT, self._route.id)
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

"""What the SMSC brings: receipts and replies, answered only once they are stored."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import NamedTuple

from teeka.gateways.sms.gateway import Sink
from teeka.gateways.sms.smpp.coding import decode
from teeka.gateways.sms.smpp.connection import Connection
from teeka.gateways.sms.smpp.parts import Place, read_part
from teeka.gateways.sms.smpp.pdu import Malformed, Pdu, ShortMessage, Status, read_short_message
from teeka.gateways.sms.smpp.reports import is_receipt, read_receipt
from teeka.rules.messages.answers import Inbound, Receipt

log = logging.getLogger(__name__)
STORED_TOGETHER = 500
MOST_WAITING = 10_000  # beyond, the SMSC keeps them and comes again
PARTS_WAIT_SECONDS = 5.0  # for the rest of a long reply; an SMSC with a window of one sends it only after
ANSWER_BODY = b"\0"


class Arrival(NamedTuple):
    connection: Connection
    pdu: Pdu

    def answer(self, status: int) -> None:
        self.connection.tell(self.pdu.answer(ANSWER_BODY, status))


@dataclass(slots=True)
class _Batch:
    """What is stored together, and which arrivals are answered then: receipts and replies apart, for whoever
    cannot take the one may well take the other.
    """

    receipts: list[Receipt] = field(default_factory=list)
    reported: list[Arrival] = field(default_factory=list)
    inbound: list[Inbound] = field(default_factory=list)
    written: list[Arrival] = field(default_factory=list)


@dataclass(slots=True)
class _Unfinished:
    """A long reply of which parts are missing, and when to hand on what there is."""

    until: float
    parts: dict[int, str] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)


class Arrivals:
    def __init__(self, sink: Sink, *, id_form: str) -> None:
        self._sink, self._id_form = sink, id_form
        self._waiting: asyncio.Queue[Arrival] = asyncio.Queue(MOST_WAITING)
        self._unfinished: dict[tuple[str, str, int, int], _Unfinished] = {}
        self._clock = asyncio.get_running_loop().time
        self._turn = asyncio.Lock()
        self._storing = asyncio.create_task(self._store_all())

    def add(self, pdu: Pdu, connection: Connection) -> None:
        arrival = Arrival(connection, pdu)
        try:
            self._waiting.put_nowait(arrival)
        except asyncio.QueueFull:
            arrival.answer(Status.COME_AGAIN)

    async def close(self) -> None:
        """Store and answer what has arrived; what cannot be stored stays with the SMSC."""
        self._storing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._storing
        while not self._waiting.empty():
            await self._store(self._taken())
        async with self._turn:
            return

    async def _store_all(self) -> None:
        while True:
            first: list[Arrival] = []
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PARTS_WAIT_SECONDS / 5 if self._unfinished else None):
                    first.append(await self._waiting.get())
            # Shielded: what is just being stored is also answered, though we are being closed.
            await asyncio.shield(self._store([*first, *self._taken()]))

    def _taken(self) -> list[Arrival]:
        return [self._waiting.get_nowait() for _ in range(min(self._waiting.qsize(), STORED_TOGETHER))]

    async def _store(self, arrivals: list[Arrival]) -> None:
        async with self._turn:
            batch = self._read(arrivals)
            is_kept = not batch.receipts or await self._sink(batch.receipts, [])
            _answer(batch.reported, is_kept=is_kept)
            is_kept = not batch.inbound or await self._sink([], batch.inbound)
            _answer(batch.written, is_kept=is_kept)

    def _read(self, arrivals: list[Arrival]) -> _Batch:
        batch = _Batch()
        for arrival in arrivals:
            try:
                message = read_short_message(arrival.pdu.body)
            except Malformed:
                arrival.answer(Status.INVALID_LENGTH)
                continue
            if not is_receipt(message):
                self._hear(message, arrival, batch)
                continue
            batch.reported.append(arrival)
            if (receipt := read_receipt(message, id_form=self._id_form)) is not None:
                batch.receipts.append(receipt)
            else:
                log.warning("a receipt that nobody can read")
        now = self._clock()
        for key in [key for key, whole in self._unfinished.items() if whole.until <= now]:
            self._hand_on(key, batch)
        return batch

    def _hear(self, message: ShortMessage, arrival: Arrival, batch: _Batch) -> None:
        """A reply, or a part of one: it is whole when all its parts are here."""
        octets, place = read_part(message)
        text = decode(octets, message.data_coding).replace("\0", "")
        source, destination = message.source.number, message.destination.number
        if place is None:
            batch.inbound.append(Inbound(source, destination, text))
            batch.written.append(arrival)
            return
        key = (source, destination, place.reference, place.total)
        whole = self._with_part(key, place, text)
        whole.arrivals.append(arrival)
        if len(whole.parts) == place.total:
            self._hand_on(key, batch)

    def _with_part(self, key: tuple[str, str, int, int], place: Place, text: str) -> _Unfinished:
        whole = self._unfinished.setdefault(key, _Unfinished(self._clock() + PARTS_WAIT_SECONDS))
        whole.parts[place.number] = text
        return whole

    def _hand_on(self, key: tuple[str, str, int, int], batch: _Batch) -> None:
        whole = self._unfinished.pop(key)
        text = "".join(whole.parts[number] for number in sorted(whole.parts))
        batch.inbound.append(Inbound(key[0], key[1], text))
        batch.written += whole.arrivals


def _answer(arrivals: list[Arrival], *, is_kept: bool) -> None:
    for arrival in arrivals:
        arrival.answer(Status.OK if is_kept else Status.COME_AGAIN)

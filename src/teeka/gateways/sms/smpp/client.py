"""SMPP 3.4: a window of submits over one connection that is bound again whenever it goes."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Sequence
from uuid import UUID

from teeka.gateways.sms.gateway import Sink
from teeka.gateways.sms.ids import normal_id
from teeka.gateways.sms.settings import words_of
from teeka.gateways.sms.smpp.arrivals import Arrivals
from teeka.gateways.sms.smpp.connection import AnswerLost, Connection, NotBound, bind
from teeka.gateways.sms.smpp.parts import pieces
from teeka.gateways.sms.smpp.pdu import Address, Command, Malformed, Pdu, ShortMessage, Status, read_id
from teeka.gateways.sms.smpp.settings import SmppSettings
from teeka.rules.messages.answers import Answer, AnswerKind, Capabilities, Outgoing, QueryAnswer, Receipt
from teeka.rules.messages.balance import Balance

log = logging.getLogger(__name__)
# Error statuses after which nothing was taken. An operator's own stand in the settings; none is guessed.
STATUSES = {
    0x01: AnswerKind.REFUSED_FINAL,  # invalid message length
    0x04: AnswerKind.NOT_SENT,  # not bound as it thinks
    0x06: AnswerKind.REFUSED_FINAL,  # invalid priority
    0x07: AnswerKind.REFUSED_FINAL,  # invalid registered delivery
    0x0A: AnswerKind.REFUSED_RETRY,  # invalid source address: somebody will mend the header
    0x0B: AnswerKind.REFUSED_FINAL,  # invalid destination address
    0x14: AnswerKind.THROTTLED,  # its queue is full
    0x43: AnswerKind.REFUSED_FINAL,  # invalid esm_class
    0x45: AnswerKind.REFUSED_RETRY,  # submit failed
    0x48: AnswerKind.REFUSED_RETRY,  # invalid source type of number
    0x49: AnswerKind.REFUSED_RETRY,  # invalid source numbering plan
    0x50: AnswerKind.REFUSED_RETRY,  # invalid destination type of number
    0x51: AnswerKind.REFUSED_RETRY,  # invalid destination numbering plan
    0x58: AnswerKind.THROTTLED,
    0x62: AnswerKind.REFUSED_RETRY,  # invalid validity period
    0xC3: AnswerKind.REFUSED_RETRY,  # a TLV that must be there is not
    0xC4: AnswerKind.REFUSED_RETRY,  # a TLV's value is invalid
}
RETRY_AFTER = {AnswerKind.THROTTLED: 1.0, AnswerKind.NOT_SENT: 2.0, AnswerKind.REFUSED_RETRY: 60.0}
SHORTEST_BACK_OFF, LONGEST_BACK_OFF = 0.5, 30.0
# A part that is throttled after another was taken cannot be left to the dispatcher: it would send all again.
PART_TRIES, PART_WAIT = 6, 0.5
RECEIPT_WANTED = 1


class SmppGateway:
    """Binds in the background and stays bound, so that receipts and replies come though nothing is sent."""

    capabilities = Capabilities()

    def __init__(self, settings: SmppSettings, *, window: int, sink: Sink) -> None:
        self._settings = settings
        self._window = asyncio.Semaphore(max(1, window))
        self._arrivals = Arrivals(sink, id_form=settings.receipt_id)
        self._statuses = {**STATUSES, **settings.statuses}
        self._connection: Connection | None = None
        self._fault = "no connection yet"
        self._tried = asyncio.Event()  # set while there is nothing to wait for: bound, or just refused
        self._reference = random.randrange(0x10000)  # noqa: S311  (tells two long texts apart, no secret)
        self._binding = asyncio.create_task(self._stay_bound())

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        return list(await asyncio.gather(*(self._submit(message) for message in messages)))

    async def query(self, reference: UUID) -> QueryAnswer:
        return QueryAnswer.UNKNOWN

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        return []

    async def balance(self) -> Balance | None:
        return None

    async def close(self) -> None:
        """What has arrived is stored and answered first."""
        self._binding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._binding
        await self._arrivals.close()
        if self._connection is not None:
            await self._connection.close()

    async def _stay_bound(self) -> None:
        back_off = SHORTEST_BACK_OFF
        while True:
            try:
                self._connection = connection = await bind(self._settings, self._arrivals.add)
            except NotBound as fault:
                self._fault = str(fault)
                self._tried.set()
                await asyncio.sleep(back_off)
                back_off = min(back_off * 2, LONGEST_BACK_OFF)
                self._tried.clear()
                continue
            back_off = SHORTEST_BACK_OFF
            self._tried.set()
            await connection.ended.wait()
            self._tried.clear()
            log.warning("the SMSC hung up")
            await connection.close()

    async def _submit(self, message: Outgoing) -> Answer:
        self._reference = (self._reference + 1) % 0x10000
        try:
            bodies = self._bodies(message, self._reference)
        except ValueError:
            return Answer(AnswerKind.REFUSED_FINAL, "does not fit SMPP")
        first = await self._send(bodies[0])
        if len(bodies) == 1 or first.kind is not AnswerKind.ACCEPTED:
            return first
        rest = await asyncio.gather(*(self._send_patiently(body) for body in bodies[1:]))
        answers = [first, *rest]
        bad = [answer for answer in rest if answer.kind is not AnswerKind.ACCEPTED]
        ids = tuple(answer.provider_id for answer in answers)
        if bad:
            # Some parts are on their way and others are not: neither sent nor unsent.
            code = f"{len(ids) - len(bad)} of {len(ids)} parts, {bad[0].kind}: {bad[0].code}"[:60]
            return Answer(AnswerKind.UNKNOWN, code, first.provider_id, part_ids=ids)
        return Answer(AnswerKind.ACCEPTED, provider_id=first.provider_id, part_ids=ids)

    def _bodies(self, message: Outgoing, reference: int) -> list[bytes]:
        settings, words = self._settings, words_of(message)
        source = Address(settings.source.format_map(words), settings.source_ton, settings.source_npi)
        destination = Address(
            settings.destination.format_map(words), settings.destination_ton, settings.destination_npi
        )
        dlt = [(tag, words_given.format_map(words).encode()) for tag, words_given in settings.tlvs.items()]
        given = tuple((tag, value) for tag, value in dlt if value.strip(b"\0"))
        return [
            ShortMessage(
                source, destination, piece.octets, piece.esm_class, piece.coding, RECEIPT_WANTED,
                _relative_time(settings.validity_minutes), tlvs=(*piece.tlvs, *given),
            ).encoded()
            for piece in pieces(message.text, plain=settings.plain, long=settings.long, reference=reference)
        ]  # fmt: skip

    async def _send_patiently(self, body: bytes) -> Answer:
        for attempt in range(PART_TRIES):
            answer = await self._send(body)
            if answer.kind not in {AnswerKind.THROTTLED, AnswerKind.NOT_SENT}:
                break
            await asyncio.sleep(PART_WAIT * 2**attempt)
        return answer

    async def _send(self, body: bytes) -> Answer:
        async with self._window:
            connection = await self._bound()
            if connection is None:
                return Answer(AnswerKind.NOT_SENT, self._fault[:60], after=RETRY_AFTER[AnswerKind.NOT_SENT])
            try:
                answer = await connection.ask(Command.SUBMIT_SM, body)
                given = read_id(answer.body)
            except NotBound as fault:
                return Answer(AnswerKind.NOT_SENT, str(fault), after=RETRY_AFTER[AnswerKind.NOT_SENT])
            except AnswerLost as fault:
                return Answer(AnswerKind.UNKNOWN, str(fault))
            except Malformed:
                return Answer(AnswerKind.UNKNOWN, "an answer that cannot be read")
        return self._answer_of(answer, given)

    async def _bound(self) -> Connection | None:
        """The live connection; waits for one that is just being made, not for one that was refused."""
        await self._tried.wait()
        connection = self._connection
        return None if connection is None or connection.ended.is_set() else connection

    def _answer_of(self, answer: Pdu, given: str) -> Answer:
        if answer.status == Status.OK:
            if not given:
                return Answer(AnswerKind.UNKNOWN, "accepted without an id")
            return Answer.accepted(normal_id(given, self._settings.answer_id))
        kind = self._statuses.get(answer.status, AnswerKind.UNKNOWN)
        return Answer(kind, f"0x{answer.status:08x}", after=RETRY_AFTER.get(kind, 0.0))


def _relative_time(minutes: int) -> str:
    """SMPP's relative time (YYMMDDhhmmss000R); empty: as the SMSC likes."""
    if not minutes:
        return ""
    days, rest = divmod(minutes, 60 * 24)
    return f"0000{days:02d}{rest // 60:02d}{rest % 60:02d}00000R"

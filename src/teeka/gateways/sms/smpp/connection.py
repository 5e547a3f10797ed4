"""One bound connection to an SMSC: our requests and their answers, its requests, and whether it lives."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable

from teeka.gateways.sms.smpp.pdu import (
    RESPONSE,
    Command,
    Frames,
    Malformed,
    Pdu,
    Status,
    bind_body,
    read_pdu,
)
from teeka.gateways.sms.smpp.settings import SmppSettings

READ_AT_ONCE = 65_536
LATENESS_LOOKED_AT_EVERY = 0.5
UNBIND_SECONDS = 2.0


class NotBound(Exception):
    """There is no connection that could have carried anything; the text says why, in a few words."""


class AnswerLost(Exception):
    """The request may have arrived; its answer did not. The text says why, in a few words."""


class Connection:
    """Made by `bind`. Ends by itself when the peer goes, breaks the protocol, or answers no enquire_link."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        settings: SmppSettings,
        on_deliver: Callable[[Pdu, "Connection"], None],
    ) -> None:
        self._reader, self._writer, self._settings, self._on_deliver = reader, writer, settings, on_deliver
        self._waiting: dict[int, tuple[asyncio.Future[Pdu], float]] = {}
        self._sequence = 0
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()
        self.ended = asyncio.Event()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._watch())]

    async def ask(self, command: Command, body: bytes = b"") -> Pdu:
        """The peer's answer. NotBound: nothing was written; AnswerLost: it was, and no answer came."""
        if self.ended.is_set() or self._writer.is_closing():
            raise NotBound("no connection")
        self._sequence = self._sequence % 0x7FFFFFFF + 1
        answer: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        self._waiting[self._sequence] = (answer, self._clock() + self._settings.response_seconds)
        self._writer.write(Pdu(command, self._sequence, body=body).encoded())
        return await answer

    def tell(self, pdu: Pdu) -> None:
        """Send an answer of ours; one that no longer finds its way is asked for again by the peer."""
        if not self._writer.is_closing():
            self._writer.write(pdu.encoded())

    async def close(self) -> None:
        """Say good-bye, then hang up."""
        with contextlib.suppress(NotBound, AnswerLost, TimeoutError):
            async with asyncio.timeout(UNBIND_SECONDS):
                await self.ask(Command.UNBIND)
        self._end("closed")
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(UNBIND_SECONDS):
                await self._writer.wait_closed()
        self._writer.transport.abort()

    async def _read(self) -> None:
        frames = Frames()
        why = "the connection ended"
        try:
            while received := await self._reader.read(READ_AT_ONCE):
                self._heard_at = self._clock()
                for frame in frames.add(received):
                    self._take(read_pdu(frame))
        except Malformed:
            why = "not SMPP"
            self.tell(Pdu(Command.GENERIC_NACK, 0, Status.INVALID_LENGTH))
        except OSError as error:
            why = type(error).__name__
        finally:
            self._end(why)

    def _take(self, pdu: Pdu) -> None:
        if pdu.is_response:
            waiting = self._waiting.pop(pdu.sequence, None)
            if waiting and not waiting[0].done():
                waiting[0].set_result(pdu)
        elif pdu.command == Command.DELIVER_SM:
            self._on_deliver(pdu, self)
        elif pdu.command == Command.ENQUIRE_LINK:
            self.tell(pdu.answer())
        elif pdu.command == Command.UNBIND:
            self.tell(pdu.answer())
            self._end("unbound by the SMSC")
        else:
            self.tell(Pdu(Command.GENERIC_NACK, pdu.sequence, Status.INVALID_COMMAND))

    async def _watch(self) -> None:
        """Give up answers that are late, and the connection when it is silent though asked."""
        every = self._settings.enquire_seconds
        asked_at: float | None = None
        while not self.ended.is_set():
            await asyncio.sleep(min(LATENESS_LOOKED_AT_EVERY, every))
            now = self._clock()
            for sequence in [s for s, (_, until) in self._waiting.items() if until <= now]:
                _lose(self._waiting.pop(sequence)[0], "no answer in time")
            if asked_at is not None and self._heard_at >= asked_at:
                asked_at = None
            if asked_at is None and now - self._heard_at >= every:
                asked_at = now
                self._sequence = self._sequence % 0x7FFFFFFF + 1
                self.tell(Pdu(Command.ENQUIRE_LINK, self._sequence))
            elif asked_at is not None and now - asked_at >= every:
                self._end("silent")

    def _end(self, why: str) -> None:
        if self.ended.is_set():
            return
        self.ended.set()
        self._writer.close()
        waiting, self._waiting = self._waiting, {}
        for answer, _ in waiting.values():
            _lose(answer, why)
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()


def _lose(answer: asyncio.Future[Pdu], why: str) -> None:
    if not answer.done():
        answer.set_exception(AnswerLost(why))


async def bind(settings: SmppSettings, on_deliver: Callable[[Pdu, "Connection"], None]) -> Connection:
    """A connection bound as transceiver, or NotBound."""
    context = ssl.create_default_context() if settings.tls else None
    try:
        # Not wait_for: in Python 3.11 it may swallow that we are being closed.
        async with asyncio.timeout(settings.connect_seconds):
            reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=context)
    except (OSError, TimeoutError) as error:
        raise NotBound(type(error).__name__) from error
    connection = Connection(reader, writer, settings, on_deliver)
    body = bind_body(settings.system_id, settings.password, settings.system_type)
    try:
        async with asyncio.timeout(settings.connect_seconds):
            answer = await connection.ask(Command.BIND_TRANSCEIVER, body)
    except (AnswerLost, NotBound, TimeoutError) as error:
        await connection.close()
        raise NotBound("no answer to the bind") from error
    if answer.command != Command.BIND_TRANSCEIVER | RESPONSE or answer.status != Status.OK:
        await connection.close()
        raise NotBound(f"bind refused, 0x{answer.status:08x}")
    return connection

"""What a gateway does when the SMSC misbehaves: a peer that follows a script, on a real port."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from teeka.gateways.sms.gateway import Gateway, Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.gateways.sms.smpp import arrivals, client
from teeka.gateways.sms.smpp.coding import DataCoding
from teeka.gateways.sms.smpp.parts import Long, pieces
from teeka.gateways.sms.smpp.pdu import Address, Command, Frames, Pdu, ShortMessage, Status, read_pdu
from teeka.rules.messages.answers import Answer, AnswerKind, Inbound, Outgoing, Receipt
from tests.gateways.sms.asking import Kept


class Peer:
    """One connection as the SMSC sees it. Answers binds and enquire_links; the rest is the test's."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.heard: asyncio.Queue[Pdu] = asyncio.Queue()
        self.is_deaf = False

    async def serve(self) -> None:
        frames = Frames()
        while received := await self.reader.read(65536):
            for frame in frames.add(received):
                pdu = read_pdu(frame)
                if pdu.command == Command.BIND_TRANSCEIVER:
                    self.say(pdu.answer(b"SMSC\0"))
                elif pdu.command in {Command.ENQUIRE_LINK, Command.UNBIND} and not self.is_deaf:
                    self.say(pdu.answer())
                else:
                    self.heard.put_nowait(pdu)

    def say(self, pdu: Pdu) -> None:
        self.writer.write(pdu.encoded())


class Smsc:
    def __init__(self) -> None:
        self.peers: asyncio.Queue[Peer] = asyncio.Queue()
        self.serving: set[asyncio.Task[None]] = set()

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer)
        self.peers.put_nowait(peer)
        self.serving.add(asyncio.create_task(self._serve(peer)))

    async def _serve(self, peer: Peer) -> None:
        with contextlib.suppress(OSError):
            try:
                await peer.serve()
            finally:
                peer.writer.close()
                await peer.writer.wait_closed()


Script = Callable[[Gateway, Smsc], Awaitable[None]]


def play(script: Script, sink: Kept | None = None, **settings: Any) -> None:
    async def played() -> None:
        smsc = Smsc()
        server = await asyncio.start_server(smsc.connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with aiohttp.ClientSession() as session:
            surroundings = Surroundings({}, session, 10, sink or Kept())
            gateway = open_gateway("smpp", {"host": "127.0.0.1", "port": port, **settings}, surroundings)
            try:
                async with asyncio.timeout(20):
                    await script(gateway, smsc)
            finally:
                await gateway.close()
                server.close()
                await asyncio.gather(*smsc.serving)

    asyncio.run(played())


def asha(text: str = "Asha") -> Outgoing:
    return Outgoing(uuid4(), "9876543210", text)


async def submit(gateway: Gateway, text: str = "Asha") -> Answer:
    return (await gateway.submit([asha(text)]))[0]


def deliver(text: str, sequence: int = 1, piece: Any = None) -> Pdu:
    sender, us = Address("919876543210"), Address("56070")
    message = (
        ShortMessage(sender, us, text.encode())
        if piece is None
        else ShortMessage(sender, us, piece.octets, piece.esm_class, piece.coding, tlvs=piece.tlvs)
    )
    return Pdu(Command.DELIVER_SM, sequence, body=message.encoded())


def test_an_answer_that_does_not_come_in_time_is_unknown() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        answer = await submit(gateway)
        assert (answer.kind, answer.code) == (AnswerKind.UNKNOWN, "no answer in time")

    play(script, response_seconds=0.3)


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        assert (await submit(gateway)).kind is AnswerKind.NOT_SENT

    play(script, port=1)


def test_a_silent_smsc_is_asked_whether_it_lives_and_then_left_for_a_new_connection() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        first = await smsc.peers.get()
        first.is_deaf = True
        answer = await submit(gateway)
        assert (answer.kind, answer.code) == (AnswerKind.UNKNOWN, "silent")
        second = await smsc.peers.get()
        assert (await first.heard.get()).command == Command.SUBMIT_SM
        assert (await first.heard.get()).command == Command.ENQUIRE_LINK
        assert second is not first

    play(script, enquire_seconds=0.2)


def test_an_smsc_that_says_goodbye_is_answered_and_bound_anew() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        first = await smsc.peers.get()
        first.say(Pdu(Command.UNBIND, 5))
        assert await first.heard.get() == Pdu(Command.UNBIND, 5).answer()
        await smsc.peers.get()

    play(script)


@pytest.mark.parametrize("octets", [b"\0\0\0\4", b"\xff" * 16, b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_is_not_smpp_is_refused_and_bound_anew(octets: bytes) -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        first = await smsc.peers.get()
        sending = asyncio.create_task(submit(gateway))
        await first.heard.get()
        first.writer.write(octets)
        assert (await sending).kind is AnswerKind.UNKNOWN
        assert await first.heard.get() == Pdu(Command.GENERIC_NACK, 0, Status.INVALID_LENGTH)
        await smsc.peers.get()

    play(script)


def test_a_command_that_nobody_knows_is_refused_and_the_connection_goes_on() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        peer.say(Pdu(0x7777, 9))
        assert await peer.heard.get() == Pdu(Command.GENERIC_NACK, 9, Status.INVALID_COMMAND)
        peer.say(Pdu(Command.DELIVER_SM, 10, body=b"\1"))
        assert (await peer.heard.get()).status == Status.INVALID_LENGTH
        assert smsc.peers.empty()

    play(script)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.THROTTLED, AnswerKind.THROTTLED),
        (Status.QUEUE_FULL, AnswerKind.THROTTLED),
        (0x0B, AnswerKind.REFUSED_FINAL),
        (0x0A, AnswerKind.REFUSED_RETRY),
        (Status.SYSTEM_ERROR, AnswerKind.UNKNOWN),
        (0x411, AnswerKind.UNKNOWN),
        (0x412, AnswerKind.REFUSED_FINAL),
    ],
)
def test_a_status_is_told_in_our_words_and_never_guessed(status: int, kind: AnswerKind) -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        sending = asyncio.create_task(submit(gateway))
        peer.say((await peer.heard.get()).answer(status=status))
        answer = await sending
        assert (answer.kind, answer.code) == (kind, f"0x{status:08x}")

    play(script, statuses={"0x412": "refused_final"})


@pytest.mark.parametrize("body", [b"", b"\0", b"an id without an end"])
def test_an_acceptance_without_a_readable_id_is_unknown(body: bytes) -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        sending = asyncio.create_task(submit(gateway))
        peer.say((await peer.heard.get()).answer(body))
        assert (await sending).kind is AnswerKind.UNKNOWN

    play(script)


def test_answers_in_another_order_reach_their_own_messages() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        sending = asyncio.create_task(gateway.submit([asha(f"text {n}") for n in range(5)]))
        asked = [await peer.heard.get() for _ in range(5)]
        for pdu in reversed(asked):
            number = pdu.body.split(b"text ")[1][:1]
            peer.say(pdu.answer(number + b"\0"))
        assert [answer.provider_id for answer in await sending] == list("01234")

    play(script)


def test_of_a_long_text_whose_first_part_is_throttled_nothing_more_is_sent() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        sending = asyncio.create_task(submit(gateway, "आपका टीका कल है। " * 20))
        peer.say((await peer.heard.get()).answer(status=Status.THROTTLED))
        assert (await sending).kind is AnswerKind.THROTTLED
        assert peer.heard.empty()

    play(script)


def test_receipts_are_answered_though_nobody_takes_the_replies_that_came_with_them() -> None:
    class OnlyReceipts(Kept):
        async def __call__(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
            return not inbound and await super().__call__(receipts, inbound)

    kept = OnlyReceipts()
    receipt = ShortMessage(Address("91"), Address("T"), b"id:7 stat:DELIVRD", esm_class=4)

    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        both = (deliver("YES", 1), Pdu(Command.DELIVER_SM, 2, body=receipt.encoded()))
        peer.writer.write(b"".join(pdu.encoded() for pdu in both))
        answers = {answer.sequence: answer.status for answer in [await peer.heard.get() for _ in both]}
        assert answers == {1: Status.COME_AGAIN, 2: Status.OK}

    play(script, kept)

    assert [one.provider_id for one in kept.receipts] == ["7"]


def test_no_more_than_the_window_is_outstanding() -> None:
    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        sending: asyncio.Task[list[Answer]] = asyncio.create_task(gateway.submit([asha()] * 25))
        asked = [await peer.heard.get() for _ in range(10)]
        await asyncio.sleep(0.1)
        assert peer.heard.empty()
        for asked_next in [*asked, *([None] * 15)]:
            pdu = asked_next or await peer.heard.get()
            peer.say(pdu.answer(b"1\0"))
        assert {answer.kind for answer in await sending} == {AnswerKind.ACCEPTED}

    play(script)


def test_a_reply_whose_rest_does_not_come_is_handed_on_as_far_as_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arrivals, "PARTS_WAIT_SECONDS", 0.3)
    kept = Kept()
    text = "हाँ " * 40
    parts = pieces(text, plain=DataCoding.DEFAULT, long=Long.UDH8, reference=3)

    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        for sequence in (3, 1):
            peer.say(deliver("", sequence, parts[sequence - 1]))
        answers = [await peer.heard.get() for _ in range(2)]
        assert {answer.sequence for answer in answers} == {1, 3}
        assert {answer.status for answer in answers} == {Status.OK}

    play(script, kept)

    assert kept.inbound == [Inbound("919876543210", "56070", text[:67] + text[134:])]


def test_more_than_can_be_kept_stays_with_the_smsc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_WAITING", 3)
    kept = Kept()

    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        peer.writer.write(b"".join(deliver("YES", n).encoded() for n in range(1, 9)))
        statuses = [(await peer.heard.get()).status for _ in range(8)]
        assert sorted(statuses) == [Status.OK] * 3 + [Status.COME_AGAIN] * 5

    play(script, kept)

    assert len(kept.inbound) == 3


def test_what_has_arrived_is_kept_and_answered_before_the_gateway_closes() -> None:
    kept = Kept()

    async def script(gateway: Gateway, smsc: Smsc) -> None:
        peer = await smsc.peers.get()
        peer.writer.write(b"".join(deliver("YES", n).encoded() for n in range(1, 6)))
        await gateway.close()
        answers = [await peer.heard.get() for _ in range(len(kept.inbound))]
        assert {answer.status for answer in answers} <= {Status.OK}

    play(script, kept)


def test_a_refused_bind_is_tried_again_later_and_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SHORTEST_BACK_OFF", 0.05)
    tried: list[float] = []

    async def refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tried.append(asyncio.get_running_loop().time())
        writer.close()

    async def played() -> None:
        server = await asyncio.start_server(refusing, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with aiohttp.ClientSession() as session:
            surroundings = Surroundings({}, session, 10, Kept())
            gateway = open_gateway("smpp", {"host": "127.0.0.1", "port": port}, surroundings)
            async with asyncio.timeout(10):
                while len(tried) < 5:
                    await asyncio.sleep(0.01)
            await gateway.close()
        server.close()

    asyncio.run(played())

    waits = [after - before for before, after in pairwise(tried)]
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]

"""Our SMPP beside an SMSC whose protocol code nobody here wrote."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from teeka.gateways.sms.gateway import Gateway, SettingsRefused
from teeka.gateways.sms.registry import receipt_reader
from teeka.rules.messages.answers import Answer, AnswerKind, Inbound, Outgoing, ReceiptState
from tests.gateways.sms.asking import Kept, ask
from tests.peers.smsc_process import smsc

HINDI = "आशा जी, आपका टीकाकरण शनिवार 16 जनवरी को सुबह 10:30 बजे पीएचसी बिहटा में है। आपके लिए स्थान सुरक्षित है। "
ENGLISH = "Asha, your [first] dose is on Sat 16 Jan, 10:30 am at PHC Bihta. {Reserved} for you, ~5 minutes. "


def asha(text: str = HINDI) -> Outgoing:
    return Outgoing(
        uuid4(), "9876543210", text, "hi", 1, "1107160000000012345", "TEEKAA", "1101400000000054321"
    )


def submitting(
    texts: Sequence[str], *, until: Callable[[], bool] = lambda: True
) -> Callable[[Gateway], Awaitable[list[Answer]]]:
    """Submit them together, then stay until the condition holds."""

    async def question(gateway: Gateway) -> list[Answer]:
        answers = await gateway.submit([asha(text) for text in texts])
        async with asyncio.timeout(20):
            while not until():
                await asyncio.sleep(0.02)
        return answers

    return question


@pytest.mark.parametrize("long", ["udh8", "udh16", "sar", "payload"])
@pytest.mark.parametrize("text", [HINDI, HINDI * 3, ENGLISH, ENGLISH * 3])
def test_a_text_arrives_as_it_was_written(tmp_path: Path, long: str, text: str) -> None:
    with smsc(tmp_path) as peer:
        (answer,) = ask("smpp", {**peer.settings, "long": long}, submitting([text]))
        taken = peer.taken()

    assert answer.kind is AnswerKind.ACCEPTED
    assert "".join(part["text"] for part in taken) == text
    assert {part["to"] for part in taken} == {"919876543210"}
    assert {part["from"] for part in taken} == {"TEEKAA"}
    assert len(answer.part_ids) == (len(taken) if len(taken) > 1 else 0)


def test_the_operator_finds_the_dlt_ids_and_the_validity(tmp_path: Path) -> None:
    with smsc(tmp_path) as peer:
        ask("smpp", {**peer.settings, "validity_minutes": 1500}, submitting(["Asha, tomorrow"]))
        (taken,) = peer.taken()

    found = {int(tag): value for tag, value in taken["tlvs"].items()}
    assert found == {0x1400: "1101400000000054321", 0x1401: "1107160000000012345"}
    ends = datetime.fromisoformat(taken["validity"]) - datetime.now(UTC)
    assert timedelta(minutes=1498) < ends <= timedelta(minutes=1500, seconds=1)


@pytest.mark.parametrize("dlr", ["tlv", "text", "both"])
def test_receipts_come_over_the_same_connection_and_are_answered_once_kept(tmp_path: Path, dlr: str) -> None:
    kept = Kept()
    with smsc(tmp_path, DLR=dlr, FAIL=3) as peer:
        answers = ask(
            "smpp", peer.settings, submitting(["Asha"] * 9, until=lambda: len(kept.receipts) == 9), sink=kept
        )

    states = {receipt.provider_id: receipt.state for receipt in kept.receipts}
    assert set(states) == {answer.provider_id for answer in answers}
    assert sorted(states.values()) == [ReceiptState.DELIVERED] * 6 + [ReceiptState.UNDELIVERED] * 3
    assert peer.counts["receipts_answered"] == 9


def test_receipts_that_could_not_be_kept_come_again(tmp_path: Path) -> None:
    kept = Kept(keeps=False)

    async def question(gateway: Gateway) -> None:
        await submitting(["Asha"] * 3)(gateway)
        await asyncio.sleep(0.2)
        assert kept.receipts == []
        kept.keeps = True
        async with asyncio.timeout(20):
            while len(kept.receipts) < 3:
                await asyncio.sleep(0.02)

    with smsc(tmp_path) as peer:
        ask("smpp", peer.settings, question, sink=kept)

    assert peer.counts["receipts_answered"] == 3


def test_an_id_that_is_written_differently_in_the_receipt_is_the_same(tmp_path: Path) -> None:
    kept = Kept()
    settings = {"answer_id": "hex", "receipt_id": "decimal"}
    with smsc(tmp_path, ID_FORM="hex") as peer:
        answers = ask(
            "smpp", {**peer.settings, **settings},
            submitting(["Asha"] * 20, until=lambda: len(kept.receipts) == 20), sink=kept,
        )  # fmt: skip

    assert {r.provider_id for r in kept.receipts} == {a.provider_id for a in answers}
    assert "17" in {a.provider_id for a in answers}  # 11 in hex


@pytest.mark.parametrize("text", ["YES", "हाँ, मैं आऊँगी। " * 12])
def test_a_reply_comes_whole_and_is_answered_once_kept(tmp_path: Path, text: str) -> None:
    kept = Kept()
    with smsc(tmp_path, MO=1, MO_TEXT=text) as peer:
        ask("smpp", peer.settings, submitting(["Asha"], until=lambda: bool(kept.inbound)), sink=kept)

    assert kept.inbound == [Inbound("919876543210", "TEEKAA", text)]
    assert peer.counts["replies_answered"] == -(-len(text) // 67)


def test_a_throttled_submit_was_not_taken_and_may_be_sent_again(tmp_path: Path) -> None:
    with smsc(tmp_path, RATE=5) as peer:
        answers = ask("smpp", peer.settings, submitting(["Asha"] * 40), window=40)

    kinds = [answer.kind for answer in answers]
    assert set(kinds) == {AnswerKind.ACCEPTED, AnswerKind.THROTTLED}
    assert kinds.count(AnswerKind.ACCEPTED) == peer.counts["taken"]
    assert all(answer.after > 0 for answer in answers if answer.kind is AnswerKind.THROTTLED)


def test_the_further_parts_of_a_text_that_has_begun_wait_while_throttled(tmp_path: Path) -> None:
    with smsc(tmp_path, RATE=2) as peer:
        (answer,) = ask("smpp", peer.settings, submitting([HINDI * 2]))
        taken = peer.taken()

    assert answer.kind is AnswerKind.ACCEPTED
    assert peer.counts["throttled"] > 0
    assert sorted(answer.part_ids) == sorted(part["id"] for part in taken)


def test_a_submit_whose_answer_is_lost_is_unknown_and_the_next_goes_over_a_new_connection(
    tmp_path: Path,
) -> None:
    async def question(gateway: Gateway) -> list[Answer]:
        return [(await gateway.submit([asha("Asha")]))[0] for _ in range(3)]

    with smsc(tmp_path, DROP="2") as peer:
        answers = ask("smpp", peer.settings, question)
        taken = peer.taken()

    assert [answer.kind for answer in answers] == [
        AnswerKind.ACCEPTED,
        AnswerKind.UNKNOWN,
        AnswerKind.ACCEPTED,
    ]
    assert len(taken) == 3


def test_a_long_text_whose_second_part_is_lost_is_unknown_and_names_the_parts_it_knows(
    tmp_path: Path,
) -> None:
    with smsc(tmp_path, DROP="2") as peer:
        (answer,) = ask("smpp", peer.settings, submitting([HINDI]))

    assert answer.kind is AnswerKind.UNKNOWN
    assert answer.part_ids[0]
    assert "" in answer.part_ids


def test_a_wrong_password_is_said_and_nothing_was_sent(tmp_path: Path) -> None:
    with smsc(tmp_path, PASSWORD="right") as peer:
        (answer,) = ask("smpp", peer.settings, submitting(["Asha"]))

    assert answer.kind is AnswerKind.NOT_SENT
    assert answer.code == "bind refused, 0x0000000e"


def test_the_password_comes_from_the_environment(tmp_path: Path) -> None:
    with smsc(tmp_path, PASSWORD="right") as peer:
        settings = {**peer.settings, "password": "${SMPP_PASSWORD}"}
        (answer,) = ask("smpp", settings, submitting(["Asha"]), secrets={"SMPP_PASSWORD": "right"})

    assert answer.kind is AnswerKind.ACCEPTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""}, {"port": 0}, {"port": "many"}, {"long": "pigeon"}, {"plain": "ebcdic"},
        {"tlvs": {"dlt": "{dlt_entity_id}"}}, {"tlvs": {"0x1400": "{secret}"}}, {"statuses": {"0x4": "fine"}},
        {"password": "much too long"}, {"answer_id": "roman"}, {"window": 5}, {"response_seconds": 0},
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsRefused):
        receipt_reader("smpp", {"host": "127.0.0.1", "port": 2775, **wrong})

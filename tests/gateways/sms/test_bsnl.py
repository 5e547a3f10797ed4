"""BSNL's adapter against a server written from BSNL's document."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from teeka.gateways.sms.gateway import Gateway, SettingsRefused
from teeka.gateways.sms.registry import receipt_reader
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing, Receipt, ReceiptState
from tests.gateways.sms.asking import ask
from tests.gateways.sms.documented.bsnl import ACCOUNT, BulkSms
from tests.gateways.sms.documented.serving import served

REGISTERED = "#alphanumeric#, आपका टीका #alphanumeric# बजे #alphanumeric# में लगेगा। स्वास्थ्य विभाग"
TEXT = "आशा देवी, आपका टीका शनि 16 जनवरी सुबह 10:30 बजे प्रा. स्वा. केंद्र बिहटा में लगेगा। स्वास्थ्य विभाग"
TEMPLATE = "1107160000000012345"


@pytest.fixture
def service() -> BulkSms:
    return BulkSms()


@pytest.fixture
def settings(service: BulkSms) -> Iterator[dict[str, Any]]:
    with served(service) as url:
        yield {
            "url": url, "service_id": ACCOUNT["Service_Id"], "username": ACCOUNT["Username"],
            "password": "${BSNL_PASSWORD}", "token_id": ACCOUNT["Token_Id"],
            "keys": {TEMPLATE: ["name", "when", "where"]},
        }  # fmt: skip


def asha(to: str = "9876543211", text: str = TEXT, **more: str) -> Outgoing:
    return Outgoing(
        uuid4(), to, text, "hi", 2, more.get("template", TEMPLATE), "TEEKAA", "1101400000000054321",
        more.get("registered", REGISTERED),
    )  # fmt: skip


def bsnl(settings: dict[str, Any], question: Any, password: str = ACCOUNT["Password"]) -> Any:
    return ask("bsnl", settings, question, secrets={"BSNL_PASSWORD": password})


def submit(settings: dict[str, Any], message: Outgoing, **more: str) -> Answer:
    answer: Answer = bsnl(settings, lambda gateway: gateway.submit([message]), **more)[0]
    return answer


def test_what_bsnl_puts_together_is_our_text_to_the_last_byte(
    service: BulkSms, settings: dict[str, Any]
) -> None:
    answer = submit(settings, asha())

    assert (answer.kind, answer.provider_id) == (AnswerKind.ACCEPTED, "00000001")
    assert service.sent == {"00000001": ("9876543211", TEXT)}


def test_a_text_that_is_not_its_template_is_not_given_to_bsnl(
    service: BulkSms, settings: dict[str, Any]
) -> None:
    assert submit(settings, asha(text=TEXT + "!")).kind is AnswerKind.REFUSED_FINAL
    assert submit(settings, asha(registered="")).kind is AnswerKind.REFUSED_FINAL
    assert submit({**settings, "keys": {TEMPLATE: ["name"]}}, asha()).kind is AnswerKind.REFUSED_FINAL
    assert service.sent == {}


def test_states_are_told_when_asked_and_as_long_as_nothing_is_known_nothing_is_said(
    service: BulkSms, settings: dict[str, Any]
) -> None:
    async def question(gateway: Gateway) -> list[list[Receipt]]:
        ids = [(await gateway.submit([asha(to)]))[0].provider_id for to in ("9876543211", "9876543210")]
        return [await gateway.ask_for_receipts(ids) for _ in range(5)]

    told = bsnl(settings, question)

    states = [[receipt.state for receipt in receipts] for receipts in told]
    assert states == [
        [], [], [ReceiptState.ACCEPTED] * 2, [ReceiptState.ACCEPTED] * 2,
        [ReceiptState.DELIVERED, ReceiptState.UNDELIVERED],
    ]  # fmt: skip


def test_an_accepted_message_is_worth_asking_about_after_a_while(settings: dict[str, Any]) -> None:
    assert submit({**settings, "ask_after_seconds": 7}, asha()).after == 7


def test_a_token_that_is_over_is_renewed_once_for_all_and_nothing_is_lost(
    service: BulkSms, settings: dict[str, Any]
) -> None:
    service.token_lives = 10

    async def question(gateway: Gateway) -> list[Answer]:
        answers: list[Answer] = []
        for _ in range(6):
            sent = await asyncio.gather(*(gateway.submit([asha()]) for _ in range(5)))
            answers += [answer for one in sent for answer in one]
        return answers

    answers = bsnl(settings, question)

    assert {answer.kind for answer in answers} == {AnswerKind.ACCEPTED}
    assert len(service.sent) == 30
    assert service.tokens == 3


def test_without_a_token_nothing_is_sent_and_it_is_tried_again(
    service: BulkSms, settings: dict[str, Any]
) -> None:
    answer = submit(settings, asha(), password="wrong")

    assert (answer.kind, answer.code) == (AnswerKind.REFUSED_RETRY, "no token")
    assert service.sent == {}


def test_an_error_means_that_nothing_was_taken_and_some_are_final(settings: dict[str, Any]) -> None:
    wrong = asha(to="12345")
    assert submit(settings, wrong).kind is AnswerKind.REFUSED_RETRY
    told = {**settings, "errors": {"Invalid target": "refused_final"}}
    assert submit(told, wrong).kind is AnswerKind.REFUSED_FINAL


@pytest.mark.parametrize(
    "wrong", [{"url": "bsnl"}, {"service_id": None}, {"keys": {"1": "name"}}, {"errors": {"x": "fine"}}]
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any], wrong: dict[str, Any]) -> None:
    receipt_reader("bsnl", settings)
    changed = {name: value for name, value in {**settings, **wrong}.items() if value is not None}
    with pytest.raises(SettingsRefused):
        receipt_reader("bsnl", changed)

"""The generic HTTP adapter against a gateway on a real port."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.http.settings import read_settings
from teeka.gateways.sms.registry import receipt_reader
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.answers import AnswerKind, Outgoing, QueryAnswer, Receipt, ReceiptState
from tests.gateways.sms.asking import ask
from tests.gateways.sms.simulated import Simulated, simulated


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    with simulated(tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(autouse=True)
def _well_behaved(gateway: Simulated) -> None:
    shares = ("drop_before", "drop_after", "nonsense", "error", "half_answer", "refused")
    gateway.control(is_down=False, rate_per_second=0, **{f"{name}_share": 0 for name in shares})


def asha(reference: UUID | None = None) -> Outgoing:
    return Outgoing(reference or uuid4(), "9876543210", "आशा, आपका टीका कल है।", "hi", 1)


def single(port: int, **more: Any) -> dict[str, Any]:
    return {**rehearsal_settings(port), "url": f"http://127.0.0.1:{port}/send", "style": "single", **more}


def test_a_batch_is_answered_message_by_message(gateway: Simulated) -> None:
    messages = [asha() for _ in range(5)]

    answers = ask("http", rehearsal_settings(gateway.port), lambda g: g.submit(messages))

    assert [a.kind for a in answers] == [AnswerKind.ACCEPTED] * 5
    assert len({a.provider_id for a in answers}) == 5


@pytest.mark.parametrize("path", ["send", "form"])
def test_single_messages_go_as_json_or_as_a_form(gateway: Simulated, path: str) -> None:
    body = {"send": "json", "form": "form"}[path]
    settings = single(gateway.port, url=f"http://127.0.0.1:{gateway.port}/{path}", body=body)
    message = asha()

    (answer,) = ask("http", settings, lambda g: g.submit([message]))

    assert answer.kind is AnswerKind.ACCEPTED
    assert gateway.on_air()[str(message.reference)] == 1


def test_the_results_of_a_batch_are_matched_by_reference_and_a_missing_one_is_unknown(
    gateway: Simulated,
) -> None:
    gateway.control(half_answer_share=1)
    messages = [asha() for _ in range(6)]

    answers = ask("http", rehearsal_settings(gateway.port), lambda g: g.submit(messages))
    again = ask("http", rehearsal_settings(gateway.port), lambda g: g.submit(messages))

    assert sorted(a.kind for a in answers) == [AnswerKind.ACCEPTED] * 3 + [AnswerKind.UNKNOWN] * 3
    ids = {
        m.reference: {a.provider_id, b.provider_id} - {""}
        for m, a, b in zip(messages, answers, again, strict=True)
    }
    assert all(len(known) <= 1 for known in ids.values())


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "nonsense", "error"])
def test_what_cannot_be_known_is_unknown(gateway: Simulated, fault: str) -> None:
    gateway.control(**{f"{fault}_share": 1})

    answers = ask("http", rehearsal_settings(gateway.port), lambda g: g.submit([asha(), asha()]))

    assert {a.kind for a in answers} == {AnswerKind.UNKNOWN}


def test_a_gateway_that_is_not_there_was_surely_sent_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        (answer,) = ask("http", rehearsal_settings(unused.getsockname()[1]), lambda g: g.submit([asha()]))

    assert answer.kind is AnswerKind.NOT_SENT
    assert answer.after > 0


def test_a_throttled_message_says_when_to_come_again_and_a_bad_number_is_final(gateway: Simulated) -> None:
    gateway.control(refused_share=1)
    (refused,) = ask("http", single(gateway.port), lambda g: g.submit([asha()]))
    gateway.control(refused_share=0, rate_per_second=1)
    messages = [asha(), asha(), asha()]
    throttled = ask("http", single(gateway.port), lambda g: g.submit(messages))[-1]

    assert refused.kind is AnswerKind.REFUSED_FINAL
    assert (throttled.kind, throttled.after) == (AnswerKind.THROTTLED, 0.3)


def test_a_status_that_nobody_described_is_never_guessed(gateway: Simulated) -> None:
    (answer,) = ask("http", single(gateway.port, statuses={}), lambda g: g.submit([asha()]))

    assert answer.kind is AnswerKind.UNKNOWN


def test_a_gateway_is_asked_about_a_reference(gateway: Simulated) -> None:
    message = asha()
    settings = rehearsal_settings(gateway.port)
    ask("http", settings, lambda g: g.submit([message]))

    assert ask("http", settings, lambda g: g.query(message.reference)) is QueryAnswer.HAS_IT
    assert ask("http", settings, lambda g: g.query(uuid4())) is QueryAnswer.NEVER_SAW_IT


def test_the_same_reference_twice_goes_on_the_air_once_where_doubles_are_removed(gateway: Simulated) -> None:
    message = asha()
    for _ in range(2):
        ask("http", rehearsal_settings(gateway.port), lambda g: g.submit([message]))

    assert gateway.on_air()[str(message.reference)] == 1


def test_receipts_are_read_from_arrays_single_objects_and_forms() -> None:
    reference = uuid4()
    reader = receipt_reader("http", {**rehearsal_settings(1), "id_form": "hex", "receipts": {
        "list_at": "receipts", "states": {"DELIVRD": "delivered"}}})  # fmt: skip
    array = {"receipts": [
        {"reference": str(reference), "id": "00FF", "status": "DELIVRD"},
        {"reference": str(reference), "id": "00FF", "status": "SOMETHING NEW"},
        {"status": "DELIVRD"},
        "nonsense",
    ]}  # fmt: skip
    wanted = Receipt(reference, "255", ReceiptState.DELIVERED)

    read = reader.read_receipts(json.dumps(array).encode(), "application/json")
    form = reader.read_receipts(
        f"reference={reference}&id=ff&status=DELIVRD".encode(), "application/x-www-form-urlencoded"
    )

    assert (read.receipts, read.unreadable) == ((wanted,), 3)
    assert form.receipts == (wanted,)
    assert reader.read_receipts(b"\xff\xfe{", "application/json").unreadable == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"url": "gateway.example"}, "'url' must be a full"),
        ({"url": "https://g.example/", "speed": 3}, "'speed' is not known"),
        ({"url": "https://g.example/", "style": "both"}, "'style' must be one of"),
        ({"url": "https://g.example/", "fields": {"to": "{to}"}}, "must say where {text} goes"),
        ({"url": "https://g.example/", "fields": {"t": "{text}{0.__class__}"}}, "may only use"),
        ({"url": "https://g.example/", "statuses": {"ok": "fine"}}, "may only map to"),
        ({"url": "https://g.example/", "headers": {"Key": "${NOT_SET_ANYWHERE}"}}, "NOT_SET_ANYWHERE"),
        ({"url": "https://g.example/", "receipts": {"colour": "x"}}, "'receipts.colour' is not known"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_what_to_write(
    settings: dict[str, Any], says: str
) -> None:
    with pytest.raises(SettingsRefused, match=says.replace("{", r"\{").replace("}", r"\}")):
        read_settings(settings, {})


def test_the_simulator_says_which_setting_it_does_not_know(tmp_path: Path, gateway: Simulated) -> None:
    with pytest.raises(OSError, match="400"):
        gateway.control(colour="red")

"""C-DAC's adapter against a server written from C-DAC's document."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.registry import receipt_reader
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing
from tests.gateways.sms.asking import ask
from tests.gateways.sms.documented.cdac import ACCOUNT, MobileSeva
from tests.gateways.sms.documented.serving import served

SECRETS = {"CDAC_PASSWORD": ACCOUNT["password"], "CDAC_KEY": ACCOUNT["secure_key"]}
HINDI = "आशा देवी, आपका टीका शनि 16 जनवरी सुबह 10:30 बजे बिहटा में लगेगा। स्वास्थ्य विभाग 😊"


@pytest.fixture
def seva() -> MobileSeva:
    return MobileSeva()


@pytest.fixture
def settings(seva: MobileSeva) -> Iterator[dict[str, Any]]:
    with served(seva) as url:
        yield {
            "url": f"{url}/esms/sendsmsrequestDLT", "username": ACCOUNT["username"],
            "password": "${CDAC_PASSWORD}", "secure_key": "${CDAC_KEY}",
        }  # fmt: skip


def submit(settings: dict[str, Any], text: str = HINDI, template: str = "1107160000000012345") -> Answer:
    message = Outgoing(uuid4(), "9876543210", text, "hi", 2, template, "TEEKAA", "1101400000000054321")
    return ask("cdac", settings, lambda gateway: gateway.submit([message]), secrets=SECRETS)[0]


@pytest.mark.parametrize("text", [HINDI, "Asha, your vaccination is on Sat 16 Jan & 10:30 am. Health Dept"])
def test_a_text_arrives_as_it_was_written(seva: MobileSeva, settings: dict[str, Any], text: str) -> None:
    answer = submit(settings, text)

    assert answer == Answer.accepted("150620161466003970001msdgsms")
    assert seva.taken == [("9876543210", "TEEKAA", text)]


def test_the_document_s_own_answer_is_understood(seva: MobileSeva, settings: dict[str, Any]) -> None:
    seva.says = "402,MsgID = 150620161466003974245msdgsms"
    assert submit(settings) == Answer.accepted("150620161466003974245msdgsms")


@pytest.mark.parametrize("code", [404, 405, 407, 408, 409, 410, 418])
def test_what_may_be_tried_again_is(seva: MobileSeva, settings: dict[str, Any], code: int) -> None:
    seva.says = f"{code},some words"
    answer = submit(settings)
    assert (answer.kind, answer.code, answer.after) == (AnswerKind.REFUSED_RETRY, str(code), 60.0)


@pytest.mark.parametrize("code", [401, 403, 406, *range(411, 418), 422, 423])
def test_what_is_final_is(seva: MobileSeva, settings: dict[str, Any], code: int) -> None:
    seva.says = f"{code},some words"
    assert submit(settings).kind is AnswerKind.REFUSED_FINAL


@pytest.mark.parametrize(
    "said", ["499,new words", "402", "402,MsgID =", "<html>busy</html>", "", "4020,MsgID = 1"]
)
def test_what_the_document_does_not_name_is_unknown(
    seva: MobileSeva, settings: dict[str, Any], said: str
) -> None:
    seva.says = said or " "
    assert submit(settings).kind is AnswerKind.UNKNOWN


def test_an_answer_that_is_lost_leaves_the_message_unknown(
    seva: MobileSeva, settings: dict[str, Any]
) -> None:
    seva.hangs_up = True
    assert submit(settings).kind is AnswerKind.UNKNOWN
    assert len(seva.taken) == 1


def test_a_wrong_key_and_a_template_that_is_not_registered_are_refused(settings: dict[str, Any]) -> None:
    assert submit({**settings, "secure_key": "other"}).code == "416"
    assert submit(settings, template="1").code == "423"


@pytest.mark.parametrize("lacking", ["url", "username", "password", "secure_key"])
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any], lacking: str) -> None:
    receipt_reader("cdac", settings)
    with pytest.raises(SettingsRefused):
        receipt_reader("cdac", {name: value for name, value in settings.items() if name != lacking})

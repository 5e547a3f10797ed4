"""The e-mail adapter against a real mail server: what each answer and each fault proves of a letter."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from teeka.gateways.mail.client import MailGateway
from teeka.gateways.mail.settings import read_settings
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing
from tests.gateways.mail.serving import PASSWORD, Mailbox, certificate, mail_server

REFERENCE = UUID("0123456789abcdef0123456789abcdef")
AT = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
HINDI = "आशा जी, आपका टीका 16 जनवरी 09:00 बजे PHC बिहटा में।"


def letter(number: int = 0, **changes: Any) -> Outgoing:
    values = {"to": "asha@example.org", "text": HINDI, "language": "hi", **changes}
    return Outgoing(UUID(int=REFERENCE.int + number), **values)


def gateway(port: int, **settings: Any) -> MailGateway:
    given = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "teeka@health.example",
        **settings,
    }
    return MailGateway(read_settings(given, {"MAIL_PASSWORD": PASSWORD}), lambda: AT)


async def _with(mailbox: Mailbox, work: Callable[[int], Awaitable[Any]], **options: Any) -> Any:
    async with mail_server(mailbox, **options) as port:
        return await asyncio.wait_for(work(port), 20)


def send(
    mailbox: Mailbox, *letters: Outgoing, server: dict[str, Any] | None = None, **settings: Any
) -> list[Answer]:
    async def work(port: int) -> list[Answer]:
        sender = gateway(port, **settings)
        answers = [(await sender.submit([one]))[0] for one in letters]
        await sender.close()
        return answers

    return list(asyncio.run(_with(mailbox, work, **(server or {}))))


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_in_hindi_arrives_with_its_headers() -> None:
    mailbox = Mailbox()

    (answer,) = send(mailbox, letter(), sender_name="ज़िला टीकाकरण", reply_to="dio@health.example")

    assert answer == Answer.accepted(f"{REFERENCE}@health.example")
    (raw,) = mailbox.letters
    assert raw.isascii()
    found = read(raw)
    assert found["From"].addresses[0].display_name == "ज़िला टीकाकरण"
    assert found["From"].addresses[0].addr_spec == "teeka@health.example"
    assert found["To"] == "asha@example.org"
    assert found["Reply-To"] == "dio@health.example"
    assert found["Subject"] == "आपके टीकाकरण के बारे में"
    assert found["Date"].datetime == AT
    assert found["Message-ID"] == f"<{REFERENCE}@health.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "hi"
    assert found.get_content().rstrip() == HINDI


def test_one_connection_serves_all_letters_also_after_a_refusal() -> None:
    mailbox = Mailbox()

    async def work(port: int) -> list[Answer]:
        sender = gateway(port)
        answers = await sender.submit([letter(1)])
        mailbox.answers["RCPT"] = "550 no such user"
        answers += await sender.submit([letter(2)])
        mailbox.answers.clear()
        answers += [a for (a,) in await asyncio.gather(*(sender.submit([letter(n)]) for n in range(3, 20)))]
        await sender.close()
        return answers

    answers = asyncio.run(_with(mailbox, work))

    assert [a.kind for a in answers].count(AnswerKind.ACCEPTED) == 18
    assert answers[1] == Answer(AnswerKind.REFUSED_FINAL, "SMTP 550")
    assert mailbox.connections == 1
    assert len({read(raw)["Message-ID"] for raw in mailbox.letters}) == 18


@pytest.mark.parametrize(
    ("command", "said", "kind", "code"),
    [
        ("RCPT", "450 greylisted", AnswerKind.REFUSED_RETRY, "SMTP 450"),
        ("RCPT", "550 no such user", AnswerKind.REFUSED_FINAL, "SMTP 550"),
        ("RCPT", "421 too many", AnswerKind.THROTTLED, "SMTP 421"),
        ("MAIL", "421 too many", AnswerKind.THROTTLED, "SMTP 421"),
        ("MAIL", "530 log in first", AnswerKind.REFUSED_RETRY, "SMTP 530"),
        ("MAIL", "553 sender not known", AnswerKind.REFUSED_RETRY, "SMTP 553"),
        ("DATA", "451 try later", AnswerKind.REFUSED_RETRY, "SMTP 451"),
        ("DATA", "554 looks like spam", AnswerKind.REFUSED_FINAL, "SMTP 554"),
        ("DATA", "drop", AnswerKind.UNKNOWN, None),
        ("DATA", "wait", AnswerKind.UNKNOWN, None),
        ("RCPT", "drop", AnswerKind.NOT_SENT, None),
        ("RCPT", "wait", AnswerKind.NOT_SENT, None),
        ("MAIL", "drop", AnswerKind.NOT_SENT, None),
    ],
)
def test_each_answer_is_one_of_our_words(command: str, said: str, kind: AnswerKind, code: str | None) -> None:
    mailbox = Mailbox({command: said})

    (answer,) = send(mailbox, letter(), timeout_seconds=0.5)

    assert answer.kind is kind, answer
    if code is not None:
        assert answer.code == code
    if kind in {AnswerKind.REFUSED_RETRY, AnswerKind.THROTTLED, AnswerKind.NOT_SENT}:
        assert answer.after > 0
    assert bool(mailbox.letters) == (command == "DATA")
    assert "asha" not in answer.code


def test_a_server_that_hung_up_in_between_is_dialled_again_and_nothing_is_lost() -> None:
    mailbox = Mailbox()

    async def work(port: int) -> list[Answer]:
        sender = gateway(port)
        first = await sender.submit([letter(1)])
        assert sender._smtp is not None
        assert sender._smtp.transport is not None
        sender._smtp.transport.abort()
        await asyncio.sleep(0)
        second = await sender.submit([letter(2)])
        await sender.close()
        return first + second

    answers = asyncio.run(_with(mailbox, work))

    assert [a.kind for a in answers] == [AnswerKind.ACCEPTED] * 2
    assert mailbox.connections == 2


def test_after_a_lost_letter_the_next_goes_over_a_new_connection() -> None:
    mailbox = Mailbox({"DATA": "drop"})

    async def work(port: int) -> list[Answer]:
        sender = gateway(port)
        first = await sender.submit([letter(1)])
        mailbox.answers.clear()
        second = await sender.submit([letter(2)])
        await sender.close()
        return first + second

    answers = asyncio.run(_with(mailbox, work))

    assert [a.kind for a in answers] == [AnswerKind.UNKNOWN, AnswerKind.ACCEPTED]


def test_nobody_listening_is_not_sent() -> None:
    async def work() -> list[Answer]:
        async with mail_server(Mailbox()) as port:
            pass
        return await gateway(port).submit([letter()])

    (answer,) = asyncio.run(work())
    assert answer.kind is AnswerKind.NOT_SENT


def test_over_starttls_it_logs_in_with_a_password_from_the_environment(tmp_path: Path) -> None:
    mailbox = Mailbox()
    tls, known = certificate(tmp_path, "localhost")
    server = {
        "tls_context": tls,
        "require_starttls": True,
        "authenticator": mailbox.login,
        "auth_required": True,
    }
    settings = {
        "host": "localhost", "security": "starttls", "ca_file": str(known), "username": "teeka",
        "password": "${MAIL_PASSWORD}",
    }  # fmt: skip

    (answer,) = send(mailbox, letter(), server=server, **settings)
    assert answer.kind is AnswerKind.ACCEPTED
    assert mailbox.logins == ["teeka"]

    (answer,) = send(mailbox, letter(), server=server, **{**settings, "password": "wrong"})
    assert (answer.kind, answer.code) == (AnswerKind.NOT_SENT, "SMTP 535 at the greeting or login")
    assert len(mailbox.letters) == 1


def test_over_tls_from_the_first_byte(tmp_path: Path) -> None:
    mailbox = Mailbox()
    tls, known = certificate(tmp_path, "localhost")

    (answer,) = send(
        mailbox, letter(), server={"at_once": tls}, host="localhost", security="tls", ca_file=str(known)
    )

    assert answer.kind is AnswerKind.ACCEPTED


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["localhost", "elsewhere.example"])
def test_to_a_server_with_a_wrong_certificate_nothing_is_sent(
    tmp_path: Path, security: str, name: str
) -> None:
    """Of another name; or of the right one, but vouched for by nobody whom we know."""
    mailbox = Mailbox()
    tls, known = certificate(tmp_path, name)
    server = {"at_once": tls} if security == "tls" else {"tls_context": tls}
    trust = {} if name == "localhost" else {"ca_file": str(known)}

    (answer,) = send(mailbox, letter(), server=server, host="localhost", security=security, **trust)

    assert (answer.kind, answer.code) == (AnswerKind.NOT_SENT, "TLS refused: see the server's certificate")
    assert mailbox.letters == []


def test_where_starttls_is_asked_for_and_missing_nothing_is_sent() -> None:
    mailbox = Mailbox()

    (answer,) = send(mailbox, letter(), host="localhost", security="starttls")

    assert (answer.kind, answer.code) == (AnswerKind.NOT_SENT, "the server offers no STARTTLS")
    assert mailbox.letters == []

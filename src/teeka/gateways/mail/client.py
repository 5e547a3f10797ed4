"""SMTP: one connection, reused; each answer of the server in one of our closed words."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from aiosmtplib import (
    SMTP,
    SMTPConnectResponseError,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from teeka.gateways.mail.letter import LetterRefused, letter_of, message_id
from teeka.gateways.mail.settings import MailSettings
from teeka.rules.messages.answers import Answer, AnswerKind, Capabilities, Outgoing, QueryAnswer, Receipt
from teeka.rules.messages.balance import Balance

THROTTLES = frozenset({421})
# Refused for now. After a minute: a server that greylists wants to be asked again, and not at once.
RETRY_SECONDS, THROTTLE_SECONDS, UNREACHED_SECONDS = 60.0, 5.0, 2.0
_LOST = (SMTPServerDisconnected, SMTPTimeoutError, OSError, TimeoutError)


class MailGateway:
    """Proves no more than that a server took a letter: nobody is told by it until they say so."""

    capabilities = Capabilities()

    def __init__(self, settings: MailSettings, now: Callable[[], datetime]) -> None:
        """OSError when `ca_file` cannot be read."""
        self._settings, self._now = settings, now
        self._tls = None if settings.security == "none" else ssl.create_default_context()
        if self._tls is not None and settings.ca_file:
            self._tls.load_verify_locations(settings.ca_file)
        self._smtp: SMTP | None = None
        self._in_use = asyncio.Lock()

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        return [await self._submit(message) for message in messages]

    async def query(self, reference: UUID) -> QueryAnswer:
        return QueryAnswer.UNKNOWN

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        return []

    async def balance(self) -> Balance | None:
        return None

    async def close(self) -> None:
        async with self._in_use:
            await self._hang_up()

    async def _submit(self, message: Outgoing) -> Answer:
        try:
            letter = letter_of(message, self._settings, date=self._now())
        except LetterRefused as refusal:
            return Answer(AnswerKind.REFUSED_FINAL, str(refusal))
        async with self._in_use:
            was_open = self._smtp is not None
            refusal_or_smtp = await self._addressed(message)
            if was_open and isinstance(refusal_or_smtp, Answer) and self._smtp is None:
                # The server had hung up meanwhile, as servers do; nothing has left us yet.
                refusal_or_smtp = await self._addressed(message)
            if isinstance(refusal_or_smtp, Answer):
                return refusal_or_smtp
            return await self._handed_over(refusal_or_smtp, message, letter.as_bytes())

    async def _addressed(self, message: Outgoing) -> SMTP | Answer:
        """A connection on which sender and recipient are accepted; until then nothing of a letter is sent."""
        try:
            smtp = self._smtp or await self._connect()
        except (SMTPException, *_LOST) as error:
            return _unreached(error)
        try:
            await smtp.mail(self._settings.sender)
        except SMTPResponseException as error:
            # It minds who sends, or wants a login: somebody must mend the route; the letter is not at fault.
            await self._after_refusal(error.code)
            return _refused(error.code, is_ours=True)
        except _LOST as error:
            await self._hang_up()
            return _unreached(error)
        try:
            await smtp.rcpt(message.to)
        except SMTPResponseException as error:
            await self._after_refusal(error.code)
            return _refused(error.code)
        except _LOST as error:
            await self._hang_up()
            return _unreached(error)
        return smtp

    async def _handed_over(self, smtp: SMTP, message: Outgoing, letter: bytes) -> Answer:
        try:
            await smtp.data(letter)
        except SMTPDataError as error:
            await self._after_refusal(error.code)
            return _refused(error.code)
        except (SMTPException, *_LOST) as error:
            await self._hang_up()
            return Answer(AnswerKind.UNKNOWN, type(error).__name__)
        return Answer.accepted(message_id(message, self._settings))

    async def _connect(self) -> SMTP:
        settings = self._settings
        smtp = SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=settings.password or None,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
            local_hostname=settings.sender.rpartition("@")[2],
        )
        try:
            await smtp.connect()
            self._smtp = smtp
        finally:
            if self._smtp is not smtp:
                smtp.close()
        return smtp

    async def _after_refusal(self, code: int) -> None:
        """The connection serves for the next letter, unless the server is closing it."""
        if code in THROTTLES or self._smtp is None or not self._smtp.is_connected:
            await self._hang_up()
            return
        try:
            await self._smtp.rset()
        except (SMTPException, *_LOST):
            await self._hang_up()

    async def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with contextlib.suppress(SMTPException, *_LOST):
            await smtp.quit(timeout=2.0)
        smtp.close()


def _refused(code: int, *, is_ours: bool = False) -> Answer:
    said = f"SMTP {code}"
    if code in THROTTLES:
        return Answer(AnswerKind.THROTTLED, said, after=THROTTLE_SECONDS)
    if is_ours or 400 <= code < 500:
        return Answer(AnswerKind.REFUSED_RETRY, said, after=RETRY_SECONDS)
    return Answer(AnswerKind.REFUSED_FINAL if 500 <= code < 600 else AnswerKind.UNKNOWN, said)


def _unreached(error: Exception) -> Answer:
    """No letter has left us. The code says what to mend: the certificate, STARTTLS, the login."""
    why = type(error).__name__
    if isinstance(error, SMTPConnectResponseError | SMTPResponseException):
        why = f"SMTP {error.code} at the greeting or login"
    elif isinstance(error.__cause__ or error, ssl.SSLError):
        why = "TLS refused: see the server's certificate"
    elif "STARTTLS" in str(error):
        why = "the server offers no STARTTLS"
    return Answer(AnswerKind.NOT_SENT, why, after=UNREACHED_SECONDS)

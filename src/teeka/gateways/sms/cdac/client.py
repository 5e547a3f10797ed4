"""C-DAC Mobile Seva: one form a message, an answer of a code and words. Their words in, our words out."""

import hashlib
import re
from collections.abc import Sequence
from uuid import UUID

import aiohttp

from teeka.gateways.sms.cdac.settings import CdacSettings
from teeka.gateways.sms.requests import answer_to, with_delay
from teeka.rules.messages.answers import Answer, AnswerKind, Capabilities, Outgoing, QueryAnswer, Receipt
from teeka.rules.messages.balance import Balance
from teeka.rules.messages.text import Encoding, size

ACCEPTED = 402  # means accepted, not delivered: "402,MsgID = 150620161466003974245msdgsms"
REFUSED_RETRY = frozenset({404, 405, 407, 408, 409, 410, 418})
REFUSED_FINAL = frozenset({401, 403, 406, *range(411, 418), 422, 423})
_ANSWER = re.compile(r"\s*([0-9]{3})\b(?:[^=]*=\s*([!-~]+))?")


class CdacGateway:
    """A bulk request carries one text for many numbers, so personal texts go singly."""

    capabilities = Capabilities()

    def __init__(self, settings: CdacSettings, session: aiohttp.ClientSession) -> None:
        self._settings, self._session = settings, session

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        return [await self._submit(message) for message in messages]

    async def query(self, reference: UUID) -> QueryAnswer:
        return QueryAnswer.UNKNOWN

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        return []

    async def balance(self) -> Balance | None:
        return None

    async def close(self) -> None:
        return

    async def _submit(self, message: Outgoing) -> Answer:
        answer = await answer_to(
            self._session, "POST", self._settings.url, seconds=self._settings.timeout_seconds,
            data=form_of(message, self._settings),
        )  # fmt: skip
        return answer if isinstance(answer, Answer) else _answer_of(answer.decode("utf-8", "replace"))


def form_of(message: Outgoing, settings: CdacSettings) -> dict[str, str]:
    """The fields of `sendsmsrequestDLT`. Texts outside GSM-7 go as numeric character references."""
    is_plain = size(message.text).encoding is Encoding.GSM7
    content = message.text if is_plain else "".join(f"&#{ord(c)};" for c in message.text)
    sender = message.dlt_header
    secret = settings.username + sender + content + settings.secure_key
    return {
        "username": settings.username,
        "password": hashlib.sha1(settings.password.encode()).hexdigest(),  # noqa: S324  (they ask for it)
        "senderid": sender,
        "content": content,
        "smsservicetype": "singlemsg" if is_plain else "unicodemsg",
        "mobileno": message.to,
        "key": hashlib.sha512(secret.encode()).hexdigest(),
        "templateid": message.dlt_template_id,
    }


def _answer_of(text: str) -> Answer:
    match = _ANSWER.match(text)
    if match is None:
        return Answer(AnswerKind.UNKNOWN, "no code in the answer")
    code = int(match[1])
    if code == ACCEPTED:
        return Answer.accepted(match[2][:80]) if match[2] else Answer(AnswerKind.UNKNOWN, "402 without an id")
    if code in REFUSED_RETRY:
        return with_delay(Answer(AnswerKind.REFUSED_RETRY, match[1]), None)
    kind = AnswerKind.REFUSED_FINAL if code in REFUSED_FINAL else AnswerKind.UNKNOWN
    return Answer(kind, match[1])

"""BSNL's bulk SMS service: values for a template it knows, and states that are told when asked.

It puts the text together itself, from the registered template and the values of its gaps.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import aiohttp

from teeka.gateways.sms.bsnl.settings import BsnlSettings
from teeka.gateways.sms.requests import answer_to, with_delay
from teeka.rules.messages.answers import (
    Answer,
    AnswerKind,
    Capabilities,
    Outgoing,
    QueryAnswer,
    Receipt,
    ReceiptState,
)
from teeka.rules.messages.balance import Balance
from teeka.rules.messages.templates import values_in
from teeka.rules.messages.text import Encoding, size

SEND, REPORT, TOKEN = "/api/Send_Sms", "/api/Message_Status_Report", "/api/Create_New_API_Token"
# 0 created and 2 queued say nothing yet. What is not here is asked about again.
STATES = {
    "1": ReceiptState.REJECTED,  # an error in what we gave
    "3": ReceiptState.ACCEPTED,
    "4": ReceiptState.REJECTED,
    "5": ReceiptState.ACCEPTED,
    "6": ReceiptState.UNDELIVERED,
    "7": ReceiptState.DELIVERED,
}
NO_LONGER_VALID = 401  # the token: nothing was taken, and a new one is fetched
ASKED_AT_ONCE = 8


class BsnlGateway:
    capabilities = Capabilities(is_asked_for_receipts=True)

    def __init__(self, settings: BsnlSettings, session: aiohttp.ClientSession) -> None:
        self._settings, self._session = settings, session
        self._token = ""
        self._fetching = asyncio.Lock()

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        return [await self._submit(message) for message in messages]

    async def query(self, reference: UUID) -> QueryAnswer:
        return QueryAnswer.UNKNOWN

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        some = asyncio.Semaphore(ASKED_AT_ONCE)

        async def ask(provider_id: str) -> Receipt | None:
            async with some:
                return await self._ask(provider_id)

        told = await asyncio.gather(*(ask(provider_id) for provider_id in provider_ids))
        return [receipt for receipt in told if receipt is not None]

    async def balance(self) -> Balance | None:
        return None

    async def close(self) -> None:
        return

    async def _submit(self, message: Outgoing) -> Answer:
        body = self._body(message)
        if body is None:
            return Answer(AnswerKind.REFUSED_FINAL, "not of its template")
        answer = await self._post(SEND, body)
        if isinstance(answer, Answer):
            return answer
        if error := answer.get("Error"):
            kind = self._settings.errors.get(str(error), AnswerKind.REFUSED_RETRY)
            return with_delay(Answer(kind, str(error)[:60]), None)
        given = str(answer.get("Message_Id") or "")
        if not given:
            return Answer(AnswerKind.UNKNOWN, "accepted without an id")
        return Answer(AnswerKind.ACCEPTED, provider_id=given[:80], after=self._settings.ask_after_seconds)

    def _body(self, message: Outgoing) -> dict[str, Any] | None:
        """None when the text is not its template filled in: BSNL could not say the same."""
        values = values_in(message.dlt_text, message.text)
        if values is None:
            return None
        usual = [f"var{number}" for number in range(1, len(values) + 1)]
        keys = self._settings.keys.get(message.dlt_template_id, usual)
        if len(keys) != len(values):
            return None
        return {
            "Header": message.dlt_header,
            "Target": message.to,
            "Is_Unicode": "0" if size(message.text).encoding is Encoding.GSM7 else "1",
            "Is_Flash": "0",
            "Message_Type": self._settings.message_type,
            "Entity_Id": message.dlt_entity_id,
            "Content_Template_Id": message.dlt_template_id,
            "Template_Keys_and_Values": [
                {"Key": key, "Value": value} for key, value in zip(keys, values, strict=True)
            ],
        }

    async def _ask(self, provider_id: str) -> Receipt | None:
        answer = await self._post(REPORT, {"Message_Id": provider_id})
        if isinstance(answer, Answer):
            return None  # asked about again when its time comes
        code = str(answer.get("Message_Status", ""))
        state = STATES.get(code)
        return None if state is None else Receipt(None, provider_id, state, code)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any] | Answer:
        """The answer's JSON, or what became of the request; with a new token when the old one is over."""
        for _ in range(2):
            token = self._token or await self._new_token("")
            if isinstance(token, Answer):
                return token
            answer = await self._send(path, body, {"Authorization": f"Bearer {token}"})
            if not (isinstance(answer, Answer) and answer.code == f"HTTP {NO_LONGER_VALID}"):
                break
            renewed = await self._new_token(token)
            if isinstance(renewed, Answer):
                return renewed
        if isinstance(answer, Answer):
            return answer
        return answer if isinstance(answer, dict) else Answer(AnswerKind.UNKNOWN, "an answer of another form")

    async def _new_token(self, old: str) -> str | Answer:
        """One request fetches it for all that wait. While there is none, nothing is sent."""
        async with self._fetching:
            if self._token != old:
                return self._token
            settings = self._settings
            account = {
                "Service_Id": settings.service_id, "Username": settings.username,
                "Password": settings.password, "Token_Id": settings.token_id,
            }  # fmt: skip
            answer = await self._send(TOKEN, account, {})
            if not isinstance(answer, str) or not answer:
                self._token = ""
                return with_delay(Answer(AnswerKind.REFUSED_RETRY, "no token"), None)
            self._token = answer
            return answer

    async def _send(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        answer = await answer_to(
            self._session, "POST", self._settings.url + path, seconds=self._settings.timeout_seconds,
            json=body, headers=headers,
        )  # fmt: skip
        if isinstance(answer, Answer):
            return answer
        try:
            return json.loads(answer)
        except ValueError:
            return Answer(AnswerKind.UNKNOWN, "an answer of another form")

"""A gateway that takes messages by HTTP, described by settings alone. Their words in, our words out."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import aiohttp

from teeka.gateways.sms.http.settings import HttpSettings
from teeka.gateways.sms.http.shapes import found_at
from teeka.gateways.sms.ids import normal_id
from teeka.gateways.sms.requests import answer_to, with_delay
from teeka.gateways.sms.settings import words_of
from teeka.rules.messages.answers import Answer, AnswerKind, Capabilities, Outgoing, QueryAnswer, Receipt
from teeka.rules.messages.balance import Balance

OK = 200
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class HttpGateway:
    """One or many messages a request; matches the results of a batch by our reference, never by place."""

    def __init__(self, settings: HttpSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=settings.timeout_seconds, sock_connect=10)

    @property
    def capabilities(self) -> Capabilities:
        return self._settings.capabilities

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        if self._settings.style == "batch":
            return await self._submit_batch(messages)
        return [await self._submit_one(message) for message in messages]

    async def query(self, reference: UUID) -> QueryAnswer:
        query = self._settings.query
        if query is None:
            return QueryAnswer.UNKNOWN
        try:
            async with self._session.get(
                query.url,
                params={query.parameter: str(reference)},
                headers=self._settings.headers,
                timeout=self._timeout,
            ) as response:
                status = found_at(await response.json(content_type=None), query.status)
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return QueryAnswer.UNKNOWN
        return query.answers.get(str(status), QueryAnswer.UNKNOWN)

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        return []

    async def balance(self) -> Balance | None:
        where = self._settings.balance
        if where is None:
            return None
        try:
            async with self._session.get(
                where.url, headers=self._settings.headers, timeout=self._timeout
            ) as response:
                if response.status != OK:
                    return None
                amount = float(str(found_at(await response.json(content_type=None), where.at)))
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return None
        return Balance(amount, where.unit) if math.isfinite(amount) else None

    async def close(self) -> None:
        return

    async def _submit_one(self, message: Outgoing) -> Answer:
        outcome = await self._post({**self._settings.envelope, **self._item(message)})
        if isinstance(outcome, Answer):
            return outcome
        return self._answer_of(outcome)

    async def _submit_batch(self, messages: Sequence[Outgoing]) -> list[Answer]:
        items = [self._item(message) for message in messages]
        outcome = await self._post({**self._settings.envelope, self._settings.batch_field: items})
        if isinstance(outcome, Answer):
            return [outcome] * len(messages)
        results = found_at(outcome, self._settings.results_at)
        if not isinstance(results, list):
            return [Answer(AnswerKind.UNKNOWN, "no results in the answer")] * len(messages)
        by_reference = {
            str(found_at(result, self._settings.result_reference)): result
            for result in results
            if isinstance(result, dict)
        }
        missing = Answer(AnswerKind.UNKNOWN, "missing in the answer")
        return [
            self._answer_of(by_reference[reference]) if reference in by_reference else missing
            for reference in (str(message.reference) for message in messages)
        ]

    def _item(self, message: Outgoing) -> dict[str, str]:
        words = words_of(message)
        return {name: value.format_map(words) for name, value in self._settings.fields.items()}

    async def _post(self, body: Mapping[str, Any]) -> Answer | Any:
        """The answer's JSON when the gateway took the request; else what became of all messages in it."""
        answer = await answer_to(
            self._session, "GET" if self._settings.body == "query" else "POST", self._settings.url,
            seconds=self._settings.timeout_seconds, statuses=self._settings.http_statuses,
            **self._encoded(body),
        )  # fmt: skip
        if isinstance(answer, Answer):
            return answer
        try:
            return self._read(answer)
        except ValueError as error:
            return Answer(AnswerKind.UNKNOWN, type(error).__name__)

    def _encoded(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if self._settings.body == "json":
            headers = {"Content-Type": "application/json; charset=utf-8", **self._settings.headers}
            return {"data": _encode(body).encode(), "headers": headers}
        if self._settings.body == "query":
            return {"params": body, "headers": dict(self._settings.headers)}
        form = {name: value if isinstance(value, str) else _encode(value) for name, value in body.items()}
        return {"data": form, "headers": dict(self._settings.headers)}

    def _read(self, answer: bytes) -> Any:
        """The answer's JSON, or the named groups of its text; ValueError when it is neither."""
        pattern = self._settings.answer_pattern
        if pattern is None:
            return json.loads(answer)
        match = pattern.match(answer.decode("utf-8", "replace").strip())
        if match is None:
            raise ValueError("an answer of another form")
        return match.groupdict()

    def _answer_of(self, result: Any) -> Answer:
        """What one message's result says; a status that the settings do not name is never guessed."""
        status = str(found_at(result, self._settings.result_status))
        kind = self._settings.statuses.get(status)
        if kind is None:
            return Answer(AnswerKind.UNKNOWN, status[:60])
        if kind is not AnswerKind.ACCEPTED:
            is_empty = kind is AnswerKind.REFUSED_RETRY and status in self._settings.no_credit
            answer = Answer(kind, status[:60], is_no_credit=is_empty)
            return with_delay(answer, found_at(result, self._settings.result_after))
        if not self._settings.result_id:
            return Answer.accepted("")
        given = found_at(result, self._settings.result_id)
        if given in (None, ""):
            return Answer(AnswerKind.UNKNOWN, "accepted without an id")
        return Answer.accepted(normal_id(str(given), self._settings.id_form))

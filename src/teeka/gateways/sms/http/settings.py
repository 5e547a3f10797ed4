"""How one HTTP gateway wants to be spoken to: its route's settings, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.ids import IdForm
from teeka.gateways.sms.settings import (
    check_choice,
    check_known,
    check_url,
    checked_words,
    mapped,
    with_secrets,
)
from teeka.rules.messages.answers import AnswerKind, Capabilities, QueryAnswer, ReceiptState
from teeka.rules.messages.balance import BalanceUnit


@dataclass(frozen=True, slots=True)
class ReceiptMapping:
    """Where a receipt keeps what; `list_at` is the path of the array, empty when the body itself is it."""

    list_at: str = ""
    reference: str = "reference"
    provider_id: str = "id"
    status: str = "status"
    code: str = "code"
    states: Mapping[str, ReceiptState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyMapping:
    """Where a posted reply keeps what; `list_at` as of receipts. A call without an answer has no text."""

    list_at: str = ""
    sender: str = "from"
    line: str = "to"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class QueryMapping:
    url: str
    parameter: str = "reference"
    status: str = "status"
    answers: Mapping[str, QueryAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BalanceMapping:
    """Where the account's balance is asked for, by GET, and where in the answer the number stands."""

    url: str
    at: str = "balance"
    unit: BalanceUnit = BalanceUnit.SEGMENTS


@dataclass(frozen=True, slots=True)
class HttpSettings:
    url: str
    style: Literal["single", "batch"] = "single"
    body: Literal["json", "form", "query"] = "json"  # query: by GET, all in the address
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)  # of one message
    envelope: Mapping[str, str] = field(default_factory=dict)  # around a batch
    batch_field: str = "messages"
    batch_size: int = 500
    answer_pattern: re.Pattern[str] | None = None  # of an answer that is text and not JSON
    results_at: str = "results"
    result_reference: str = "reference"
    result_id: str = "id"  # empty: the gateway gives none
    result_status: str = "status"
    result_after: str = "retry_after"
    statuses: Mapping[str, AnswerKind] = field(default_factory=dict)
    http_statuses: Mapping[int, AnswerKind] = field(default_factory=dict)
    id_form: IdForm = "as_is"
    timeout_seconds: float = 30.0
    no_credit: frozenset[str] = frozenset()  # those of `statuses` that say that the account is empty
    query: QueryMapping | None = None
    balance: BalanceMapping | None = None
    receipts: ReceiptMapping = field(default_factory=ReceiptMapping)
    replies: ReplyMapping = field(default_factory=ReplyMapping)
    removes_doubles: bool = False
    receipts_carry_reference: bool = True

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            batch_size=self.batch_size if self.style == "batch" else 1,
            removes_doubles=self.removes_doubles,
            answers_queries=self.query is not None,
            receipts_carry_reference=self.receipts_carry_reference,
        )


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> HttpSettings:
    """Settings as a route's row holds them, or SettingsRefused.

    `${NAME}` in a header, a field or the envelope is filled from `secrets`, usually the environment;
    None leaves it empty, for readers of receipts, who send nothing.
    """
    check_known(given, HttpSettings)
    values: dict[str, Any] = dict(given)
    check_url("url", values.get("url"))
    for name, choices in (("style", ("single", "batch")), ("body", ("json", "form", "query"))):
        check_choice(name, values.get(name, choices[0]), choices)
    values["headers"] = {k: with_secrets(str(v), secrets) for k, v in values.get("headers", {}).items()}
    values["envelope"] = {k: with_secrets(str(v), secrets) for k, v in values.get("envelope", {}).items()}
    values["fields"] = {
        k: checked_words(k, with_secrets(str(v), secrets)) for k, v in _fields(values).items()
    }
    values["answer_pattern"] = _pattern(values)
    values["statuses"] = mapped("statuses", values.get("statuses", {}), AnswerKind)
    values["http_statuses"] = {
        int(code): kind
        for code, kind in mapped("http_statuses", values.get("http_statuses", {}), AnswerKind).items()
    }
    if values.get("query"):
        query = dict(values["query"])
        check_url("query.url", query.get("url"))
        query["answers"] = mapped("query.answers", query.get("answers", {}), QueryAnswer)
        values["query"] = _made(QueryMapping, "query", query)
    values["no_credit"] = frozenset(map(str, values.get("no_credit", ())))
    if values.get("balance"):
        values["balance"] = _balance(values["balance"], secrets)
    receipts = dict(values.get("receipts", {}))
    receipts["states"] = mapped("receipts.states", receipts.get("states", {}), ReceiptState)
    values["receipts"] = _made(ReceiptMapping, "receipts", receipts)
    values["replies"] = _made(ReplyMapping, "replies", values.get("replies", {}))
    return HttpSettings(**values)


def _balance(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> BalanceMapping:
    url = with_secrets(str(given.get("url", "")), secrets)
    check_url("balance.url", url)
    unit = check_choice("balance.unit", given.get("unit", BalanceUnit.SEGMENTS.value), list(BalanceUnit))
    made: BalanceMapping = _made(BalanceMapping, "balance", {**given, "url": url, "unit": BalanceUnit(unit)})
    return made


def _fields(values: Mapping[str, Any]) -> Mapping[str, str]:
    fields: Mapping[str, str] = values.get("fields") or {
        "to": "{to}",
        "text": "{text}",
        "reference": "{reference}",
    }
    if not any("{text}" in str(value) for value in fields.values()):
        raise SettingsRefused("The route's setting 'fields' must say where {text} goes.")
    return fields


def _pattern(values: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Its named groups are what a result's fields are called: `(?P<status>[0-9]+): .*`."""
    given = str(values.get("answer_pattern") or "")
    if not given:
        return None
    if values.get("style") == "batch":
        raise SettingsRefused("The route's setting 'answer_pattern' is for single messages, not for a batch.")
    try:
        return re.compile(given, re.DOTALL)
    except re.error as error:
        raise SettingsRefused(f"The route's setting 'answer_pattern' is no pattern: {error}.") from error


def _made(kind: type[Any], name: str, values: Mapping[str, Any]) -> Any:
    if unknown := sorted(set(values) - set(kind.__dataclass_fields__)):
        raise SettingsRefused(f"The route's setting {name + '.' + unknown[0]!r} is not known.")
    return kind(**values)

"""What a provider can tell us, in a closed set of words: its answers, its receipts, its abilities."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from teeka.rules.messages.states import Event


class AnswerKind(StrEnum):
    ACCEPTED = "accepted"
    REFUSED_FINAL = "refused_final"
    REFUSED_RETRY = "refused_retry"
    THROTTLED = "throttled"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


EVENT_OF_ANSWER: dict[AnswerKind, Event] = {
    AnswerKind.ACCEPTED: Event.ACCEPTED,
    AnswerKind.REFUSED_FINAL: Event.REFUSED_FINAL,
    AnswerKind.REFUSED_RETRY: Event.NOT_TAKEN,
    AnswerKind.THROTTLED: Event.NOT_TAKEN,
    AnswerKind.NOT_SENT: Event.NOT_TAKEN,
    AnswerKind.UNKNOWN: Event.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message at the provider. `after`: seconds until it is worth asking again.

    `part_ids`: the provider's id of each part, in order, where a long text went as several messages; empty
    for a part whose id is not known. `is_no_credit`: refused because the account is empty.
    """

    kind: AnswerKind
    code: str = ""
    provider_id: str = ""
    after: float = 0.0
    part_ids: tuple[str, ...] = ()
    is_no_credit: bool = False

    @staticmethod
    def accepted(provider_id: str) -> "Answer":
        return Answer(AnswerKind.ACCEPTED, provider_id=provider_id)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a provider needs to know of one message; `reference` is ours and travels with it."""

    reference: UUID
    to: str
    text: str
    language: str = "en"
    segments: int = 1
    dlt_template_id: str = ""
    dlt_header: str = ""
    dlt_entity_id: str = ""
    dlt_text: str = ""  # as registered, with its typed gaps
    subject: str = ""  # of a letter; empty: the route's own


class ReceiptState(StrEnum):
    ACCEPTED = "accepted"  # on its way: proves only that the provider has it
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One event that a provider reports of one message, matched by our reference or by its own id."""

    reference: UUID | None
    provider_id: str
    state: ReceiptState
    code: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a person wrote to us; numbers as the network writes them.

    The route on which it came and the moment are told beside it, as with a receipt: an adapter knows neither.
    """

    from_number: str
    to_number: str
    text: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a route can do: the ladder out of `uncertain` depends on it."""

    batch_size: int = 1
    removes_doubles: bool = False
    answers_queries: bool = False
    receipts_carry_reference: bool = False
    is_asked_for_receipts: bool = False  # it tells what became of a message only when asked


class QueryAnswer(StrEnum):
    HAS_IT = "has it"
    NEVER_SAW_IT = "never saw it"
    UNKNOWN = "unknown"

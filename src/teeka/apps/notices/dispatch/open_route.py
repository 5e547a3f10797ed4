"""A route in use by one dispatcher: its gateway, its pace, its trouble, and what its lanes hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from teeka.apps.notices.dispatch.pace import TokenBucket, Trouble
from teeka.gateways.sms.gateway import Gateway
from teeka.rules.messages.answers import Answer, AnswerKind
from teeka.rules.messages.canaries import Gate, LastCanary

CLAIM_AT_MOST = 500
CLAIM_SECONDS = 10  # never hold more than the rate allows to send well within the lease
ERRORS = frozenset({AnswerKind.NOT_SENT, AnswerKind.REFUSED_RETRY, AnswerKind.UNKNOWN})
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
TROUBLES = ERRORS | {AnswerKind.THROTTLED}


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims, and for how long a claim holds without a heartbeat."""

    owner: UUID
    seconds: float = 60.0


@dataclass(slots=True)
class Tally:
    """What a gateway answered since it was last written down. A text is an error or slow, never both."""

    texts: int = 0
    errors: int = 0
    slow: int = 0

    def add(self, answer: Answer, *, is_late: bool) -> None:
        self.texts += 1
        if answer.kind in ERRORS:
            self.errors += 1
        elif is_late or answer.kind is AnswerKind.THROTTLED:
            self.slow += 1

    def take_out(self) -> "Tally":
        taken = Tally(self.texts, self.errors, self.slow)
        self.texts = self.errors = self.slow = 0
        return taken

    def put_back(self, taken: "Tally") -> None:
        self.texts += taken.texts
        self.errors += taken.errors
        self.slow += taken.slow


@dataclass(slots=True)
class OpenRoute:
    """`clock`: seconds, also those that the machine sleeps. `leases`: submission -> until when by that clock,
    counted from before the database was asked, so that it is over here before it is over there.
    """

    id: int
    code: str
    gateway: Gateway
    clock: Callable[[], float]
    changed_at: datetime
    read_at: datetime  # when its row was read, by the clock of the database
    window: int
    patience_seconds: int
    bucket: TokenBucket
    trouble: Trouble
    slow_seconds: float = 10.0
    canary_number: str = ""
    balance_floor: float | None = None
    paise_a_segment: float | None = None
    channel: str = "sms"
    texts: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)
    leases: dict[int, float] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    is_closing: bool = False
    is_closed: bool = False  # its account is empty
    gate: Gate = Gate.OPEN
    bulk_at: datetime = LONG_AGO  # what fell due until then may go
    last_canary: LastCanary | None = None
    balance_asked_at: float | None = None
    has_fault: bool = False  # noted on the board, perhaps by a dispatcher before us
    sent: int = 0

    def holds(self, submission: int) -> bool:
        return self.clock() < self.leases[submission]

    @property
    def may_claim(self) -> bool:
        return not self.is_closed and self.gate is Gate.OPEN

    @property
    def is_answering(self) -> bool:
        return not self.trouble.is_on and self.may_claim

    @property
    def is_able(self) -> bool:
        return self.may_claim and not (self.trouble.is_on or self.is_closing or self.bucket.is_spent)

    @property
    def chunk(self) -> int:
        """How many messages are started together: a request of a batch gateway, a window of a single one."""
        size = self.gateway.capabilities.batch_size
        return min(size if size > 1 else max(1, self.window), self.bucket.largest)

    def claim_size(self, share: float) -> int:
        if self.trouble.is_on:
            return 1
        return max(1, min(int(CLAIM_AT_MOST * share), self.bucket.largest * CLAIM_SECONDS))

"""What every SMS provider's adapter can be asked, in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from teeka.rules.messages.answers import Answer, Capabilities, Inbound, Outgoing, QueryAnswer, Receipt


class SettingsRefused(Exception):
    """A route's settings cannot work; the text names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class ReceiptsRead:
    """What one callback held: receipts understood, and how many entries nobody can understand."""

    receipts: tuple[Receipt, ...]
    unreadable: int = 0


class Gateway(Protocol):
    """An adapter never raises on the network's account: what cannot be known is UNKNOWN."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        """One answer a message, in the order given. At most `capabilities.batch_size` messages."""
        ...

    async def query(self, reference: UUID) -> QueryAnswer: ...

    async def close(self) -> None: ...


class ReceiptReader(Protocol):
    def read_receipts(self, body: bytes, content_type: str) -> ReceiptsRead:
        """What a provider posted. Never raises: what cannot be read is counted."""
        ...

    def read_replies(self, body: bytes, content_type: str) -> list[Inbound]:
        """What people answered, as a provider posted it. Never raises: what cannot be read is left out."""
        ...

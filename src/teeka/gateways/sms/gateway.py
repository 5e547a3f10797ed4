"""What every SMS provider's adapter can be asked, in our words."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from teeka.rules.messages.answers import Answer, Capabilities, Inbound, Outgoing, QueryAnswer, Receipt
from teeka.rules.messages.balance import Balance

if TYPE_CHECKING:  # most commands send nothing, and it costs them a tenth of their time
    import aiohttp


class SettingsRefused(Exception):
    """A route's settings cannot work; the text names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class ReceiptsRead:
    """What one callback held: receipts understood, and how many entries nobody can understand."""

    receipts: tuple[Receipt, ...]
    unreadable: int = 0


class Sink(Protocol):
    """Where a gateway puts what its provider brings by itself, over the connection on which we send."""

    def __call__(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> Awaitable[bool]:
        """True once all of it is committed. False: it could not be kept, so the provider must come again."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a gateway is opened with besides its settings. `window`: requests in flight at once."""

    secrets: Mapping[str, str]
    session: "aiohttp.ClientSession"
    window: int
    sink: Sink


class Gateway(Protocol):
    """An adapter never raises on the network's account: what cannot be known is UNKNOWN."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def submit(self, messages: Sequence[Outgoing]) -> list[Answer]:
        """One answer a message, in the order given. At most `capabilities.batch_size` messages."""
        ...

    async def query(self, reference: UUID) -> QueryAnswer: ...

    async def ask_for_receipts(self, provider_ids: Sequence[str]) -> list[Receipt]:
        """What became of accepted messages, where the provider does not tell it by itself.

        Asked about answers that were ACCEPTED with a time to ask after, and asked again until settled.
        """
        ...

    async def balance(self) -> Balance | None:
        """What the account still holds; None where the provider does not say, or not now."""
        ...

    async def close(self) -> None:
        """Leaves the session of the surroundings to whoever opened it."""
        ...


class ReceiptReader(Protocol):
    def read_receipts(self, body: bytes, content_type: str) -> ReceiptsRead:
        """What a provider posted. Never raises: what cannot be read is counted."""
        ...

    def read_replies(self, body: bytes, content_type: str) -> list[Inbound]:
        """What people answered, as a provider posted it. Never raises: what cannot be read is left out."""
        ...


class NoWebhook:
    """The reader of a provider that posts nothing: whatever comes is not of it."""

    def read_receipts(self, body: bytes, content_type: str) -> ReceiptsRead:
        return ReceiptsRead((), unreadable=1)

    def read_replies(self, body: bytes, content_type: str) -> list[Inbound]:
        return []


class Provider(Protocol):
    """What a provider's folder offers to the registry."""

    def open(self, settings: Mapping[str, Any], surroundings: Surroundings) -> Gateway:
        """An adapter ready to send, or SettingsRefused. Called inside a running event loop."""
        ...

    def reader(self, settings: Mapping[str, Any]) -> ReceiptReader:
        """Reads what the provider posts, and checks the settings: SettingsRefused. Needs no secrets."""
        ...

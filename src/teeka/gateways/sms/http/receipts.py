"""What a webhook of an HTTP gateway says: one receipt or reply, or an array of them, as JSON or as a form."""

import json
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from teeka.gateways.sms.gateway import ReceiptsRead
from teeka.gateways.sms.http.settings import HttpSettings
from teeka.gateways.sms.http.shapes import found_at
from teeka.gateways.sms.ids import normal_id
from teeka.rules.messages.answers import Inbound, Receipt


class HttpReceipts:
    """Reads what the gateway posts. A status that the settings do not name counts as unreadable."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings

    def read_receipts(self, body: bytes, content_type: str) -> ReceiptsRead:
        try:
            entries = _entries(self._settings.receipts.list_at, body, content_type)
        except (ValueError, RecursionError):
            return ReceiptsRead((), unreadable=1)
        receipts = tuple(
            receipt for entry in entries if (receipt := _receipt(self._settings, entry)) is not None
        )
        return ReceiptsRead(receipts, len(entries) - len(receipts))

    def read_replies(self, body: bytes, content_type: str) -> list[Inbound]:
        where = self._settings.replies
        try:
            entries = _entries(where.list_at, body, content_type)
        except (ValueError, RecursionError):
            return []
        said = ((found_at(entry, at) for at in (where.sender, where.line, where.text)) for entry in entries)
        return [Inbound(*(str(word) if word is not None else "" for word in words)) for words in said]


def _entries(list_at: str, body: bytes, content_type: str) -> list[Any]:
    if "form-urlencoded" in content_type:
        return [dict(parse_qsl(body.decode()))]
    tree = found_at(json.loads(body), list_at)
    return tree if isinstance(tree, list) else [tree]


def _receipt(settings: HttpSettings, entry: Any) -> Receipt | None:
    where = settings.receipts
    state = where.states.get(str(found_at(entry, where.status)))
    if state is None:
        return None
    provider_id = found_at(entry, where.provider_id)
    ours = normal_id(str(provider_id), settings.id_form) if provider_id not in (None, "") else ""
    reference = _uuid(found_at(entry, where.reference))
    if reference is None and not ours:
        return None
    return Receipt(reference, ours, state, str(found_at(entry, where.code) or "")[:60])


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None

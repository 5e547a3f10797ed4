"""How receipts are stored, whoever brings them: the web's door, the spool, or a gateway's connection."""

import hashlib
from collections.abc import Sequence

from teeka.rules.messages.answers import Receipt
from teeka.rules.messages.states import State
from teeka.shared.text import storable

LONGEST_ID, LONGEST_CODE = 80, 60

# The same news twice is one row. Filled in with the parameters' names in the words of either driver.
STORE = """
INSERT INTO notices_receipt
    (route_code, dedup_key, reference, provider_id, state, code, received_at, look_again_at)
SELECT {route}, given.key, given.reference, given.provider_id, given.state, given.code, {now}, {now}
FROM unnest({keys}::bytea[], {references}::uuid[], {ids}::text[], {states}::text[], {codes}::text[])
     AS given (key, reference, provider_id, state, code)
ON CONFLICT DO NOTHING
"""


def columns(route_code: str, receipts: Sequence[Receipt]) -> dict[str, list[object]]:
    """The receipts as columns, by the names of STORE's parameters and in their order.

    Sorted by key: two who store the same news at once wait for each other, never each for the other.
    """
    keys = sorted((_dedup_key(route_code, receipt), at) for at, receipt in enumerate(receipts))
    receipts = [receipts[at] for _, at in keys]
    return {
        "keys": [key for key, _ in keys],
        "references": [receipt.reference for receipt in receipts],
        "ids": [storable(receipt.provider_id, LONGEST_ID) for receipt in receipts],
        "states": [State(receipt.state.value).value for receipt in receipts],
        "codes": [storable(receipt.code, LONGEST_CODE) for receipt in receipts],
    }


def _dedup_key(route_code: str, receipt: Receipt) -> bytes:
    """The same news twice is one receipt; the time it came does not make it another."""
    news = f"{route_code}\0{receipt.reference}\0{receipt.provider_id}\0{receipt.state}\0{receipt.code}"
    return hashlib.blake2b(news.encode("utf-8", "replace"), digest_size=16).digest()

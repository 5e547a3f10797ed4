"""How replies are stored, whoever brings them: the web's door, the spool, or a gateway's connection."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from teeka.rules.messages.answers import Inbound
from teeka.rules.messages.replies import LONGEST_REPLY
from teeka.shared.phone import read_mobile
from teeka.shared.text import storable

# Filled in with the parameters' names in the words of either driver.
STORE = """
SELECT teeka_take_replies({route}, {keys}::bytea[], {senders}::text[], {lines}::text[],
                          {texts}::text[], {now})
"""


def columns(route_code: str, inbound: Sequence[Inbound], now: datetime) -> dict[str, list[object]]:
    """The replies as columns, by the names of STORE's parameters and in their order.

    A reply without a number is nobody's, and left out.
    """
    rows = [one for one in inbound if _number(one.from_number)]
    return {
        "keys": [_key(route_code, one, now) for one in rows],
        "senders": [_number(one.from_number) for one in rows],
        "lines": [_digits(one.to_number) for one in rows],
        "texts": [_clean(one.text) for one in rows],
    }


def _number(written: str) -> str:
    """Ten digits as people are registered with; empty for what is no mobile number."""
    return read_mobile(written)[0]


def _digits(written: str) -> str:
    return "".join(sign for sign in written if sign.isdecimal())[-15:]


def _clean(text: str) -> str:
    return storable(text.strip(), LONGEST_REPLY)


def _key(route_code: str, one: Inbound, now: datetime) -> bytes:
    """The same words from the same number within a minute are one reply that a gateway brought again."""
    minute = now.replace(second=0, microsecond=0).isoformat()
    what = "\x1f".join((route_code, _number(one.from_number), _digits(one.to_number), one.text, minute))
    return hashlib.sha256(what.encode("utf-8", "replace")).digest()[:16]

"""When somebody is written to by e-mail besides: it proves nothing, so it never takes a call's place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teeka.rules.messages.reasons import SUPPRESSED_BY_MOBILE
from teeka.rules.messages.states import State


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


LEAST_LEFT = timedelta(hours=2)  # before the session; who reads it later has set out, or has not
NOT_DELIVERED = frozenset({State.UNDELIVERED, State.EXPIRED, State.REJECTED})
# Nobody answers a server's word that it took a letter; so long a late bounce may take to come to somebody.
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the SMS message of a person ended, and when the session begins."""

    state: str
    reason: str
    starts_at: datetime
    has_address: bool


def opens_email(ended: Ended, *, now: datetime) -> bool:
    """No number to send to, or a message that did not arrive; an address; and time left to read it."""
    has_no_number = ended.state == State.SUPPRESSED and ended.reason in SUPPRESSED_BY_MOBILE.values()
    is_time_left = ended.starts_at - now >= LEAST_LEFT
    return ended.has_address and is_time_left and (has_no_number or ended.state in NOT_DELIVERED)

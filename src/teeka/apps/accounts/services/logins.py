"""Lets staff in, and makes guessing slow: by login, by address, and by both together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth import authenticate
from django.db import connection

from teeka.apps.accounts import queries
from teeka.apps.accounts.models import Staff
from teeka.apps.accounts.row_security import scope
from teeka.apps.accounts.services.audit import record_event

WINDOW = timedelta(minutes=15)
MOST_FAILURES_OF_A_LOGIN = 8
MOST_FAILURES_OF_AN_ADDRESS = 60  # a whole office may share one
FAILED = "login.failed"
LET_IN = "login.let_in"
OF_NO_DISTRICT = 0


class LoginRefusal(StrEnum):
    WRONG = "wrong name or password"
    TOO_MANY = "too many failures"


@dataclass(frozen=True, slots=True)
class Login:
    staff: Staff | None
    refusal: LoginRefusal | None = None


def let_in(*, username: str, password: str, address: str, now: datetime) -> Login:
    """The member of staff with this password, or why not. Each try is recorded.

    Locks one login's name (advisory) while its password is checked: tries at one login come one after
    the other, so that a hundred at once cannot slip past the count.
    """
    username = username.strip().lower()[:60]
    with scope({OF_NO_DISTRICT}), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('login:' || %s, 0))", [username])
        if queries.failed_logins(username=username, address=address, since=now - WINDOW).is_too_many(
            MOST_FAILURES_OF_A_LOGIN, MOST_FAILURES_OF_AN_ADDRESS
        ):
            return Login(None, LoginRefusal.TOO_MANY)
        staff = authenticate(username=username, password=password)
        if isinstance(staff, Staff):
            _record(LET_IN, "login", username, address, now)
            return Login(staff)
        # Two records: whoever tries many names from one address is counted there.
        _record(FAILED, "login", username, address, now)
        _record(FAILED, "address", address, address, now)
    return Login(None, LoginRefusal.WRONG)


def _record(action: str, subject_type: str, subject_id: str, address: str, now: datetime) -> None:
    record_event(
        now=now,
        by=subject_id if subject_type == "login" else "",
        action=action,
        subject_type=subject_type,
        subject_id=subject_id[:60],
        district_code=0,
        detail={"address": address},
    )

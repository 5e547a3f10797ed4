"""No pack, no launch: which sessions' notices may leave, and two people who let one go without its pack.

Whoever verifies packs (a storey above) says which lists are verified; what becomes due asks only for the row.

Locks: LAUNCH_LOCK, from before anybody looks which lists are verified until that is stored, so that of two
who look at once the later look is what stays; of a request, its row.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.models import AskedLaunch
from teeka.apps.planning.models import Session

LAUNCH_LOCK = 7_110_006
NEWEST_LISTS = """
    SELECT DISTINCT ON (list.session_id) list.session_id, list.id
    FROM allotment_frozenlist list ORDER BY list.session_id, list.version DESC
"""
# A session that falls out needs no pack: whoever was told of it must hear of that at once. Nor does one that
# has begun: what is said then is about a dose.
MAY_LEAVE = f"""
    SELECT newest.session_id FROM ({NEWEST_LISTS}) newest
    JOIN notices_packgate gate ON gate.frozen_list_id = newest.id
    UNION ALL SELECT session_id FROM notices_askedlaunch WHERE decision = 'approved'
    UNION ALL SELECT id FROM planning_session WHERE cancelled_at IS NOT NULL OR starts_at <= %(now)s
"""
OPEN = """
    INSERT INTO notices_packgate (frozen_list_id, district_code, opened_at)
    SELECT id, district_code, %(now)s FROM allotment_frozenlist WHERE id = ANY(%(lists)s)
    ON CONFLICT (frozen_list_id) DO NOTHING
"""
CLOSE = """
    DELETE FROM notices_packgate gate USING allotment_frozenlist list, planning_session session
    WHERE list.id = gate.frozen_list_id AND session.id = list.session_id AND session.starts_at > %(now)s
      AND gate.frozen_list_id <> ALL(%(lists)s)
"""


class LaunchRefusal(StrEnum):
    REASON_MISSING = "reason_missing"
    NO_SUCH_SESSION = "no_such_session"
    ASKED_ALREADY = "asked_already"
    NO_SUCH_REQUEST = "no_such_request"
    SECOND_PERSON = "second_person"


LAUNCH_REFUSAL_WORDS: dict[LaunchRefusal, tuple[str, str]] = {
    LaunchRefusal.REASON_MISSING: (
        "Say why these notices may leave without the pack. Nothing was changed.",
        "बताएँ कि ये सूचनाएँ पैक के बिना क्यों भेजी जाएँ। कुछ नहीं बदला गया।",
    ),
    LaunchRefusal.NO_SUCH_SESSION: (
        "There is no such session to come. Nothing was changed.",
        "ऐसा कोई आगामी सत्र नहीं है। कुछ नहीं बदला गया।",
    ),
    LaunchRefusal.ASKED_ALREADY: (
        "Somebody asked for it already: `teeka launch list` shows who, and another officer decides.",
        "यह पहले ही माँगा गया है: `teeka launch list` देखें; निर्णय कोई दूसरा अधिकारी करेगा।",
    ),
    LaunchRefusal.NO_SUCH_REQUEST: (
        "There is no such request that waits: it may be decided already. Nothing was changed.",
        "ऐसा कोई लंबित अनुरोध नहीं है: शायद निर्णय हो चुका है। कुछ नहीं बदला गया।",
    ),
    LaunchRefusal.SECOND_PERSON: (
        "Who asked cannot also decide: a second officer must look. Nothing was changed.",
        "जिसने माँगा वही निर्णय नहीं कर सकता: दूसरा अधिकारी देखे। कुछ नहीं बदला गया।",
    ),
}


class LaunchRefused(Exception):
    def __init__(self, refusal: LaunchRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@transaction.atomic
def keep_gates(verified: Callable[[], Sequence[int]], *, now: datetime) -> tuple[int, int]:
    """Open the gate of the lists that `verified` names and close every other of sessions to come.

    (gates opened, gates closed). What was queued before a gate closed still leaves.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAUNCH_LOCK])
        values: dict[str, Any] = {"lists": list(verified()), "now": now}
        cursor.execute(OPEN, values)
        opened = int(cursor.rowcount)
        cursor.execute(CLOSE, values)
        return opened, int(cursor.rowcount)


def ask_to_launch(session_id: UUID, *, reason: str, by: str, now: datetime) -> int:
    """Ask that this session's notices leave without its pack; the request's id. Raises LaunchRefused."""
    _need(reason)
    session = Session.objects.filter(pk=session_id, starts_at__gt=now).first()
    if session is None:
        raise LaunchRefused(LaunchRefusal.NO_SUCH_SESSION)
    try:
        with transaction.atomic():
            asked = AskedLaunch.objects.create(
                district_code=session.district_code,
                session=session,
                reason=reason.strip(),
                asked_by=by,
                asked_at=now,
            )
            _record(asked, "launch.asked_for", reason, by=by, now=now)
    except IntegrityError as error:
        if "one_launch_asked_for" not in str(error):
            raise
        raise LaunchRefused(LaunchRefusal.ASKED_ALREADY) from error
    return asked.pk


def decide_launch(asked_id: int, *, approves: bool, reason: str, by: str, now: datetime) -> None:
    """Another officer lets them leave, now and for later versions too, or does not. Raises LaunchRefused."""
    _need(reason)
    decision = AskedLaunch.Decision.APPROVED if approves else AskedLaunch.Decision.REFUSED
    with transaction.atomic():
        waiting = AskedLaunch.objects.select_for_update().filter(decision=AskedLaunch.Decision.WAITS)
        asked = waiting.filter(pk=asked_id).first()
        if asked is None:
            raise LaunchRefused(LaunchRefusal.NO_SUCH_REQUEST)
        if asked.asked_by == by:
            raise LaunchRefused(LaunchRefusal.SECOND_PERSON)
        asked.decision, asked.decision_reason, asked.decided_by, asked.decided_at = decision, reason, by, now
        asked.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
        _record(asked, f"launch.{decision.value}", reason, by=by, now=now)


def _need(reason: str) -> None:
    if not reason.strip():
        raise LaunchRefused(LaunchRefusal.REASON_MISSING)


def _record(asked: AskedLaunch, action: str, reason: str, *, by: str, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="asked_launch",
        subject_id=asked.pk,
        by=by,
        now=now,
        district_code=asked.district_code,
        detail={"session": str(asked.session_id), "reason": reason.strip()},
    )

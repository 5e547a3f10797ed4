"""The stop switch: nothing more of a session or a district is sent, and who was told is told to ignore it.

Nobody is lost by it: while it holds, whoever is not told stands on the call sheet from the hour by which they
should have been; when it is lifted, everybody on the newest lists is told anew.

Locks: STOP_LOCK, alone, so that nothing becomes due meanwhile; then the planner's; then the outbox rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.models import Stop
from teeka.apps.notices.services.owing import Owed, plan_corrections, plan_messages
from teeka.apps.notices.services.sending import STOP_LOCK
from teeka.apps.notices.services.withdrawing import withdraw_stopped
from teeka.apps.planning.models import Session

NEWEST = """
    SELECT DISTINCT ON (list.session_id) list.id
    FROM allotment_frozenlist list JOIN planning_session session ON session.id = list.session_id
    WHERE session.starts_at > %(now)s AND session.cancelled_at IS NULL
      AND CASE WHEN %(session)s::uuid IS NULL THEN session.district_code = %(district)s
          ELSE session.id = %(session)s::uuid END
    ORDER BY list.session_id, list.version DESC
"""


class StopRefusal(StrEnum):
    REASON_MISSING = "reason_missing"
    NO_SUCH_SESSION = "no_such_session"
    STOPPED_ALREADY = "stopped_already"
    NO_SUCH_STOP = "no_such_stop"


STOP_REFUSAL_WORDS: dict[StopRefusal, tuple[str, str]] = {
    StopRefusal.REASON_MISSING: (
        "Say why the messages are stopped: whoever lifts it must know. Nothing was changed.",
        "संदेश क्यों रोके जा रहे हैं, बताएँ: जो इसे हटाए उसे पता होना चाहिए। कुछ नहीं बदला गया।",
    ),
    StopRefusal.NO_SUCH_SESSION: (
        "There is no such session to come in your area. Nothing was changed.",
        "आपके क्षेत्र में ऐसा कोई आगामी सत्र नहीं है। कुछ नहीं बदला गया।",
    ),
    StopRefusal.STOPPED_ALREADY: (
        "The messages are stopped already. Lift that stop first, or leave it.",
        "संदेश पहले से रोके हुए हैं। पहले वह रोक हटाएँ, या रहने दें।",
    ),
    StopRefusal.NO_SUCH_STOP: (
        "There is no such stop in force in your area: it may be lifted already. Look at the list again.",
        "आपके क्षेत्र में ऐसी कोई रोक लागू नहीं है: शायद हट चुकी है। रोकों की सूची फिर देखें।",
    ),
}


class StopRefused(Exception):
    def __init__(self, refusal: StopRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Stopped:
    """Messages that were not on the wire and are not sent; people told to ignore what they were told."""

    withdrawn: int = 0
    corrected: int = 0


def stop_session(*, session_id: UUID, reason: str, corrects: bool, by: str, now: datetime) -> Stopped:
    """Stop a session's messages. corrects: whoever was perhaps told is told to ignore it. Or StopRefused."""
    session = Session.objects.filter(pk=session_id, starts_at__gt=now).first()
    if session is None:
        raise StopRefused(StopRefusal.NO_SUCH_SESSION)
    with transaction.atomic():
        _be_the_only_one()
        return _stop(session.district_code, session_id, reason=reason, corrects=corrects, by=by, now=now)


def stop_districts(
    *, district_codes: Sequence[int], reason: str, corrects: bool, by: str, now: datetime
) -> Stopped:
    """Stop all messages of these districts, those that are stopped already apart. Or StopRefused."""
    with transaction.atomic():
        _be_the_only_one()
        in_force = Stop.objects.filter(session=None, lifted_at=None).values_list("district_code", flat=True)
        left = sorted(set(district_codes) - set(in_force))
        if not left:
            raise StopRefused(StopRefusal.STOPPED_ALREADY)
        done = [_stop(code, None, reason=reason, corrects=corrects, by=by, now=now) for code in left]
        return Stopped(sum(one.withdrawn for one in done), sum(one.corrected for one in done))


def lift_stop(stop_id: int, *, by: str, now: datetime) -> Owed:
    """Messages go out again: everybody on the newest lists is told anew, where nothing live says it already.

    Raises StopRefused.
    """
    with transaction.atomic():
        _be_the_only_one()
        stop = Stop.objects.select_for_update().filter(pk=stop_id, lifted_at=None).first()
        if stop is None:
            raise StopRefused(StopRefusal.NO_SUCH_STOP)
        stop.lifted_at, stop.lifted_by = now, by
        stop.save(update_fields=["lifted_at", "lifted_by"])
        _record(stop, "notices.stop_lifted", by=by, now=now)
        return plan_messages(_newest_lists(stop.district_code, stop.session_id, now), now=now)


def _stop(
    district_code: int, session_id: UUID | None, *, reason: str, corrects: bool, by: str, now: datetime
) -> Stopped:
    if not reason.strip():
        raise StopRefused(StopRefusal.REASON_MISSING)
    if Stop.objects.filter(district_code=district_code, session=session_id, lifted_at=None).exists():
        raise StopRefused(StopRefusal.STOPPED_ALREADY)
    withdrawn = withdraw_stopped(session_id=session_id, district_code=district_code, now=now)
    lists = _newest_lists(district_code, session_id, now) if corrects else []
    stop = Stop.objects.create(
        district_code=district_code, session_id=session_id, reason=reason[:200], made_by=by, made_at=now,
        withdrawn=withdrawn, corrected=plan_corrections(lists, now=now) if lists else 0,
    )  # fmt: skip
    _record(stop, "notices.stopped", by=by, now=now)
    return Stopped(stop.withdrawn, stop.corrected)


def _newest_lists(district_code: int, session_id: UUID | None, now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"now": now, "session": session_id, "district": district_code})
        return [row[0] for row in cursor.fetchall()]


def _be_the_only_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STOP_LOCK])


def _record(stop: Stop, action: str, *, by: str, now: datetime) -> None:
    about = str(stop.session_id or "")
    record_event(
        action=action, subject_type="stop", subject_id=stop.pk, by=by, now=now,
        district_code=stop.district_code,
        detail={"session": about, "withdrawn": stop.withdrawn, "corrected": stop.corrected},
    )  # fmt: skip

"""Which intervals between doses are in force, and who set them.

Lock: one advisory lock over all rules; of one pair of vaccines no two are in force on a day.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import DoseInterval
from teeka.apps.planning.queries import as_interval
from teeka.rules.dose_intervals import Interval

INTERVAL_LOCK = 7_203
LONGEST = 730  # days; more is a slip of the keyboard


class IntervalRefusal(StrEnum):
    NOT_IN_ORDER = "NOT_IN_ORDER"
    ENDS_BEFORE_IT_BEGINS = "ENDS_BEFORE_IT_BEGINS"


INTERVAL_REFUSAL_WORDS: dict[IntervalRefusal, tuple[str, str]] = {
    IntervalRefusal.NOT_IN_ORDER: (
        f"The days go from the least to the most, from 1 to {LONGEST}. Give them in that order.",
        f"दिन न्यूनतम से अधिकतम तक, 1 से {LONGEST} के बीच होते हैं। इसी क्रम में दें।",
    ),
    IntervalRefusal.ENDS_BEFORE_IT_BEGINS: (
        "The rule would end before it begins. Give a later last day.",
        "नियम आरंभ से पहले समाप्त हो जाता। अंतिम दिन बाद का दें।",
    ),
}


class IntervalRefused(Exception):
    def __init__(self, refusal: IntervalRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def set_interval(rule: Interval, *, dose: int, by: str, now: datetime) -> Interval:
    """Let the rule be in force from its first day; the one before it ends the day before.

    It ends itself the day before the next one that is set already. Returns it as it is kept. Raises
    IntervalRefused.
    """
    if not 1 <= rule.least_days <= rule.most_days <= LONGEST:
        raise IntervalRefused(IntervalRefusal.NOT_IN_ORDER)
    if rule.until_on is not None and rule.until_on < rule.from_on:
        raise IntervalRefused(IntervalRefusal.ENDS_BEFORE_IT_BEGINS)
    day = timedelta(days=1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTERVAL_LOCK])
        alike = DoseInterval.objects.filter(
            vaccine_before=rule.vaccine_before, vaccine=rule.vaccine, dose=dose
        )
        following = alike.filter(from_on__gt=rule.from_on).order_by("from_on").first()
        ends = [last for last in (rule.until_on, following and following.from_on - day) if last]
        before = alike.filter(from_on__lt=rule.from_on).order_by("-from_on").first()
        if before and (before.until_on is None or before.until_on >= rule.from_on):
            alike.filter(pk=before.pk).update(until_on=rule.from_on - day)
        kept, _ = alike.update_or_create(
            from_on=rule.from_on,
            defaults={
                "vaccine_before": rule.vaccine_before,
                "vaccine": rule.vaccine,
                "dose": dose,
                "least_days": rule.least_days,
                "most_days": rule.most_days,
                "until_on": min(ends, default=None),
                "made_by": by,
                "made_at": now,
            },
        )
        _record(kept, by, now)
    return as_interval(kept)


def _record(kept: DoseInterval, by: str, now: datetime) -> None:
    detail: dict[str, str | int | None] = {
        "before": kept.vaccine_before,
        "vaccine": kept.vaccine,
        "dose": kept.dose,
        "days": f"{kept.least_days}-{kept.most_days}",
        "from": _iso(kept.from_on),
        "until": _iso(kept.until_on),
    }
    record_event(
        action="vaccine.interval_set",
        subject_type="vaccine",
        subject_id=kept.vaccine,
        by=by,
        now=now,
        detail=detail,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

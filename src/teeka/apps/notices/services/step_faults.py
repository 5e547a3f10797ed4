"""Keeps which steps of the steward fail, and how often in a row."""

from datetime import datetime
from typing import Any

from django.db import connection

from teeka.apps.notices.models import StepFault

COUNT = """
INSERT INTO notices_stepfault (step, times, fault, failed_at) VALUES (%(step)s, 1, %(fault)s, %(now)s)
ON CONFLICT (step) DO UPDATE SET
    times = notices_stepfault.times + 1, fault = excluded.fault, failed_at = excluded.failed_at
"""


def count_fault(step: str, error: Exception, *, now: datetime) -> None:
    """Of the error only its class: its words may hold a number or a name. Locks: the step's row."""
    values: dict[str, Any] = {"step": step[:80], "fault": type(error).__name__[:80], "now": now}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)


def forget_fault(step: str) -> None:
    StepFault.objects.filter(step=step[:80]).delete()

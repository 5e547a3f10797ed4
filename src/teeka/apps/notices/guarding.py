"""The steps of the steward, each guarded apart: one that fails is noted and rests, and the others go on."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError

from teeka.apps.notices.services.step_faults import count_fault, forget_fault
from teeka.shared import clock

log = logging.getLogger(__name__)
DATABASE_GONE = (OperationalError, InterfaceError)  # no step's own fault: the whole pass waits
RESTS_SECONDS = 5.0
Given = TypeVar("Given")


class Guard:
    """Does steps. Where `lets_faults_out`, one that fails raises: somebody stands before it and reads."""

    def __init__(self, *, lets_faults_out: bool) -> None:
        self._lets_faults_out = lets_faults_out
        self._rest_until: dict[str, float] = {}
        self._are_well: set[str] = set()

    def __call__(self, step: Callable[..., Given], **given: object) -> Given | None:
        """What the step returns; None where it failed or rests. Raises what tells of a database away."""
        name = str(getattr(step, "__qualname__", type(step).__qualname__))
        if time.monotonic() < self._rest_until.get(name, 0.0):
            return None
        try:
            returned = step(**given)
        except DATABASE_GONE:
            raise
        except Exception as error:
            if self._lets_faults_out:
                raise
            self._note(name, error)
            return None
        if name not in self._are_well:
            forget_fault(name)
            self._are_well.add(name)
        return returned

    def _note(self, name: str, error: Exception) -> None:
        log.error("a step of the steward failed", extra={"step": name, "fault": type(error).__name__})
        self._rest_until[name] = time.monotonic() + RESTS_SECONDS
        self._are_well.discard(name)
        count_fault(name, error, now=clock.now())

"""What is done once a minute: lists whose hour has come, the doses recorded, the promise of every session."""

import logging
from datetime import datetime

from teeka.apps.lists.services.sealing import renew_manifest
from teeka.apps.lists.services.signing import SigningKeyLost
from teeka.apps.notices.services.alarm_letters import write_alarm_letters
from teeka.apps.notices.services.promises import Ringing, keep_alarms, keep_outlooks
from teeka.apps.notices.services.publishing import DuePublishing
from teeka.apps.readiness.queries.promises import pace_seen, promised_hours, queues_of_all, ringing_sessions
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.apps.siteday.services.after_dose import tell_of_doses
from teeka.rules.messages.promise import at_risk

log = logging.getLogger(__name__)


class Watch:
    """One worker's minute. `teeka tell`, asked to by a person, publishes nothing by itself."""

    def __init__(self, *, keeps_lists: bool = False) -> None:
        self._doses_after = 0
        self._publishing = DuePublishing() if keeps_lists else None

    def __call__(self, *, now: datetime) -> None:
        if self._publishing is not None:
            self._publishing.publish_due(now=now)
            _renew_manifest(now)
        self._doses_after = tell_of_doses(now=now, after=self._doses_after).go_on_after or 0
        watch_promises(now=now)


def _renew_manifest(now: datetime) -> None:
    """What cannot be signed or stored now holds up no message."""
    try:
        renew_manifest(now=now)
    except (SigningKeyLost, OSError) as fault:
        log.warning("the manifest of lists was not renewed", extra={"fault": type(fault).__name__})


def watch_promises(*, now: datetime) -> None:
    """Keep who is at risk at the pace seen and which alarms ring; tell who is in charge. By the worker."""
    keep_outlooks(at_risk(queues_of_all(now), a_second=pace_seen(now), now=now), now=now)
    everywhere = whole_state()
    days = promised_hours(everywhere, now=now).days_near
    keep_alarms(
        [
            Ringing(one.session.id, cause, people)
            for one in ringing_sessions(everywhere, days, now=now)
            for cause, people in one.causes.items()
        ],
        now=now,
    )
    write_alarm_letters(now=now)

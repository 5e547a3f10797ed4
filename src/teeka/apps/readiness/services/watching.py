"""What is looked at once a minute: the promise of every session ahead, and the doses recorded."""

from datetime import datetime

from teeka.apps.notices.services.alarm_letters import write_alarm_letters
from teeka.apps.notices.services.promises import Ringing, keep_alarms, keep_outlooks
from teeka.apps.readiness.queries.promises import pace_seen, promised_hours, queues_of_all, ringing_sessions
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.apps.siteday.services.after_dose import tell_of_doses
from teeka.rules.messages.promise import at_risk


class Watch:
    """One worker's look at everything, once a minute."""

    def __init__(self) -> None:
        self._doses_after = 0

    def __call__(self, *, now: datetime) -> None:
        self._doses_after = tell_of_doses(now=now, after=self._doses_after).go_on_after or 0
        watch_promises(now=now)


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

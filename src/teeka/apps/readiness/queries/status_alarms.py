"""What in the status needs somebody: the counts behind each alarm."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from teeka.apps.lists.queries.links import overdue_lists
from teeka.apps.lists.queries.places import place_standings, waiting_sessions
from teeka.apps.lists.services.places import devices_of
from teeka.apps.notices.queries import is_rehearsal
from teeka.apps.readiness.queries.alarms import silent_facilities, work_in_need
from teeka.apps.readiness.queries.promises import promised_hours, ringing_sessions
from teeka.apps.readiness.queries.rows import number_of
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.apps.readiness.queries.status import Status
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.rules.alarms import Alarm, Raised, raised

FREEZE_HOURS = 36
FAULT_HOURS = 1
FREE_MEGABYTES = 1024

NOT_FROZEN = """
    SELECT count(*) FROM planning_session session
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    WHERE session.cancelled_at IS NULL AND session.taken > 0
      AND session.starts_at BETWEEN %(now)s AND %(soon)s
      AND NOT EXISTS (SELECT FROM allotment_frozenlist list WHERE list.session_id = session.id)
"""


def status_alarms(status: Status, *, disk: Path) -> list[Raised]:
    """`disk`: a folder on the disk that must not fill up."""
    now, road = status.as_of, status.road
    work = work_in_need(now - timedelta(hours=FAULT_HOURS))
    free = shutil.disk_usage(disk).free // 2**20
    places = [place for place in place_standings(now=now) if place.is_on]
    return raised(
        {
            Alarm.PROMISE_BREAKS: _untold_in_time(now),
            Alarm.PEOPLE_TO_CALL: status.to_call,
            Alarm.NOT_FROZEN_IN_TIME: _not_frozen(now),
            Alarm.CANNOT_BE_SENT: len(cannot_be_sent(now=now)),
            Alarm.PACKS_WAIT: len(waiting_sessions(now=now)),
            Alarm.LIST_NOT_SEEN: len(overdue_lists(now=now)),
            Alarm.PLACE_FAILS: sum(bool(place.fault) for place in places),
            Alarm.COPIES_ON_ONE_DISK: len(places) if len(set(devices_of(places).values())) == 1 else 0,
            Alarm.DISK_NEARLY_FULL: max(free, 1) if free < FREE_MEGABYTES else 0,
            Alarm.ROUTE_FAULTY: sum(bool(route.fault or route.balance_state) for route in work.routes),
            Alarm.STEP_FAILS: work.failing_steps,
            Alarm.NOT_YET_ALLOTTED: status.unanswered,
            Alarm.NOT_ON_A_LIST: road.not_listed,
            Alarm.PACKS_MISSING: road.lists - status.packs_verified,
            Alarm.NOT_RESOLVED: status.postings["unresolved"],
            Alarm.POSTINGS_TO_SETTLE: status.postings["confirm"] + status.postings["review"],
            Alarm.UNPLACED: sum(status.unplaced.values()),
            Alarm.ROWS_REJECTED: status.all_rows["rejected"],
            Alarm.ROWS_HELD: status.all_rows["held"],
            Alarm.DUPLICATES_TO_SETTLE: status.duplicates["held"],
            Alarm.SILENT_FACILITIES: len(silent_facilities(whole_state())),
            Alarm.POSSIBLE_DUPLICATES: status.possible_duplicates,
            Alarm.REHEARSAL: int(is_rehearsal()),
        }
    )


def _not_frozen(now: datetime) -> int:
    return number_of(NOT_FROZEN, {"now": now, "soon": now + timedelta(hours=FREEZE_HOURS)})


def _untold_in_time(now: datetime) -> int:
    everywhere = whole_state()
    days = promised_hours(everywhere, now=now).days_near
    return sum(one.people for one in ringing_sessions(everywhere, days, now=now))

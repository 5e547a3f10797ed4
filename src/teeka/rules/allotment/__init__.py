"""Who gets which seat: the plan's input, the plan, and the reasons given for it."""

from teeka.rules.allotment.leaving import who_must_leave
from teeka.rules.allotment.levers import Lever, levers
from teeka.rules.allotment.plan import allot
from teeka.rules.allotment.reasons import UNPLACED_WORDS, WHY_WORDS, Reason, Why
from teeka.rules.allotment.request import (
    Absences,
    Allotment,
    Away,
    Facilities,
    Located,
    People,
    Request,
    Sessions,
    Sites,
    Terms,
    with_places,
)
from teeka.rules.allotment.since import still_spared
from teeka.rules.allotment.solve import Effort

__all__ = [
    "UNPLACED_WORDS",
    "WHY_WORDS",
    "Absences",
    "Allotment",
    "Away",
    "Effort",
    "Facilities",
    "Lever",
    "Located",
    "People",
    "Reason",
    "Request",
    "Sessions",
    "Sites",
    "Terms",
    "Why",
    "allot",
    "levers",
    "still_spared",
    "who_must_leave",
    "with_places",
]

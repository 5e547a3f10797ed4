"""Who has a place where, who has none and why, and the lists that were published of it."""

from teeka.apps.allotment.models.by_hand import AskedSeat, HandSheet
from teeka.apps.allotment.models.frozen import FrozenList, FrozenRow
from teeka.apps.allotment.models.places import Absence, Appointment, Done, Exclusion, Plan, Unplaced
from teeka.apps.allotment.models.what_if import WhatIf, WhatIfPerson

__all__ = [
    "Absence",
    "Appointment",
    "AskedSeat",
    "Done",
    "Exclusion",
    "FrozenList",
    "FrozenRow",
    "HandSheet",
    "Plan",
    "Unplaced",
    "WhatIf",
    "WhatIfPerson",
]

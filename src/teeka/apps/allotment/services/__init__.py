"""What can be done with places: give them in bulk or by hand, take them back, publish them."""

from teeka.apps.allotment.services.absences import note_absence, take_absence_back
from teeka.apps.allotment.services.allotting import Allotted, Phase, allot_people
from teeka.apps.allotment.services.by_hand import (
    cancel_appointment,
    cancel_session_and_places,
    exclude_person,
    place_by_hand,
)
from teeka.apps.allotment.services.closing import Closed, close_facility
from teeka.apps.allotment.services.cutting import cut_seats
from teeka.apps.allotment.services.freezing import Frozen, freeze_lists
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal

__all__ = [
    "AllotmentRefused",
    "Allotted",
    "Closed",
    "Frozen",
    "Phase",
    "Refusal",
    "allot_people",
    "cancel_appointment",
    "cancel_session_and_places",
    "close_facility",
    "cut_seats",
    "exclude_person",
    "freeze_lists",
    "note_absence",
    "place_by_hand",
    "take_absence_back",
]

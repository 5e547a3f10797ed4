"""What can be done with places: give them in bulk or by hand, take them back, publish them."""

from teeka.apps.allotment.services.absences import note_absence, take_absence_back
from teeka.apps.allotment.services.allotting import Allotted, Phase, allot_people
from teeka.apps.allotment.services.asking import approve_seat, ask_for_seat, ask_for_seats, refuse_seat
from teeka.apps.allotment.services.by_hand import move_by_hand, place_by_hand, swap_places
from teeka.apps.allotment.services.closing import Closed, close_facility
from teeka.apps.allotment.services.cutting import cut_seats, places_to_leave
from teeka.apps.allotment.services.excluding import exclude_person, take_back_exclusion
from teeka.apps.allotment.services.freezing import Frozen, freeze_lists
from teeka.apps.allotment.services.pinning import pin_place, unpin_place
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.seats import change_seats
from teeka.apps.allotment.services.taking_back import cancel_appointment, cancel_session_and_places

__all__ = [
    "AllotmentRefused",
    "Allotted",
    "Closed",
    "Frozen",
    "Phase",
    "Refusal",
    "allot_people",
    "approve_seat",
    "ask_for_seat",
    "ask_for_seats",
    "cancel_appointment",
    "cancel_session_and_places",
    "change_seats",
    "close_facility",
    "cut_seats",
    "exclude_person",
    "freeze_lists",
    "move_by_hand",
    "note_absence",
    "pin_place",
    "place_by_hand",
    "places_to_leave",
    "refuse_seat",
    "swap_places",
    "take_absence_back",
    "take_back_exclusion",
    "unpin_place",
]

"""Where copies of the lists lie: each place, what it holds read back, what is wrong, what was changed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from teeka.apps.accounts.queries import history_of
from teeka.apps.lists.queries.places import PlaceStanding, place_standings
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.rules.store_faults import STORE_FAULT_WORDS, StoreFault
from teeka.shared import clock


@dataclass(frozen=True, slots=True)
class _Shown:
    place: PlaceStanding
    fault: str

    @property
    def waiting(self) -> int:
        return self.place.wanted - self.place.lists if self.place.is_on else 0


@require_GET
@needs(Action.SEE_COPIES)
def copies(request: StaffRequest) -> HttpResponse:
    """Lists are counted of the districts of this login; a place serves all of them."""
    shown = [
        _Shown(place, in_language(STORE_FAULT_WORDS[StoreFault(place.fault)]) if place.fault else "")
        for place in place_standings(now=clock.now())
    ]
    return render(request, "console/copies.html", {"shown": shown, "history": history_of("place")})

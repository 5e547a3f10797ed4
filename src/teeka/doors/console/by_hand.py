"""What every page of places by hand asks for: whose place it is, and why it is changed."""

from django.http import Http404

from teeka.apps.readiness.queries.by_hand import HandPerson, hand_person
from teeka.doors.console.middleware import StaffRequest
from teeka.rules.hand_sheet import LONGEST_REASON


def asked_person(request: StaffRequest, reference: int) -> HandPerson:
    """The person, when this login may see them; else the page does not exist."""
    who = hand_person(request.jurisdiction, reference)
    if who is None:
        raise Http404
    return who


def given_reason(request: StaffRequest, name: str = "reason") -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:LONGEST_REASON]

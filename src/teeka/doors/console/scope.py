"""The part of a login's own jurisdiction that an address asks for with ?district= and ?block=."""

from datetime import date

from django.http import Http404

from teeka.doors.console.middleware import StaffRequest
from teeka.rules.permissions import Jurisdiction


def asked_jurisdiction(request: StaffRequest) -> Jurisdiction:
    """The login's own, narrowed to the address's district and block; 404 when these lie outside."""
    jurisdiction = request.jurisdiction
    district, block = request.GET.get("district", ""), request.GET.get("block", "")
    if district.isdecimal():
        jurisdiction = jurisdiction.narrowed_to(int(district))
    if block.isdecimal():
        jurisdiction = jurisdiction.narrowed_to_block(int(block))
    if not jurisdiction.districts:
        raise Http404
    return jurisdiction


def asked_day(request: StaffRequest) -> date | None:
    """The day of the address; none when it is not there or not a date."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None

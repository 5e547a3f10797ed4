"""The sites of sessions to come whose place on the map is only roughly known."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.readiness.queries.rough_sites import RoughSite, rough_sites
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import site_located
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

HEADS: Sequence[Head[RoughSite]] = (
    Head("site", _("Site"), lambda row: row.site_name),
    Head("located", _("How it is known"), lambda row: site_located(row.located)),
    Head("sessions", _("Sessions"), lambda row: row.sessions, is_number=True),
    Head("seats", _("Seats"), lambda row: row.seats, is_number=True, is_wide_only=True),
    Head("placed", _("Placed"), lambda row: row.placed, is_number=True),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("code", _("Facility code"), lambda row: row.facility_code, is_wide_only=True),
    Head("pin", _("PIN code"), lambda row: row.pin_code, is_code=True, is_wide_only=True),
)


@require_GET
@needs(Action.SEE_SESSIONS)
def rough_site_list(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    found = rough_sites(asked_jurisdiction(request), now=now)
    table = Table.of(request, HEADS, found, sort="-placed")
    if table.is_file:
        return table.as_file(name="rough-sites", title=_("Sites only roughly known"), now=now)
    return render(request, "console/rough_sites.html", {"table": table})

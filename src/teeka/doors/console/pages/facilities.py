"""Facilities that officers have proposed, for whoever keeps the registry."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.readiness.queries.proposed import ProposedFacility, proposed_facilities
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

HEADS: Sequence[Head[ProposedFacility]] = (
    Head("facility", _("Facility"), lambda row: row.name),
    Head("code", _("Code"), lambda row: row.code, is_code=True),
    Head("type", _("Type"), lambda row: row.type),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("block", _("Block"), lambda row: row.block, is_wide_only=True),
    Head("pin_code", _("PIN code"), lambda row: row.pin_code, is_wide_only=True, is_code=True),
    Head("by", _("Who"), lambda row: row.proposed_by, is_wide_only=True),
    Head("when", _("When"), lambda row: clock.in_india(row.proposed_at).strftime("%Y-%m-%d %H:%M:%S")),
    Head("people", _("People"), lambda row: row.people, is_number=True),
)


@require_GET
@needs(Action.SEE_PROPOSED)
def proposed(request: StaffRequest) -> HttpResponse:
    table = Table.of(request, HEADS, proposed_facilities(asked_jurisdiction(request)), sort="-when")
    may_download = may(request.staff.role, Action.DOWNLOAD)
    if table.is_file:
        if not may_download:
            raise Http404
        return table.as_file(name="proposed-facilities", title=_("Proposed facilities"), now=clock.now())
    context = {
        "table": table,
        "no_files": not may_download,
        "may_settle": may(request.staff.role, Action.SETTLE_POSTINGS),
        "may_see_people": may(request.staff.role, Action.SEE_PEOPLE),
    }
    return render(request, "console/proposed.html", context)

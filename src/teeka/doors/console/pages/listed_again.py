"""Facilities that the registry lists more than once: the evidence, and one press to part what is not one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.places.services.collapsing import CollapseRefused, join_facility, part_facility
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.listed_again import ListedAgain, listed_again, parted_by_hand
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import evidence_said
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

HEADS: Sequence[Head[ListedAgain]] = (
    Head("facility", _("Facility"), lambda row: row.main_name),
    Head("main_code", _("Code of the facility"), lambda row: row.main_code, is_code=True),
    Head("name", _("Listed again as"), lambda row: row.name),
    Head("code", _("Code"), lambda row: row.code, is_code=True),
    Head("why", _("Why"), lambda row: "; ".join(evidence_said(row))),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("by", _("Said by"), lambda row: row.by, is_wide_only=True),
    Head("at", _("Since"), lambda row: f"{clock.in_india(row.at):%Y-%m-%d %H:%M}", is_wide_only=True),
)  # fmt: skip
TITLE = _("Facilities listed more than once")


@require_GET
@needs(Action.SETTLE_DUPLICATES)
def facility_list(request: StaffRequest) -> HttpResponse:
    jurisdiction = asked_jurisdiction(request)
    table = Table.of(request, HEADS, listed_again(jurisdiction), sort="district")
    if table.is_file:
        return table.as_file(name="facilities-listed-again", title=TITLE, now=clock.now())
    context = {"table": table, "parted": parted_by_hand(jurisdiction)}
    return render(request, "console/listed_again.html", context)


@require_POST
@needs(Action.SETTLE_DUPLICATES)
def part(request: StaffRequest) -> HttpResponse:
    """This row is a facility of its own."""
    code = request.POST.get("code", "")[:40]
    try:
        part_facility(code, by=request.staff.username, now=clock.now())
    except CollapseRefused as refused:
        return _refused(request, refused)
    forget()
    messages.success(request, gettext("Parted: %(code)s is a facility of its own again.") % {"code": code})
    return redirect("listed_again")


@require_POST
@needs(Action.SETTLE_DUPLICATES)
def join(request: StaffRequest) -> HttpResponse:
    """This row lists another facility again."""
    code, main = (request.POST.get(name, "").strip()[:40] for name in ("code", "main"))
    try:
        join_facility(code, main_code=main, by=request.staff.username, now=clock.now())
    except CollapseRefused as refused:
        return _refused(request, refused)
    forget()
    messages.success(
        request, gettext("Joined: %(code)s and %(main)s are one facility.") % {"code": code, "main": main}
    )
    return redirect("listed_again")


def _refused(request: StaffRequest, refused: CollapseRefused) -> HttpResponse:
    messages.warning(request, refused.sentence("hi" if get_language() == "hi" else "en"))
    return redirect("listed_again")

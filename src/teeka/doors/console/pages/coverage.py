"""Coverage: how many people each facility was expected to send, how many came, and who sent nothing."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.readiness.queries.coverage import (
    FacilityCoverage,
    PlaceCoverage,
    by_block,
    by_district,
    coverage,
    people_without_a_facility,
    together,
)
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.rules.permissions import Action, Jurisdiction, may, needs
from teeka.shared import clock

SHOWS: dict[str, tuple[Promise, Promise]] = {
    "all": (_("All facilities"), _("Coverage by facility")),
    "silent": (_("Sent nothing"), _("Facilities that sent nothing")),
    "short": (_("Sent too few"), _("Facilities that sent too few")),
}
HEADS: Sequence[Head[FacilityCoverage]] = (
    Head("facility", _("Facility"), lambda row: row.name),
    Head("code", _("Code"), lambda row: row.code, is_code=True, is_wide_only=True),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("block", _("Block"), lambda row: row.block, is_wide_only=True),
    Head("expected", _("Expected"), lambda row: row.expected, is_number=True, is_wide_only=True),
    Head("received", _("Received"), lambda row: row.received, is_number=True),
    Head("missing", _("Missing"), lambda row: row.missing, is_number=True),
    Head("share", _("Share in %"), lambda row: None if row.share is None else round(100 * row.share),
         is_number=True, is_wide_only=True),
)  # fmt: skip


@require_GET
@needs(Action.SEE_PEOPLE)
def coverage_page(request: StaffRequest) -> HttpResponse:
    jurisdiction = asked_jurisdiction(request)
    facilities = coverage(jurisdiction)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWS else "all"
    is_one_district = len(jurisdiction.districts) == 1
    heads = [head for head in HEADS if head.key != "district" or not is_one_district]
    table = Table.of(request, heads, [row for row in facilities if _is_shown(row, show)], sort="-missing")
    may_download = may(request.staff.role, Action.DOWNLOAD)
    if table.is_file:
        if not may_download:
            raise Http404
        return table.as_file(name=f"coverage-{show}", title=SHOWS[show][1], now=clock.now())
    context = {
        "table": table,
        "show": show,
        "title": SHOWS[show][1],
        "shows": [(key, words[0], table.address(show=key, page=None)) for key, words in SHOWS.items()],
        "total": together(facilities),
        "places": _places(facilities, jurisdiction),
        "by_block": is_one_district,
        "kept": _kept(jurisdiction),
        "unsettled": people_without_a_facility(jurisdiction),
        "no_files": not may_download,
        "upload": reverse("new_upload") if may(request.staff.role, Action.UPLOAD) else "",
        "may_settle": may(request.staff.role, Action.SETTLE_POSTINGS),
    }
    return render(request, "console/coverage.html", context)


def _is_shown(row: FacilityCoverage, show: str) -> bool:
    if show == "silent":
        return row.is_silent
    return show == "all" or (row.missing > 0 and not row.is_silent)


def _places(
    facilities: Sequence[FacilityCoverage], jurisdiction: Jurisdiction
) -> list[tuple[PlaceCoverage, str]]:
    """The places inside this one, each with what its addresses ask for; a block or a facility has none."""
    if not jurisdiction.is_whole_districts:
        return []
    if len(jurisdiction.districts) > 1:
        return [(place, f"district={place.code}") for place in by_district(facilities)]
    district = min(jurisdiction.districts)
    return [(place, f"district={district}&block={place.code}") for place in by_block(facilities)]


def _kept(jurisdiction: Jurisdiction) -> str:
    """What an address behind a number carries, so that the names are those that were counted."""
    query = f"&district={min(jurisdiction.districts)}" if len(jurisdiction.districts) == 1 else ""
    return query if jurisdiction.block_code is None else f"{query}&block={jurisdiction.block_code}"

"""Lists of people behind each number, one person's page, and who has no place."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.readiness.queries.absences import absences_of
from teeka.apps.readiness.queries.by_hand import hand_person
from teeka.apps.readiness.queries.one_person import whole_person
from teeka.apps.readiness.queries.people import PeopleWanted, PersonRow, Where, people
from teeka.apps.readiness.queries.place_names import facility_name
from teeka.apps.readiness.queries.rough_sites import rough_sites
from teeka.apps.readiness.queries.unplaced import sessions_to_open, unplaced_by_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.pages.places import ways_of
from teeka.doors.console.scope import asked_day, asked_jurisdiction
from teeka.doors.console.tables import Head, Table, Wanted
from teeka.doors.console.words import category_words, unplaced_words
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

WHERE_WORDS: dict[Where, Promise] = {
    Where.RECEIVED: _("Everybody registered"),
    Where.DUPLICATE: _("Registered twice: this row stands for another"),
    Where.KNOWN: _("Posting known"),
    Where.UNSETTLED: _("Posting to be settled"),
    Where.UNPLACED: _("Without a place"),
    Where.STANDBY: _("On standby"),
    Where.EXCLUDED: _("Taken out of the campaign"),
    Where.PLACED: _("Placed"),
    Where.LISTED: _("On a frozen list"),
    Where.NOT_LISTED: _("Placed, but on no list yet"),
    Where.TOLD: _("Told"),
    Where.ON_THE_WAY: _("Message on the way"),
    Where.TO_CALL: _("To be called"),
    Where.COMING: _("Said that they come"),
    Where.WAITING: _("Message not sent yet"),
    Where.AT_GATEWAY: _("Message sent, no proof yet that it arrived"),
    Where.NOT_CALLED: _("On the call sheet, nobody has rung"),
    Where.CALLED: _("Rung, and not told"),
    Where.AT_RISK: _("Would not be told in time at the pace seen"),
    Where.ARRIVED: _("Arrived"),
    Where.VACCINATED: _("Vaccinated"),
    Where.NOT_GIVEN: _("Came, and got no dose"),
    Where.ABSENT: _("Listed, and did not come"),
}


def _place(row: PersonRow) -> str:
    if row.slot_at is not None:
        when = clock.in_india(row.slot_at).strftime("%Y-%m-%d %H:%M")
        return f"{row.site_name or row.session_code or ''} {when}".strip()
    return unplaced_words(row.unplaced_reason)


PEOPLE_HEADS: Sequence[Head[PersonRow]] = (
    Head("name", _("Name"), lambda row: row.full_name),
    Head("reference", _("Reference"), lambda row: f"{row.reference:014d}", is_code=True, is_wide_only=True),
    Head("category", _("Category"), lambda row: category_words(row.category), is_wide_only=True),
    Head("posting", _("Posting as written"), lambda row: row.posting_text, is_wide_only=True),
    Head("facility", _("Facility"), lambda row: row.facility_name or ""),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("session", _("Session"), _place),
)


@require_GET
@needs(Action.SEE_PEOPLE)
def people_list(request: StaffRequest) -> HttpResponse:
    now, jurisdiction = clock.now(), asked_jurisdiction(request)
    asked = request.GET.get("where", "")
    where = Where(asked) if asked in set(Where) else Where.RECEIVED
    reason, on = request.GET.get("reason", "")[:30], asked_day(request)
    code = request.GET.get("session", "")[:40]

    def fetch(wanted: Wanted) -> tuple[list[PersonRow], int]:
        of_people = PeopleWanted(
            where, on, code, reason, wanted.search, wanted.sort, wanted.is_descending, wanted.limit,
            wanted.offset,
        )  # fmt: skip
        return people(jurisdiction, of_people, now=now)

    table = Table(request, PEOPLE_HEADS, sort="name", fetch=fetch)
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        record_event(
            now=now, by=request.staff.username, action="people.downloaded", subject_type="people",
            subject_id=where.value, detail={"people": len(table.rows)},
        )  # fmt: skip
        return table.as_file(name=f"people-{where}", title=WHERE_WORDS[where], now=now)
    context = {
        "table": table,
        "where": where,
        "where_words": WHERE_WORDS[where],
        "on": on,
        "reason": reason,
        "session_code": code,
    }
    context |= {"wheres": list(WHERE_WORDS.items()), "may_download": may(request.staff.role, Action.DOWNLOAD)}
    if "facility" in request.GET and jurisdiction.facility_id is not None:
        context["facility"] = facility_name(jurisdiction.facility_id)
    return render(request, "console/people.html", context)


@require_GET
@needs(Action.SEE_PERSON)
def person(request: StaffRequest, reference: int) -> HttpResponse:
    """One person's way. Every look is recorded, and says whether the whole mobile was shown."""
    now = clock.now()
    whole = whole_person(request.jurisdiction, reference)
    if whole is None:
        raise Http404
    shows_mobile = may(request.staff.role, Action.SEE_MOBILE)
    record_event(
        now=now,
        by=request.staff.username,
        action="person.seen",
        subject_type="person",
        subject_id=reference,
        district_code=whole.person.district_code,
        detail={"with_mobile": shows_mobile},
    )
    context = {
        "person": whole.person,
        "card": whole.card,
        "story": whole,
        "shows_mobile": shows_mobile,
        "may_see_ledger": may(request.staff.role, Action.SEE_PEOPLE),
        "by_hand": _by_hand(request, reference),
    }
    return render(request, "console/person.html", context)


def _by_hand(request: StaffRequest, reference: int) -> dict[str, object] | None:
    """What this login may do with the person's place."""
    if not may(request.staff.role, Action.CHANGE_PLACES):
        return None
    who = hand_person(request.jurisdiction, reference)
    return {"who": who, "ways": ways_of(who), "absences": absences_of(who.id)} if who else None


@require_GET
@needs(Action.SEE_PEOPLE)
def unplaced(request: StaffRequest) -> HttpResponse:
    reasons = unplaced_by_reason(asked_jurisdiction(request))
    kept = "".join(
        f"&{key}={request.GET[key]}" for key in ("district", "block") if request.GET.get(key, "").isdecimal()
    )
    context = {"reasons": reasons, "total": sum(reason.people for reason in reasons), "kept": kept}
    context["may_change_places"] = may(request.staff.role, Action.CHANGE_PLACES)
    context["levers"] = sessions_to_open(asked_jurisdiction(request)) if reasons else []
    context["may_try"] = may(request.staff.role, Action.TRY_PLANS)
    context["rough_sites"] = len(rough_sites(asked_jurisdiction(request), now=clock.now()))
    return render(request, "console/unplaced.html", context)

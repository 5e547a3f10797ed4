"""Opens sessions and calls them off.

Places of a session that is called off are given back by allotment, which knows of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Campaign, Session, SessionSite, Vaccine
from teeka.shared.clock import INDIA


@dataclass(frozen=True, slots=True)
class Opening:
    """A session to open; hours are India's."""

    code: str
    on: date
    starts: time
    ends: time
    seats: int


def site_of_facility(facility: Facility) -> SessionSite:
    """The facility's session site, made when it never had one. Lock: the unique index over the facility."""
    site, _ = SessionSite.objects.get_or_create(
        facility=facility,
        defaults={
            "district_code": facility.district_code,
            "name": facility.name,
            "name_hi": facility.name_hi,
            "pin_code": facility.pin_code,
            "latitude": facility.latitude,
            "longitude": facility.longitude,
            "sms_name": facility.sms_name,
        },
    )
    return site


def open_session(
    campaign: Campaign, site: SessionSite, opening: Opening, *, reason: str, by: str, now: datetime
) -> Session:
    """One more session at the site: in vaccine, dose and cohort like its largest, else the campaign's."""
    planned = Session.objects.filter(campaign=campaign, cancelled_at=None).order_by("-capacity", "code")
    like = planned.filter(site=site).first() or planned.first()
    with transaction.atomic():
        session = Session.objects.create(
            code=opening.code,
            campaign=campaign,
            site=site,
            district_code=site.district_code,
            held_on=opening.on,
            starts_at=datetime.combine(opening.on, opening.starts, INDIA),
            ends_at=datetime.combine(opening.on, opening.ends, INDIA),
            capacity=opening.seats,
            reserve_percent=like.reserve_percent if like else 0,
            vaccine=like.vaccine if like else Vaccine.objects.order_by("code")[0],
            dose=like.dose if like else None,
            cohort=like.cohort if like else "",
            vaccinators=like.vaccinators if like else 1,
        )
        _record(session, "session.opened", by, now, seats=opening.seats, reason=reason)
    return session


def _record(session: Session, action: str, by: str, now: datetime, *, seats: int, reason: str) -> None:
    record_event(
        action=action,
        subject_type="session",
        subject_id=session.pk,
        by=by,
        now=now,
        district_code=session.district_code,
        detail={"code": session.code, "from": session.capacity, "to": seats, "reason": reason},
    )


def cancel_session(session_id: UUID, *, reason: str, by: str, now: datetime) -> bool:
    """Mark the session as cancelled, once; False when it was already or does not exist.

    Call it through allotment's cancel_session_and_places: by itself it leaves people on the list.
    Lock: the session's row.
    """
    cancelled = Session.objects.filter(pk=session_id, cancelled_at=None).update(
        cancelled_at=now, cancelled_by=by, cancel_reason=reason
    )
    if cancelled:
        district = Session.objects.values_list("district_code", flat=True).get(pk=session_id)
        record_event(
            action="session.cancelled",
            subject_type="session",
            subject_id=session_id,
            by=by,
            now=now,
            district_code=district,
        )
    return bool(cancelled)

"""Links to a session's newest list: made, told, withdrawn, and found again by what somebody brings.

Locks: the session's row while a link is made or withdrawn, so that two at once make one.
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from teeka.apps.accounts.queries import failed_tries
from teeka.apps.accounts.row_security import scope
from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.models import PackLink
from teeka.apps.lists.queries.links import LinkFound, link_found
from teeka.apps.planning.models import Session
from teeka.rules.seen_lists import link_ends_at

MISSED = "pack_link.missed"
WINDOW = timedelta(minutes=15)
MOST_MISSES_OF_AN_ADDRESS = 30
OF_NO_DISTRICT = 0
PATH = "/pack/{}/"


class LinkRefusal(StrEnum):
    REASON_MISSING = "reason_missing"
    OVER = "over"
    NO_LINK = "no_link"


LINK_REFUSAL_WORDS: dict[LinkRefusal, tuple[str, str]] = {
    LinkRefusal.REASON_MISSING: (
        "Say why this link is withdrawn. Nothing was changed.",
        "बताएँ कि यह लिंक क्यों वापस लिया जा रहा है। कुछ नहीं बदला गया।",
    ),
    LinkRefusal.OVER: (
        "The session is over: no link to its list opens any more.",
        "सत्र समाप्त हो चुका है: उसकी सूची का कोई लिंक अब नहीं खुलता।",
    ),
    LinkRefusal.NO_LINK: (
        "This session has no link that opens. Nothing was changed.",
        "इस सत्र का कोई खुला लिंक नहीं है। कुछ नहीं बदला गया।",
    ),
}


class LinkRefused(Exception):
    def __init__(self, refusal: LinkRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class TooManyMisses(Exception):
    """From this address so many wrong links came lately that no more are looked at."""


def link_path(session_id: UUID, *, by: str, now: datetime) -> str:
    """The path of the session's link, which is made when there is none. Raises LinkRefused."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session_id)
        if link_ends_at(session.ends_at) <= now:
            raise LinkRefused(LinkRefusal.OVER)
        link = PackLink.objects.filter(session=session, withdrawn_at=None).first()
        return PATH.format(secret_of((link or _make(session, by=by, now=now)).nonce))


def link_address(session_id: UUID, *, by: str, now: datetime) -> str:
    """For a letter; empty where nobody said under which address our pages are reached, or it is too late."""
    if not settings.TEEKA_ADDRESS:
        return ""
    try:
        return str(settings.TEEKA_ADDRESS) + link_path(session_id, by=by, now=now)
    except LinkRefused:
        return ""


def told_path(session_id: UUID, *, by: str, now: datetime) -> str:
    """For an officer who hands it on; that they looked is written. Raises LinkRefused."""
    with transaction.atomic():
        path = link_path(session_id, by=by, now=now)
        link = PackLink.objects.get(session_id=session_id, withdrawn_at=None)
        _record(link, "pack_link.shown", "", by=by, now=now)
    return path


def withdraw_link(session_id: UUID, *, renews: bool, reason: str, by: str, now: datetime) -> None:
    """The link opens nothing from now on; with `renews` another one takes its place. Raises LinkRefused.

    Until it is renewed or shown anew, a letter of a later version makes another one too.
    """
    if not reason.strip():
        raise LinkRefused(LinkRefusal.REASON_MISSING)
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session_id)
        link = PackLink.objects.filter(session=session, withdrawn_at=None).first()
        if link is None:
            raise LinkRefused(LinkRefusal.NO_LINK)
        link.withdrawn_by, link.withdrawn_at, link.reason = by, now, reason.strip()[:200]
        link.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
        _record(link, "pack_link.withdrawn", reason, by=by, now=now)
        if renews:
            _make(session, by=by, now=now)


def found_link(secret: str, *, address: str, now: datetime) -> LinkFound | None:
    """The link with this secret, or None. A right secret is never held up by wrong ones.

    Raises TooManyMisses, then nothing is written: an address cannot fill the trail.
    """
    found = link_found(hash_of(secret))
    if found is None:
        note_miss(address, now=now)
    return found


def note_miss(address: str, *, now: datetime) -> None:
    """Somebody brought what opens nothing. Raises TooManyMisses."""
    with scope({OF_NO_DISTRICT}):
        if failed_tries(MISSED, "address", address, since=now - WINDOW) >= MOST_MISSES_OF_AN_ADDRESS:
            raise TooManyMisses
        record_event(action=MISSED, subject_type="address", subject_id=address, by="", now=now)


def secret_of(nonce: str) -> str:
    """160 bits in 32 small letters and digits, made of the installation's secret; stored nowhere."""
    digest = salted_hmac("teeka.pack.link", nonce, algorithm="sha256").digest()[:20]
    return base64.b32encode(digest).decode().lower()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _make(session: Session, *, by: str, now: datetime) -> PackLink:
    nonce = secrets.token_hex(16)
    link = PackLink.objects.create(
        district_code=session.district_code,
        session=session,
        nonce=nonce,
        secret_hash=hash_of(secret_of(nonce)),
        made_by=by,
        made_at=now,
    )
    _record(link, "pack_link.made", "", by=by, now=now)
    return link


def _record(link: PackLink, action: str, reason: str, *, by: str, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="pack_link",
        subject_id=link.pk,
        by=by,
        now=now,
        district_code=link.district_code,
        detail={"session": str(link.session_id)} | ({"reason": reason.strip()} if reason else {}),
    )

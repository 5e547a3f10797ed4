"""A person says what a posting text means, for everybody who wrote the same and for the next roster."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS, POSTINGS_LOCK
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.rules.posting.folding import plain


class PostingGone(Exception):
    """The text is settled already, or the facility is closed, or either lies outside the reader's area."""


@dataclass(frozen=True, slots=True)
class Settled:
    texts: int  # the same words may have been written in several ways
    people: int


def settle_posting(*, posting_id: int, facility_id: int, by: str, now: datetime) -> Settled:
    """Settle one text, and those of its district that differ from it in case, spaces or signs only.

    Its people's district becomes the facility's. Lock: POSTINGS_LOCK, as whoever resolves takes it, so
    that no run that began before overwrites what a person said.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POSTINGS_LOCK])
        posting = Posting.objects.exclude(decision=Posting.Decision.ACCEPT).filter(pk=posting_id).first()
        facility = Facility.objects.filter(pk=facility_id, is_active=True).first()
        if posting is None or facility is None:
            raise PostingGone
        ids = _written_alike(posting)
        Posting.objects.filter(pk__in=ids).update(
            facility=facility,
            decision=Posting.Decision.ACCEPT,
            district_code=facility.district_code,
            decided_by=by,
            decided_at=now,
        )
        people = Beneficiary.objects.filter(posting_id__in=ids).update(district_code=facility.district_code)
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        if posting.text:
            _remember(posting, facility, by, now)
    return Settled(len(ids), people)


def _written_alike(posting: Posting) -> list[int]:
    """The posting, and the open ones of its district whose text is the same as two keyboards write it."""
    text = plain(posting.text)
    if not text:
        return [posting.pk]
    still_open = Posting.objects.exclude(decision=Posting.Decision.ACCEPT).filter(
        stated_district_code=posting.stated_district_code
    )
    return [pk for pk, written in still_open.values_list("pk", "text") if plain(written) == text]


def _remember(posting: Posting, facility: Facility, by: str, now: datetime) -> None:
    """The decision becomes an alias of the stated district, so that the next roster needs nobody."""
    FacilityAlias.objects.get_or_create(
        district_code=posting.stated_district_code,
        text=posting.text,
        undone_at=None,
        defaults={"facility": facility, "folded": plain(posting.text), "made_by": by, "made_at": now},
    )

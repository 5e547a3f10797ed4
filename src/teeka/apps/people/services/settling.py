"""A person says what a posting text means, for everybody who wrote the same and for the next roster."""

from datetime import datetime

from django.db import transaction

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.rules.posting.folding import plain


class PostingGone(Exception):
    """The text is settled already, or the facility is closed, or either lies outside the reader's area."""


def settle_posting(*, posting_id: int, facility_id: int, by: str, now: datetime) -> int:
    """Settle one text; how many people it stands for. Their district becomes the facility's.

    Locks the posting's row: of two who settle it at once, the second finds it settled.
    """
    with transaction.atomic():
        posting = Posting.objects.select_for_update().filter(pk=posting_id).first()
        facility = Facility.objects.filter(pk=facility_id, is_active=True).first()
        if posting is None or facility is None or posting.decision == Posting.Decision.ACCEPT:
            raise PostingGone
        posting.facility, posting.decision = facility, Posting.Decision.ACCEPT
        posting.district_code, posting.decided_by, posting.decided_at = facility.district_code, by, now
        posting.save(update_fields=["facility", "decision", "district_code", "decided_by", "decided_at"])
        people = Beneficiary.objects.filter(posting=posting)
        if posting.text:
            _remember(posting, facility, by, now)
        return people.update(district_code=facility.district_code)


def _remember(posting: Posting, facility: Facility, by: str, now: datetime) -> None:
    """The decision becomes an alias of the stated district, so that the next roster needs nobody."""
    FacilityAlias.objects.get_or_create(
        district_code=posting.stated_district_code,
        text=posting.text,
        undone_at=None,
        defaults={"facility": facility, "folded": plain(posting.text), "made_by": by, "made_at": now},
    )

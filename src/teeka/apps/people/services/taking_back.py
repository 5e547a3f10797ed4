"""Takes a person's decision on a posting text back, for everybody who wrote the same.

Lock: POSTINGS_LOCK, to the end of the transaction; then the audit trail's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS, decide_anew
from teeka.apps.people.services.settling import MOVE, lock_postings, unit
from teeka.apps.places.models import FacilityAlias
from teeka.rules.posting.folding import plain


class NothingToUndo(Exception):
    """The text is not settled by a person, or lies outside the reader's area."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    texts: int
    people: int


def undo_settlement(*, posting_id: int, by: str, now: datetime) -> TakenBack:
    """The alias ends, and its texts are looked at anew and wait for a person.

    Raises NothingToUndo. What was placed by the decision stays until seats are given again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        lock_postings()
        posting = Posting.objects.filter(pk=posting_id).exclude(decided_by="").first()
        if posting is None:
            raise NothingToUndo
        _end_alias(posting, by, now)
        same = _settled_alike(posting)
        ids = [other.pk for other in same]
        people = Beneficiary.objects.filter(posting_id__in=ids, stands_for=None).count()
        Posting.objects.filter(pk__in=ids).update(decided_by="", decided_at=None)
        claims = [(p.pk, p.stated_district_code, p.text, p.facility_code_given) for p in same]
        decide_anew(cursor, claims, now)
        cursor.execute(MOVE, {"postings": ids})
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        record_event(
            action="posting.unsettled", subject_type="posting", subject_id=posting_id, by=by, now=now,
            district_code=posting.stated_district_code, detail={"texts": len(same), "people": people},
        )  # fmt: skip
    return TakenBack(len(same), people)


def _end_alias(posting: Posting, by: str, now: datetime) -> None:
    """Only in the text's own district. Where that cannot be seen, the decision is not this reader's."""
    folded = plain(posting.text)
    if not folded:
        return
    live = FacilityAlias.objects.filter(
        district_code=posting.stated_district_code, folded=folded, undone_at=None
    )
    if not live.update(undone_at=now, undone_by=by):
        raise NothingToUndo


def _settled_alike(posting: Posting) -> list[Posting]:
    """The posting, and those of its district that the same decision settled, now or in a later roster."""
    beside = Posting.objects.filter(stated_district_code=posting.stated_district_code)
    beside = beside.filter(decision=Posting.Decision.ACCEPT).exclude(pk=posting.pk).order_by("pk")
    return [posting, *(o for o in beside if _came_from_alias(o) and unit(o) == unit(posting))]


def _came_from_alias(posting: Posting) -> bool:
    return bool(posting.decided_by) or "ALIAS" in posting.reasons

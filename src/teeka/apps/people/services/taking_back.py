"""Takes a person's decision on a posting text back, for everybody who wrote the same.

Lock: POSTINGS_LOCK, to the end of the transaction; then the audit trail's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.models import Posting
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS, decide_anew
from teeka.apps.people.services.settling import HELD, MOVE, lock_postings, unit
from teeka.apps.places.models import FacilityAlias
from teeka.rules.posting.folding import plain
from teeka.rules.written_alike import Unit


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
    with transaction.atomic():
        lock_postings()
        posting = Posting.objects.filter(pk=posting_id).exclude(decided_by="").first()
        if posting is None:
            raise NothingToUndo
        _end_alias(posting, by, now)
        return _reopened([_settled_alike(posting)], by, now)


def reopen_texts_of(facility_id: int, *, by: str, now: datetime) -> TakenBack:
    """Every text that means this facility waits for a person again, whoever or whatever decided it.

    The caller holds POSTINGS_LOCK in an open transaction, sees all districts that the texts were stated in,
    and has closed the facility, so that it is no candidate any more.
    """
    units: dict[Unit, list[Posting]] = {}
    for posting in Posting.objects.filter(facility_id=facility_id).order_by("pk"):
        units.setdefault(unit(posting), []).append(posting)
    live = FacilityAlias.objects.filter(facility_id=facility_id, undone_at=None)
    live.update(undone_at=now, undone_by=by)
    return _reopened(list(units.values()), by, now)


def _reopened(units: Sequence[Sequence[Posting]], by: str, now: datetime) -> TakenBack:
    """Look at the texts anew, those together that are written alike, and note what people's word had been."""
    postings = [posting for alike in units for posting in alike]
    ids = [posting.pk for posting in postings]
    spoken = [alike for alike in units if any(posting.decided_by for posting in alike)]
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"postings": ids})
        held: dict[int, int] = dict(cursor.fetchall())
        Posting.objects.filter(pk__in=ids).update(decided_by="", decided_at=None)
        claims = [(p.pk, p.stated_district_code, p.text, p.facility_code_given) for p in postings]
        decide_anew(cursor, claims, now)
        cursor.execute(MOVE, {"postings": ids})
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
    for alike in spoken:
        people = sum(held.get(posting.pk, 0) for posting in alike)
        record_event(
            action="posting.unsettled", subject_type="posting", subject_id=alike[0].pk, by=by, now=now,
            district_code=alike[0].stated_district_code,
            detail={"postings": [p.pk for p in alike], "texts": len(alike), "people": people},
        )  # fmt: skip
    return TakenBack(len(ids), sum(held.values()))


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

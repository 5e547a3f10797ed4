"""Doses that are keyed twice: which count by now, and the third look where two people differ.

The caller holds the session; so one entry is weighed after the other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import DoseEntry
from teeka.rules.double_entry import Entry, weigh
from teeka.rules.site_day import Becomes, Visit


def keyed_by_others(session: Session, *, by: str) -> set[int]:
    """The people of whom somebody else keyed a dose that does not count yet."""
    found = DoseEntry.objects.filter(check_in__session=session, ended_at=None).exclude(keyed_by=by)
    return set(found.values_list("check_in__beneficiary_id", flat=True))


def keep_entries(
    doses: Sequence[tuple[int, Visit]], *, district_code: int, by: str, now: datetime
) -> Mapping[int, Becomes]:
    """Keep what was keyed (check-in, visit); per check-in what it makes of the dose. MORE: it counts now."""
    ids = [check_in for check_in, _visit in doses]
    before: dict[int, list[DoseEntry]] = defaultdict(list)
    for row in DoseEntry.objects.filter(check_in__in=ids, ended_at=None).order_by("pk"):
        before[row.check_in_id].append(row)
    became = {
        check_in: weigh(Entry(by, visit.batch), [Entry(row.keyed_by, row.batch) for row in before[check_in]])
        for check_in, visit in doses
    }
    new = [
        (check_in, visit)
        for check_in, visit in doses
        if (by, visit.batch) not in {(row.keyed_by, row.batch) for row in before[check_in]}
    ]
    # Who keys a line again corrects the own entry; the one before stays, ended.
    own = DoseEntry.objects.filter(check_in__in=[check_in for check_in, _ in new], keyed_by=by, ended_at=None)
    own.update(ended_at=now, ended_by=by)
    DoseEntry.objects.bulk_create(
        DoseEntry(
            district_code=district_code, check_in_id=check_in, batch=visit.batch, given_at=visit.given_at,
            keyed_by=by, keyed_at=now,
        )
        for check_in, visit in new
    )  # fmt: skip
    return became


def end_entries(check_ins: Collection[int], *, by: str, now: datetime) -> None:
    """What these doses are is known now."""
    DoseEntry.objects.filter(check_in__in=check_ins, ended_at=None).update(ended_at=now, ended_by=by)

"""A person says what a posting text means, for everybody who wrote the same and for the next roster.

Locks: POSTINGS_LOCK to the end of the transaction, as whoever resolves takes it, so that no run that began
before overwrites what a person said; then, for a new facility, that of proposals; then the audit trail's.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.models import Posting
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS, POSTINGS_LOCK
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.apps.places.services.proposing import propose_facility
from teeka.rules.posting.folding import plain
from teeka.rules.proposed_facility import Proposal
from teeka.rules.written_alike import Unit, unit_of

SETTLE = """
    UPDATE people_posting p SET decision = 'accept', facility_id = f.id, district_code = f.district_code,
           decided_by = %(by)s, decided_at = %(now)s
    FROM jsonb_to_recordset(%(settled)s) AS s(posting bigint, facility bigint)
    JOIN places_facility f ON f.id = s.facility
    WHERE p.id = s.posting
"""
# People are looked after where their posting is.
MOVE = """
    UPDATE people_beneficiary b SET district_code = p.district_code FROM people_posting p
    WHERE p.id = ANY(%(postings)s) AND b.posting_id = p.id AND b.district_code <> p.district_code
"""
HELD = """
    SELECT posting_id, count(*) FROM people_beneficiary
    WHERE posting_id = ANY(%(postings)s) AND stands_for_id IS NULL GROUP BY posting_id
"""


class PostingGone(Exception):
    """The text is settled already, or the facility is closed, or either lies outside the reader's area."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision: texts that are written alike, the one that was looked at first, and their facility."""

    postings: Sequence[Posting]
    facility: Facility


@dataclass(frozen=True, slots=True)
class Settled:
    texts: int  # the same words may have been written in several ways
    people: int
    facility_code: str
    facility_name: str
    facility_name_hi: str


def settle_posting(*, posting_id: int, facility_id: int, by: str, now: datetime) -> Settled:
    """Settle one text, and those of its district that differ from it in case, spaces or signs only.

    Its people's district becomes the facility's. Raises PostingGone.
    """
    with transaction.atomic():
        lock_postings()
        facility = Facility.objects.filter(pk=facility_id, is_active=True).first()
        if facility is None:
            raise PostingGone
        return store_choices([Choice(_written_alike(posting_id), facility)], by=by, now=now)[0]


def settle_on_new(*, posting_id: int, proposal: Proposal, by: str, now: datetime) -> Settled:
    """Propose a facility in the text's district, and settle the text on it: both or neither.

    Raises PostingGone, or ProposalRefused.
    """
    with transaction.atomic():
        lock_postings()
        alike = _written_alike(posting_id)
        facility = propose_facility(proposal, district_code=alike[0].stated_district_code, by=by, now=now)
        return store_choices([Choice(alike, facility)], by=by, now=now)[0]


def lock_postings() -> None:
    """Wait for whoever resolves or settles; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POSTINGS_LOCK])


def store_choices(choices: Sequence[Choice], *, by: str, now: datetime) -> list[Settled]:
    """Store decisions whose texts are open and whose facilities are there; what each one settled, in order.

    The caller holds POSTINGS_LOCK in an open transaction.
    """
    pairs = [(posting.pk, choice.facility.pk) for choice in choices for posting in choice.postings]
    settled = json.dumps([{"posting": posting, "facility": facility} for posting, facility in pairs])
    postings = {"postings": [posting for posting, _ in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"settled": settled, "by": by, "now": now})
        cursor.execute(MOVE, postings)
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        cursor.execute(HELD, postings)
        held: dict[int, int] = dict(cursor.fetchall())
    _remember(choices, by, now)
    return [_recorded(choice, held, by, now) for choice in choices]


def _written_alike(posting_id: int) -> list[Posting]:
    """The posting, then the open ones of its district whose text is the same as two keyboards write it."""
    still_open = Posting.objects.exclude(decision=Posting.Decision.ACCEPT)
    posting = still_open.filter(pk=posting_id).first()
    if posting is None:
        raise PostingGone
    beside = still_open.filter(stated_district_code=posting.stated_district_code).exclude(pk=posting_id)
    return [posting, *(other for other in beside.order_by("pk") if unit(other) == unit(posting))]


def unit(posting: Posting) -> Unit:
    return unit_of(posting.pk, posting.stated_district_code, posting.text)


def _remember(choices: Iterable[Choice], by: str, now: datetime) -> None:
    """Each decision becomes an alias of its text's stated district, so that the next roster needs nobody.

    An older alias of the same words that named another facility ends. A text without a letter or digit
    leaves none: it would be the alias of all such texts.
    """
    made = []
    for choice in choices:
        posting, folded = choice.postings[0], plain(choice.postings[0].text)
        if not folded:
            continue
        FacilityAlias.objects.filter(
            district_code=posting.stated_district_code, folded=folded, undone_at=None
        ).update(undone_at=now, undone_by=by)
        made.append(
            FacilityAlias(
                district_code=posting.stated_district_code, text=posting.text, folded=folded,
                facility=choice.facility, made_by=by, made_at=now,
            )
        )  # fmt: skip
    FacilityAlias.objects.bulk_create(made)


def _recorded(choice: Choice, held: dict[int, int], by: str, now: datetime) -> Settled:
    facility, posting = choice.facility, choice.postings[0]
    people = sum(held.get(one.pk, 0) for one in choice.postings)
    record_event(
        action="posting.settled", subject_type="posting", subject_id=posting.pk, by=by, now=now,
        district_code=posting.stated_district_code,
        detail={"facility": facility.pk, "texts": len(choice.postings), "people": people},
    )  # fmt: skip
    return Settled(len(choice.postings), people, facility.code, facility.name, facility.name_hi)

"""An officer proposes a facility that no registry names: it is there at once, marked with whom and when.

A proposal that was wrong is closed, and its code is never given again. Locks: for a proposal PROPOSALS_LOCK
for the district, to the end of the transaction, so that two never take one code, with UNIQUE (code) behind
it; for closing FACILITIES_LOCK.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.places.models import Block, District, Facility
from teeka.apps.places.queries import pin_places
from teeka.apps.places.services.blocks import blocks_meant
from teeka.apps.places.services.collapsing import collapse_districts, lock_facilities
from teeka.apps.places.services.facilities import made_point
from teeka.rules.proposed_facility import Proposal, ProposalProblem, check_proposal, proposed_code
from teeka.rules.sms_name import make_sms_name
from teeka.shared.text import fold_words

PROPOSALS_LOCK = 7_303  # pg_advisory_xact_lock(PROPOSALS_LOCK, district)


class ProposalRefused(Exception):
    """Nothing was stored; `problems` says what to correct."""

    def __init__(self, problems: Sequence[ProposalProblem]) -> None:
        super().__init__(", ".join(problems))
        self.problems = tuple(problems)


def propose_facility(typed: Proposal, *, district_code: int, by: str, now: datetime) -> Facility:
    """Make the facility in this district, or raise ProposalRefused with all that is wrong with it."""
    proposal, problems = check_proposal(typed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PROPOSALS_LOCK, district_code])
        block, block_problems = _block(proposal.block, district_code)
        problems += block_problems
        if _is_taken(proposal.name, district_code):
            problems.append(ProposalProblem.NAME_TAKEN)
        if problems:
            raise ProposalRefused(problems)
        facility = _made(proposal, district_code, block, by, now)
        record_event(
            action="facility.proposed", subject_type="facility", subject_id=facility.pk, by=by, now=now,
            district_code=district_code, detail={"code": facility.code},
        )  # fmt: skip
    return facility


def _block(name: str, district_code: int) -> tuple[int | None, list[ProposalProblem]]:
    """The block's code; asked for only where the directory has blocks of the district."""
    if not Block.objects.filter(district_id=district_code).exists():
        return None, []
    if not name:
        return None, [ProposalProblem.BLOCK_MISSING]
    code = blocks_meant([(district_code, name)]).get((district_code, name))
    return code, [] if code else [ProposalProblem.BLOCK_UNKNOWN]


def _is_taken(name: str, district_code: int) -> bool:
    known = Facility.objects.filter(district_code=district_code, is_active=True)
    meant = fold_words(name)
    return bool(meant) and any(
        meant in (fold_words(english), fold_words(hindi))
        for english, hindi in known.values_list("name", "name_hi")
    )


def _made(proposal: Proposal, district_code: int, block_code: int | None, by: str, now: datetime) -> Facility:
    middle = District.objects.filter(code=district_code).values_list("latitude", "longitude").get()
    middles = {district_code: (middle[0], middle[1])} if middle[0] and middle[1] else {}
    pins = pin_places([proposal.pin_code])
    latitude, longitude, source = made_point(proposal.pin_code, district_code, pins, middles)
    taken = Facility.objects.filter(code__startswith=f"P{district_code}-").values_list("code", flat=True)
    return Facility.objects.create(
        code=proposed_code(district_code, taken),
        name=proposal.name,
        type=proposal.type,
        district_code=district_code,
        block_id=block_code,
        block_name=proposal.block,
        pin_code=proposal.pin_code,
        latitude=latitude,
        longitude=longitude,
        coordinates_from=source,
        sms_name=make_sms_name(proposal.name),
        proposed_by=by,
        proposed_at=now,
    )


def close_proposed(facility: Facility, *, reason: str, by: str, now: datetime) -> None:
    """It is no facility any more, and lists none again. Who means it with a text is the caller's matter.

    The caller holds an open transaction.
    """
    lock_facilities()
    facility.is_active, facility.closed_by, facility.closed_at = False, by, now
    facility.closed_reason = reason
    facility.one_with, facility.one_with_by, facility.one_with_evidence = None, "", []
    facility.save()
    collapse_districts({facility.district_code}, now=now)
    record_event(
        action="facility.closed", subject_type="facility", subject_id=facility.pk, by=by, now=now,
        district_code=facility.district_code, detail={"code": facility.code},
    )  # fmt: skip

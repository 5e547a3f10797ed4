"""Makes, changes and throws away what-ifs; the answers are worked out in what_if_answering.py.

Lock: the what-if's row, alone. Nothing here touches a session or a person.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import WhatIf
from teeka.apps.allotment.queries.what_if_known import known_to
from teeka.apps.allotment.services.what_if_changes import opens_seats
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.what_if import Change, Fault, Misread, WhatIfRefusal, faults_of, read_changes

State = WhatIf.State
OF_WHOLE_STATE = 0
LONGEST_NAME = 120
# What forbids to change, ask or publish a what-if.
ENDED = {
    State.THROWN_AWAY: WhatIfRefusal.THROWN_AWAY,
    State.PUBLISHED: WhatIfRefusal.PUBLISHED_ALREADY,
}
BUSY = {State.ASKED: WhatIfRefusal.BEING_WORKED_OUT, State.PUBLISHING: WhatIfRefusal.BEING_WORKED_OUT}


def districts_of(district_code: int) -> Collection[int] | None:
    """Whose people and sessions a what-if is about; None for the whole state's."""
    return None if district_code == OF_WHOLE_STATE else {district_code}


def make_what_if(
    changes: Sequence[Mapping[str, Any]], *, name: str, district_code: int, by: str, now: datetime
) -> int:
    """Begin a what-if, with the changes if any; its number. district_code 0: of the whole state.

    Raises WhatIfRefused, with what is wrong with which change.
    """
    campaign = running_campaign(now)
    read = _read(changes)
    if read:
        known = known_to(read, campaign, districts=districts_of(district_code), now=now)
        if faults := faults_of(read, known):
            raise WhatIfRefused.for_faults(faults)
    return WhatIf.objects.create(
        district_code=district_code,
        campaign=campaign,
        name=name.strip()[:LONGEST_NAME],
        changes=[change.as_kept() for change in read],
        made_by=by,
        made_at=now,
    ).pk


def add_change(what_if_id: int, change: Mapping[str, Any], *, now: datetime) -> None:
    """One change more; the answer to the others is void then. Raises WhatIfRefused."""
    with transaction.atomic():
        what_if = hold(what_if_id, ENDED | BUSY)
        read = read_changes(what_if.changes) + _read([change])
        known = known_to(read, what_if.campaign, districts=districts_of(what_if.district_code), now=now)
        last = len(read) - 1
        if faults := [fault for fault in faults_of(read, known) if fault[0] == last]:
            raise WhatIfRefused.for_faults(faults)
        _redraft(what_if, [one.as_kept() for one in read])


def remove_change(what_if_id: int, change: Mapping[str, Any]) -> None:
    """Take this change out again; nothing happens when it is gone already. Raises WhatIfRefused."""
    with transaction.atomic():
        what_if = hold(what_if_id, ENDED | BUSY)
        if change in what_if.changes:
            at = what_if.changes.index(change)
            _redraft(what_if, what_if.changes[:at] + what_if.changes[at + 1 :])


def ask_answer(what_if_id: int, *, now: datetime) -> None:
    """Let the worker find out what the plan would be. Raises WhatIfRefused."""
    with transaction.atomic():
        what_if = hold(what_if_id, ENDED | BUSY)
        refuse_faults(what_if, now=now)
        _into(what_if, State.ASKED)


def ask_publication(what_if_id: int, *, by: str, now: datetime) -> None:
    """Let the worker publish what was shown. Raises WhatIfRefused."""
    with transaction.atomic():
        what_if = hold(what_if_id, ENDED | BUSY)
        if what_if.state != State.SHOWN:
            raise WhatIfRefused(WhatIfRefusal.NOT_WORKED_OUT)
        if what_if.made_by == by and opens_seats(read_changes(what_if.changes)):
            raise WhatIfRefused(WhatIfRefusal.SECOND_PERSON)
        what_if.ended_by, what_if.ended_at = by, now
        _into(what_if, State.PUBLISHING)


def throw_away(what_if_id: int, *, by: str, now: datetime) -> None:
    """It stays in the list with its counts, without the people. Raises WhatIfRefused."""
    with transaction.atomic():
        what_if = hold(what_if_id, ENDED | {State.PUBLISHING: WhatIfRefusal.BEING_WORKED_OUT})
        what_if.people.all().delete()
        what_if.ended_by, what_if.ended_at = by, now
        _into(what_if, State.THROWN_AWAY)
        record_event(
            action="what_if.thrown_away",
            subject_type="what_if",
            subject_id=what_if_id,
            by=by,
            now=now,
            district_code=what_if.district_code,
        )


def hold(what_if_id: int, forbidden: Mapping[State, WhatIfRefusal]) -> WhatIf:
    """The what-if, locked until the transaction ends. Raises WhatIfRefused."""
    what_if = (
        WhatIf.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(pk=what_if_id)
        .first()
    )
    if what_if is None:
        raise WhatIfRefused(WhatIfRefusal.NO_SUCH_WHAT_IF)
    refusal = forbidden.get(State(what_if.state))
    if refusal is not None:
        raise WhatIfRefused(refusal)
    return what_if


def refuse_faults(what_if: WhatIf, *, now: datetime) -> None:
    read = read_changes(what_if.changes)
    known = known_to(read, what_if.campaign, districts=districts_of(what_if.district_code), now=now)
    if faults := faults_of(read, known):
        raise WhatIfRefused.for_faults(faults)


def _read(changes: Sequence[Mapping[str, Any]]) -> list[Change]:
    try:
        return read_changes(changes)
    except Misread as misread:
        raise WhatIfRefused.for_faults([(0, Fault.UNREADABLE, misread.field)]) from misread


def _redraft(what_if: WhatIf, changes: list[dict[str, Any]]) -> None:
    what_if.changes = changes
    _into(what_if, State.DRAFT)


def _into(what_if: WhatIf, state: State) -> None:
    what_if.state, what_if.refusal = state, {}
    what_if.save(update_fields=["changes", "state", "refusal", "ended_by", "ended_at"])

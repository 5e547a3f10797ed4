"""Who had a place before a plan, keeps it, and may stand by for an earlier session."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl

from teeka.apps.allotment.queries import statements
from teeka.apps.allotment.queries.columns import columns_of, ints, positions
from teeka.apps.allotment.queries.doses import next_doses
from teeka.apps.allotment.queries.wanted import Wanted, absences_of, allowed, needs_of, people_of
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Allotment, Request
from teeka.rules.allotment.from_later import (
    NOBODY,
    FromLater,
    Holders,
    may_move_up,
    room_left,
    stand_by_from_later,
)
from teeka.rules.allotment.request import NONE, Ints


@dataclass(frozen=True, slots=True)
class Held:
    """Those who had a place and may stand by, and for which session they do after the plan."""

    places: pl.DataFrame  # place (the appointment), reference, facility, category, id, session, standby_…
    later: FromLater
    sha256: str  # of what was read here

    @property
    def stand_by(self) -> int:
        return int(np.count_nonzero(self.later.of_holders != NONE))


def stood_by(
    asked: Wanted,
    answer: Allotment,
    campaign: Campaign,
    *,
    now: datetime,
    districts: Collection[int] | None,
) -> tuple[Allotment, Held]:
    """The answer in which whoever has a later place stands by too, where a full session has room for it."""
    where = {"campaign": campaign.pk, "dose": campaign.dose, "now": now.isoformat()}
    where |= statements.within(districts)
    places = pl.DataFrame(schema=statements.HOLDER_TYPES)
    if asked.kept:
        places = _holders(statements.STANDS_BY, where)
        request, holders = _with_holders(asked, places, campaign)
        more = _who_may_move_up(asked, room_left(request, answer, holders), where)
        places = pl.concat([places, more]).sort("reference")
    request, holders = _with_holders(asked, places, campaign)
    later = stand_by_from_later(request, answer, holders)
    digest = sha256()
    for part in (holders.people, holders.absences):
        for column in fields(part):
            digest.update(getattr(part, column.name).tobytes())
    for values in (holders.session, holders.stands_by, holders.rank):
        digest.update(values.tobytes())
    answer = replace(answer, standby_session=later.session, standby_rank=later.rank)
    return answer, Held(places, later, digest.hexdigest())


def _holders(which: str, where: dict[str, Any]) -> pl.DataFrame:
    return columns_of(statements.HOLDERS.format(**where, of_holder=which), statements.HOLDER_TYPES)


def _who_may_move_up(asked: Wanted, room: Ints, where: dict[str, Any]) -> pl.DataFrame:
    """Those who stand by for nothing yet and work where an earlier session with room would suit them.

    Read by the sessions in which they have their places: after one change in a state they are few.
    """
    nobody = pl.DataFrame(schema=statements.HOLDER_TYPES)
    if not (room > 0).any():
        return nobody
    at = columns_of(statements.HELD_AT.format(**where), statements.HELD_AT_TYPES).drop_nulls()
    facility = positions(asked.facilities["id"], at["facility"])
    session = positions(asked.sessions["id"], at["session"])
    at = at.filter(pl.Series(may_move_up(asked.request, room, facility, session)))
    if not len(at):
        return nobody
    sessions = ",".join(sorted(at["session"].unique()))
    which = f"NOT ({statements.STANDS_BY}) AND place.session_id = ANY ('{{{sessions}}}')"
    return _holders(which, where).join(at, on=["facility", "session"], how="semi")


def _with_holders(asked: Wanted, places: pl.DataFrame, campaign: Campaign) -> tuple[Request, Holders]:
    """The holders, and the request with a row of needs for those of them that nobody who waits has."""
    if not len(places):
        return asked.request, NOBODY
    doses = next_doses(places, asked.sessions, campaign)
    need = needs_of(places, doses)
    needs = [*asked.needs, *sorted(set(need) - set(asked.needs))]
    facility = positions(asked.facilities["id"], places["facility"])
    people = people_of(places, campaign, doses, facility, positions(pl.Series(needs, dtype=pl.String), need))
    holders = Holders(
        people,
        positions(asked.sessions["id"], places["session"]),
        positions(asked.sessions["id"], places["standby_session"]),
        ints(places["standby_rank"]),
        absences_of(places, doses),
    )
    terms = replace(asked.request.terms, allowed=allowed(needs, asked.sessions, campaign.dose))
    return replace(asked.request, terms=terms), holders

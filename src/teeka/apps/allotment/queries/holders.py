"""Who had a place before a plan, keeps it, and may stand by for an earlier session."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256

import numpy as np
import polars as pl

from teeka.apps.allotment.queries import statements
from teeka.apps.allotment.queries.columns import columns_of, ints, positions
from teeka.apps.allotment.queries.doses import next_doses
from teeka.apps.allotment.queries.wanted import Wanted, absences_of, allowed, needs_of, people_of
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Allotment, Request
from teeka.rules.allotment.from_later import NOBODY, FromLater, Holders, room_from_later, stand_by_from_later
from teeka.rules.allotment.parts import part_of_each
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
    near = _first_days(asked.request, room_from_later(asked.request, answer))
    places = pl.DataFrame(schema=statements.HOLDER_TYPES)
    if asked.kept:
        places = columns_of(statements.HOLDERS.format(**where, near=near), statements.HOLDER_TYPES)
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


def _first_days(request: Request, room: Ints) -> str:
    """VALUES of each district whose people may use a session with room, and the first day of such a one."""
    rows = np.flatnonzero(room > 0)
    if not len(rows):
        return "(NULL::int, NULL::date)"
    of_facility, of_site = part_of_each(request.facilities, request.sites)
    if request.terms.crosses_borders:
        of_facility, of_site = np.zeros_like(of_facility), np.zeros_like(of_site)
    first = np.full(max(of_facility.max(initial=0), of_site.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, of_site[request.sessions.site[rows]], request.sessions.day[rows])
    days = dict(zip(request.facilities.district.tolist(), first[of_facility].tolist(), strict=True))
    known = {code: day for code, day in days.items() if day != np.iinfo(np.int64).max}
    return ", ".join(f"({code}, DATE '0001-01-01' + {day - 1})" for code, day in sorted(known.items())) or (
        "(NULL::int, NULL::date)"
    )


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

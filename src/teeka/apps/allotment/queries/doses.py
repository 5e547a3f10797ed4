"""What a first dose that a roster told of means for the next: which vaccine, and on which days it is due."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from teeka.apps.planning.models import Campaign
from teeka.apps.planning.queries import intervals
from teeka.rules.allotment import Absences, Request
from teeka.rules.allotment.due import sessions_beside
from teeka.rules.allotment.request import EVER, NONE, Ints
from teeka.rules.allotment.unplaced_words import dose_facts
from teeka.rules.dose_intervals import Days, next_dose

FIRST, SECOND = 1, 2
ANY, NONE_MORE = "", "*"  # vaccines of a need: no dose before is known; the campaign's dose was given


@dataclass(frozen=True, slots=True)
class NextDose:
    """A row a person."""

    vaccine: pl.Series  # a code, ANY or NONE_MORE
    due_from: Ints
    due_until: Ints
    gaps: Absences  # days between, when a change of the rule leaves some out


def next_doses(people: pl.DataFrame, sessions: pl.DataFrame, campaign: Campaign) -> NextDose:
    """people: dose1_vaccine, dose1_on (days since the epoch).  sessions: vaccine and day, those to come."""
    told = people.with_row_index("person").filter(pl.col("dose1_on").is_not_null())
    vaccine = np.full(len(people), ANY, dtype=object)
    due_from, due_until = (np.full(len(people), day, dtype=np.int64) for day in EVER)
    gaps: list[tuple[int, Days]] = []
    if campaign.dose == FIRST:
        vaccine[told["person"].to_numpy()] = NONE_MORE
    elif campaign.dose == SECOND and len(told):
        rules, meets = intervals(SECOND), _days_of(sessions)
        for (before, since_epoch), some in told.group_by("dose1_vaccine", "dose1_on", maintain_order=True):
            due = next_dose(rules, str(before), _date(since_epoch), meets)
            rows = some["person"].to_numpy()
            vaccine[rows] = due.vaccine
            due_from[rows] = due.days[0][0].toordinal() if due.days else EVER[1]
            due_until[rows] = due.days[-1][1].toordinal() if due.days else EVER[0]
            gaps += [(person, gap) for gap in due.gaps() for person in rows.tolist()]
    return NextDose(pl.Series(vaccine, dtype=pl.String), due_from, due_until, _absences(gaps))


def why_not_due(request: Request, people: pl.DataFrame, rows: Ints) -> list[dict[str, str]]:
    """Of people whose dose is due on no day with a session: those days, and what lies beside them."""
    before, after = sessions_beside(request, rows)
    due_from, due_until = request.people.due_from[rows], request.people.due_until[rows]
    days = zip(*(column.tolist() for column in (due_from, due_until, before, after)), strict=True)
    return [
        dose_facts(
            vaccine,
            None if first > last else (date.fromordinal(first), date.fromordinal(last)),
            *(None if day == NONE else date.fromordinal(day) for day in beside),
        )
        for vaccine, (first, last, *beside) in zip(people["dose1_vaccine"][rows], days, strict=True)
    ]


def _days_of(sessions: pl.DataFrame) -> set[tuple[str, date]]:
    vaccine = sessions["kind"].str.split("|").list.first()
    both = pl.DataFrame({"vaccine": vaccine, "day": sessions["day"]}).unique()
    return {(code, _date(day)) for code, day in both.iter_rows()}


def _date(since_epoch: object) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(str(since_epoch)))


def _absences(gaps: list[tuple[int, Days]]) -> Absences:
    rows = [(person, first.toordinal(), last.toordinal()) for person, (first, last) in gaps]
    return Absences(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)

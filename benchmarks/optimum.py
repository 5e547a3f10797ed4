"""The best plan as an explicit linear model, solved wish by wish by HiGHS; needs `make fit`.

A wish, once reached, becomes a row that no later one may worsen: an order of wishes without weights.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from benchmarks.planners import metres, most_on_a_day

from teeka.rules.allotment import Request
from teeka.rules.allotment.request import NONE, Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """One variable for each kind of people and session that they may use.

    Who is alike in facility, tier and dates is one kind: any of them may take any's seat.
    """

    waiting: Ints  # [kind] how many wait
    tier: Ints  # [kind]
    facility: Ints  # [kind]
    kind: Ints  # [pair]
    session: Ints  # [pair]


def pairs_of(request: Request) -> Pairs:
    people, sessions = request.people, request.sessions
    rows = np.stack([people.facility, people.tier, people.opens, people.closes], axis=1)
    alike, count = np.unique(rows, axis=0, return_counts=True)
    facility, tier, opens, closes = alike.T
    district = request.sites.district[sessions.site]
    kind, session = np.nonzero(
        (request.facilities.district[facility][:, None] == district)
        & (opens[:, None] <= sessions.day)
        & (sessions.day <= closes[:, None])
    )
    return Pairs(count, tier, facility, kind, session)


def values(request: Request, tier: Ints, facility: Ints, session: Ints) -> dict[str, Ints]:
    """What each wish says of a person in a session, the strongest first; of "tiers" the more the better."""
    site = request.sessions.site[session]
    places, sites = request.facilities, request.sites
    own = sites.facility[site] == facility
    parents = sites.facility[site] == places.parent[facility]
    way = metres(
        places.latitude[facility], places.longitude[facility], sites.latitude[site], sites.longitude[site]
    )
    placed = {f"tiers to {t}": (tier <= t).astype(np.int64) for t in np.unique(request.people.tier)}
    return placed | {
        "not own": (~own).astype(np.int64),
        "not parent's": (~own & ~parents).astype(np.int64),
        "km": way // 1000,
        "days": request.sessions.day[session] - request.sessions.day.min(),
        "metres": way % 1000,
    }


def reached(request: Request, answer: Ints) -> dict[str, int]:
    """The sum of each wish over all who are placed."""
    people = request.people
    placed = np.flatnonzero(answer != NONE)
    each = values(request, people.tier[placed], people.facility[placed], answer[placed])
    return {name: int(value.sum()) for name, value in each.items()}


def optimum(request: Request) -> dict[str, int]:
    """The best value of each wish that those above it allow."""
    pairs = pairs_of(request)
    solver = _solver(request, pairs)
    every = np.arange(len(pairs.kind), dtype=np.int32)
    best = {}
    for name, value in values(
        request, pairs.tier[pairs.kind], pairs.facility[pairs.kind], pairs.session
    ).items():
        wish = value.astype(np.float64) * (-1 if name.startswith("tiers") else 1)
        solver.changeColsCost(len(every), every, wish)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS found no optimum for {name!r}")
        reached_value = round(solver.getInfo().objective_function_value)
        used = np.flatnonzero(wish)
        solver.addRow(-highspy.kHighsInf, reached_value, len(used), used.astype(np.int32), wish[used])
        best[name] = abs(reached_value)
    return best


def _solver(request: Request, pairs: Pairs) -> "highspy.Highs":
    """Rows: how many of a kind wait, a session's free seats, whom a facility can spare on a day."""
    sessions, away = request.sessions, request.away
    day = sessions.day - sessions.day.min()
    days = int(day.max()) + 1
    gone = np.bincount(
        away.facility * days + away.day - sessions.day.min(), minlength=len(request.facilities.key) * days
    )
    spare = np.maximum(np.repeat(most_on_a_day(request), days) - gone, 0)
    limits = np.concatenate([pairs.waiting, np.maximum(sessions.free, 0), spare]).astype(np.float64)
    starts = np.cumsum([0, len(pairs.waiting), len(sessions.key)])
    in_rows = np.stack([
        starts[0] + pairs.kind,
        starts[1] + pairs.session,
        starts[2] + pairs.facility[pairs.kind] * days + day[pairs.session],
    ], axis=1)  # fmt: skip
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(_model(in_rows, limits))
    return solver


def _model(in_rows: Ints, limits: "np.ndarray") -> "highspy.HighsLp":
    """Each variable stands once in each of its rows, of which none may pass its limit."""
    model = highspy.HighsLp()
    count = len(in_rows)
    model.num_col_, model.num_row_ = count, len(limits)
    model.col_cost_ = np.zeros(count)
    model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = np.full(len(limits), -highspy.kHighsInf), limits
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, in_rows.size + 1, in_rows.shape[1], dtype=np.int32)
    model.a_matrix_.index_ = np.sort(in_rows, axis=1).ravel().astype(np.int32)
    model.a_matrix_.value_ = np.ones(in_rows.size)
    return model

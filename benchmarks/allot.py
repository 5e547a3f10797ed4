"""Our plan beside nearest first, the home's PIN code and, for few people, the optimum by HiGHS, on one input.

Each planner works in a process of its own. Up to 20,000 people `make fit` must have brought HiGHS.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.made_up_state import State, made_up
from benchmarks.planners import by_home, metres, most_on_a_day, nearest_first

from teeka.rules.allotment import Request, allot, with_places
from teeka.rules.allotment.request import NONE, Ints

MOST_FOR_OPTIMUM = 20_000
LIMIT_MIB = 1_536


def ours(state: State) -> Ints:
    """Whoever was told keeps the seat; the others are planned."""
    left, waits = _left(state)
    answer = state.told.copy()
    answer[waits] = allot(left).session
    return answer


PLANNERS: dict[str, Callable[[State], Ints]] = {
    "teeka": ours,
    "nearest first": nearest_first,
    "by home's PIN code": by_home,
}


def measure(people: int, folder: Path) -> dict[str, Any]:
    """One step a planner: what it reached, its seconds and its process's size. Nothing is stored."""
    state = made_up(people)
    request = state.request
    steps, hard = [], True
    for name, planner in PLANNERS.items():
        answer, figures = _apart(_planned, planner, people)
        hard = hard and keeps_hard_rules(request, answer)
        steps.append({"step": f"{name}: {_said_of(state, answer)}", **figures})
        if planner is ours:
            plan = answer
    result = {"people": people, "steps": steps}
    if people > MOST_FOR_OPTIMUM:
        return result | {"limit_holds": hard and steps[0]["peak_mib"] <= LIMIT_MIB}
    best, figures = _apart(_best, people)
    reached = _reached(state, plan)
    steps.append({"step": f"optimum by HiGHS: {_listed(best)}", **figures})
    steps.append({"step": f"teeka, the same wishes: {_listed(reached)}"})
    return result | {"limit_holds": hard and reached == best}


def _apart(work: Callable[..., Any], *given: object) -> tuple[Any, dict[str, float]]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        answer, seconds, cpu_seconds, peak_mib = pool.submit(_timed, work, *given).result()
    return answer, {"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mib": peak_mib}


def _timed(work: Callable[..., Any], *given: object) -> tuple[Any, float, float, int]:
    """What `work` gives is what is timed: its input is made before."""
    run = work(*given)
    began, cpu = time.perf_counter(), time.process_time()
    answer = run()
    took, used = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return answer, round(took, 2), round(used, 2), peak


def _planned(planner: Callable[[State], Ints], people: int) -> Callable[[], Ints]:
    state = made_up(people)
    return lambda: planner(state)


def _best(people: int) -> Callable[[], dict[str, int]]:
    from benchmarks.optimum import optimum  # noqa: PLC0415  (HiGHS is there after `make fit` only)

    left, _ = _left(made_up(people))
    return lambda: optimum(left)


def _left(state: State) -> tuple[Request, Ints]:
    return with_places(state.request, state.told)


def _reached(state: State, answer: Ints) -> dict[str, int]:
    """Over all who were not told before."""
    from benchmarks.optimum import reached  # noqa: PLC0415

    left, waits = _left(state)
    return reached(left, answer[waits])


def keeps_hard_rules(request: Request, answer: Ints) -> bool:
    """Nobody outside their dates, no session over its seats, no facility without the staff it needs."""
    people, sessions = request.people, request.sessions
    who = np.flatnonzero(answer != NONE)
    given = answer[who]
    within = (people.opens[who] <= sessions.day[given]) & (sessions.day[given] <= people.closes[who])
    full = np.bincount(given, minlength=len(sessions.key)) <= sessions.seats
    day = sessions.day[given] - sessions.day.min()
    days = int(day.max(initial=0)) + 1
    sent = np.bincount(people.facility[who] * days + day, minlength=len(request.facilities.key) * days)
    spared = sent <= np.repeat(most_on_a_day(request), days)
    return bool(within.all() and full.all() and spared.all())


def _said_of(state: State, answer: Ints) -> str:
    """Over everybody, also those who had been told a seat before."""
    request = state.request
    people, places, sites = request.people, request.facilities, request.sites
    who = np.flatnonzero(answer != NONE)
    site, facility = request.sessions.site[answer[who]], people.facility[who]
    tiers, asked = np.unique(people.tier, return_counts=True)
    got = [np.count_nonzero(people.tier[who] == tier) for tier in tiers]
    placed = ", ".join(
        f"tier {tier} {some:,} of {all_:,}" for tier, some, all_ in zip(tiers, got, asked, strict=True)
    )
    told = state.told != NONE
    moved = np.count_nonzero(answer[told] != state.told[told])
    own = np.mean(sites.facility[site] == facility)
    way = metres(
        places.latitude[facility], places.longitude[facility], sites.latitude[site], sites.longitude[site]
    )
    return f"{placed}; told before and moved {moved:,}; own site {own:.3f}; {way.mean() / 1000:.1f} km"


def _listed(values: dict[str, int]) -> str:
    return ", ".join(f"{name} {value:,}" for name, value in values.items())

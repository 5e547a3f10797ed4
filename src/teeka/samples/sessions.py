"""Plans a sample's sessions: at the larger facilities, from the day after tomorrow, a seat for everybody."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from teeka.samples.facilities import Facility

SEATS = 100
ENOUGH = 1.026
LONG_CAMPAIGN, SHORT_CAMPAIGN = 16, 8
STATE_WIDE = 200_000
HOSTS = ("MCH", "DH", "SDH", "RH", "CHC", "PHC", "UPHC", "APHC", "HOSP")


@dataclass(frozen=True, slots=True)
class Site:
    """``doubled``: on how many of its days a second vaccinator doubles the seats."""

    facility: Facility
    days: int
    doubled: int


def plan_sessions(facilities: list[Facility], staff: np.ndarray, on: date) -> pl.DataFrame:
    """sessions.csv of the contract. ``staff`` counts the people of each facility, ``on`` is today."""
    rows = [
        (
            f"{site.facility.code}-{day + 1:02d}",
            site.facility.code,
            (on + timedelta(days=2 + day)).isoformat(),
            "09:00",
            "17:00",
            SEATS * (1 + (day < site.doubled)),
            "Covishield" if number % 5 else "Covaxin",
            "1",
            "",
            0,
            1 + (day < site.doubled),
        )
        for number, site in enumerate(_sites(facilities, staff))
        for day in range(site.days)
    ]
    columns = ["session_code", "site_facility_code", "date", "start_time", "end_time", "capacity", "vaccine",
               "dose", "cohort", "reserve_percent", "vaccinators"]  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row").sort("date", "session_code")


def _sites(facilities: list[Facility], staff: np.ndarray) -> list[Site]:
    people = int(staff.sum())
    wanted = max(1, round(people * ENOUGH / SEATS))
    days = LONG_CAMPAIGN if people > STATE_WIDE else min(SHORT_CAMPAIGN, wanted)
    home = np.array([f.home for f in facilities])
    sessions = np.array([staff[home == h].sum() for h in range(home.max() + 1)]) * ENOUGH / SEATS
    counts = _share_out(sessions / days, round(float(sessions.sum()) / days + 0.49))
    sites: list[Site] = []
    for district, count in enumerate(counts):
        hosts = _largest(facilities, staff, np.flatnonzero(home == district), int(count))
        sites += _days_of(hosts, days, int(np.ceil(sessions[district])))
    return sites


def _share_out(need: np.ndarray, total: int) -> np.ndarray:
    """Whole sites by the largest remainder, at least one a district."""
    counts = np.maximum(1, np.floor(need)).astype(int)
    for district in np.argsort(-(need - counts), kind="stable"):
        if counts.sum() >= total:
            break
        counts[district] += 1
    return np.asarray(counts)


def _largest(facilities: list[Facility], staff: np.ndarray, mine: np.ndarray, wanted: int) -> list[Facility]:
    fit = [n for n in mine.tolist() if facilities[n].type in HOSTS] or mine.tolist()
    return [facilities[n] for n in sorted(fit, key=lambda n: (-staff[n], facilities[n].code))[:wanted]]


def _days_of(hosts: list[Facility], days: int, sessions: int) -> list[Site]:
    """Just enough sessions: the last host stops early, or the first have a second vaccinator on some days."""
    last = len(hosts) - 1
    short = max(0, sessions - len(hosts) * days)
    return [
        Site(
            host,
            days if number < last else max(1, min(days, sessions - last * days)),
            doubled=min(days, max(0, short - number * days)),
        )
        for number, host in enumerate(hosts)
    ]

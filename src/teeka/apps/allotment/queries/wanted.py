"""What a plan is made from: who needs a place, how many have one, sessions to come, facilities, terms."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256

import numpy as np
import polars as pl

from teeka.apps.allotment.queries import statements
from teeka.apps.allotment.queries.columns import columns_of, floats, ints, positions
from teeka.apps.allotment.queries.doses import ANY, NextDose, next_doses
from teeka.apps.planning.models import Campaign, CohortTier
from teeka.rules.allotment import Absences, Away, Facilities, Located, People, Request, Sessions, Sites, Terms
from teeka.rules.allotment.request import NONE, Bools, Ints
from teeka.rules.allotment.standby import may_stand_by

ORDINAL_OF_EPOCH = date(1970, 1, 1).toordinal()
EVER = (date.min, date.max)
REACH_KM = 150  # farther than this nobody is sent to another district
LOCATED = {"file": int(Located.ITSELF), "pin_code": int(Located.PIN_CODE)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The request, and what its indices mean in the database."""

    request: Request
    people: pl.DataFrame  # those who wait: id, reference, district, category, designation, facility, …
    sessions: pl.DataFrame  # id, code, site, day, capacity, …, starts, ends (seconds since the epoch)
    facilities: pl.DataFrame  # id, code, district, …
    needs: list[str]  # what each row of the terms' `allowed` stands for
    rough_sites: dict[str, int]  # where sites with sessions are only roughly known: by what → how many
    kept: int  # people who have a place and keep it

    @property
    def had_a_place(self) -> Bools:
        """Of each who waits: was a place taken back from them?"""
        had: Bools = (self.people["had_a_place"] == "t").to_numpy()
        return had

    def sha256(self) -> str:
        """The hash of all that the plan depends on."""
        digest = sha256()
        asked = self.request
        for part in (asked.facilities, asked.sites, asked.sessions, asked.people, asked.away, asked.absences):
            for column in fields(part):
                digest.update(column.name.encode() + getattr(part, column.name).tobytes())
        terms = asked.terms
        words = (terms.staff_share, terms.crosses_borders, terms.reach_km, terms.seed, terms.allowed.shape)
        digest.update(repr(words).encode() + terms.allowed.tobytes())
        return digest.hexdigest()


def wanted(campaign: Campaign, *, now: datetime, districts: Collection[int] | None = None) -> Wanted:
    """Everything the campaign's plan needs, in a few statements.

    districts: only their people wait and only their sessions give seats; None: all.
    """
    where = {"campaign": campaign.pk, "dose": campaign.dose, "now": now.isoformat()}
    where |= statements.within(districts)
    people = columns_of(statements.PEOPLE.format(**where), statements.PEOPLE_TYPES)
    away = columns_of(statements.AWAY.format(**where), statements.AWAY_TYPES)
    sessions = columns_of(statements.SESSIONS.format(**where), statements.SESSION_TYPES)
    places = columns_of(statements.FACILITIES, statements.FACILITY_TYPES)
    sites = columns_of(statements.SITES, statements.SITE_TYPES)
    doses = next_doses(people, sessions, campaign)
    need = needs_of(people, doses)
    needs = need.unique().sort().to_list()
    facility = positions(places["id"], people["facility"])
    gone = _away(away, places)
    staff = np.bincount(_used(facility), minlength=len(places))
    np.add.at(staff, gone.facility, gone.people)
    request = Request(
        facilities=_facilities(places, staff),
        sites=_sites(sites, places),
        sessions=_sessions(sessions, sites, campaign.no_show),
        people=people_of(
            people, campaign, doses, facility, positions(pl.Series(needs, dtype=pl.String), need)
        ),
        away=gone,
        terms=Terms(
            staff_share=campaign.staff_share,
            crosses_borders=campaign.crosses_borders,
            reach_km=REACH_KM,
            seed=str(campaign.seed),
            allowed=allowed(needs, sessions, campaign.dose),
        ),
        absences=absences_of(people, doses),
    )
    return Wanted(
        request, people, sessions, places, needs, _rough(sites, sessions), int(away["people"].sum())
    )


def _rough(sites: pl.DataFrame, sessions: pl.DataFrame) -> dict[str, int]:
    used = sites.filter(pl.col("id").is_in(sessions["site"].unique().implode()), pl.col("located") != "file")
    return dict(sorted(used["located"].value_counts().iter_rows()))


def away_now(asked: Wanted, campaign: Campaign, *, districts: Collection[int] | None) -> Away:
    """Read again, by the facilities of what was asked."""
    where = {"campaign": campaign.pk, "dose": campaign.dose, **statements.within(districts)}
    away = columns_of(statements.AWAY.format(**where), statements.AWAY_TYPES)
    return _away(away, asked.facilities)


def _away(away: pl.DataFrame, places: pl.DataFrame) -> Away:
    facility = positions(places["id"], away["facility"])
    known = facility != NONE
    day = ints(away["day"]) + ORDINAL_OF_EPOCH
    return Away(facility[known], day[known], ints(away["people"])[known])


def absences_of(people: pl.DataFrame, doses: NextDose) -> Absences:
    """Of these people, by their rows; `people` has a column `id`."""
    absences = columns_of(statements.ABSENCES, statements.ABSENCE_TYPES)
    person = positions(people["id"], absences["person"])
    rows = np.flatnonzero(person != NONE)
    first, last = (ints(absences[name])[rows] + ORDINAL_OF_EPOCH for name in ("first", "last"))
    gaps = doses.gaps
    return Absences(
        np.concatenate([person[rows], gaps.person]),
        np.concatenate([first, gaps.first]),
        np.concatenate([last, gaps.last]),
    )


def _facilities(places: pl.DataFrame, staff: Ints) -> Facilities:
    located = places["located"].replace_strict(LOCATED, default=int(Located.DISTRICT), return_dtype=pl.Int64)
    return Facilities(
        key=_numbers_of(places["code"]),
        district=ints(places["district"]),
        parent=positions(places["id"], places["parent"]),
        latitude=floats(places["latitude"]),
        longitude=floats(places["longitude"]),
        located=ints(located),
        staff=staff,
    )


def _sites(sites: pl.DataFrame, places: pl.DataFrame) -> Sites:
    return Sites(
        facility=positions(places["id"], sites["facility"]),
        district=ints(sites["district"]),
        latitude=floats(sites["latitude"]),
        longitude=floats(sites["longitude"]),
    )


def _sessions(sessions: pl.DataFrame, sites: pl.DataFrame, no_show: float) -> Sessions:
    capacity, taken = ints(sessions["capacity"]), ints(sessions["taken"])
    reserve = (capacity * ints(sessions["reserve_percent"]) + 50) // 100
    may = may_stand_by(
        capacity=capacity,
        reserve=reserve,
        taken=taken,
        doses_per_vial=ints(sessions["doses_per_vial"]),
        no_show=no_show,
    )
    return Sessions(
        key=np.arange(len(sessions), dtype=np.int64),  # they come in the order of their codes
        site=positions(sites["id"], sessions["site"]),
        day=ints(sessions["day"]) + ORDINAL_OF_EPOCH,
        seats=capacity - reserve,
        taken=taken,
        reserve=np.maximum(may - ints(sessions["standing_outside"]), 0),
        kind=_codes(sessions["kind"]),
    )


def people_of(
    people: pl.DataFrame, campaign: Campaign, doses: NextDose, facility: Ints, need: Ints
) -> People:
    """`people` has the columns reference and category."""
    opens, closes = campaign.starts_on or EVER[0], campaign.ends_on or EVER[1]
    return People(
        key=ints(people["reference"]),
        facility=facility,
        tier=_tiers(people["category"], campaign),
        need=need,
        opens=np.full(len(people), opens.toordinal(), dtype=np.int64),
        closes=np.full(len(people), closes.toordinal(), dtype=np.int64),
        due_from=doses.due_from,
        due_until=doses.due_until,
    )


def needs_of(people: pl.DataFrame, doses: NextDose) -> pl.Series:
    """What decides, with the kind of a session, whether the person may use it: category and vaccine."""
    category = people["category"].fill_null("")
    return (
        pl.DataFrame({"c": category, "v": doses.vaccine})
        .select(pl.concat_str("c", "v", separator="|"))
        .to_series()
    )


def _tiers(categories: pl.Series, campaign: Campaign) -> Ints:
    """The tier of each; NONE where the campaign is not for it."""
    tiers = dict(CohortTier.objects.filter(campaign=campaign).values_list("category", "tier"))
    return ints(categories.replace_strict(tiers, default=NONE, return_dtype=pl.Int64))


def allowed(needs: list[str], sessions: pl.DataFrame, dose: int) -> Bools:
    """[need, kind of session]: the right dose and vaccine, and a cohort that includes the category."""
    kinds = [kind.split("|", 2) for kind in sessions["kind"].unique().sort().to_list()]
    rows = [
        [
            of_dose in {"", str(dose)}
            and (not cohort or category in cohort.split("|"))
            and vaccine in {ANY, of_vaccine}
            for of_vaccine, of_dose, cohort in kinds
        ]
        for category, vaccine in (need.split("|") for need in needs)
    ]
    return np.array(rows, dtype=np.bool_).reshape(len(needs), len(kinds))


def _numbers_of(codes: pl.Series) -> Ints:
    """A number for each code that is the same in every database that holds the facility."""
    digests = b"".join(sha256(code.encode()).digest()[:8] for code in codes)
    return (np.frombuffer(digests, dtype=">u8") >> np.uint64(1)).astype(np.int64)


def _codes(words: pl.Series) -> Ints:
    """The place of each word among the different words in order."""
    return positions(words.unique().sort(), words)


def _used(positions: Ints) -> Ints:
    used: Ints = positions[positions != NONE]
    return used

"""Sees a whole nation without its people: are all partitions there and sound, and which districts touch?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from teeka.formats.nation.columns import facilities_of, sites_of
from teeka.formats.nation.partitions import (
    TABLES,
    PartitionRefused,
    check_header,
    districts_in,
    path_of,
    read_table,
    read_terms,
    refuse_shared,
)
from teeka.rules.allotment import Terms
from teeka.rules.allotment.nation import neighbours, tied_districts


@dataclass(frozen=True, slots=True)
class Surveyed:
    terms: Terms
    parts: list[tuple[int, ...]]  # districts planned together; a part's number is its first district's
    beside: Mapping[
        int, tuple[int, ...]
    ]  # part → parts with a site in reach; empty where no border is crossed


def survey_nation(source: Path, tell: Callable[[int, int], None]) -> Surveyed:
    """Reads every header, and the facilities, sites and sessions. Raises PartitionRefused."""
    terms = read_terms(source)
    districts = districts_in(source)
    if not districts:
        raise PartitionRefused(f"{source} holds no folder district=NUMBER: there is nothing to plan.")
    light: dict[str, list[pl.DataFrame]] = {"facilities": [], "sites": [], "sessions": []}
    for number, district in enumerate(districts):
        for table in TABLES:
            if table in light:
                light[table].append(read_table(source, district, table))
            else:
                check_header(path_of(source, district, table))
        tell(number + 1, len(districts))
    seen = {table: pl.concat(frames) for table, frames in light.items()}
    refuse_shared((frame.columns[0], frame[frame.columns[0]]) for frame in seen.values())
    facilities = facilities_of(seen["facilities"])
    sites = sites_of(seen["sites"], facilities.key)
    parts = tied_districts(facilities, sites)
    without = set(districts) - {district for part in parts for district in part}
    parts = sorted([*parts, *((district,) for district in without)])  # people of unknown postings alone
    if not terms.crosses_borders:
        return Surveyed(terms, parts, {part[0]: () for part in parts})
    part_of = {district: part[0] for part in parts for district in part}
    return Surveyed(terms, parts, neighbours(facilities, sites, part_of, terms.reach_km))

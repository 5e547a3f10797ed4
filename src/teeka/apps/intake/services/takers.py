"""What an import needs to know of the kind of thing it imports: how to check it, store it, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from teeka.apps.people.services.roster import store_roster
from teeka.apps.people.services.roster_undo import undo_roster
from teeka.apps.places.queries import district_spellings
from teeka.apps.places.services.facilities import known_facility_codes, store_facilities, undo_facilities
from teeka.formats.incoming.table import IncomingTable, Kind
from teeka.rules.row_checks.facilities import FacilityRules, check_facilities
from teeka.rules.row_checks.roster import RosterRules, check_roster
from teeka.shared.clock import today_in_india


@dataclass(frozen=True, slots=True)
class Checked:
    """clean: typed rows.  problems: row, column, reason. Each row of the table is in exactly one of them."""

    clean: pl.DataFrame
    problems: pl.DataFrame


class Taker(Protocol):
    kind: Kind
    tables: tuple[str, ...]  # what store writes to

    def check(self, table: IncomingTable, now: datetime) -> Checked: ...

    def store(self, clean: pl.DataFrame, *, upload_id: int, same_file: Sequence[int], now: datetime) -> None:
        """Write the rows and each one's fate into temporary table row_fate; the caller's transaction."""

    def undo(self, upload_id: int, *, now: datetime) -> int:
        """Take back what temporary table undo_row names; how many rows forbid it (then nothing was done)."""


class RosterTaker:
    kind = Kind.ROSTER
    tables: tuple[str, ...] = ("people_posting", "people_beneficiary")

    def check(self, table: IncomingTable, now: datetime) -> Checked:
        headers = {name: table.header_of(name) for name in table.columns}
        rules = RosterRules(district_spellings(), today_in_india(now), headers)
        return Checked(*check_roster(table.known(), table.troubles, rules))

    def store(self, clean: pl.DataFrame, *, upload_id: int, same_file: Sequence[int], now: datetime) -> None:
        store_roster(clean, upload_id=upload_id, same_roster=same_file, now=now)

    def undo(self, upload_id: int, *, now: datetime) -> int:
        return undo_roster(upload_id)


class FacilityTaker:
    kind = Kind.FACILITIES
    tables: tuple[str, ...] = ("places_facility",)

    def check(self, table: IncomingTable, now: datetime) -> Checked:
        rules = FacilityRules(district_spellings(), known_facility_codes())
        return Checked(*check_facilities(table.known(), table.troubles, rules))

    def store(self, clean: pl.DataFrame, *, upload_id: int, same_file: Sequence[int], now: datetime) -> None:
        store_facilities(clean, now=now)

    def undo(self, upload_id: int, *, now: datetime) -> int:
        return undo_facilities(now=now)

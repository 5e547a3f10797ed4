"""What a demo must show, measured from the database against the truth that its sample wrote down."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from teeka.apps.readiness.queries.against_truth import (
    RosterRow,
    listed_but_neither_told_nor_to_call,
    placed_away_from_posting,
    placed_but_not_listed,
    roster_rows,
    standing_codes,
)

TAKEN = frozenset({"created", "updated", "unchanged"})
RIGHT_AT_LEAST = 0.97


@dataclass(frozen=True, slots=True)
class TrueRow:
    facility_code: str
    person: str
    must_be_rejected: bool


def facts(truth_file: Path, *, now: datetime) -> dict[str, Any]:
    """The demo's claims, each with its figure and whether it holds."""
    truth = _read_truth(truth_file)
    rows = roster_rows()
    accepted = [row for row in rows if row.fate in TAKEN and row.decision == "accept"]
    right = sum(_is_right(row, truth) for row in accepted)
    share = right / len(accepted) if accepted else 0.0
    rejected = {(row.file, row.row) for row in rows if row.fate == "rejected"}
    must = {key for key, row in truth.items() if row.must_be_rejected}
    pairs, linked, wrongly = _registered_twice(rows, truth)
    away, unlisted = placed_away_from_posting(), placed_but_not_listed()
    untold = listed_but_neither_told_nor_to_call(now=now)
    return {
        "rows_add_up": len(rows) == len(truth),
        "rows_in_files": len(truth),
        "rows_with_a_fate": len(rows),
        "accepted_rows": len(accepted),
        "accepted_share": round(len(accepted) / max(1, len(rows)), 4),
        "accepted_right_share": round(share, 4),
        "accepted_right_holds": share >= RIGHT_AT_LEAST,
        "must_be_rejected": len(must),
        "must_be_rejected_and_were": len(must & rejected),
        "rejected_though_good": len(rejected - must),
        "registered_twice": pairs,
        "registered_twice_and_linked": linked,
        "linked_though_two_people": wrongly,
        "placed_away_from_posting": away,
        "placed_but_not_listed": unlisted,
        "listed_but_neither_told_nor_to_call": untold,
        "holds": len(rows) == len(truth) and share >= RIGHT_AT_LEAST and not (away or unlisted or untold),
    }


def _read_truth(path: Path) -> dict[tuple[str, int], TrueRow]:
    """By file and row. A code that lists a facility again is told as the one that stands for it."""
    standing = standing_codes()
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["file"], int(row["row"])): TrueRow(
                standing.get(row["facility_code"], row["facility_code"]),
                row["person_id"],
                row["must_be_rejected"] == "Y",
            )
            for row in csv.DictReader(file)
        }


def _is_right(row: RosterRow, truth: dict[tuple[str, int], TrueRow]) -> bool:
    known = truth.get((row.file, row.row))
    return known is not None and row.facility_code == known.facility_code


def _registered_twice(rows: list[RosterRow], truth: dict[tuple[str, int], TrueRow]) -> tuple[int, int, int]:
    """Second registrations taken in, how many of them count as one person, and how many links are wrong."""
    counted_as: dict[str, set[int]] = {}
    people_of: dict[int, set[str]] = {}
    taken: dict[str, int] = {}
    for row in rows:
        known = truth.get((row.file, row.row))
        if known is None or row.stands_for is None or row.fate not in TAKEN:
            continue
        taken[known.person] = taken.get(known.person, 0) + 1
        counted_as.setdefault(known.person, set()).add(row.stands_for)
        people_of.setdefault(row.stands_for, set()).add(known.person)
    twice = [person for person, times in taken.items() if times > 1]
    linked = sum(len(counted_as[person]) == 1 for person in twice)
    return len(twice), linked, sum(len(people) > 1 for people in people_of.values())

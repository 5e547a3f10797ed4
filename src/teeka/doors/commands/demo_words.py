"""The summary of a demo: what a person reads in ten seconds."""

from typing import Any


def summary(status: dict[str, Any], facts: dict[str, Any], seconds: float) -> str:
    told = status["notices"].get("delivered", 0)
    rows = status["rows"]
    unplaced = sum(status["unplaced"].values())
    untold = facts["listed_but_neither_told_nor_to_call"]
    lines = [
        f"{status['people']:,} people, {status['placed']:,} placed, {told:,} told, "
        f"{status['not_told_call_sheet']:,} on the call sheet, in {seconds:.0f} s.",
        "",
        f"  Rows       {rows['received']:,} received, {rows['rejected']:,} rejected with reasons, "
        f"{rows['held']:,} held for a decision",
        f"             each has exactly one fate: {_yes(facts['rows_add_up'])}",
        f"  Postings   {facts['accepted_share']:.1%} of rows accepted, "
        f"{facts['accepted_right_share']:.2%} of those right",
        f"             placed other than from where they work: {facts['placed_away_from_posting']:,}",
        f"  Twice      {facts['registered_twice']:,} registered twice, "
        f"{facts['registered_twice_and_linked']:,} of them found",
        f"             two people taken for one: {facts['linked_though_two_people']:,}",
        f"  Sessions   {status['sessions']:,} with {status['capacity']:,} seats; "
        f"{unplaced:,} people unplaced, each with a reason",
        f"  Lists      {status['frozen_sessions']:,} published, {status['packs_verified']:,} packs verified",
        f"             placed but on no list: {facts['placed_but_not_listed']:,}",
        f"  Told       {told:,} delivered; listed, not told and not on the call sheet: {untold:,}",
    ]
    return "\n".join(lines)


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"

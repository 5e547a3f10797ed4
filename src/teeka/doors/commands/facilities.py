"""`teeka facilities`: which rows of the registry are one facility, and a person's word on it."""

import getpass
from typing import Any

import click

from teeka.apps.places.services.collapsing import CollapseRefused, join_facility, part_facility
from teeka.apps.readiness.queries.listed_again import ListedAgain, listed_again, parted_by_hand
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.rules.posting.named_rows import evidence_words
from teeka.shared import clock


@click.group()
def facilities() -> None:
    """Facilities that the registry lists more than once."""


@facilities.command("listed-again")
@json_option
def list_again(as_json: bool) -> None:
    """Name each row that lists a facility again, the row that stands for it, and why."""
    rows, parted = listed_again(whole_state()), parted_by_hand(whole_state())
    words = [f"{len(rows):,} rows list a facility again; {len(parted):,} were parted by hand."]
    words += [f"  {row.code} {row.name} → {row.main_code} {row.main_name}: {_why(row)}" for row in rows]
    result = {
        "listed_again": [_as_dict(row) for row in rows],
        "parted": [{"code": row.code, "name": row.name, "by": row.by} for row in parted],
    }
    print_result(result, as_json=as_json, words="\n".join(words))


@facilities.command()
@click.argument("code")
@json_option
def part(code: str, as_json: bool) -> None:
    """Say that the row CODE is a facility of its own; no later import joins it again."""
    try:
        part_facility(code, by=getpass.getuser(), now=clock.now())
    except CollapseRefused as refused:
        raise Refused(refused.sentence()) from refused
    print_result({"parted": code}, as_json=as_json, words=f"{code} is a facility of its own.")


@facilities.command()
@click.argument("code")
@click.argument("facility_code")
@json_option
def join(code: str, facility_code: str, as_json: bool) -> None:
    """Say that the row CODE lists the facility FACILITY_CODE again."""
    try:
        join_facility(code, main_code=facility_code, by=getpass.getuser(), now=clock.now())
    except CollapseRefused as refused:
        raise Refused(refused.sentence()) from refused
    result: dict[str, Any] = {"joined": code, "to": facility_code}
    print_result(result, as_json=as_json, words=f"{code} and {facility_code} are one facility.")


def _why(row: ListedAgain) -> str:
    return "; ".join(evidence_words(row.evidence, "en")) or f"said by {row.by}"


def _as_dict(row: ListedAgain) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "facility_code": row.main_code,
        "facility": row.main_name,
        "district": row.district,
        "why": _why(row),
        "by": row.by,
    }

"""`teeka vaccine`: how many days lie between two doses, by dated rules."""

import getpass
from datetime import date, datetime
from typing import Any

import click

from teeka.apps.planning.queries import set_intervals
from teeka.apps.planning.services.intervals import (
    INTERVAL_REFUSAL_WORDS,
    IntervalRefused,
    set_interval,
)
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.rules.dose_intervals import Interval
from teeka.rules.vaccines import vaccine_code
from teeka.shared import clock

DAY = click.DateTime(["%Y-%m-%d"])
SECOND = 2


@click.group()
def vaccine() -> None:
    """How many days lie between two doses of a vaccine."""


@vaccine.command("intervals")
@json_option
def list_intervals(as_json: bool) -> None:
    """Name each rule, from when it is in force, and who set it."""
    rules = set_intervals(SECOND)
    words = [
        f"{_in_words(one.interval)}; set by {one.made_by}, {clock.in_india(one.made_at):%Y-%m-%d %H:%M}"
        for one in rules
    ]
    result = [_as_dict(one.interval) | {"by": one.made_by, "at": one.made_at.isoformat()} for one in rules]
    print_result(
        {"intervals": result},
        as_json=as_json,
        words="\n".join(words) or "No rule is set: no second dose is due.",
    )


@vaccine.command("set-interval")
@click.argument("vaccine_name", metavar="VACCINE")
@click.option("--least", type=int, required=True, help="days after the dose before, at the least")
@click.option("--most", type=int, required=True, help="days after it, at the most")
@click.option("--from", "from_on", type=DAY, required=True, help="first session day: YYYY-MM-DD")
@click.option("--until", "until_on", type=DAY, help="last session day, when the rule shall end by itself")
@click.option("--after", "before", metavar="VACCINE", help="another vaccine that it may follow")
@json_option
def set_one(
    *,
    vaccine_name: str,
    least: int,
    most: int,
    from_on: datetime,
    until_on: datetime | None,
    before: str | None,
    as_json: bool,
) -> None:
    """Let a second dose of VACCINE follow so many days after the first, from a day on."""
    code = vaccine_code(vaccine_name)
    rule = Interval(
        vaccine_code(before) if before else code, code, least, most, from_on.date(), _day(until_on)
    )
    try:
        kept = set_interval(rule, dose=SECOND, by=getpass.getuser(), now=clock.now())
    except IntervalRefused as refused:
        raise Refused(INTERVAL_REFUSAL_WORDS[refused.refusal][0]) from refused
    words = f"{_in_words(kept)}. Next: teeka allot, which keeps to it; places that were given stay."
    print_result(_as_dict(kept), as_json=as_json, words=words)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _in_words(rule: Interval) -> str:
    until = f" until {rule.until_on}" if rule.until_on else ""
    return (
        f"{rule.vaccine} {rule.least_days} to {rule.most_days} days after {rule.vaccine_before}, "
        f"in sessions from {rule.from_on}{until}"
    )


def _as_dict(rule: Interval) -> dict[str, Any]:
    return {
        "after": rule.vaccine_before,
        "vaccine": rule.vaccine,
        "least_days": rule.least_days,
        "most_days": rule.most_days,
        "from": rule.from_on.isoformat(),
        "until": rule.until_on and rule.until_on.isoformat(),
    }

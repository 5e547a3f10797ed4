"""`teeka what-if FILE`: what the plan would be with other sessions, seats or rules; and publishes it."""

import getpass
import json
from pathlib import Path
from typing import Any

import click

from teeka.apps.allotment.services import AllotmentRefused
from teeka.apps.allotment.services.what_if import OF_WHOLE_STATE, make_what_if
from teeka.apps.allotment.services.what_if_answering import publish, work_out
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, progress
from teeka.rules.allotment import UNPLACED_WORDS, Reason
from teeka.shared import clock

LARGEST_FILE = 1_000_000  # bytes


@click.command("what-if")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--publish", "is_for_good", is_flag=True, help="make the changes and the plan for good")
@json_option
def what_if(file: Path, is_for_good: bool, as_json: bool) -> int:
    """Show what the plan would be with the changes in FILE, beside the plan in force.

    FILE is JSON: {"name": "...", "changes": [...]}, each change one of
    {"change": "open", "site": CODE, "on": DAY, "seats": N, "sessions": N, "starts": "09:00", "ends": "17:00"}
    {"change": "call_off", "session": CODE}, {"change": "seats", "session": CODE, "seats": N},
    {"change": "close_site", "site": CODE, "on": DAY, "until": DAY} and
    {"change": "rules", "staff_share": 0.5, "crosses_borders": true}.
    Without --publish nothing changes, and the what-if waits on its page. Exit code 1 when somebody would be
    left without a place.
    """
    name, changes = _read(file)
    by = getpass.getuser()
    try:
        number = make_what_if(changes, name=name, district_code=OF_WHOLE_STATE, by=by, now=clock.now())
        with progress("Making the plan"):
            outcome = work_out(number, now=clock.now())
        if is_for_good:
            with progress("Publishing it"):
                publish(number, by=by, now=clock.now())
    except (AllotmentRefused, WhatIfRefused) as refused:
        raise Refused(refused.in_words()) from refused
    result = {"what_if": number, "published": is_for_good, **outcome}
    print_result(result, as_json=as_json, words=_in_words(number, outcome, is_for_good))
    return NEEDS_A_PERSON if outcome["after"]["unplaced"] or outcome["after"]["standby"] else 0


def _read(file: Path) -> tuple[str, list[Any]]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Refused(f"{file} is larger than a list of changes can be.")
        read = json.loads(file.read_text(encoding="utf-8-sig"))
        return str(read.get("name", file.stem)), list(read["changes"])
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f'{file} is not a list of changes. Write {{"name": "...", "changes": [{{"change": "call_off", '
            '"session": "..."}]}; `teeka what-if --help` shows every kind.'
        ) from error


def _in_words(number: int, outcome: dict[str, Any], is_for_good: bool) -> str:
    before, after, who = outcome["before"], outcome["after"], outcome["changes"]
    lines = [
        f"{who['changed']:,} people change: {who['moved']:,} move to another session, {who['placed']:,} get "
        f"a first place, {who['lost']:,} lose theirs; {who['told']:,} of them are on a published list.",
        f"{'':<44}{'in force':>12}{'what-if':>12}",
        _line("placed", before["placed"], after["placed"]),
        *(
            _line(f"  tier {tier}", before["by_tier"].get(tier, 0), after["by_tier"].get(tier, 0))
            for tier in sorted({*before["by_tier"], *after["by_tier"]}, key=int)
        ),
        _line("standing by", before["standby"], after["standby"]),
        *(
            _line(_reason(reason), before["unplaced"].get(reason, 0), after["unplaced"].get(reason, 0))
            for reason in sorted({*before["unplaced"], *after["unplaced"]})
        ),
        _line("mean km", before["km_mean"] or 0, after["km_mean"] or 0),
        _line("farthest km", before["km_farthest"] or 0, after["km_farthest"] or 0),
        _line("at the own facility's site", before["own_site"], after["own_site"]),
        *(
            _line(day, before["days"].get(day, 0), after["days"].get(day, 0))
            for day in sorted({*before["days"], *after["days"]})
        ),
    ]
    ending = (
        "It is the plan in force now." if is_for_good else f"Nothing changed. Its page: /what-if/{number}/"
    )
    return "\n".join([*lines, ending])


def _line(words: str, before: float, after: float) -> str:
    return f"{words[:43]:<44}{before:>12,}{after:>12,}"


def _reason(reason: str) -> str:
    return UNPLACED_WORDS[Reason(reason)][0].split(". ")[0] if reason else "No plan has looked at them yet"

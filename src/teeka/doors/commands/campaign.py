"""`teeka campaign`: which kinds of notices the running campaign sends, their cost, and what is in the way."""

import getpass
from dataclasses import asdict

import click

from teeka.apps.notices.services.kinds import KIND_REFUSAL_WORDS, KindRefused, switch_kind
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.planning.services.campaigns import (
    FreezeHoursRefused,
    change_freeze_hours,
    key_doses_twice,
    running_campaign,
)
from teeka.apps.readiness.queries.kinds import KindRow, kinds
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.doors.commands.obstacle_words import obstacles_as_json, obstacles_in_words
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.rules.messages.invitation import ALWAYS_SENT, Purpose
from teeka.rules.messages.ledger import PURPOSE_WORDS
from teeka.shared import clock

SWITCHED = [purpose.value for purpose in Purpose if purpose not in ALWAYS_SENT]


@click.group()
def campaign() -> None:
    """What the running campaign says to people, and when."""


@campaign.command("kinds")
@json_option
def list_kinds(as_json: bool) -> int:
    """Each kind of notice: whether this campaign sends it, who decided so, why, and its cost at most."""
    add_missing_texts()
    rows = kinds(now=clock.now())
    result = [{**asdict(row), "rupees": None if row.rupees is None else float(row.rupees)} for row in rows]
    print_result({"kinds": result}, as_json=as_json, words="\n".join(map(_in_words, rows)))
    return 0


@campaign.command("switch")
@click.argument("kind", type=click.Choice(SWITCHED))
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True, help="why: whoever pays for the messages must know")
@json_option
def switch(*, kind: str, state: str, reason: str, as_json: bool) -> int:
    """Send KIND in the running campaign from now on, or no more; what is not on the wire is withdrawn."""
    purpose, is_on = Purpose(kind), state == "on"
    try:
        done = switch_kind(purpose, is_on=is_on, reason=reason, by=getpass.getuser(), now=clock.now())
    except KindRefused as refused:
        raise Refused(KIND_REFUSAL_WORDS[refused.refusal][0]) from refused
    row = next(row for row in kinds(now=clock.now()) if row.purpose == kind)
    words = _in_words(row) + (f"\n{done.withdrawn:,} messages are withdrawn." if done.withdrawn else "")
    print_result({"kind": kind, "on": is_on, "withdrawn": done.withdrawn}, as_json=as_json, words=words)
    return 0


@campaign.command("freeze-hours")
@click.argument("hours", type=int)
@json_option
def freeze_hours(*, hours: int, as_json: bool) -> int:
    """Publish lists by themselves HOURS before their session. By hand, `teeka freeze` does it any time."""
    now = clock.now()
    try:
        change_freeze_hours(running_campaign(now), hours=hours, by=getpass.getuser(), now=now)
    except FreezeHoursRefused as refused:
        raise Refused(
            f"A list can be published {refused.least} to {refused.most} hours before its session, not later "
            f"than its people must be told; {hours} is outside."
        ) from refused
    words = f"From now on a list is published {hours} hours before its session, or earlier by hand."
    print_result({"freeze_hours": hours}, as_json=as_json, words=words)
    return 0


@campaign.command("doses-keyed-twice")
@click.argument("state", type=click.Choice(["on", "off"]))
@json_option
def doses_keyed_twice(*, state: str, as_json: bool) -> int:
    """Let a dose count only when two different people keyed the same batch; a third settles differences."""
    key_doses_twice(is_on=state == "on", by=getpass.getuser(), now=clock.now())
    words = f"Doses are keyed {'twice, by two people' if state == 'on' else 'once'}, from now on."
    print_result({"doses_keyed_twice": state == "on"}, as_json=as_json, words=words)
    return 0


@campaign.command("check")
@json_option
def check(as_json: bool) -> int:
    """Whether all that the campaign says can be sent, and in time. Exit code 1: something is in the way."""
    add_missing_texts()
    found = cannot_be_sent(now=clock.now())
    words = obstacles_in_words(found) or "Nothing stands in the way of sending what is planned."
    print_result({"obstacles": obstacles_as_json(found)}, as_json=as_json, words=words)
    return NEEDS_A_PERSON if found else 0


def _in_words(row: KindRow) -> str:
    name = PURPOSE_WORDS[Purpose(row.purpose)][0]
    if row.is_always_sent:
        state = "always sent"
    else:
        state = "on" if row.is_on else "off"
        state += f" ({row.by}: {row.reason})" if row.by else f", `teeka campaign switch {row.purpose} on`"
    if row.messages is None or row.segments is None:
        return f"{name}: {state}. As many as there is cause for."
    rupees = "no price is set" if row.rupees is None else f"at most ₹{row.rupees:,.2f}"
    return f"{name}: {state}. {row.messages:,} messages, at most {row.segments:,} segments, {rupees}."

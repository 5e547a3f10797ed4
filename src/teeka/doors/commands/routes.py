"""`teeka route`: the ways to a provider, and the operators' approval of our texts."""

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from teeka.apps.notices.services.kinds import kinds_in_use
from teeka.apps.notices.services.route_changes import (
    RouteChangeRefused,
    RouteRefused,
    change_route,
    trust_route,
)
from teeka.apps.notices.services.routes import set_route
from teeka.apps.notices.services.texts import (
    TextRefused,
    add_missing_texts,
    approve_text,
    unapproved_texts,
)
from teeka.apps.readiness.queries.planned_cost import TextSize, text_sizes
from teeka.apps.readiness.queries.routes import RouteStanding, route_history, route_standings
from teeka.doors.commands.route_words import change_in_words, warnings
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.rules.messages.templates import FAULT_WORDS
from teeka.shared import clock

PRICE = click.FloatRange(min=0, max=9999, min_open=True)
NO_ROUTE = "There is no route yet: `teeka tell` rehearses, and no message leaves this machine."


@click.group()
def route() -> None:
    """The ways to a provider: add one, list them, switch one on or off, approve a text."""


@route.command("add")
@click.argument("code")
@click.argument("settings_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--adapter", default="http", show_default=True)
@click.option("--rate", "rate_per_second", default=100.0, show_default=True, help="messages a second")
@click.option("--window", default=20, show_default=True, help="requests in flight at once")
@click.option("--weight", default=10, show_default=True)
@click.option("--paise", "paise_a_segment", type=PRICE, help="what a segment costs; figures then show rupees")
@click.option("--reason", default="")
def add_route(code: str, settings_file: Path, **options: Any) -> int:
    """Add route CODE, or change it, from a JSON file of settings (docs: secrets as ${NAME})."""
    try:
        given = json.loads(settings_file.read_text(encoding="utf-8"))
        set_route(code=code, settings=given, by=_who(), now=clock.now(), **options)
    except (ValueError, AttributeError) as error:
        raise Refused(f"{settings_file.name} is not JSON that describes a route: {error}") from error
    except RouteRefused as refusal:
        raise Refused(f"{settings_file.name}: {refusal}") from refusal
    click.echo(f"Route {code} is on. Check its texts with `teeka route texts`.")
    return 0


@route.command("list")
@json_option
def list_routes(as_json: bool) -> int:
    """The routes, without their settings: what each carries now, and what somebody should do about it."""
    routes = route_standings()
    words = "\n".join(line for row in routes for line in (_in_words(row), *warnings(row)))
    print_result({"routes": [asdict(row) for row in routes]}, as_json=as_json, words=words or NO_ROUTE)
    return 0


def _in_words(row: RouteStanding) -> str:
    now = "" if row.weight_now == row.weight else f" (now {row.weight_now})"
    balance = "" if row.balance is None else f", balance {row.balance:g} {row.balance_unit}"
    return (
        f"{row.code}: {'on' if row.is_on else 'off'}, {row.rate_per_second:g} a second, "
        f"weight {row.weight}{now}{balance}"
    )


@route.command("set")
@click.argument("code")
@click.option("--weight", help="0 to 100: its part of the load, beside the weights of the others")
@click.option("--rate", "rate_per_second", help="messages a second; 0: no limit")
@click.option("--window", help="requests in flight at once")
@click.option("--slow", "slow_seconds", help="an answer after so many seconds costs weight")
@click.option("--floor", "balance_floor", help="warn below this balance, in the provider's unit; '': never")
@click.option("--canary", "canary_number", help="a mobile of our own that proves the route; '': none")
@click.option("--reason", required=True, help="why, for those who come after")
def set_numbers(code: str, reason: str, **given: str | None) -> int:
    """Change numbers of route CODE; workers follow within seconds."""
    values = {name: value for name, value in given.items() if value is not None}
    changes = _changed(code, values, reason)
    click.echo("\n".join(change_in_words(changes)) or "Nothing was different.")
    return 0


@route.command("switch")
@click.argument("code")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True, help="why, for those who come after")
def switch(code: str, state: str, reason: str) -> int:
    """Turn route CODE on or off; workers follow within seconds."""
    _changed(code, {"is_on": state == "on"}, reason)
    click.echo(f"Route {code} is {state}.")
    return 0


def _changed(code: str, values: dict[str, Any], reason: str) -> dict[str, Any]:
    try:
        return change_route(code=code, given=values, by=_who(), reason=reason, now=clock.now())
    except RouteChangeRefused as refusal:
        raise Refused(str(refusal)) from refusal


@route.command("trust")
@click.argument("code")
@click.option("--reason", required=True, help="how you know that the route is well")
def trust(code: str, reason: str) -> int:
    """Let a bulk begin on route CODE though its canary did not arrive."""
    try:
        trust_route(code=code, by=_who(), reason=reason, now=clock.now())
    except RouteChangeRefused as refusal:
        raise Refused(str(refusal)) from refusal
    click.echo(f"Route {code} is trusted until it was not used for half an hour.")
    return 0


@route.command("history")
@click.argument("code")
@json_option
def history(code: str, as_json: bool) -> int:
    """What was changed of route CODE: when, by whom, why; the newest first."""
    rows = route_history(code)
    lines = [
        line
        for row in rows
        for line in (f"{clock.in_india(row.made_at):%d.%m.%Y %H:%M} {row.made_by}: {row.reason}".rstrip(": "),
                     *(f"  {each}" for each in change_in_words(row.changes)))
    ]  # fmt: skip
    print_result(
        {"changes": [asdict(row) for row in rows]}, as_json=as_json,
        words="\n".join(lines) or "No change is on record.",
    )  # fmt: skip
    return 0


@route.command("texts")
@json_option
def texts(as_json: bool) -> int:
    """The texts that wait for the operators' approval, and how long each becomes at the longest."""
    add_missing_texts()
    waiting, sizes = unapproved_texts(kinds_in_use()), text_sizes()
    lines = [f"not approved: {text}" for text in waiting] or ["All texts are approved."]
    lines += ["With the longest names and sites that are known:", *map(_size_in_words, sizes)]
    result = {"unapproved": waiting, "sizes": [asdict(one) for one in sizes]}
    print_result(result, as_json=as_json, words="\n".join(lines))
    return NEEDS_A_PERSON if waiting else 0


def _size_in_words(text: TextSize) -> str:
    cost = "" if text.rupees is None else f", ₹{text.rupees:.2f}"
    segments = "1 segment" if text.segments == 1 else f"{text.segments} segments"
    return f"  {text.purpose} {text.language} {text.form}: {segments}, {text.units} units{cost}"


@route.command("approve")
@click.argument("purpose")
@click.argument("language")
@click.argument("form")
@click.option("--text", default="", help="as the operators registered it; by default as it stands")
@click.option("--entity", required=True, help="DLT principal entity id")
@click.option("--header", required=True, help="DLT header, six letters")
@click.option("--template", required=True, help="DLT template id")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="the approval's last day, where it has one")
@click.option(
    "--route", "on", default="", help="the only route that it holds on; again for another; else all"
)
def approve(*, until: datetime | None, on: str, **given: str) -> int:
    """Record that the operators approved a text, with its DLT ids."""
    dlt = (given.pop("entity"), given.pop("header"), given.pop("template"))
    last_day = None if until is None else until.date()
    try:
        approve_text(**given, dlt=dlt, until=last_day, route=on, by=_who(), now=clock.now())
    except TextRefused as refusal:
        raise Refused("\n".join(FAULT_WORDS[fault][0] for fault in refusal.faults)) from refusal
    where = f" on route {on}, and on no other that was not named" if on else ""
    click.echo(f"Approved{where}: {given['purpose']} {given['language']} {given['form']}")
    return 0


def _who() -> str:
    return os.environ.get("USER") or "command line"

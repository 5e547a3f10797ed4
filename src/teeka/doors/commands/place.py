"""`teeka place`: where copies of the lists lie, how each place does, and the process that keeps them."""

import getpass
import json
import logging
import signal
import threading
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.db import InterfaceError, OperationalError, connection

from teeka.apps.lists.queries.letters import letter_counts
from teeka.apps.lists.queries.places import PlaceStanding, place_standings
from teeka.apps.lists.services.keeping import Keeper
from teeka.apps.lists.services.places import (
    PlaceRefused,
    add_missing_places,
    devices_of,
    set_place,
    switch_place,
)
from teeka.apps.lists.services.recipients import RecipientRefused, set_recipient, shown_password
from teeka.apps.lists.services.standing import note_broken
from teeka.apps.planning.services.campaigns import running_campaign, set_pack_places
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, say
from teeka.rules.store_faults import STORE_FAULT_WORDS, StoreFault
from teeka.shared import clock
from teeka.shared.clock import INDIA

PASS_EVERY, AFTER_FAULT = 1.0, 5.0
log = logging.getLogger(__name__)
ONE_DISK = (
    "All of them are on one disk: when it fails, every copy does. Add a place elsewhere: `teeka place add`.\n"
    "सभी एक ही डिस्क पर हैं: वह खराब हुई तो सब प्रतियाँ जाएँगी। दूसरी जगह जोड़ें: `teeka place add`।"
)


@click.group()
def place() -> None:
    """The places that keep copies of the lists, so that an outage of one harms no session."""


@place.command("list")
@json_option
def place_list(as_json: bool) -> int:
    """Each place: what lies there verified, and what is wrong. Exit code 1: a place that is on fails."""
    now = clock.now()
    add_missing_places(now=now)
    places = place_standings(now=now)
    on = [one for one in places if one.is_on]
    devices = devices_of(on)
    is_one_disk = len(set(devices.values())) == 1
    needed = running_campaign(now).pack_places
    words = [standing_in_words(one) for one in places] + [ONE_DISK] * is_one_disk
    mail = letter_counts(now=now)
    if mail.due:
        fault = (
            f"; {mail.failing:,} failed ({mail.last_fault}), tried again by itself" if mail.failing else ""
        )
        words.append(f"E-mail to who is in charge: {mail.sent:,} of {mail.due:,} packs sent{fault}.")
    words.append(f"No notice leaves before its session's pack lies in {needed} of them." if needed else "")
    result = {"places": [_as_dict(one) for one in places], "needed": needed, "one_disk": is_one_disk}
    result["letters"] = mail._asdict()
    print_result(result, as_json=as_json, words="\n".join(filter(None, words)))
    return NEEDS_A_PERSON if any(one.fault for one in on) else 0


@place.command("add")
@click.argument("code")
@click.argument("settings_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", default="folder", show_default=True)
@click.option("--reason", required=True, help="why: it is kept beside the place")
def place_add(code: str, settings_file: Path, kind: str, reason: str) -> int:
    """Add place CODE, or change it, from a JSON file of settings; it is tried first."""
    try:
        given = json.loads(settings_file.read_text(encoding="utf-8"))
        set_place(code=code, kind=kind, given=dict(given), reason=reason, by=_who(), now=clock.now())
    except (ValueError, TypeError) as error:
        raise Refused(f"{settings_file.name} is not JSON that describes a place.") from error
    except PlaceRefused as refused:
        raise Refused("\n".join(refused.words)) from refused
    click.echo(f"Place {code} is on: what is published is copied there from now on. See `teeka place list`.")
    return 0


@place.command("switch")
@click.argument("code")
@click.argument("way", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True)
def place_switch(code: str, way: str, reason: str) -> int:
    """Use place CODE, or no more. What lies there stays there, and counts only while the place is on."""
    try:
        switch_place(code, is_on=way == "on", reason=reason, by=_who(), now=clock.now())
    except PlaceRefused as refused:
        raise Refused("\n".join(refused.words)) from refused
    click.echo(f"Place {code} is {way}.")
    return 0


@place.command("needed")
@click.argument("number", type=click.IntRange(0, 9))
@click.option("--reason", required=True)
def place_needed(number: int, reason: str) -> int:
    """No notice of a session leaves before its pack lies in NUMBER places; 0: nothing waits."""
    now = clock.now()
    set_pack_places(running_campaign(now), number, reason=reason, by=_who(), now=now)
    click.echo(f"Notices wait for {number} places." if number else "Notices wait for no pack.")
    return 0


@place.command("mail-to")
@click.argument("facility_code")
@click.argument("email")
def place_mail_to(facility_code: str, email: str) -> int:
    """E-mail the packs of FACILITY_CODE's sessions, locked, to EMAIL; '' ends it."""
    try:
        set_recipient(facility_code, email, by=_who(), now=clock.now())
    except RecipientRefused as refused:
        raise Refused(str(refused)) from refused
    click.echo("Tell them the password by telephone: `teeka place password`." if email else "No more.")
    return 0


@place.command("password")
@click.argument("facility_code")
def place_password(facility_code: str) -> int:
    """The password of the packs that FACILITY_CODE gets by e-mail. That you looked is written down."""
    try:
        click.echo(shown_password(facility_code, by=_who(), now=clock.now()))
    except RecipientRefused as refused:
        raise Refused(str(refused)) from refused
    return 0


@place.command("keep")
def place_keep() -> int:
    """Keep every pack in every place, until stopped. `teeka up` runs this."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keeper, wait = Keeper(clock.now), PASS_EVERY
    while not stop.wait(wait):
        try:
            keeper.one_pass()
            wait = PASS_EVERY
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if wait == PASS_EVERY:
                say(f"The database is away ({type(error).__name__}); copying goes on when it is back.")
            wait = AFTER_FAULT
        except Exception:  # the edge: sending and the web must not end because copying does
            log.exception("the copier failed")
            keeper, wait = Keeper(clock.now), AFTER_FAULT
            note_broken(now=clock.now())
    return 0


def standing_in_words(one: PlaceStanding) -> str:
    """One place in a line; a second one in each language when something is wrong."""
    path = json.loads(one.settings).get("path", "")
    state = "on" if one.is_on else f"off ({one.set_by}: {one.reason})"
    lines = [
        f"{one.code}: {one.kind} {path}".rstrip()
        + f", {state}; {one.lists:,} of {one.wanted:,} lists verified"
        + _when(", oldest look", one.verified_at)
    ]
    if one.fault and one.is_on:
        lines += [f"  {one.code} {words}" for words in STORE_FAULT_WORDS[StoreFault(one.fault)]]
        since = _when("  failing since", one.failing_since) + _when(", next try", one.not_before)
        lines.append(since + (f" ({one.fault_said})" if one.fault_said else ""))
    if one.damaged_count:
        found = "copy was" if one.damaged_count == 1 else "copies were"
        last = _when(", last", one.damaged_at)
        lines.append(f"  {one.damaged_count:,} {found} found damaged and mended{last}")
    return "\n".join(lines)


def _when(what: str, at: datetime | None) -> str:
    return f"{what} {at.astimezone(INDIA):%d %b %H:%M:%S}" if at else ""


def _as_dict(one: PlaceStanding) -> dict[str, Any]:
    return {**asdict(one), "settings": json.loads(one.settings)}


def _who() -> str:
    return f"{getpass.getuser()} (command line)"

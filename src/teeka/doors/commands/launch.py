"""`teeka launch`: which sessions' notices wait for their pack, and how two officers let one go without."""

import os
import pwd

import click

from teeka.apps.lists.queries.places import asked_launches, waiting_sessions
from teeka.apps.notices.services.launching import (
    LAUNCH_REFUSAL_WORDS,
    LaunchRefused,
    ask_to_launch,
    decide_launch,
)
from teeka.apps.planning.queries import session_id_of
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.shared import clock


@click.group()
def launch() -> None:
    """No pack, no launch: notices wait until their session's pack lies in enough places."""


@launch.command("list")
@json_option
def launch_list(as_json: bool) -> int:
    """The sessions whose notices wait, and what was asked for. Exit code 1: there are such."""
    waiting = [row._asdict() for row in waiting_sessions(now=clock.now())]
    asked = [row._asdict() for row in asked_launches()]
    lines = [
        f"{row['session_code']}: {row['messages']:,} notices wait; version {row['version']} lies in: "
        f"{', '.join(row['places']) or 'no place yet'}"
        for row in waiting
    ]
    lines += [
        f"{row['id']}: {row['session_code']} without its pack, {row['decision']}; "
        f"asked by {row['asked_by']}: {row['reason']}"
        for row in asked
    ]
    words = "\n".join(lines) or "No notice waits for a pack."
    print_result({"waiting": waiting, "asked": asked}, as_json=as_json, words=words)
    return NEEDS_A_PERSON if waiting else 0


@launch.command("ask")
@click.argument("session_code")
@click.option("--reason", required=True, help="why these people are told although the pack may be lost")
def launch_ask(session_code: str, reason: str) -> int:
    """Ask that the notices of SESSION_CODE leave without its pack; another officer decides."""
    session_id = session_id_of(session_code)
    if session_id is None:
        raise Refused(f"There is no session {session_code}. Nothing was changed.")
    try:
        number = ask_to_launch(session_id, reason=reason, by=_who(), now=clock.now())
    except LaunchRefused as refused:
        raise Refused("\n".join(LAUNCH_REFUSAL_WORDS[refused.refusal])) from refused
    click.echo(f"Asked as {number}. Another officer decides: `teeka launch decide {number} yes --reason …`.")
    return 0


@launch.command("decide")
@click.argument("number", type=int)
@click.argument("answer", type=click.Choice(["yes", "no"]))
@click.option("--reason", required=True)
def launch_decide(number: int, answer: str, reason: str) -> int:
    """Answer request NUMBER, as another person than who asked."""
    try:
        decide_launch(number, approves=answer == "yes", reason=reason, by=_who(), now=clock.now())
    except LaunchRefused as refused:
        raise Refused("\n".join(LAUNCH_REFUSAL_WORDS[refused.refusal])) from refused
    click.echo("The notices may leave." if answer == "yes" else "The notices go on waiting for the pack.")
    return 0


def _who() -> str:
    """The account of this machine, not what the environment calls it: two requests need two accounts."""
    return f"{pwd.getpwuid(os.getuid()).pw_name} (command line)"

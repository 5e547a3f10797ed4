"""`teeka close-session`, `teeka reopen-session` and `teeka forms`: when a session's paper is complete."""

import getpass
from typing import Any

import click

from teeka.apps.siteday.queries.forms import Became
from teeka.apps.siteday.services.closing import close_session, reopen_session
from teeka.apps.siteday.services.forms import declare_void, forms_of_session, take_back_fate
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.shared import clock


@click.command("close-session")
@click.argument("code")
@click.option("--blank", type=int, help="how many blank forms were counted: all that have no other fate")
@json_option
def close_session_command(code: str, blank: int | None, as_json: bool) -> None:
    """Close the session CODE: its forms are accounted for, and who did not come was absent.

    Refused while a form has no fate, or somebody came and neither a dose nor a reason is recorded.
    """
    now, by = clock.now(), getpass.getuser()
    try:
        closed = close_session(code, counted_blank=blank, by=by, now=now)
    except RecordRefused as refused:
        raise Refused(refused.words[0]) from refused
    result = {"session": code, "listed": closed.listed, "came": closed.came, "absent": closed.absent}
    words = (
        f"Session {code} is closed: {closed.came} came, {closed.absent} of {closed.listed} listed did not."
    )
    print_result(result, as_json=as_json, words=words)


@click.command("reopen-session")
@click.argument("code")
@click.option("--reason", required=True, help="why it is opened again")
@json_option
def reopen_session_command(code: str, reason: str, as_json: bool) -> None:
    """Open the closed session CODE again, so that something can be recorded."""
    try:
        reopen_session(code, reason=reason, by=getpass.getuser(), now=clock.now())
    except RecordRefused as refused:
        raise Refused(refused.words[0]) from refused
    print_result({"session": code, "open": True}, as_json=as_json, words=f"Session {code} is open again.")


@click.command()
@click.argument("code")
@click.option("--void", "void", multiple=True, help="the number of a form that was spoilt")
@click.option("--reason", default="", help="why those are void")
@click.option("--not", "take_back", multiple=True, help="a form that is neither void nor blank after all")
@json_option
def forms(code: str, void: tuple[str, ...], reason: str, take_back: tuple[str, ...], as_json: bool) -> None:
    """Count the printed forms of the session CODE, name those without a fate, and say which are void."""
    now, by = clock.now(), getpass.getuser()
    try:
        if void:
            declare_void(code, void, reason=reason, by=by, now=now)
        for number in take_back:
            take_back_fate(code, number, by=by, now=now)
        found = forms_of_session(code)
    except RecordRefused as refused:
        raise Refused(refused.words[0]) from refused
    counts = {kind.value: sum(form.became is kind for form in found) for kind in Became}
    left = [form.number for form in found if form.became is Became.OPEN]
    result: dict[str, Any] = {"session": code, "issued": len(found), **counts, "without_fate": left}
    words = (
        f"{code}: {len(found)} forms issued: {counts['used']} used, {counts['void']} void, "
        f"{counts['blank']} blank, {counts['open']} without a fate"
    )
    print_result(result, as_json=as_json, words="\n".join([words, *(f"  {number}" for number in left)]))

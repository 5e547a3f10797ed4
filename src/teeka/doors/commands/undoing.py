"""`teeka undo-dose` and `teeka undo-arrival`: what was recorded wrongly of one person is taken back."""

import getpass
from collections.abc import Callable
from typing import Any

import click

from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.undoing import undo_arrival, undo_dose
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.rules.hand_sheet import reference_of
from teeka.rules.undoing import Undoing
from teeka.shared import clock

reason_option = click.option("--reason", required=True, help="why it is taken back; it stays on record")


@click.command("undo-dose")
@click.argument("code")
@click.argument("reference")
@reason_option
@json_option
def undo_dose_command(code: str, reference: str, reason: str, as_json: bool) -> None:
    """Take back the dose recorded of the person REFERENCE at the session CODE: it was not given."""
    _taken_back(undo_dose, code, reference, reason)
    result = {"session": code, "reference": reference, "undone": True}
    print_result(result, as_json=as_json, words=f"{code}: the dose is taken back; it stays on record.")


@click.command("undo-arrival")
@click.argument("code")
@click.argument("reference")
@reason_option
@json_option
def undo_arrival_command(code: str, reference: str, reason: str, as_json: bool) -> None:
    """Take back what is recorded of the visit of the person REFERENCE to the session CODE.

    Refused while a dose stands with it: `teeka undo-dose` first. Repeating it changes nothing.
    """
    is_undone = _taken_back(undo_arrival, code, reference, reason) is Undoing.UNDONE
    what = "is taken back; record the visit anew if the person came" if is_undone else "was taken back before"
    result = {"session": code, "reference": reference, "undone": is_undone}
    print_result(result, as_json=as_json, words=f"{code}: the arrival {what}.")


def _taken_back(undo: Callable[..., Any], code: str, reference: str, reason: str) -> Any:
    try:
        return undo(code, reference_of(reference) or 0, reason=reason, by=getpass.getuser(), now=clock.now())
    except RecordRefused as refused:
        raise Refused(refused.words[0]) from refused

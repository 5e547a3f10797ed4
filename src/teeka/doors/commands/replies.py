"""`teeka answers`: the numbers that people answer to, and what came in that only a person can read."""

import os
from dataclasses import asdict

import click

from teeka.apps.notices import queries
from teeka.apps.notices.services.reply_lines import LINE_REFUSAL_WORDS, LineRefused, set_reply_line
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.shared import clock

KINDS = ("text", "rings_yes", "rings_no")


@click.group()
def answers() -> None:
    """What people answer: the numbers that they write to or ring, and what waits for a person."""


@answers.command("line")
@click.argument("number")
@click.option("--kind", type=click.Choice(KINDS), default="text", show_default=True,
              help="they write to it; or a missed call to it says yes, or no")  # fmt: skip
@click.option("--keyword", default="", help="what a short code wants before each answer")
@click.option("--off", "is_off", is_flag=True, help="messages name it no more")
@click.option("--reason", required=True, help="why, for those who come after")
def line(number: str, kind: str, keyword: str, is_off: bool, reason: str) -> int:
    """Add NUMBER or change it. Messages written from now on name the one to write to, once approved."""
    known = next((row for row in queries.reply_lines() if row.number == number), None)
    if is_off and known is not None:
        kind, keyword = known.kind, known.keyword
    try:
        set_reply_line(
            number=number, kind=kind, keyword=keyword, is_on=not is_off, reason=reason,
            by=os.environ.get("USER") or "command line", now=clock.now(),
        )  # fmt: skip
    except LineRefused as refused:
        raise Refused(LINE_REFUSAL_WORDS[refused.refusal][0]) from refused
    click.echo(f"{number} is {'off' if is_off else 'on'}. Check its texts with `teeka route texts`.")
    return 0


@answers.command("lines")
@json_option
def lines(as_json: bool) -> int:
    """The numbers that people answer to."""
    found = [asdict(row) for row in queries.reply_lines()]
    words = "\n".join(
        f"{row['number']}: {row['kind']}{' ' + row['keyword'] if row['keyword'] else ''}, "
        f"{'on' if row['is_on'] else 'off'}"
        for row in found
    )
    nothing = "There is no number to answer to, so messages ask for none. Add one: teeka answers line NUMBER"
    print_result({"lines": found}, as_json=as_json, words=words or nothing)
    return 0


@answers.command("waiting")
@json_option
def waiting(as_json: bool) -> int:
    """How many answers there are, and how many wait for a person (page "Answers")."""
    counts = queries.reply_counts()
    unclear = counts.get("unclear", 0)
    words = (
        f"{sum(counts.values()):,} came in: {counts.get('taken', 0):,} taken, {unclear:,} wait for a person, "
        f"{counts.get('nobody', 0):,} from numbers of nobody expected"
    )
    print_result({"replies": counts}, as_json=as_json, words=words)
    return NEEDS_A_PERSON if unclear else 0

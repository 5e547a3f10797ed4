"""`teeka batch`: until when a batch may be given, and how many doses of each were."""

import getpass
from dataclasses import asdict
from datetime import datetime

import click

from teeka.apps.siteday.queries.batches import BatchRow, batches
from teeka.apps.siteday.services.batches import set_expiry
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.rules.site_day import batch_number
from teeka.rules.vaccines import vaccine_code
from teeka.shared import clock

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("vaccine", default="")
@click.argument("number", default="")
@click.option("--expires", "expires_on", type=DAY, help="the last day on which it may be given: YYYY-MM-DD")
@json_option
def batch(vaccine: str, number: str, expires_on: datetime | None, as_json: bool) -> int:
    """List the batches with their doses: all, those of VACCINE, or the one with NUMBER.

    With --expires say until when that one may be given. Ends with 1 when doses were given after that day.
    """
    code = vaccine_code(vaccine) if vaccine else ""
    if expires_on is not None:
        if not number:
            raise Refused("Name the vaccine and the batch: teeka batch VACCINE NUMBER --expires YYYY-MM-DD.")
        try:
            set_expiry(code, number, expires_on.date(), by=getpass.getuser(), now=clock.now())
        except RecordRefused as refused:
            raise Refused(refused.words[0]) from refused
    found = batches(vaccine=code, number=batch_number(number))
    words = "\n".join(_in_words(one) for one in found) or "No such batch is known."
    print_result({"batches": [asdict(one) for one in found]}, as_json=as_json, words=words)
    return NEEDS_A_PERSON if any(one.after_expiry for one in found) else 0


def _in_words(one: BatchRow) -> str:
    until = f"until {one.expires_on}" if one.expires_on else "expiry not known"
    late = f"; {one.after_expiry} AFTER ITS LAST DAY" if one.after_expiry else ""
    return f"{one.vaccine} {one.number}: {one.doses} doses in {one.sessions} sessions, {until}{late}"

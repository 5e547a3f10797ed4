"""`teeka status`, `teeka explain` and `teeka verify`: how things stand, why, and whether they hold."""

from dataclasses import asdict
from typing import Any

import click
from django.conf import settings

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.readiness.queries.invariants.every import findings
from teeka.apps.readiness.queries.invariants.finding import NAMED_AT_MOST, Found, Invariant
from teeka.apps.readiness.queries.person import PersonStory, find_person, person_story
from teeka.apps.readiness.queries.status import as_json as status_as_json
from teeka.apps.readiness.queries.status import status as whole_status
from teeka.apps.readiness.queries.status_alarms import status_alarms
from teeka.doors.commands.person_words import person_in_words, row_in_words
from teeka.doors.commands.status_words import status_in_words
from teeka.doors.commands.terminal import Refused, json_option, print_result, progress
from teeka.rules.permissions import masked
from teeka.shared.clock import now as the_time
from teeka.shared.email_address import masked_email

DOES_NOT_HOLD = 1
COMMAND_LINE = "command line"


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Count where the whole job stands, from rows to told people, and what needs somebody."""
    found = whole_status(now=the_time())
    alarms = status_alarms(found, disk=settings.TEEKA_HOME)
    listed = [
        {
            "code": raised.alarm.value,
            "severity": raised.severity.value,
            "count": raised.count,
            "text_en": raised.text("en"),
            "text_hi": raised.text("hi"),
        }
        for raised in alarms
    ]
    words = "" if as_json else status_in_words(found, alarms)
    print_result(status_as_json(found, listed), as_json=as_json, words=words)


@click.command()
@click.argument("person")
@json_option
def explain(person: str, as_json: bool) -> None:
    """Tell everything known of one person's way, from the file's row to the message.

    PERSON is the 14-digit reference, the id, or a row of a file as FILE:ROW (or UPLOAD:ROW).
    """
    wanted = find_person(person.strip())
    if wanted.person_id is None and wanted.row is not None:
        words = row_in_words(wanted.row)
        print_result({"person": None, "rows": [asdict(wanted.row)]}, as_json=as_json, words=words)
        return
    story = person_story(wanted.person_id) if wanted.person_id is not None else None
    if story is None:
        raise Refused(_nobody(person, wanted.rows_found))
    record_event(
        action="explain",
        subject_type="beneficiary",
        subject_id=story.person.id,
        by=COMMAND_LINE,
        now=the_time(),
        district_code=story.person.district_code,
    )
    words = "" if as_json else person_in_words(story)
    print_result(_story_as_json(story), as_json=as_json, words=words)


def _nobody(person: str, rows_found: int) -> str:
    if rows_found > 1:
        return (
            f"{rows_found} uploads have a row called {person}, of different people. Name the upload "
            "instead of the file, as in 12:7; `teeka import` and the uploads page give its number."
        )
    return (
        f"Nobody is known as {person}. Give the 14-digit reference of a list, an id, or a row of an uploaded "
        "file as FILE:ROW, for example roster.csv:17."
    )


def _story_as_json(story: PersonStory) -> dict[str, Any]:
    told: dict[str, Any] = asdict(story)
    told["person"]["mobile"] = masked(story.person.mobile)
    told["person"]["email"] = masked_email(story.person.email)
    for message in told["messages"]:
        message["to_number"] = masked(message["to_number"])
        message["to_email"] = masked_email(message["to_email"])
    return told


@click.command()
@json_option
def verify(as_json: bool) -> int:
    """Check from the rows all that must always hold, and name each row that breaks it."""
    checked: list[tuple[Invariant, Found]] = []
    with progress("Checking") as told:
        checked.extend(findings(told=told))
    holds = all(found.broken == 0 for _, found in checked)
    result = {"holds": holds, "invariants": [_finding_as_json(*pair) for pair in checked]}
    words = "\n".join(_finding_in_words(*pair) for pair in checked)
    print_result(result, as_json=as_json, words=f"{words}\n{_verdict(checked)}")
    return 0 if holds else DOES_NOT_HOLD


def _finding_as_json(invariant: Invariant, found: Found) -> dict[str, Any]:
    return {
        "number": invariant.number,
        "title": invariant.title,
        "holds": found.broken == 0,
        "checked": found.checked,
        "broken": found.broken,
        "offending": [asdict(offence) for offence in found.offences],
        "note": found.note,
    }


def _finding_in_words(invariant: Invariant, found: Found) -> str:
    verdict = "holds " if found.broken == 0 else "BROKEN"
    lines = [f"{invariant.number:>2}  {verdict}  {invariant.title} ({found.checked:,} rows checked)"]
    lines += [f"            {found.note}"] if found.note else []
    lines += [f"            {offence.row}: {offence.why}" for offence in found.offences]
    if found.broken > NAMED_AT_MOST:
        lines.append(f"            ... and {found.broken - NAMED_AT_MOST:,} more")
    return "\n".join(lines)


def _verdict(checked: list[tuple[Invariant, Found]]) -> str:
    broken = [str(invariant.number) for invariant, found in checked if found.broken]
    if not broken:
        return f"All {len(checked)} invariants hold."
    return f"{len(broken)} of {len(checked)} invariants do not hold: {', '.join(broken)}."

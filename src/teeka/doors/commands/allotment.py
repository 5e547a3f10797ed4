"""`teeka allot` gives seats, `teeka freeze` publishes due lists."""

import getpass
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from teeka.apps.allotment.queries.frozen import Freezable, sessions_to_freeze
from teeka.apps.allotment.services import AllotmentRefused, Allotted, Phase, allot_people
from teeka.apps.allotment.services.levers import SessionsToOpen
from teeka.apps.notices.services.publishing import publish_lists
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.readiness.queries.planned_cost import planned_cost
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.doors.commands.cost_words import cost_as_json, cost_in_words
from teeka.doors.commands.obstacle_words import obstacles_as_json, obstacles_in_words
from teeka.doors.commands.terminal import (
    NEEDS_A_PERSON,
    Refused,
    json_option,
    print_result,
    progress,
    say,
)
from teeka.rules.allotment import UNPLACED_WORDS, Reason
from teeka.rules.messages.sendable import Found
from teeka.shared import clock

LEVERS_SHOWN = 3
PHASES = {
    Phase.READING: "Reading people, postings and sessions",
    Phase.PLANNING: "Finding the best seat for each",
    Phase.STORING: "Storing places and reasons",
}


@click.command()
@click.option("--dry-run", "is_dry_run", is_flag=True, help="tell what would be done, and store nothing")
@json_option
def allot(is_dry_run: bool, as_json: bool) -> int:
    """Give every waiting person the best seat, by where they work. Places that exist stay.

    Exit code 1 when somebody is left without a place, each with the reason; or when the messages that the
    plan will owe cannot be sent as things stand.
    """
    try:
        with progress("Allotting seats") as bar:
            done = allot_people(
                now=clock.now(), by=getpass.getuser(), dry_run=is_dry_run, tell=lambda p: say(PHASES[p])
            )
            bar(done.placed + done.kept, done.people)
    except AllotmentRefused as refused:
        raise Refused(refused.in_words()) from refused
    found = _in_the_way()
    result = {**asdict(done), "dry_run": is_dry_run, "cannot_be_sent": obstacles_as_json(found)}
    words = "\n".join(filter(None, [_allotted_in_words(done, is_dry_run), obstacles_in_words(found)]))
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if done.unplaced or done.standby or found else 0


def _allotted_in_words(done: Allotted, is_dry_run: bool) -> str:
    lines = [
        f"{done.people:,} people: {done.placed:,} newly placed, {done.kept:,} had a place and keep it, "
        f"{done.standby:,} stand by, {sum(done.unplaced.values()):,} have no place."
    ]
    if done.standby_with_a_place:
        lines.append(
            f"Of those with a place, {done.standby_with_a_place:,} also stand by for an earlier day."
        )
    lines += [
        f"  {count:>9,}  {UNPLACED_WORDS[Reason(reason)][0]}" for reason, count in done.unplaced.items()
    ]
    lines += [f"  {_lever_in_words(lever)}" for lever in done.levers[:LEVERS_SHOWN]]
    lines += _changes_in_words(done)
    if done.rough_sites:
        sites, plural = sum(done.rough_sites.values()), "s"[: sum(done.rough_sites.values()) != 1]
        lines.append(
            f"{sites:,} site{plural} without coordinates of their own: distances are rough. "
            "Which: teeka session rough-sites."
        )
    if is_dry_run:
        lines.append("This was a dry run: nothing was stored.")
    elif done.placed:
        lines.append("Next: teeka freeze --all, to publish the due lists.")
    return "\n".join(lines)


def _changes_in_words(done: Allotted) -> list[str]:
    """What became of places that people had before."""
    lines = []
    if done.taken_back:
        lines.append(f"{done.taken_back:,} places of second registrations were taken back.")
    if done.transferred:
        lines.append(f"{done.transferred:,} people work elsewhere now: their places were taken back.")
    if done.transferred_but_listed:
        lines.append(
            f"{done.transferred_but_listed:,} people work elsewhere now and stay on a published list: "
            "move them by hand where that is wrong."
        )
    if done.moved:
        before = f"{done.moved:,} of those placed had another place before"
        lines.append(f"{before}: the page Places taken back names them.")
    return lines


def _lever_in_words(lever: SessionsToOpen) -> str:
    day = date.fromisoformat(lever["day"])
    opening = f"{lever['sessions']} session{'s' if lever['sessions'] > 1 else ''} of {lever['seats']} seats"
    return f"Opening {opening} at {lever['site']} on {day:%-d %B} would place {lever['places']:,} of them."


@click.command()
@click.option("--session", "codes", multiple=True, metavar="CODE", help="only this session; may be repeated")
@click.argument("more_codes", nargs=-1, metavar="[CODE]...")
@click.option("--all", "every", is_flag=True, help="every session to come")
@click.option("--reason", default="", help="why a new version: printed on its change slip")
@json_option
def freeze(
    codes: tuple[str, ...], more_codes: tuple[str, ...], every: bool, reason: str, as_json: bool
) -> int:
    """Publish due lists as numbered versions that nobody can change.

    Without --session or --all: the sessions whose hour has come (`teeka campaign freeze-hours`). A session
    whose list has not changed keeps its version. Exit code 1 when the messages that they owe cannot be sent
    as things stand.
    """
    named = (*codes, *more_codes)
    if named and every:
        raise Refused("Give either --all or codes of sessions, not both.")
    chosen = sessions_to_freeze(now=clock.now(), codes=named, every=every)
    _refuse_what_cannot_be(chosen, is_named=bool(named), every=every)
    with progress("Publishing due lists") as bar:
        published = publish_lists(
            chosen.session_ids,
            now=clock.now(),
            by=getpass.getuser(),
            reason=reason or "published by command · आदेश से प्रकाशित",
            progress=bar,
        )
    lists = published.lists
    result: dict[str, Any] = {
        "sessions": len(chosen.session_ids),
        "published": len(lists),
        "unchanged_or_empty": len(chosen.session_ids) - len(lists),
        "first_versions": sum(one.version == 1 for one in lists),
        "people": sum(one.row_count for one in lists),
        "messages": asdict(published.owed),
    }
    cost = planned_cost(chosen.session_ids)
    found = _in_the_way()
    result |= {"to_be_sent": cost_as_json(cost), "cannot_be_sent": obstacles_as_json(found)}
    cost_words = cost_in_words(cost) if lists else ""
    words = "\n".join(filter(None, [_frozen_in_words(result), cost_words, obstacles_in_words(found)]))
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if found else 0


def _in_the_way() -> list[Found]:
    """Lists are published all the same: they are worked with on paper, and called from."""
    add_missing_texts()
    return cannot_be_sent(now=clock.now())


def _refuse_what_cannot_be(chosen: Freezable, *, is_named: bool, every: bool) -> None:
    if chosen.unknown:
        raise Refused(f"No session has the code {', '.join(chosen.unknown)}. Check it in the session list.")
    if chosen.over:
        raise Refused(f"Session {', '.join(chosen.over)} is over: its list stays as it is.")
    if not chosen.session_ids and not is_named:
        when = "to come" if every else "whose hour to be published has come"
        raise Refused(f"There is no session {when}. Import sessions, or name one with --session CODE.")


def _frozen_in_words(result: dict[str, Any]) -> str:
    if not result["published"]:
        return f"{result['sessions']:,} sessions: nothing has changed, every version stays."
    owed = result["messages"]
    return "\n".join(
        [
            f"{result['published']:,} due lists published with {result['people']:,} people "
            f"({result['first_versions']:,} for the first time); {result['unchanged_or_empty']:,} sessions "
            "are empty or unchanged.",
            f"{owed['planned']:,} messages are owed, {owed['suppressed']:,} of them go to the call sheet.",
            "Next: teeka lists, to write the lists to disk; teeka tell, to tell the people.",
        ]
    )

"""`teeka session`: what happens to a session after it was planned, and which sites are not well located."""

import getpass
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    ask_for_seats,
    cancel_session_and_places,
    change_seats,
    cut_seats,
)
from teeka.apps.planning.queries import session_id_of
from teeka.apps.readiness.queries.rough_sites import rough_sites
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.rules.located import site_located_words
from teeka.shared import clock

NEXT = "Next: teeka allot, to give them other places; then teeka freeze, to publish what changed."


@click.group()
def session() -> None:
    """Call a session off, take seats from it or open some; name the sites that are only roughly known."""


@session.command("call-off")
@click.argument("code")
@click.option("--reason", required=True, help="why: kept with each place that is taken back")
@json_option
def call_off(code: str, reason: str, as_json: bool) -> int:
    """Call session CODE off and take back all its places."""
    try:
        places = cancel_session_and_places(_known(code), reason=reason, by=_who(), now=clock.now())
    except AllotmentRefused as refused:
        raise Refused(refused.in_words()) from refused
    return _said(code, places, f"Session {code} is called off: {places:,} people wait for another.", as_json)


@session.command("cut")
@click.argument("code")
@click.option("--seats", required=True, type=click.IntRange(0), help="how many it can give from now on")
@click.option("--reason", required=True, help="why: kept with each place that is taken back")
@json_option
def cut(code: str, seats: int, reason: str, as_json: bool) -> int:
    """Lower the seats of session CODE; who has the weakest claim leaves."""
    try:
        gone = cut_seats(_known(code), capacity=seats, reason=reason, by=_who(), now=clock.now())
    except AllotmentRefused as refused:
        raise Refused(refused.in_words()) from refused
    words = f"Session {code} has {seats:,} seats now: {len(gone):,} people wait for another."
    return _said(code, len(gone), words, as_json)


@session.command("rough-sites")
@json_option
def list_rough_sites(as_json: bool) -> None:
    """Name the sites of sessions to come that only their PIN code or their district locates."""
    sites = rough_sites(whole_state(), now=clock.now())
    words = [
        f"{site.site_name}, {site.district}: {site.sessions:,} sessions, {site.placed:,} placed. "
        f"{site_located_words(site.located)[0]}"
        for site in sites
    ]
    print_result(
        {"sites": [asdict(site) for site in sites]},
        as_json=as_json,
        words="\n".join(words) or "Every site with a session to come has coordinates of its own.",
    )


@session.command("open")
@click.argument("code")
@click.option("--seats", required=True, type=click.IntRange(1), help="how many it can give from now on")
@click.option("--reason", required=True, help="why: kept in the audit trail")
@json_option
def open_seats(code: str, seats: int, reason: str, as_json: bool) -> int:
    """Raise the seats of session CODE, to as many as were planned or agreed on.

    More than that is asked for (exit code 1): another officer gives or refuses them on the session's page.
    """
    by, now = _who(), clock.now()
    try:
        session = _known(code)
        change_seats(session, seats=seats, reason=reason, by=by, now=now)
    except AllotmentRefused as refused:
        if refused.refusal is not Refusal.SECOND_NEEDED:
            raise Refused(refused.in_words()) from refused
        planned = refused.detail
    else:
        result: dict[str, Any] = {"session": code, "seats": seats, "asked_for": False}
        print_result(result, as_json=as_json, words=f"Session {code} has {seats:,} seats now.")
        return 0
    try:
        ask_for_seats(session, seats=seats, reason=reason, by=by, now=now)
    except AllotmentRefused as refused:
        raise Refused(refused.in_words()) from refused
    words = (
        f"{planned} seats were planned or agreed on for session {code}. {seats:,} are asked for: another "
        "officer gives or refuses them on the session's page. Nothing was changed yet."
    )
    print_result({"session": code, "seats": seats, "asked_for": True}, as_json=as_json, words=words)
    return NEEDS_A_PERSON


def _said(code: str, places: int, words: str, as_json: bool) -> int:
    result: dict[str, Any] = {"session": code, "places_taken_back": places}
    print_result(result, as_json=as_json, words=f"{words}\n{NEXT}" if places else words)
    return 0


def _known(code: str) -> UUID:
    found = session_id_of(code)
    if found is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, code)
    return found


def _who() -> str:
    return getpass.getuser()

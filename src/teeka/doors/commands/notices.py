"""`teeka tell`, `work`, `route`, `simulator`: sends the notices of frozen lists, and what sending needs."""

import math
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from teeka.apps.lists.queries.places import waiting_sessions
from teeka.apps.lists.services.keeping import Keeper
from teeka.apps.notices import queries
from teeka.apps.notices.services.dose_due import tell_of_due_doses
from teeka.apps.notices.services.owing import plan_missing
from teeka.apps.notices.services.rehearsal import SimulatorNotStarted, simulated_gateway
from teeka.apps.notices.services.reminding import Reminding
from teeka.apps.notices.services.routes import REHEARSAL, end_rehearsal
from teeka.apps.notices.services.sending import are_hours_open, make_due, packs_needed
from teeka.apps.notices.services.texts import add_missing_texts, unapproved_texts
from teeka.apps.notices.services.withdrawing import withdraw_cancelled
from teeka.apps.notices.working import work as run_worker
from teeka.apps.readiness.queries.planned_cost import planned_cost
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.apps.readiness.services.watching import Watch
from teeka.doors.commands.cost_words import cost_as_json, cost_in_words
from teeka.doors.commands.listener import listening_web
from teeka.doors.commands.routes import route
from teeka.doors.commands.terminal import (
    NEEDS_A_PERSON,
    FailedPartWay,
    Progress,
    Refused,
    json_option,
    print_result,
    progress,
    say,
)
from teeka.rules.messages.reasons import CALL_REASON_WORDS
from teeka.shared import clock

REHEARSAL_WORDS = (
    "Rehearsal: no message leaves this machine. Add a route with `teeka route add` to reach real phones.\n"
    "अभ्यास: कोई संदेश इस मशीन से बाहर नहीं जाता। असली फोन तक पहुंचने के लिए `teeka route add` से मार्ग जोड़ें।"
)
__all__ = ["route", "simulator", "tell", "work"]
COUNT_EVERY = 1.0
COMPLAIN_EVERY = 10.0
WAITS_FOR_DATABASE = 20.0  # a restart is waited for; then the person is told


@click.command()
@click.option("--until-done", is_flag=True, help="wait until every message has come to its end")
@json_option
def tell(until_done: bool, as_json: bool) -> int:
    """Create and send the notices of frozen lists.

    Without --until-done it ends when everything is handed over; receipts are then awaited by `teeka up`.
    Stopped or broken off, the same command goes on where it was.
    """
    started, now = time.monotonic(), clock.now()
    is_rehearsal = queries.is_rehearsal()
    until_done = until_done or is_rehearsal  # a rehearsal's receipts come only while it runs
    if not is_rehearsal:
        _refuse_what_would_be_dropped(now)
        end_rehearsal(now=now)
    withdraw_cancelled(now=now)
    owed = plan_missing(now=now)
    after: int | None = 0
    while after is not None:
        after = tell_of_due_doses(now=now, after=after).go_on_after
    _keep_packs()
    queued = make_due(now=now, at_any_hour=True) + Reminding().make_due(now=now, at_most_lists=None)
    cost = planned_cost()
    if cost.messages:
        say(cost_in_words(cost))
    if queued and not are_hours_open(now):
        say("It is outside the sending hours. A person asked for it, so the messages leave now.")
    with progress("Messages") as told:
        is_done = _send(told, now, is_rehearsal=is_rehearsal, until_done=until_done)
    if not is_done:
        raise FailedPartWay("Stopped. What was sent is recorded; run `teeka tell` again to go on.")
    result = _result(clock.now())
    result |= {"rehearsal": is_rehearsal, "planned": owed.planned, "queued": queued}
    result["to_be_sent"] = cost_as_json(cost)
    result["seconds"] = round(time.monotonic() - started, 1)
    print_result(result, as_json=as_json, words=_in_words(result))
    needs_a_person = result["not_told_call_sheet"] or result["sessions_waiting_for_packs"]
    return NEEDS_A_PERSON if needs_a_person else 0


@click.command()
def work() -> int:
    """Publish lists when their hour comes, send what falls due, apply receipts. `teeka up` runs this."""
    is_stopped = False
    while not is_stopped:
        sends = _sends_by_itself()
        is_stopped = not run_worker(
            spool_folder=_spool_folder(),
            watch=Watch(keeps_lists=True),
            makes_due=sends,
            after_pass=_Changed(sends),
            lets_faults_out=False,
        )
    return 0


def _keep_packs() -> None:
    """No pack, no launch: what is published lies in every place that works before anything becomes due."""
    if not packs_needed():
        return
    with progress("Copying packs to every place"):
        Keeper(clock.now).until_settled(patience=math.inf)
    if waiting := waiting_sessions(now=clock.now()):
        say(
            f"The notices of {len(waiting):,} sessions wait: their packs do not lie in enough places. "
            "`teeka place list` says which place fails; `teeka launch list` names the sessions.\n"
            f"{len(waiting):,} सत्रों की सूचनाएँ रुकी हैं: उनके पैक पर्याप्त स्थानों पर नहीं हैं। "
            "`teeka place list` कारण बताता है, `teeka launch list` सत्र।"
        )


def _sends_by_itself() -> bool:
    """Only `teeka tell` rehearses: nobody is to be counted as told because a worker ran by itself."""
    if queries.is_rehearsal() or unapproved_texts():
        return False
    end_rehearsal(now=clock.now())
    return True


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulator(arguments: tuple[str, ...]) -> None:
    """Run the simulated gateway in the foreground, for trying out a route's settings."""
    os.execv(sys.executable, [sys.executable, "-m", "teeka.gateways.sms.simulator", *arguments])  # noqa: S606


def _send(told: Progress, now: datetime, *, is_rehearsal: bool, until_done: bool) -> bool:
    """Run a dispatcher of our own until nothing is left to wait for; False when it was stopped."""
    watch = _Watch(told, until_done=until_done)
    if watch():
        return True
    with ExitStack() as open_until_sent:
        if is_rehearsal:
            say(REHEARSAL_WORDS)
            port = open_until_sent.enter_context(listening_web(_run_folder()))
            secret = settings.TEEKA_CALLBACK_SECRET
            callback = f"http://127.0.0.1:{port}/gateway/receipts/{secret}/{REHEARSAL}"
            try:
                open_until_sent.enter_context(simulated_gateway(_run_folder(), callback=callback, now=now))
            except SimulatorNotStarted as fault:
                raise FailedPartWay(f"{fault} Nothing was sent; run the same command again.") from fault
        return run_worker(
            spool_folder=_spool_folder(),
            watch=Watch(),
            makes_due=False,
            after_pass=watch,
            waits_for_database=WAITS_FOR_DATABASE,
        )


@dataclass
class _Watch:
    """Looks once a second how far the sending is, and says what it waits for."""

    told: Progress
    until_done: bool
    total: int = 0
    looked_at: float = 0.0
    complained_at: float = 0.0

    def __call__(self) -> bool:
        if time.monotonic() - self.looked_at < COUNT_EVERY:
            return False
        self.looked_at = time.monotonic()
        is_open = queries.open_counts()
        # What is planned still waits for its pack or for a stop to be lifted; no telling ends that.
        waiting = sum(count for state, count in is_open.items() if state != "planned")
        unsent = sum(is_open.get(state, 0) for state in ("queued", "claimed", "submitting"))
        left = waiting if self.until_done else unsent
        self.total = max(self.total, left)
        self.told(self.total - left, self.total)
        self._complain(left)
        return left == 0

    def _complain(self, left: int) -> None:
        if not left or time.monotonic() - self.complained_at < COMPLAIN_EVERY:
            return
        for code, fault in queries.last_faults():
            self.complained_at = time.monotonic()
            say(
                f"The gateway of route {code} takes no messages ({fault}). {left:,} wait; trying again.\n"
                f"मार्ग {code} का गेटवे संदेश नहीं ले रहा। {left:,} प्रतीक्षा में हैं; फिर कोशिश हो रही है।"
            )


@dataclass
class _Changed:
    """Ends a worker's run when a route or an approval changes what it has to do."""

    sends: bool
    looked_at: float = 0.0

    def __call__(self) -> bool:
        if time.monotonic() - self.looked_at < COMPLAIN_EVERY:
            return False
        self.looked_at = time.monotonic()
        return _sends_by_itself() is not self.sends


def _result(now: datetime) -> dict[str, Any]:
    states = queries.state_counts()
    reasons = queries.call_sheet_counts(now=now)
    return {
        "notices": {"due": sum(states.values()), **states},
        "told": states.get("delivered", 0),
        "told_by_voice": queries.told_by_voice_count(),
        "not_told_call_sheet": sum(reasons.values()),
        "call_sheet": {reason.value: count for reason, count in reasons.items()},
        "possible_duplicates": queries.possible_duplicate_count(),
        "sessions_waiting_for_packs": len(waiting_sessions(now=now)),
    }


def _in_words(result: dict[str, Any]) -> str:
    lines = [f"Delivered: {result['told']:,} of {result['notices']['due']:,} messages."]
    if result["possible_duplicates"]:
        lines.append(f"Perhaps sent twice: {result['possible_duplicates']:,}.")
    if result["not_told_call_sheet"]:
        lines.append(f"To be told by voice (call sheet): {result['not_told_call_sheet']:,}")
        lines += [
            f"  {words[0]}: {result['call_sheet'][reason.value]:,}"
            for reason, words in CALL_REASON_WORDS.items()
            if reason.value in result["call_sheet"]
        ]
    if result["rehearsal"]:
        lines.append(REHEARSAL_WORDS)
    return "\n".join(lines)


def _refuse_what_would_be_dropped(now: datetime) -> None:
    add_missing_texts()
    found = [one for one in cannot_be_sent(now=now) if one.stops_sending]
    if found:
        raise Refused("\n".join(one.words("en") for one in found) + " Then tell again. Nothing was sent.")


def _run_folder() -> Path:
    folder = Path(settings.TEEKA_HOME) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _spool_folder() -> Path:
    return Path(settings.TEEKA_HOME) / "spool" / "receipts"

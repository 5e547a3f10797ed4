"""`teeka demo`: makes a sample campaign and runs the night before on it, end to end."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from teeka.apps.readiness.queries.against_truth import uploads_taken_in
from teeka.apps.readiness.queries.status import as_json as status_as_json
from teeka.apps.readiness.queries.status import status
from teeka.doors.commands.demo_day import DemoFolder, make_files, run_day
from teeka.doors.commands.demo_facts import facts
from teeka.doors.commands.demo_words import summary
from teeka.doors.commands.steps import TEEKA, run_step
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, say
from teeka.shared import clock

PEOPLE = 12_000


@click.command()
@click.option("--people", type=click.IntRange(min=1), default=PEOPLE, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--once", "is_once", is_flag=True, help="print the summary and stop")
@click.option("--facts", "truth_file", type=click.Path(exists=True, path_type=Path), hidden=True)
@json_option
def demo(*, people: int, seed: int, is_once: bool, truth_file: Path | None, as_json: bool) -> int:
    """Run the night before on made-up people, in TEEKA_HOME, against the built-in gateway simulator.

    Refuses a home that holds anything but an earlier demo; an earlier demo is thrown away.
    """
    if truth_file is not None:
        now = clock.now()
        found = {"facts": facts(truth_file, now=now), "status": status_as_json(status(now=now), [])}
        print_result(found, as_json=True, words="")
        return 0
    folder = DemoFolder(Path(settings.TEEKA_HOME))
    _make_room(folder)
    folder.mark.write_text(json.dumps({"people": people, "seed": seed}))
    if not as_json:
        say(f"The night before, for {people:,} made-up health workers. All of it stays in {folder.home}.")
    result = _run(folder, people=people, seed=seed, quiet=as_json)
    words = summary(result["status"], result["facts"], result["seconds"])
    print_result(result, as_json=as_json, words=f"\n{words}\n")
    if not is_once:
        _stay_up(folder)
    return 0 if result["facts"]["holds"] else NEEDS_A_PERSON


def _run(folder: DemoFolder, *, people: int, seed: int, quiet: bool) -> dict[str, Any]:
    started = time.monotonic()
    sampled, made = make_files(folder.files, people=people, seed=seed, home=folder.home, quiet=quiet)
    steps = [step.as_dict() for step in (sampled, *run_day(made, folder, quiet=quiet))]
    counted = run_step(
        "Comparing with the truth", ("demo", "--facts", made.truth_file), home=folder.home, quiet=True
    ).result
    seconds = time.monotonic() - started
    return {
        "people": people,
        "seed": seed,
        "seconds": round(seconds, 1),
        "steps": steps,
        "sample": {"rows": made.rows, "facilities": made.facilities, "seats": made.seats},
        **counted,
        "files": str(folder.files),
    }


def _make_room(folder: DemoFolder) -> None:
    """An empty home is used as it is; an earlier demo's is emptied; anything else is left alone."""
    if not uploads_taken_in():
        return
    if not folder.mark.exists():
        raise Refused(
            f"{folder.home} holds an installation in use, so the demo does not touch it. "
            "Name an empty folder: TEEKA_HOME=/tmp/teeka-demo teeka demo"
        )
    if os.environ.get("DATABASE_URL"):
        raise Refused(
            "The database of DATABASE_URL holds an earlier demo. Empty it or name another one, "
            "or unset DATABASE_URL to use the embedded database."
        )
    say(f"Throwing away the earlier demo in {folder.home}.")
    subprocess.run([*TEEKA, "down"], check=False, capture_output=True)
    pointer = folder.home / "database-is-at"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
        pointer.unlink()
    for name in ("database", "lists", "demo", "spool"):
        shutil.rmtree(folder.home / name, ignore_errors=True)


def _stay_up(folder: DemoFolder) -> None:
    """The web with a login, until Ctrl-C."""
    login = run_step(
        "Making a login",
        ("staff", "add", "demo", "--role", "state", "--name", "Demo"),
        home=folder.home,
        quiet=True,
    ).result
    # A session of its own: Ctrl-C reaches us alone, and we pass it on once.
    web = subprocess.Popen([*TEEKA, "up"], start_new_session=True)
    say(f"Log in as {login['username']} with the password {login['password']}")
    for asked_to_end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_end, lambda _number, _frame: web.terminate())
    web.wait()

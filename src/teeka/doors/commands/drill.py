"""`teeka drill`: rehearses an outage from end to end, on made-up people in a home of its own."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from teeka.doors.commands.demo_day import imports, make_files
from teeka.doors.commands.drill_outage import Outage, home_of_drill, read_from
from teeka.doors.commands.drill_paper import Paper, fill_papers
from teeka.doors.commands.drill_taking_in import papers_in, take_in
from teeka.doors.commands.steps import TEEKA, Step, run_step
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, say

PEOPLE = 2_000
MARK = "drill.json"  # stands in a home that a drill made: such a home may be thrown away, and no other


@click.command()
@click.option("--people", type=click.IntRange(min=50), default=PEOPLE, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
def server_down(people: int, seed: int, as_json: bool) -> int:
    """Publish tomorrow's lists, kill web and database, work from the copies, take the paper in again.

    All of it happens in TEEKA_HOME/drill with made-up people; an earlier drill there is thrown away.
    """
    if os.environ.get("DATABASE_URL"):
        raise Refused("A drill kills its database, so it never uses that of DATABASE_URL. Unset it first.")
    home = home_of_drill(Path(settings.TEEKA_HOME))
    _make_room(home)
    (home / MARK).write_text(json.dumps({"people": people, "seed": seed}))
    if not as_json:
        say(f"An outage is rehearsed for {people:,} made-up health workers in {home}.")
    result = _run(home, people=people, seed=seed, quiet=as_json)
    print_result(result, as_json=as_json, words=_in_words(result))
    return 0 if result["holds"] else NEEDS_A_PERSON


@click.command()
@click.argument("papers", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def take_in_papers(papers: Path, as_json: bool) -> int:
    """Take in a drill's paper, at the hour at which its sessions are over."""
    if not (Path(settings.TEEKA_HOME) / MARK).exists():
        raise Refused("Only a drill's own home takes in what has not happened yet.")
    print_result(take_in(papers_in(papers)), as_json=as_json, words="")
    return 0


def _run(home: Path, *, people: int, seed: int, quiet: bool) -> dict[str, Any]:
    started = time.monotonic()
    steps = _published(home, people=people, seed=seed, quiet=quiet)
    key = run_step("Reading the public key", ("packs", "key"), home=home, quiet=True).result
    before = run_step("Counting", ("status",), home=home, quiet=True).result
    with Outage(home) as outage:
        was_down = outage.happens()
        second = home / "lists-second"
        found = read_from(second, key["keys"][-1]["public_key"], home=home)
        papers = fill_papers(found.packs, home / "papers", seed=seed)
        is_still_down = outage.is_down()
    steps.append(
        run_step("Taking the paper in", ("drill", "take-in", home / "papers"), home=home, quiet=quiet)
    )
    taken = steps[-1].result
    after = run_step("Counting", ("status",), home=home, quiet=True).result
    verified = run_step("Checking all that must hold", ("verify",), home=home, quiet=quiet)
    counts = _counts(before, found.packs, papers, taken, after)
    down = {"web_and_database_were_down": was_down and is_still_down, **found.as_dict()}
    return {
        "people": people,
        "seed": seed,
        "seconds": round(time.monotonic() - started, 1),
        "steps": [step.as_dict() for step in steps],
        **down,
        "counts": counts,
        "invariants": verified.result,
        "holds": down["web_and_database_were_down"]
        and found.is_whole
        and all(each["paper"] == each["system"] for each in counts.values())
        and verified.exit_code == 0,
    }


def _published(home: Path, *, people: int, seed: int, quiet: bool) -> list[Step]:
    sampled, made = make_files(home / "files", people=people, seed=seed, home=home, quiet=quiet)
    wanted = [
        *imports(made, home / "files" / "rejected"),
        ("Giving seats", ("allot",)),
        ("Publishing due lists", ("freeze", "--all")),
        ("Writing packs to every place", ("lists",)),
    ]
    return [sampled, *(run_step(name, arguments, home=home, quiet=quiet) for name, arguments in wanted)]


def _counts(
    before: dict[str, Any],
    packs: list[dict[str, Any]],
    papers: list[Paper],
    taken: dict[str, Any],
    after: dict[str, Any],
) -> dict[str, dict[str, int]]:
    """What was counted on paper, beside what the system says of the same afterwards."""
    return {
        "sessions": {"paper": len(packs), "system": before["frozen_sessions"]},
        "names": {"paper": sum(pack["row_count"] for pack in packs), "system": before["placed"]},
        "came": {"paper": sum(paper.came for paper in papers), "system": after["checked_in"]},
        "doses": {"paper": sum(paper.doses for paper in papers), "system": after["vaccinated"]},
        "absent": {"paper": sum(paper.absent for paper in papers), "system": taken["absent"]},
        "forms_used": {"paper": sum(paper.forms_used for paper in papers), "system": taken["forms_used"]},
        "forms_void": {"paper": sum(len(paper.void) for paper in papers), "system": taken["forms_void"]},
        "sessions_closed": {"paper": len(papers), "system": taken["closed"]},
        "lines_refused": {"paper": 0, "system": taken["refused"]},
        "twice_the_same_paper": {"paper": 0, "system": taken["recorded_again"]},
    }


def _make_room(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise Refused(f"{home} holds something that no drill made. Move it away, then try again.")
        run_down = [*TEEKA, "down"]
        subprocess.run(run_down, env=Outage.environment(home), check=False, capture_output=True)
        pointer = home / "database-is-at"
        if pointer.exists():
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)


def _in_words(result: dict[str, Any]) -> str:
    down = "were down" if result["web_and_database_were_down"] else "were NOT down all the time"
    lines = [
        "",
        f"  Web and database {down} while {result['sessions_read']:,} lists were read from the second place, "
        f"checked with the public key alone, in {result['read_seconds']} s.",
        "",
        f"  {'':<22}{'on paper':>10}{'in the system':>15}",
    ]
    for name, each in result["counts"].items():
        odd = "" if each["paper"] == each["system"] else "   !!"
        lines.append(f"  {name.replace('_', ' '):<22}{each['paper']:>10,}{each['system']:>15,}{odd}")
    lines += ["", "  Everything holds." if result["holds"] else "  NOT everything holds: see above.", ""]
    return "\n".join(lines)

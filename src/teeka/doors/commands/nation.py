"""`teeka plan-nation`: gives seats to a whole nation on a cluster, from Parquet partitions by district."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from teeka.apps.nation.planning import NationPlanned
from teeka.apps.nation.services import NationRefused, NationStopped
from teeka.apps.nation.services import plan_nation as plan
from teeka.doors.commands.terminal import (
    NEEDS_A_PERSON,
    FailedPartWay,
    Refused,
    json_option,
    print_result,
    progress,
)
from teeka.rules.allotment import UNPLACED_WORDS, Reason


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="where the plan is written"
)
@click.option("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tcp://10.0.0.1:8786")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="without a scheduler: worker processes (default: one a core)",
)
@json_option
def plan_nation(*, folder: Path, out: Path, scheduler: str | None, workers: int | None, as_json: bool) -> int:
    """Plan the nation whose partitions are in FOLDER. The same command goes on where it was stopped.

    Exit code 1 when somebody is left without a place: each with the reason.
    """
    if scheduler and workers:
        raise Refused("Give either --scheduler or --workers: a cluster has the workers that it has.")
    try:
        done = plan(
            folder,
            out,
            scheduler=scheduler,
            workers=workers or len(os.sched_getaffinity(0)),
            tell=progress,
        )
    except NationRefused as refused:
        raise Refused(str(refused)) from refused
    except NationStopped as stopped:
        raise FailedPartWay(str(stopped)) from stopped
    print_result(asdict(done), as_json=as_json, words=_in_words(done, out))
    return NEEDS_A_PERSON if done.unplaced or done.standby else 0


def _in_words(done: NationPlanned, out: Path) -> str:
    lines = [
        f"{done.people:,} people in {done.districts:,} districts: {done.placed:,} placed "
        f"({done.placed_over_borders:,} over a border, in {done.rounds} rounds), {done.standby:,} stand by, "
        f"{sum(done.unplaced.values()):,} have no place."
    ]
    lines += [
        f"  {count:>9,}  {UNPLACED_WORDS[Reason(reason)][0]}" for reason, count in done.unplaced.items()
    ]
    if done.found_planned:
        lines.append(f"{done.found_planned:,} of {done.parts:,} parts were planned by an earlier run.")
    lines.append(f"One file a district in {out / 'plan'}; {out / 'manifest.json'} has their hashes.")
    return "\n".join(lines)

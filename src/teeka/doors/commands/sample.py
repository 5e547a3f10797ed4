"""`teeka sample DIR`: writes a made-up campaign's files, as dirty as real ones, and the truth beside them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import polars as pl

from teeka.doors.commands.terminal import Refused, json_option, print_result, progress
from teeka.formats.incoming.post_offices import packaged_post_offices
from teeka.samples.maker import SampleMade, SampleRefused, SampleWish, make_sample
from teeka.shared import clock


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--people", type=int, required=True, help="how many different people")
@click.option("--districts", type=int, help="how many districts (default: one for each 12,000 people)")
@click.option("--seed", type=int, default=1, show_default=True, help="the same seed gives the same files")
@click.option(
    "--facilities",
    "registry",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="post the people to this registry's facilities (CSV: facility_code, name, type, district)",
)
@json_option
def sample(
    *, folder: Path, people: int, districts: int | None, seed: int, registry: Path | None, as_json: bool
) -> int:
    """Write facilities.csv, rosters, sessions.csv and truth.csv into FOLDER. Every person is made up."""
    wish = SampleWish(
        people, clock.today_in_india(), seed, districts, read_registry(registry) if registry else None
    )
    made = write_sample(folder, wish)
    print_result(as_dict(made), as_json=as_json, words=in_words(made))
    return 0


def write_sample(folder: Path, wish: SampleWish) -> SampleMade:
    try:
        with progress("Making a sample") as told:
            return make_sample(folder, wish, packaged_post_offices(), told)
    except SampleRefused as refusal:
        raise Refused(str(refusal)) from refusal


def read_registry(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False).fill_null("")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refused(f"{path.name} cannot be read as CSV: save it as CSV UTF-8 and try again.") from error


def as_dict(made: SampleMade) -> dict[str, Any]:
    return {**asdict(made), "roster_files": [str(path) for path in made.roster_files]}


def as_made(printed: dict[str, Any]) -> SampleMade:
    """What as_dict wrote, read back."""
    files = {name: Path(printed[name]) for name in ("facilities_file", "sessions_file", "truth_file")}
    return SampleMade(**{**printed, **files, "roster_files": tuple(map(Path, printed["roster_files"]))})


def in_words(made: SampleMade) -> str:
    return (
        f"{made.people:,} made-up people in {made.rows:,} rows of {len(made.roster_files)} rosters, "
        f"{made.facilities:,} facilities in {made.districts} districts, "
        f"{made.sessions:,} sessions with {made.seats:,} seats.\n"
        f"Files and truth.csv are in {made.facilities_file.parent}"
    )

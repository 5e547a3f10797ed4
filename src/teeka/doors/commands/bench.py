"""`teeka bench NAME`: runs one of the benchmarks that come with the source."""

import subprocess
import sys
from pathlib import Path

import click

import teeka
from teeka.doors.commands.terminal import Refused, json_option

BENCHMARKS = (
    "main-job",
    "import",
    "lists",
    "notices",
    "duplicates",
    "allot",
    "nation",
    "smpp",
    "peers",
    "receipts",
    "regeneration",
    "whole-night",
    "places",
)


@click.command()
@click.argument("name", type=click.Choice(BENCHMARKS))
@click.option("--people", type=int, help="how many people; by default as many as the limit names")
@click.option(
    "--growth",
    "is_growth",
    is_flag=True,
    help="at 10,000, 100,000, 469,000 and 1,000,000 people; nation: at 1, 3 and 10 million",
)
@json_option
def bench(name: str, people: int | None, is_growth: bool, as_json: bool) -> int:
    """Measure NAME in a home of its own; prints the figures and appends them to benchmarks/results.md."""
    source = Path(str(teeka.__file__)).resolve().parents[2]
    if not (source / "benchmarks" / "bench.py").exists():
        raise Refused("The benchmarks come with the source and not with the package: run this in a checkout.")
    command = [sys.executable, "-m", "benchmarks.bench", name]
    command += ["--people", str(people)] if people else []
    command += ["--growth"] if is_growth else []
    command += ["--json"] if as_json else []
    return subprocess.run(command, cwd=source, check=False).returncode

"""Runs one benchmark in a home and a database of its own, and writes down what came of it.

Started by `teeka bench`; also `python -m benchmarks.bench NAME --people N`.
"""

import argparse
import importlib
import json
import os
import shutil
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

HERE = Path(__file__).resolve().parent
MODULES = {"main-job": "main_job", "import": "import_", "lists": "lists", "notices": "notices",
           "duplicates": "duplicates", "allot": "allot", "nation": "nation", "smpp": "smpp", "peers": "peers",
           "receipts": "receipts", "regeneration": "regeneration", "whole-night": "whole_night",
           "places": "places"}  # fmt: skip
PEOPLE = {"main-job": 469_000, "import": 469_000, "lists": 30_100, "notices": 100_000, "duplicates": 469_000,
          "allot": 469_000, "nation": 10_000_000, "smpp": 20_000, "peers": 20_000,
          "receipts": 100_000, "regeneration": 30_000, "whole-night": 469_000, "places": 100_000}  # fmt: skip
GROWTH = (10_000, 100_000, 469_000, 1_000_000)
GROWTH_OF_NATION = (1_000_000, 3_000_000, 10_000_000)
FEWEST_FOR_LIMITS = 100_000  # below, the fixed costs of starting outweigh what is measured
RESULTS = HERE / "results.md"
HEADER = """# Measured

Appended by `teeka bench`; the newest rows are last. Largest: MiB of the largest process of the step, and of
PostgreSQL's largest, shared buffers included. CPU s: of teeka's own processes, without PostgreSQL's.
Largest is never below the measuring process's own size (about 240), which Linux counts to its children.

| date | commit | machine | benchmark | people | step | seconds | CPU s | per second | largest | PostgreSQL |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(MODULES))
    parser.add_argument("--people", type=int)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    growth = GROWTH_OF_NATION if asked.name == "nation" else GROWTH
    sizes = growth if asked.growth else (asked.people or PEOPLE[asked.name],)
    found = [_in_a_home_of_its_own(asked.name, people) for people in sizes]
    for figures in found:
        _append(asked.name, figures)
    result = {"benchmark": asked.name, "runs": found}
    (HERE / "results").mkdir(exist_ok=True)
    written = HERE / "results" / f"{asked.name}.json"
    written.write_text(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    if asked.as_json:
        print(json.dumps(result, ensure_ascii=False, default=str))
    else:
        _print_table(found)
    sys.exit(0 if all(figures.get("limit_holds", True) for figures in found) else 1)


def _in_a_home_of_its_own(name: str, people: int) -> dict[str, Any]:
    """A fresh process each: what one size left in memory must not count for the next."""
    home = Path(tempfile.mkdtemp(prefix="teeka-bench-", dir=os.environ.get("TEEKA_BENCH_FOLDER")))
    home.chmod(0o755)  # the database's own user must be able to enter
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        code = 1
        try:
            os.environ["TEEKA_HOME"] = str(home)
            os.environ.pop("DATABASE_URL", None)
            figures = _measure(name, people, home)
            with os.fdopen(writer, "w") as pipe:
                json.dump(figures, pipe, default=str)
            code = 0
        except click.ClickException as failure:
            failure.show()
        except Exception:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    shutil.rmtree(home, ignore_errors=True)
    if not answer:
        sys.exit(f"The benchmark {name} with {people:,} people did not finish; its last words are above.")
    return dict(json.loads(answer))


def _measure(name: str, people: int, home: Path) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    os.environ.setdefault("TEEKA_ROLE", "worker")
    import django  # noqa: PLC0415  (the home must be known first)

    from teeka.config import embedded_postgres, schema  # noqa: PLC0415

    with embedded_postgres.running():
        schema.bring_up_to_date()
        django.setup()
        importlib.import_module("teeka.apps.places.services.reference").load_places()
        module = importlib.import_module(f"benchmarks.{MODULES[name]}")
        figures: dict[str, Any] = (
            _import_figures(module, people, home) if name == "import" else module.measure(people, home)
        )
        return figures


def _import_figures(module: Any, people: int, home: Path) -> dict[str, Any]:
    roster = home / "roster.csv"
    module.write_roster(roster, people)
    figures: dict[str, Any] = module.measure_import(roster, now=datetime.now(UTC))
    is_enough = figures["share_of_plain_copy"] >= 1 / 2
    return {**figures, "limit_holds": is_enough or people < FEWEST_FOR_LIMITS}


def _append(name: str, figures: dict[str, Any]) -> None:
    from benchmarks.machine import commit, machine  # noqa: PLC0415

    if not RESULTS.exists():
        RESULTS.write_text(HEADER, encoding="utf-8")
    day = datetime.now(UTC).date().isoformat()
    with RESULTS.open("a", encoding="utf-8") as file:
        for row in _rows(figures):
            cells = [day, commit(), machine(), name, f"{figures.get('people', 0):,}", *_cells(row)]
            file.write(f"| {' | '.join(str(cell) for cell in cells)} |\n")


def _rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps with their total; a benchmark without steps is one row."""
    if "steps" in figures:
        return [*figures["steps"], *([figures["total"]] if "total" in figures else [])]
    shown = [f"{key} {value}" for key, value in figures.items() if key != "people"]
    return [{"step": ", ".join(shown)}]


def _cells(row: dict[str, Any]) -> list[Any]:
    rate = row.get("rows_per_second")
    return [
        row["step"],
        row.get("seconds", ""),
        row.get("cpu_seconds", ""),
        f"{rate:,}" if rate else "",
        row.get("peak_mib", ""),
        row.get("postgres_mib", ""),
    ]


def _print_table(found: list[dict[str, Any]]) -> None:
    for figures in found:
        print(f"\n{figures.get('people', 0):,} people")
        if "steps" not in figures:
            for key, value in figures.items():
                print(f"  {key:<28}{value}")
            continue
        for row in _rows(figures):
            step, seconds, cpu, rate, peak, postgres = (str(cell) for cell in _cells(row))
            print(f"  {step:<20}{seconds:>8} s {cpu:>8} CPU s {rate:>9}/s {peak:>5} MiB {postgres:>5} MiB")


if __name__ == "__main__":
    main()

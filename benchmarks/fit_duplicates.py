"""Counts with Splink on DuckDB how often each of teeka.rules.duplicates' reasons shows, and stores it.

make fit && .venv/bin/python -m benchmarks.fit_duplicates [--people N] [--seed S]

m, of pairs that are one person, from the second registrations of a sample, whose truth says who is who; u, of
two people, from random pairs. What a pair shows is worked out by the rule itself (comparing.compared), which
DuckDB calls for Splink's pairs. Splink's own way without truth, expectation and maximisation on the pairs of
one mobile, took families for the duplicates: half of what shares a number is one.
"""

import argparse
import json
import logging
import tempfile
import time
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import splink
from benchmarks.rosters import registrations_in, with_truth
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from teeka.formats.incoming.post_offices import packaged_post_offices
from teeka.rules.duplicates import comparing, evidence, keys_of
from teeka.rules.duplicates.holders import holders_of
from teeka.samples.maker import SampleWish, make_sample

PARAMETERS = Path(str(evidence.__file__)).parent / "parameters.json"
PEOPLE, SEED = 455_000, 3
RANDOM_PAIRS = 400_000
RAREST = 1e-9
SILENT = "nothing can be said"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--seed", type=int, default=SEED)
    arguments = asked.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        wish = SampleWish(arguments.people, date(2021, 1, 14), arguments.seed)
        made = make_sample(Path(folder), wish, packaged_post_offices())
        registrations = registrations_in(made.roster_files)
        people = comparing.folded(registrations)
        people = people.join(holders_of(keys_of(people), people["row"]), on="row", maintain_order="left")
        persons = with_truth(registrations, made.truth_file).sort("row")["person_id"]
    started = time.perf_counter()
    stored = {
        "made_on": datetime.now(UTC).date().isoformat(),
        "made_by": f"splink {splink.__version__}, duckdb {duckdb.__version__}",
        "registrations": len(people),
        "seed": arguments.seed,
        "twice_registered": round(1 - persons.n_unique() / len(persons), 4),
        "shares": shares_of(trained(people, persons).misc.save_model_to_json()),
    }
    PARAMETERS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{len(people):,} registrations, trained in {time.perf_counter() - started:.1f} s")
    for reason, weight in sorted(stored["shares"].items()):
        print(f"{reason:<28} m {weight['m']:.6f} u {weight['u']:.9f}")


def trained(people: pl.DataFrame, persons: pl.Series) -> Linker:
    """A linker that has counted. The same people give the same shares."""
    database = duckdb.connect(config={"threads": 1})
    database.execute("SET enable_progress_bar = false")
    database.register("persons", persons.to_frame("person").with_row_index("at").to_arrow())
    database.execute("CREATE TABLE people AS SELECT * FROM persons")
    shown = Shown(people)
    for subject in evidence.SUBJECTS:
        database.create_function(
            f"shown_{subject}", partial(shown.of, subject), ["BIGINT", "BIGINT"], "VARCHAR", type="arrow",
            null_handling="special",
        )  # fmt: skip
    linker = Linker(DuckDBAPI(connection=database).register("people"), settings())
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    linker.training.estimate_m_from_label_column("person")
    return linker


class Shown:
    """What pairs of people show of a subject, for DuckDB: arrays of positions in, reasons out."""

    def __init__(self, people: pl.DataFrame) -> None:
        self._people = people
        self._last: tuple[pl.DataFrame, pl.DataFrame] | None = None  # every level of a subject asks anew

    def of(self, subject: str, left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
        pairs = pl.DataFrame({"a": pl.from_arrow(left), "b": pl.from_arrow(right)}).cast(pl.UInt32)
        if self._last is None or not self._last[0].equals(pairs):
            self._last = pairs, comparing.compared(self._people, pairs)
        return self._last[1][subject].cast(pl.String).to_arrow().cast(pa.string())


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="at",
        blocking_rules_to_generate_predictions=[block_on("person")],
        comparisons=[_comparison(subject, reasons) for subject, reasons in evidence.SUBJECTS.items()],
    )


def _comparison(subject: str, reasons: tuple[evidence.Reason, ...]) -> dict[str, Any]:
    shown = f"shown_{subject}(at_l, at_r)"
    silent = {"sql_condition": f"{shown} IS NULL", "label_for_charts": SILENT, "is_null_level": True}
    said = [{"sql_condition": f"{shown} = '{r.value}'", "label_for_charts": r.value} for r in reasons[:-1]]
    rest = {"sql_condition": "ELSE", "label_for_charts": reasons[-1].value}
    return {"output_column_name": subject, "comparison_levels": [silent, *said, rest]}


def shares_of(model: dict[str, Any]) -> dict[str, dict[str, float]]:
    """m and u of each reason; what training never met is as rare as RAREST."""
    return {
        level["label_for_charts"]: {
            side: float(f"{max(level.get(f'{side}_probability') or RAREST, RAREST):.4g}") for side in "mu"
        }
        for comparison in model["comparisons"]
        for level in comparison["comparison_levels"]
        if level["label_for_charts"] != SILENT
    }


if __name__ == "__main__":
    main()

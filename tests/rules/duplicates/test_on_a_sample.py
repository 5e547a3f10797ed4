"""A floor under what is found in made-up rosters; at scale `teeka bench duplicates` measures it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from benchmarks.rosters import registrations_in, with_truth

from teeka.formats.incoming.post_offices import packaged_post_offices
from teeka.rules.duplicates import Verdict, find_duplicates
from teeka.samples.maker import SampleWish, make_sample

PEOPLE = 6_000


@pytest.mark.parametrize("seed", [11, 12])
def test_few_second_registrations_are_missed_and_nobody_is_taken_for_another(
    tmp_path: Path, seed: int
) -> None:
    made = make_sample(tmp_path, SampleWish(PEOPLE, date(2026, 1, 13), seed), packaged_post_offices())
    rows = registrations_in(made.roster_files)
    persons = dict(with_truth(rows, made.truth_file).select("row", "person_id").iter_rows())
    twice = sum(times > 1 for times in Counter(persons.values()).values())

    found = find_duplicates(rows.drop("file", "number"))

    linked = [pair for pair in found if pair.verdict is Verdict.LINK]
    wrong = [pair for pair in linked if persons[pair.row_a] != persons[pair.row_b]]
    known = {persons[pair.row_a] for pair in found if persons[pair.row_a] == persons[pair.row_b]}
    assert not wrong
    assert len(linked) >= 0.95 * twice
    assert len(known) >= 0.98 * twice

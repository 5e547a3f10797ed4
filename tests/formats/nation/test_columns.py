from datetime import date

import polars as pl

from teeka.formats.nation.columns import absences_of, people_of
from teeka.rules.allotment.request import EVER
from tests.rules.allotment.made import column


def test_days_away_and_days_due_are_read_and_blanks_are_none() -> None:
    day = date(2021, 2, 13)
    people = pl.DataFrame(
        {
            "person": [1, 2, 3], "facility": [7, 7, None], "tier": [1, None, 2], "need": [0, 0, 0],
            "opens": [day] * 3, "closes": [day] * 3, "due_from": [day, None, None],
            "due_until": [day, None, None], "away": [None, [day, date(2021, 2, 15)], []],
        },
        schema_overrides={"away": pl.List(pl.Date)},
    )  # fmt: skip
    read, absences = people_of(people, column([7]), 1), absences_of(people)
    assert read.due_from.tolist() == [day.toordinal(), EVER[0], EVER[0]]
    assert read.due_until.tolist() == [day.toordinal(), EVER[1], EVER[1]]
    assert absences.person.tolist() == [1, 1]
    assert absences.first.tolist() == absences.last.tolist() == [day.toordinal(), day.toordinal() + 2]

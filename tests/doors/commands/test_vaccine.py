"""`teeka vaccine` lists the intervals between doses and sets them."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from teeka.apps.planning.models import DoseInterval
from teeka.doors.commands.vaccine import vaccine

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(vaccine, [*words, "--json"], standalone_mode=False)
    return (done.return_value or 0), json.loads(done.output) if done.output else done.exception


def test_the_list_says_from_when_each_is_in_force_and_who_set_it() -> None:
    _, told = run("intervals")
    assert [(one["vaccine"], one["least_days"], one["from"]) for one in told["intervals"]] == [
        ("covaxin", 28, "2021-01-16"),
        ("covishield", 28, "2021-01-16"),
        ("covishield", 42, "2021-03-23"),
        ("covishield", 84, "2021-05-13"),
    ]
    assert told["intervals"][0]["by"] == "teeka"


def test_one_is_set_by_the_name_that_people_use() -> None:
    _, told = run("set-interval", "कोवैक्सीन", "--least", "30", "--most", "45", "--from", "2021-06-01")
    assert told == {
        "after": "covaxin", "vaccine": "covaxin", "least_days": 30, "most_days": 45, "from": "2021-06-01",
        "until": None,
    }  # fmt: skip
    assert (
        DoseInterval.objects.get(vaccine="covaxin", from_on="2021-01-16").until_on.isoformat() == "2021-05-31"
    )


def test_days_out_of_order_are_refused_in_a_sentence() -> None:
    _, refused = run("set-interval", "covaxin", "--least", "45", "--most", "30", "--from", "2021-06-01")
    assert "from the least to the most" in str(refused)
    assert DoseInterval.objects.filter(vaccine="covaxin").count() == 1

"""Of the intervals for two vaccines one is in force on a day; who set it and when is kept."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.planning.models import DoseInterval
from teeka.apps.planning.queries import intervals
from teeka.apps.planning.services.intervals import IntervalRefusal, IntervalRefused, set_interval
from teeka.rules.dose_intervals import Interval

NOW = datetime(2026, 1, 14, 10, tzinfo=UTC)


def put(least, most, from_on, *, until=None, before="covaxin", vaccine="covaxin"):
    rule = Interval(before, vaccine, least, most, from_on, until)
    return set_interval(rule, dose=2, by="officer", now=NOW)


def of(vaccine):
    return [
        (rule.least_days, rule.most_days, rule.from_on, rule.until_on)
        for rule in intervals(2)
        if rule.vaccine == vaccine and rule.vaccine_before == vaccine
    ]


@pytest.mark.django_db
def test_what_india_used_in_2021_is_there() -> None:
    assert of("covishield") == [
        (28, 42, date(2021, 1, 16), date(2021, 3, 22)),
        (42, 56, date(2021, 3, 23), date(2021, 5, 12)),
        (84, 112, date(2021, 5, 13), None),
    ]
    assert of("covaxin") == [(28, 42, date(2021, 1, 16), None)]


@pytest.mark.django_db
def test_a_new_rule_ends_the_one_before_and_stays_until_the_one_after() -> None:
    put(50, 60, date(2021, 7, 1))
    put(40, 50, date(2021, 4, 1))
    assert of("covaxin") == [
        (28, 42, date(2021, 1, 16), date(2021, 3, 31)),
        (40, 50, date(2021, 4, 1), date(2021, 6, 30)),
        (50, 60, date(2021, 7, 1), None),
    ]


@pytest.mark.django_db
def test_the_same_day_again_corrects_it_and_says_who() -> None:
    put(30, 40, date(2021, 1, 16))
    assert of("covaxin") == [(30, 40, date(2021, 1, 16), None)]
    row = DoseInterval.objects.get(vaccine="covaxin")
    assert (row.made_by, row.made_at) == ("officer", NOW)
    assert AuditEvent.objects.filter(action="vaccine.interval_set").count() == 1


@pytest.mark.django_db
def test_another_vaccine_has_rules_of_its_own_that_may_end() -> None:
    put(28, 42, date(2021, 3, 1), until=date(2021, 3, 9), before="covishield")
    (mixed,) = [rule for rule in intervals(2) if rule.vaccine_before != rule.vaccine]
    assert (mixed.vaccine_before, mixed.vaccine, mixed.until_on) == (
        "covishield", "covaxin", date(2021, 3, 9),
    )  # fmt: skip
    assert len(of("covaxin")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("least", "most", "until", "refusal"),
    [
        (42, 28, None, IntervalRefusal.NOT_IN_ORDER),
        (0, 28, None, IntervalRefusal.NOT_IN_ORDER),
        (28, 4_000, None, IntervalRefusal.NOT_IN_ORDER),
        (28, 42, date(2021, 1, 1), IntervalRefusal.ENDS_BEFORE_IT_BEGINS),
    ],
)
def test_what_cannot_be_is_refused(
    least: int, most: int, until: date | None, refusal: IntervalRefusal
) -> None:
    with pytest.raises(IntervalRefused) as refused:
        put(least, most, date(2021, 2, 1), until=until)
    assert refused.value.refusal is refusal
    assert of("covaxin") == [(28, 42, date(2021, 1, 16), None)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_no_day_with_two_rules() -> None:
    DoseInterval.objects.filter(vaccine="z").delete()
    barrier = threading.Barrier(4)

    def one(month: int) -> None:
        barrier.wait()
        put(28, 42, date(2021, month, 1), before="z", vaccine="z")
        connection.close()

    threads = [threading.Thread(target=one, args=(month,)) for month in (2, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rules = [rule for rule in intervals(2) if rule.vaccine == "z"]
    ends = [rule.until_on for rule in rules]
    assert ends == [date(2021, 2, 28), date(2021, 3, 31), date(2021, 4, 30), None]
    DoseInterval.objects.filter(vaccine="z").delete()

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import TEXTS, THIRD_VARIABLE_REASON, Place, Purpose
from teeka.rules.messages.sendable import (
    OBSTACLE_WORDS,
    STOPS_SENDING,
    Campaign,
    Carrier,
    Job,
    Obstacle,
    Text,
    obstacles,
    together,
    too_many,
)
from teeka.rules.messages.templates import TemplateText
from teeka.shared.clock import INDIA

TODAY = date(2026, 1, 14)
HOURS = SendingHours(time(8), time(20), INDIA)
ALL_IDS = frozenset({"dlt_header", "dlt_entity_id", "dlt_template_id"})
GOOD = [
    Text(
        f"{purpose} {language} {form}", language, form == "short",
        TemplateText(words, names, THIRD_VARIABLE_REASON), is_approved=True, ids=ALL_IDS,
    )
    for purpose, language, form, words, names in TEXTS
]  # fmt: skip
AIR = Carrier("air", 100, ALL_IDS)
FINE = Campaign(
    today=TODAY, last_on=TODAY + timedelta(days=5), hours=HOURS, carriers=(AIR,), texts=GOOD,
    sites=(Place("PHC Bihta", "प्रा. स्वा. केंद्र बिहटा"),),
)  # fmt: skip


def kinds(campaign: Campaign) -> list[Obstacle]:
    return [found.obstacle for found in obstacles(campaign)]


def other(**changes: object) -> list[Text]:
    return [replace(GOOD[0], **changes), *GOOD[1:]]  # type: ignore[arg-type]


def test_nothing_stands_in_the_way_of_a_campaign_in_order() -> None:
    assert obstacles(FINE) == []


def test_one_text_without_approval_is_named_and_stops_everything() -> None:
    (found,) = obstacles(replace(FINE, texts=other(is_approved=False)))

    assert found.obstacle is Obstacle.NOT_APPROVED
    assert found.stops_sending
    assert "invitation en full" in found.words("en")
    assert "invitation en full" in found.words("hi")


def test_a_text_approved_on_one_route_alone_is_named_with_the_route_that_may_not_carry_it() -> None:
    both = replace(FINE, carriers=(AIR, replace(AIR, code="sky")))
    some = replace(both, texts=other(is_approved=False, on_routes={"air": None}))
    (found,) = obstacles(some)

    assert found.obstacle is Obstacle.NOT_APPROVED_ON_ROUTE
    assert found.stops_sending
    assert found.facts == {"route": "sky", "texts": "invitation en full"}
    assert "sky" in found.words("hi")
    assert kinds(replace(some, carriers=(AIR,))) == []
    assert kinds(replace(some, carriers=(AIR, replace(AIR, code="post", asks_operators=False)))) == []
    assert kinds(replace(both, texts=other(is_approved=False, on_routes={"air": None, "sky": None}))) == []


def test_a_route_s_approval_that_is_over_or_ends_is_told_with_the_route() -> None:
    def ends(last: date) -> Campaign:
        return replace(FINE, texts=other(is_approved=False, on_routes={"air": last}))

    (found,) = obstacles(ends(TODAY - timedelta(days=1)))
    assert (found.obstacle, found.facts["texts"]) == (Obstacle.APPROVAL_OVER, "invitation en full (air)")
    assert kinds(ends(TODAY)) == [Obstacle.APPROVAL_ENDS]
    assert kinds(ends(TODAY + timedelta(days=5))) == []


def test_a_text_approved_on_a_route_needs_the_ids_that_this_route_hands_over() -> None:
    bare = other(is_approved=False, on_routes={"air": None}, ids=frozenset())
    assert kinds(replace(FINE, texts=bare)) == [Obstacle.IDS_MISSING]


def test_on_a_board_two_texts_are_named_and_the_rest_counted() -> None:
    (found,) = obstacles(replace(FINE, texts=[replace(text, is_approved=False) for text in GOOD]))

    assert f"{GOOD[0].label}; {GOOD[1].label} (+{len(GOOD) - 2})." in found.words("en", named=2)
    assert GOOD[-1].label in found.words("en")


def test_an_approval_that_is_over_stops_and_one_that_ends_too_soon_is_told() -> None:
    assert kinds(replace(FINE, texts=other(approved_until=TODAY - timedelta(days=1)))) == [
        Obstacle.APPROVAL_OVER
    ]
    assert kinds(replace(FINE, texts=other(approved_until=TODAY))) == [Obstacle.APPROVAL_ENDS]
    assert kinds(replace(FINE, texts=other(approved_until=FINE.last_on))) == []


def test_a_route_is_told_the_ids_that_it_hands_over_and_has_not() -> None:
    bare = other(ids=ALL_IDS - {"dlt_header"})
    (found,) = obstacles(replace(FINE, texts=bare))
    assert found.facts == {"route": "air", "ids": "dlt_header", "texts": "invitation en full"}

    plain = Carrier("plain", 10, frozenset({"dlt_template_id"}))
    assert kinds(replace(FINE, texts=bare, carriers=(plain,))) == []


def test_a_text_that_names_a_number_to_answer_to_needs_it_on() -> None:
    words = "Answer YES to 9876543210. #alphanumeric# Health Dept"
    asks = [*GOOD, replace(GOOD[0], label="x", answer_form=True, template=TemplateText(words, ("name",)))]

    assert kinds(replace(FINE, texts=asks)) == [Obstacle.ANSWER_NUMBER_OFF]
    assert kinds(replace(FINE, texts=asks, answer_numbers=frozenset({"9876543210"}))) == []


def test_a_rehearsal_asks_for_no_approval() -> None:
    assert kinds(replace(FINE, carriers=(), texts=other(is_approved=False, ids=frozenset()))) == []


@pytest.mark.parametrize("name", ["PHC «Bihta»", "PHC #2", "PHC @ Bihta", "", "  "])
def test_a_site_whose_name_fits_no_text_is_named_before_its_people_must_be_called(name: str) -> None:
    (found,) = obstacles(replace(FINE, sites=(*FINE.sites, Place(name, ""))))

    assert found.obstacle is Obstacle.SITE_DOES_NOT_FIT
    assert not found.stops_sending
    assert found.facts["sites"] == name


def test_of_many_sites_a_few_are_named_and_the_rest_counted() -> None:
    (found,) = obstacles(replace(FINE, sites=[Place(f"#{n}", "") for n in range(1200)]))

    assert found.facts["sites"].endswith("#4 (+1,195)")


def test_what_stops_everything_comes_first() -> None:
    campaign = replace(FINE, texts=other(is_approved=False), sites=(Place("#", ""),))
    assert kinds(campaign) == [Obstacle.NOT_APPROVED, Obstacle.SITE_DOES_NOT_FIT]


def test_every_obstacle_is_said_in_both_languages() -> None:
    assert set(OBSTACLE_WORDS) == set(Obstacle)
    assert set(Obstacle) > STOPS_SENDING
    assert Purpose.INVITATION.value in GOOD[0].label


NOON = datetime(2026, 1, 14, 12, tzinfo=INDIA)


def test_more_than_the_hours_carry_is_told_with_both_numbers() -> None:
    job = Job(NOON, NOON + timedelta(hours=1), 360_001)
    (found,) = obstacles(replace(FINE, to_tell=(job,)))

    assert found.obstacle is Obstacle.TOO_MANY_TO_TELL
    assert found.facts == {"count": "360,001", "by": "2026-01-14 13:00", "can": "360,000", "rate": "100"}
    assert kinds(replace(FINE, to_tell=(replace(job, count=360_000),))) == []
    assert kinds(replace(FINE, to_remind=(job,))) == [Obstacle.TOO_MANY_REMINDERS]


def test_the_night_between_carries_nothing() -> None:
    evening = NOON.replace(hour=19)
    job = Job(evening, evening + timedelta(hours=14), 2 * 360_000 + 1)  # until nine in the morning

    assert kinds(replace(FINE, to_tell=(job,))) == [Obstacle.TOO_MANY_TO_TELL]


def test_routes_carry_together_and_one_without_a_limit_carries_all() -> None:
    assert together([AIR, replace(AIR, per_second=30)]) == 130
    assert together([AIR, replace(AIR, per_second=0)]) == 0
    assert too_many([Job(NOON, NOON, 10**9)], 0, HOURS) is None


BEGIN = datetime(2026, 1, 14, tzinfo=INDIA)
QUARTER = timedelta(minutes=15)
quarters = st.integers(0, 4 * 48)
jobs = st.lists(
    st.tuples(quarters, quarters, st.integers(0, 40)).map(
        lambda j: Job(BEGIN + min(j[:2]) * QUARTER, BEGIN + max(j[:2]) * QUARTER, j[2])
    ),
    max_size=6,
)
hours = st.builds(
    lambda a, b: SendingHours(time(a // 4, a % 4 * 15), time(b // 4, b % 4 * 15), INDIA),
    st.integers(0, 95), st.integers(0, 95),
)  # fmt: skip


@given(jobs, hours, st.integers(1, 9))
def test_too_many_is_said_just_when_the_earliest_due_first_does_not_end_in_time(
    jobs: Sequence[Job], hours: SendingHours, a_quarter: int
) -> None:
    """Against a day that is lived through, quarter of an hour by quarter of an hour."""
    left = [job.count for job in jobs]
    for step in range(4 * 48):
        at = BEGIN + step * QUARTER
        room = a_quarter if hours.are_open(at) else 0
        for place in sorted(range(len(jobs)), key=lambda place: jobs[place].due_at):
            if jobs[place].opens_at <= at < jobs[place].due_at:
                taken = min(room, left[place])
                left[place] -= taken
                room -= taken

    found = too_many(jobs, a_quarter / QUARTER.total_seconds(), hours)

    assert (found is None) == (not any(left))


@given(hours, quarters, quarters)
def test_open_time_is_the_sum_of_the_open_quarters(hours: SendingHours, a: int, b: int) -> None:
    first, last = sorted((a, b))
    opened = sum(hours.are_open(BEGIN + step * QUARTER) for step in range(first, last))

    start, end = BEGIN + first * QUARTER, BEGIN + last * QUARTER
    assert hours.open_between(start, end) == opened * QUARTER
    assert hours.open_between(start.astimezone(UTC), end.astimezone(UTC)) == opened * QUARTER
    assert hours.open_between(end + QUARTER, start) == timedelta()

"""How values look on a page."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from teeka.doors.console.templatetags.console import chance, day, short_day
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, "99%"), (0.999, "99%"), (0.31, "31%"), (0.01, "1%"), (0.004, "< 1%"), (0.0, "< 1%")],
)
def test_what_is_only_likely_is_neither_sure_nor_impossible(probability: float, shown: str) -> None:
    assert chance(probability) == shown


def test_days_and_months_in_hindi_are_written_as_today() -> None:
    with override("hi"):
        assert short_day(datetime(2026, 12, 3, tzinfo=UTC)) == "गुरु 3 दिस"
        assert day(datetime(2026, 12, 3, tzinfo=UTC)) == "गुरुवार 3 दिसंबर"


def test_the_page_of_proposed_facilities_belongs_to_the_postings(visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/facilities/proposed/").content.decode()

    assert '<a href="/postings/" aria-current="page">Postings</a>' in page

"""Invariant 11: the check reads as the web does, from a connection of its own, and sees what leaks."""

from collections.abc import Iterator

import pytest

from teeka.apps.accounts.row_security import IN_SCOPE
from teeka.apps.readiness.queries.invariants.access import nobody_reads_another_jurisdiction
from tests import early
from tests.apps.readiness.state import Told, everybody_told

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "web"])


@pytest.fixture
def told() -> Told:
    return everybody_told()


@pytest.fixture
def undone_after() -> Iterator[list[str]]:
    """Statements that put the tables' shape back, whatever the test did."""
    statements: list[str] = []
    yield statements
    with early.connect_as_superuser("teeka") as connection:
        for statement in statements:
            connection.execute(statement)


def as_superuser(statement: str) -> None:
    with early.connect_as_superuser("teeka") as connection:
        connection.execute(statement)


def rows() -> list[str]:
    return [offence.row for offence in nobody_reads_another_jurisdiction().offences]


@pytest.mark.usefixtures("told")
def test_nothing_leaks_from_a_state_that_nobody_broke() -> None:
    assert rows() == []


def test_one_row_that_a_policy_shows_to_everybody_is_named(told: Told, undone_after: list[str]) -> None:
    undone_after.append("DROP POLICY leak ON people_beneficiary")
    as_superuser(f"CREATE POLICY leak ON people_beneficiary TO teeka_app USING (id = {told.chitra.pk})")
    assert rows() == [
        "policy in_scope on people_beneficiary",
        "policy leak on people_beneficiary",
        f"people_beneficiary {told.chitra.pk}",
    ]


@pytest.mark.usefixtures("told")
def test_a_policy_that_says_something_else_than_the_others_is_named(undone_after: list[str]) -> None:
    undone_after.append(f"ALTER POLICY in_scope ON notices_message USING ({IN_SCOPE})")
    as_superuser(f"ALTER POLICY in_scope ON notices_message USING ({IN_SCOPE} OR district_code = 0)")
    assert rows() == ["policy in_scope on notices_message"]


@pytest.mark.usefixtures("told")
def test_a_table_without_row_security_is_named(undone_after: list[str]) -> None:
    undone_after.append("ALTER TABLE notices_message ENABLE ROW LEVEL SECURITY")
    as_superuser("ALTER TABLE notices_message DISABLE ROW LEVEL SECURITY")
    assert "table notices_message" in rows()


def test_a_row_that_carries_another_district_than_its_owner_is_named(told: Told) -> None:
    as_superuser(f"UPDATE allotment_appointment SET district_code = 208 WHERE id = {told.asha_place.pk}")
    assert rows() == [f"allotment_appointment {told.asha_place.pk}"]

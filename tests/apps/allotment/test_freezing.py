from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from teeka.apps.allotment.models import Appointment, FrozenList, FrozenRow
from teeka.apps.allotment.queries.frozen import recompute_hashes, sessions_to_freeze
from teeka.apps.allotment.services import allot_people, freeze_lists
from teeka.apps.people.models import Beneficiary
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    """A session with Asha, Binod and Dev on it."""
    phulwari = facility()
    held = session(phulwari)
    for name in ("Dev", "Binod", "Asha"):
        person(name, phulwari)
    allot_people(now=NOW, by="officer")
    return held


def freeze(*sessions, reason="first list"):
    return freeze_lists([one.pk for one in sessions], now=NOW, by="officer", reason=reason)


def names(frozen):
    return list(
        FrozenRow.objects.filter(frozen_list_id=frozen.id)
        .order_by("position")
        .values_list("full_name", flat=True)
    )


def test_the_first_version_holds_everyone_with_a_place_in_order(day):
    (frozen,) = freeze(day)
    assert (frozen.version, frozen.row_count) == (1, 3)
    assert names(frozen) == ["Asha", "Binod", "Dev"]
    stored = FrozenList.objects.get(pk=frozen.id)
    assert stored.heading["site_name"] == "PHC Phulwari"
    assert stored.heading["starts_at"] == "2026-01-15T03:30:00+00:00"
    assert stored.frozen_by == "officer"


def test_freezing_again_without_a_change_publishes_nothing(day):
    freeze(day)
    assert freeze(day) == []


def test_a_change_of_what_is_printed_makes_the_next_version_and_leaves_the_first(day):
    (first,) = freeze(day)
    Beneficiary.objects.filter(full_name="Asha").update(full_name="Asha Devi")
    (second,) = freeze(day, reason="name corrected")
    assert second.version == 2
    assert names(first)[0] == "Asha"
    assert names(second)[0] == "Asha Devi"


def test_a_list_that_lost_everybody_is_published_empty(day):
    freeze(day)
    Appointment.objects.update(cancelled_at=NOW)
    (empty,) = freeze(day, reason="session moved")
    assert (empty.version, empty.row_count) == (2, 0)


def test_a_session_without_anybody_has_no_first_version():
    assert freeze(session(facility())) == []


def test_hashes_are_recomputed_from_the_rows_and_a_changed_row_is_found(day):
    freeze(day)
    checked = recompute_hashes()
    assert (checked.checked, checked.broken) == (1, [])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE teeka_superuser")
        cursor.execute("UPDATE allotment_frozenrow SET mobile = '9000000000' WHERE position = 2")
        cursor.execute("SET LOCAL ROLE teeka_worker")
    (broken,) = recompute_hashes().broken
    assert broken.session_code == day.code


@pytest.mark.parametrize(
    "statement", ["DELETE FROM allotment_frozenrow", "UPDATE allotment_frozenlist SET version = 9"]
)
def test_the_worker_can_neither_change_nor_remove_a_version(day, statement):
    freeze(day)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_sessions_are_chosen_by_code_all_or_those_that_begin_soon():
    phulwari = facility()
    soon, later = session(phulwari), session(phulwari, on=TOMORROW + timedelta(days=3))
    over = session(phulwari, on=TOMORROW - timedelta(days=3))
    assert sessions_to_freeze(now=NOW).session_ids == [soon.pk]
    assert sessions_to_freeze(now=NOW, every=True).session_ids == [soon.pk, later.pk]
    named = sessions_to_freeze(now=NOW, codes=[later.code, over.code, "nowhere"])
    assert (named.session_ids, named.unknown, named.over) == ([later.pk], ["nowhere"], [over.code])


def test_the_number_of_statements_is_the_same_for_many_sessions(django_assert_max_num_queries):
    phulwari = facility()
    days = [session(phulwari, on=TOMORROW + timedelta(days=n)) for n in range(8)]
    for number in range(20):
        person(f"Asha {number}", phulwari)
    allot_people(now=NOW, by="officer")
    with django_assert_max_num_queries(9):
        assert len(freeze(*days)) >= 2


def test_what_an_older_heading_did_not_say_is_no_difference_and_what_it_said_is(day):
    (first,) = freeze(day)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE teeka_superuser")
        cursor.execute("UPDATE allotment_frozenlist SET heading = heading - 'reserve_percent'")
        cursor.execute(
            "UPDATE allotment_frozenlist SET sha256 = %s", [recompute_hashes().broken[0].sha256_found]
        )
        cursor.execute("SET LOCAL ROLE teeka_worker")
    assert "reserve_percent" not in FrozenList.objects.get(pk=first.id).heading

    assert freeze(day) == []
    day.capacity -= 1
    day.save()
    (second,) = freeze(day, reason="fewer seats")
    assert "reserve_percent" in FrozenList.objects.get(pk=second.id).heading

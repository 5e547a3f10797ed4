"""A list is published by itself when its hour comes, once; a person may do it any time."""

from datetime import timedelta

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import FrozenList
from teeka.apps.allotment.services import allot_people
from teeka.apps.notices.models import Message
from teeka.apps.notices.services.publishing import DuePublishing, publish_lists
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign
from teeka.apps.planning.services.campaigns import FreezeHoursRefused, change_freeze_hours
from tests.apps.allotment.world import NOW, facility, person, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    phulwari = facility()
    held = session(phulwari)
    for name in ("Asha", "Binod"):
        person(name, phulwari)
    allot_people(now=NOW, by="officer")
    return held


def versions() -> list[tuple[int, str]]:
    return list(FrozenList.objects.order_by("version").values_list("version", "frozen_by"))


def due_at(held, *, hours: int = 30):
    return held.starts_at - timedelta(hours=hours)


def test_a_list_is_published_when_its_hour_comes_and_not_before(day) -> None:
    worker = DuePublishing()
    assert worker.publish_due(now=due_at(day) - timedelta(minutes=1)).lists == []

    published = worker.publish_due(now=due_at(day))

    assert [one.row_count for one in published.lists] == [2]
    assert versions() == [(1, "teeka")]
    assert Message.objects.filter(session_id=day.pk).count() == 2
    assert worker.publish_due(now=due_at(day) + timedelta(minutes=1)).lists == []


def test_what_changed_since_an_early_list_is_published_at_its_hour_once(day) -> None:
    publish_lists([day.pk], now=due_at(day, hours=60), by="officer", reason="early")
    Beneficiary.objects.filter(full_name="Asha").update(full_name="Asha Devi")
    worker = DuePublishing()

    worker.publish_due(now=due_at(day))
    Beneficiary.objects.filter(full_name="Binod").update(full_name="Binod Kumar")
    worker.publish_due(now=due_at(day) + timedelta(minutes=1))

    assert versions() == [(1, "officer"), (2, "teeka")]


def test_a_list_that_did_not_change_keeps_its_version_and_is_looked_at_once(
    day, django_assert_num_queries
) -> None:
    publish_lists([day.pk], now=due_at(day, hours=60), by="officer", reason="early")
    worker = DuePublishing()
    worker.publish_due(now=due_at(day))

    with django_assert_num_queries(2):
        worker.publish_due(now=due_at(day) + timedelta(minutes=1))
    assert versions() == [(1, "officer")]


def test_neither_a_cancelled_session_nor_one_that_is_over_is_published(day) -> None:
    assert DuePublishing().publish_due(now=day.ends_at).lists == []
    day.cancelled_at = NOW
    day.save()
    assert DuePublishing().publish_due(now=due_at(day)).lists == []


def test_the_campaign_says_how_long_before_and_not_later_than_people_must_be_told(day) -> None:
    campaign = Campaign.objects.get()
    with pytest.raises(FreezeHoursRefused):
        change_freeze_hours(campaign, hours=23, by="officer", now=NOW)

    change_freeze_hours(campaign, hours=48, by="officer", now=NOW)

    assert DuePublishing().publish_due(now=due_at(day, hours=48)).lists
    event = AuditEvent.objects.get(action="campaign.freeze_hours_changed")
    assert (event.by, event.detail) == ("officer", {"from": 30, "to": 48})

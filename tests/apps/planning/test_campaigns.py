from datetime import timedelta

import pytest

from teeka.apps.planning.models import Campaign, CohortTier
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.categories import CATEGORY_WORDS, HEALTH_WORKER_CATEGORIES

pytestmark = pytest.mark.django_db


def test_there_is_always_one_running_campaign_and_asking_twice_makes_no_second(now):
    first = running_campaign(now)
    assert running_campaign(now + timedelta(days=1)) == first
    assert Campaign.objects.count() == 1


def test_the_draw_does_not_hang_on_the_clock_but_on_the_installation_and_the_campaigns_before(now, settings):
    first = running_campaign(now)
    first.is_running = False
    first.save()
    second = running_campaign(now + timedelta(days=1)).seed
    Campaign.objects.all().delete()
    again = running_campaign(now + timedelta(days=30)).seed
    Campaign.objects.all().delete()
    settings.SECRET_KEY = "another installation"
    elsewhere = running_campaign(now).seed
    assert again == first.seed
    assert len({first.seed, second, elsewhere}) == 3


def test_every_category_has_a_tier_and_all_health_workers_are_in_the_first(now):
    campaign = running_campaign(now)
    tiers = dict(CohortTier.objects.filter(campaign=campaign).values_list("category", "tier"))
    assert set(tiers) == set(CATEGORY_WORDS)
    assert {category for category, tier in tiers.items() if tier == 1} == set(HEALTH_WORKER_CATEGORIES)

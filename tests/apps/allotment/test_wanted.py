import pytest

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.queries.wanted import wanted
from teeka.apps.allotment.services import allot_people
from teeka.apps.places.models import District, PinCode
from teeka.apps.planning.models import Campaign, SessionSite
from teeka.apps.planning.services.campaigns import running_campaign
from tests.apps.allotment.world import GAYA, NOW, PATNA, facility, person, session

pytestmark = pytest.mark.django_db


def test_a_facility_without_coordinates_counts_as_in_the_middle_of_its_district_and_says_so():
    danapur, phulwari = facility("PHC Danapur"), facility()
    District.objects.filter(code=PATNA).update(latitude=25.6, longitude=85.1)
    danapur.latitude = danapur.longitude = None
    danapur.coordinates_from = "nowhere"
    danapur.save()
    session(phulwari)
    person("Asha", danapur)
    allot_people(now=NOW, by="officer")
    place = Appointment.objects.get()
    assert place.reasons == ["NEAREST", "LOCATED_BY_DISTRICT"]
    assert place.distance_km == pytest.approx(3.9, abs=0.1)


def test_a_site_without_coordinates_lies_where_its_pin_code_lies():
    phulwari = facility()
    PinCode.objects.create(
        pin_code="800020", district_id=PATNA, name="Outreach", latitude=25.6, longitude=85.2
    )
    outreach = session(phulwari)
    outreach.site = SessionSite.objects.create(
        district_code=PATNA, name="School", pin_code="800020", sms_name="School"
    )
    outreach.save()
    asked = wanted(running_campaign(NOW), now=NOW)
    at = asked.request.sessions.site[0]
    assert (asked.request.sites.latitude[at], asked.request.sites.longitude[at]) == (25.6, 85.2)


def test_the_hash_of_the_input_changes_with_whatever_the_plan_depends_on():
    phulwari = facility()
    session(phulwari)
    person("Asha", phulwari)
    campaign = running_campaign(NOW)

    def digest():
        return wanted(Campaign.objects.get(pk=campaign.pk), now=NOW).sha256()

    first = digest()
    assert digest() == first
    Campaign.objects.update(seed=7)
    other_seed = digest()
    assert other_seed != first
    person("Binod", phulwari)
    assert digest() != other_seed


def test_ties_are_drawn_by_a_facilitys_code_whatever_its_number_in_this_database():
    def keys():
        return wanted(running_campaign(NOW), now=NOW).request.facilities.key.tolist()

    phulwari, danapur = facility(), facility("PHC Danapur")
    session(phulwari)
    person("Asha", phulwari)
    before, number = keys(), danapur.pk
    danapur.delete()
    assert facility("PHC Danapur").pk != number
    assert keys() == before


def test_borders_are_crossed_when_the_campaign_says_so():
    phulwari, gaya = facility(), facility("PHC Bodh Gaya", district=GAYA)
    session(gaya)
    person("Asha", phulwari)
    assert allot_people(now=NOW, by="officer").unplaced == {"NO_SESSION_IN_DISTRICT": 1}
    Campaign.objects.update(crosses_borders=True)
    assert allot_people(now=NOW, by="officer").placed == 1
    assert Appointment.objects.get().reasons == ["NEAREST", "OTHER_DISTRICT"]

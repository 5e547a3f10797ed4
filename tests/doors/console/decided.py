"""A world in which an officer has decided on a text and proposed a facility: both lists hold a row."""

from teeka.apps.people.models import Posting
from teeka.apps.places.models import Facility
from tests.doors.console.world import PATNA, World


def decide_and_propose(world: World) -> None:
    facility = world.facilities[PATNA]
    Posting.objects.create(
        district_code=PATNA, stated_district_code=PATNA, text="Old camp", facility_code_given="",
        decision="accept", facility=facility, decided_by="rekha", decided_at=world.now,
    )  # fmt: skip
    Facility.objects.create(
        code=f"P{PATNA}-0001", name="PHC Nawada", type="PHC", district_code=PATNA, block=facility.block,
        coordinates_from="nowhere", sms_name="PHC Nawada", proposed_by="rekha", proposed_at=world.now,
    )  # fmt: skip
    Facility.objects.filter(pk=facility.pk).update(expected_workers=40)

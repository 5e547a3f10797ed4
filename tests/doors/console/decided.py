"""What an officer does with texts and proposals, and a world in which both lists hold a row."""

import csv
import io
import re
from typing import Any

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import Facility
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World

PROPOSED = {"name": "PHC Nawada", "type": "PHC", "block": "Patna Sadar", "pin_code": "800001"}


def decide_and_propose(world: World) -> None:
    """One decision in force and one taken back; one proposal open, somebody placed there, and one closed."""
    facility = world.facilities[PATNA]
    text = {"district_code": PATNA, "stated_district_code": PATNA, "facility_code_given": ""}
    Posting.objects.create(
        text="Old camp",
        decision="accept",
        facility=facility,
        decided_by="rekha",
        decided_at=world.now,
        **text,
    )
    again = Posting.objects.create(text="Older camp", decision="review", **text)
    for action, detail in (
        ("posting.settled", {"facility": facility.pk, "texts": 1, "people": 0}),
        ("posting.unsettled", {"postings": [again.pk], "texts": 1, "people": 0}),
    ):
        record_event(
            action=action, subject_type="posting", subject_id=again.pk, by="rekha", now=world.now,
            district_code=PATNA, detail=detail,
        )  # fmt: skip
    proposal = {
        "type": "PHC", "district_code": PATNA, "block": facility.block, "coordinates_from": "nowhere",
        "sms_name": "PHC", "proposed_by": "rekha", "proposed_at": world.now,
    }  # fmt: skip
    Facility.objects.create(
        code=f"P{PATNA}-0001", name="PHC Nawada", is_active=False, closed_by="rekha", closed_at=world.now,
        closed_reason="It is the old PHC", **proposal,
    )  # fmt: skip
    for number, name in ((2, "PHC Lari"), (3, "PHC Barh")):
        Facility.objects.create(code=f"P{PATNA}-000{number}", name=name, **proposal)
    taken = Posting.objects.create(
        text="PHC Barh", decision="accept", facility=Facility.objects.get(name="PHC Barh"), **text
    )
    Beneficiary.objects.filter(pk=world.people["Crowd 003"].pk).update(posting=taken)
    Facility.objects.filter(pk=facility.pk).update(expected_workers=40)


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def words_of(response: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(bare.split())


def alike(world: World, text: str, name: str) -> Posting:
    """Another spelling of Patna's open text, and somebody who wrote it."""
    where = Posting.objects.create(
        district_code=PATNA, stated_district_code=PATNA, text=text, facility_code_given="", decision="review"
    )
    Beneficiary.objects.filter(pk=world.people[name].pk).update(posting=where)
    return where


def settle(visit: Visit, world: World, district: int = PATNA, role: Role = Role.DISTRICT) -> Any:
    address = f"/postings/{world.open_posting[district].pk}/settle/"
    return visit(role, address, {"facility": world.facilities[district].pk}, follow=True)


def settle_one(visit: Visit, world: World, text: Posting, **more: Any) -> Any:
    return visit(
        Role.DISTRICT, f"/postings/{text.pk}/settle/", {"facility": world.facilities[PATNA].pk, **more}
    )

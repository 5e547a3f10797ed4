"""What a page has received is imported, resolved and compared without anybody typing a command."""

from pathlib import Path
from typing import Any

import pytest

from teeka.apps.intake.models import Upload
from teeka.apps.intake.services.receiving import receive_file
from teeka.apps.people.models import Beneficiary
from teeka.doors.commands.receive import take_in
from tests import make
from tests.apps.intake.conftest import make_places
from tests.formats.incoming.files import csv_bytes

ROWS = (
    ["Nila Kumari Devi", "F", "1985", "9812345670", "Nurse", "PHC Phulwari", "Patna"],
    ["Neela Kumari Devi", "F", "1985", "9812345670", "Nurse", "Phulwari P.H.C.", "Patna"],
)


@pytest.mark.django_db
def test_a_received_roster_ends_with_postings_resolved_and_second_registrations_linked(
    tmp_path: Path, settings: Any
) -> None:
    settings.TEEKA_HOME = tmp_path
    make_places()
    centre = make.facility("F1", name="PHC Phulwari")
    number = receive_file(
        [csv_bytes(*ROWS)], kind="roster", file_name="roster.csv", by="clerk", district_code=make.PATNA,
        now=make.NOW,
    )  # fmt: skip

    assert take_in(now=make.NOW) == 1

    assert Upload.objects.get(pk=number).state == "committed"
    nila, neela = Beneficiary.objects.order_by("reference")
    assert {nila.posting.facility, neela.posting.facility} == {centre}
    assert neela.stands_for == nila
    assert take_in(now=make.NOW) == 0

"""What a page has received is imported, resolved and compared without anybody typing a command."""

from pathlib import Path
from typing import Any

import pytest

from teeka.apps.intake.models import Upload
from teeka.apps.intake.services.receiving import receive_file
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.services.uploads import undo_import
from teeka.doors.commands.receive import take_in
from tests import make
from tests.apps.intake.conftest import make_places
from tests.formats.incoming.files import ROSTER_HEADER, csv_bytes

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

    assert take_in(now=make.NOW, undone_since=make.NOW) == 1

    assert Upload.objects.get(pk=number).state == "committed"
    nila, neela = Beneficiary.objects.order_by("reference")
    assert {nila.posting.facility, neela.posting.facility} == {centre}
    assert neela.stands_for == nila
    assert take_in(now=make.NOW, undone_since=make.NOW) == 0


@pytest.mark.django_db
def test_what_a_page_took_back_is_compared_again(tmp_path: Path, settings: Any) -> None:
    """A correction made two people one; without it they are two."""
    settings.TEEKA_HOME = tmp_path
    make_places()
    make.facility("F1", name="PHC Phulwari")
    header = [*ROSTER_HEADER, "employee_id"]
    neela = ["Neela Kumari Devi", "F", "1979", "9812345671", "Nurse", "somewhere else", "Patna", "E2"]

    def receive(*rows: list[str]) -> int:
        number = receive_file(
            [csv_bytes(*rows, header=header)], kind="roster", file_name="r.csv", by="clerk",
            district_code=make.PATNA, now=make.NOW,
        )  # fmt: skip
        take_in(now=make.NOW, undone_since=make.NOW)
        return number

    receive([*ROWS[0], "E1"], neela)
    correction = receive([*ROWS[1], "E2"])
    assert Beneficiary.objects.exclude(stands_for=None).count() == 1

    undo_import(correction, by="clerk", now=make.NOW)
    take_in(now=make.NOW, undone_since=None)

    assert not Beneficiary.objects.exclude(stands_for=None).exists()

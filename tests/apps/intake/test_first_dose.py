"""A roster may tell of a first dose: its vaccine and its day, in an office's words."""

from datetime import date

import pytest

from teeka.apps.intake.models import UploadRow
from teeka.apps.people.models import Beneficiary
from tests.apps.intake.conftest import Upload as Run
from tests.formats.incoming.files import ASHA, ROSTER_HEADER


def told() -> tuple[str | None, date | None]:
    return Beneficiary.objects.values_list("dose1_vaccine", "dose1_on").get()


@pytest.mark.parametrize(
    "headers",
    [
        ("dose1_vaccine", "dose1_on"),
        ("First Dose Vaccine", "Date of 1st Dose"),
        ("पहली खुराक का टीका", "पहली खुराक की तारीख"),
    ],
)
def test_it_is_kept_and_the_same_file_again_changes_nothing(upload: Run, headers: tuple[str, str]) -> None:
    row, header = [*ASHA, "कोविशील्ड", "2025-12-15"], [*ROSTER_HEADER, *headers]
    upload(row, header=header)
    assert told() == ("covishield", date(2025, 12, 15))
    assert upload(row, header=header).counts["unchanged"] == 1


def test_a_roster_without_the_columns_does_not_wipe_it_and_one_with_them_corrects_it(upload: Run) -> None:
    header = [*ROSTER_HEADER, "dose1_vaccine", "dose1_on"]
    upload([*ASHA, "Covaxin", "2025-12-15"], header=header)
    assert upload(ASHA).counts["unchanged"] == 1
    assert told() == ("covaxin", date(2025, 12, 15))
    assert upload([*ASHA, "Covaxin", "2025-12-16"], header=header).counts["updated"] == 1
    assert told() == ("covaxin", date(2025, 12, 16))


@pytest.mark.parametrize(
    ("vaccine", "day", "problem"),
    [
        ("Covaxin", "", ("dose1_on", "dose_half_told")),
        ("", "2025-12-15", ("dose1_vaccine", "dose_half_told")),
        ("Covaxin", "2026-12-15", ("dose1_on", "dose_day_absurd")),
        ("Covaxin", "2019-12-15", ("dose1_on", "dose_day_absurd")),
        ("Covaxin", "03/04/2025", ("dose1_on", "date_reads_two_ways")),
        ("Covaxin", "soon", ("dose1_on", "date_unreadable")),
    ],
)
def test_half_of_it_or_an_impossible_day_is_rejected_with_the_reason(
    upload: Run, vaccine: str, day: str, problem: tuple[str, str]
) -> None:
    outcome = upload([*ASHA, vaccine, day], header=[*ROSTER_HEADER, "dose1_vaccine", "dose1_on"])
    assert outcome.counts["rejected"] == 1
    kept = UploadRow.objects.get(fate="rejected").problems
    assert (kept[0]["column"], kept[0]["reason"]) == problem
    assert not Beneficiary.objects.exists()

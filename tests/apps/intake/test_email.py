"""A roster may give an e-mail address, in an office's words; what is none is left out, the row is taken."""

import logging

import pytest

from teeka.apps.accounts.row_security import scope
from teeka.apps.people.models import Beneficiary
from tests import make
from tests.apps.intake.conftest import Upload as Run
from tests.conftest import web_role
from tests.formats.incoming.files import ASHA, ROSTER_HEADER


def kept() -> str | None:
    return Beneficiary.objects.values_list("email", flat=True).get()


@pytest.mark.parametrize("header", ["email", "E-Mail ID", "Email Address", "ईमेल", "ई-मेल आईडी"])
def test_it_is_kept_and_the_same_file_again_changes_nothing(upload: Run, header: str) -> None:
    row, headers = [*ASHA, " Asha.Devi@NIC.in"], [*ROSTER_HEADER, header]

    assert upload(row, header=headers).counts["created"] == 1

    assert kept() == "Asha.Devi@nic.in"
    assert upload(row, header=headers).counts["unchanged"] == 1


def test_a_roster_without_the_column_does_not_wipe_it_and_one_with_it_corrects_it(upload: Run) -> None:
    header = [*ROSTER_HEADER, "email"]
    upload([*ASHA, "asha@x.org"], header=header)

    assert upload(ASHA).counts["unchanged"] == 1
    assert upload([*ASHA, ""], header=header).counts["unchanged"] == 1
    assert kept() == "asha@x.org"
    assert upload([*ASHA, "asha@y.org"], header=header).counts["updated"] == 1
    assert kept() == "asha@y.org"


@pytest.mark.parametrize("text", ["NA", "asha@", "asha at x.org"])
def test_what_is_no_address_is_left_out_and_the_row_is_taken(upload: Run, text: str) -> None:
    assert upload([*ASHA, text], header=[*ROSTER_HEADER, "email"]).counts["created"] == 1
    assert kept() is None


def test_it_stays_in_its_district_and_out_of_the_log(upload: Run, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        upload([*ASHA, "asha@x.org"], header=[*ROSTER_HEADER, "email"])

    assert "asha@x.org" not in caplog.text
    with web_role(), scope({make.GAYA}):
        assert not Beneficiary.objects.filter(email="asha@x.org").exists()
    with web_role(), scope({make.PATNA}):
        assert Beneficiary.objects.filter(email="asha@x.org").exists()

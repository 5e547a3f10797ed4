"""The same roster uploaded twice at the same moment: stored once, found unchanged the second time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from teeka.apps.intake.models import UploadRow
from teeka.apps.intake.outcome import Outcome
from teeka.apps.intake.services.importing import import_file
from teeka.apps.intake.services.takers import Checked, RosterTaker
from teeka.apps.people.models import Beneficiary
from teeka.formats.incoming.table import IncomingTable
from tests import make
from tests.apps.intake.conftest import make_places
from tests.formats.incoming.files import ASHA, DEV, csv_bytes, put

PEOPLE = 500


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_and_finds_everything_unchanged(tmp_path: Path) -> None:
    make_places()
    path = put(tmp_path, csv_bytes(*([f"Asha {number}", *ASHA[1:]] for number in range(PEOPLE))))
    # Their posting is known already: else the second would wait for the first at the posting's unique index.
    import_file(
        RosterTaker(), put(tmp_path, csv_bytes(DEV[:5] + ASHA[5:]), "dev.csv"), by="clerk", now=make.NOW
    )
    start = threading.Barrier(2)

    class Together(RosterTaker):
        """Both have read and checked the file before either begins to store it."""

        def check(self, table: IncomingTable, now: datetime) -> Checked:
            checked = super().check(table, now)
            start.wait()
            return checked

    def upload(_number: int) -> Outcome:
        try:
            return import_file(Together(), path, by="clerk", now=make.NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(pool.map(upload, range(2)), key=lambda outcome: -outcome.counts["created"])

    assert first.counts["created"] == second.counts["unchanged"] == PEOPLE
    assert Beneficiary.objects.count() == PEOPLE + 1
    assert UploadRow.objects.count() == 2 * PEOPLE + 1

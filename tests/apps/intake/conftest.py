"""Patna and Gaya with a facility each, and one way to upload rows as a file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from teeka.apps.intake.outcome import Outcome
from teeka.apps.places.models import DistrictSpelling
from teeka.apps.planning.services.uploads import import_uploads
from teeka.rules.districts import fold_place
from tests import make
from tests.formats.incoming.files import ROSTER_HEADER, csv_bytes, put

Upload = Callable[..., Outcome]


def make_places() -> None:
    for code, name in ((make.PATNA, "Patna"), (make.GAYA, "Gaya")):
        district = make.district(code, name, latitude=25.6, longitude=85.1)
        DistrictSpelling.objects.create(district=district, folded=fold_place(name))


@pytest.fixture
def _places(db: None) -> None:
    make_places()


@pytest.fixture
def upload(_places: None, tmp_path: Path) -> Upload:
    def run(
        *rows: Sequence[str],
        kind: str = "roster",
        header: Sequence[str] = ROSTER_HEADER,
        name: str = "patna.csv",
        is_dry_run: bool = False,
    ) -> Outcome:
        path = put(tmp_path, csv_bytes(*rows, header=header), name)
        return next(import_uploads(kind, [path], by="clerk", now=make.NOW, is_dry_run=is_dry_run))

    return run

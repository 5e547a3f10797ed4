"""Each test begins as a web that has just started, and remembers no route."""

import pytest

from teeka.apps.notices.services.callbacks import RememberedRoutes
from teeka.doors.callbacks import gateways


@pytest.fixture(autouse=True)
def _remembers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "ROUTES", RememberedRoutes())

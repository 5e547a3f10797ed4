"""Stores rosters as `teeka import roster` does, and ends there, so that what follows is measured alone."""

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    os.environ.setdefault("TEEKA_ROLE", "worker")
    django.setup()
    from teeka.apps.accounts.services.statistics import refresh_statistics  # noqa: PLC0415  (Django first)
    from teeka.apps.planning.services.uploads import TAKERS, import_uploads  # noqa: PLC0415
    from teeka.shared import clock  # noqa: PLC0415

    files = [Path(file) for file in sys.argv[1:]]
    outcomes = list(import_uploads("roster", files, by="bench", now=clock.now()))
    refresh_statistics(*TAKERS["roster"].tables)
    print(json.dumps({"rows": sum(outcome.rows for outcome in outcomes)}))
    sys.exit(any(outcome.refused for outcome in outcomes))


if __name__ == "__main__":
    main()

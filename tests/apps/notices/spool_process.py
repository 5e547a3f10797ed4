"""Writes callbacks to a spool, as a web process does, until its input ends; then says how many."""

import json
import select
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from teeka.apps.notices.services.callbacks import Brought  # noqa: E402
from teeka.apps.notices.services.routes import REHEARSAL  # noqa: E402
from teeka.apps.notices.services.spool import Callback, spool  # noqa: E402

PACE_SECONDS = 0.02  # so that who takes keeps up
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)


def a_callback() -> Brought:
    body = json.dumps({"receipts": [{"reference": str(uuid4()), "status": "DELIVRD"}]}).encode()
    return Brought(REHEARSAL, body, "application/json", {}, "", NOW)


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), 0
    while not select.select([sys.stdin], [], [], PACE_SECONDS)[0]:
        spool(folder, Callback.RECEIPTS, a_callback())
        count += 1
    print(count)

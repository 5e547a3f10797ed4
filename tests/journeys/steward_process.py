"""The steward as a process of its own, on the database of DATABASE_URL; runs until its input ends."""

import math
import os
import sys
import tempfile
import threading
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    django.setup()
    from teeka.apps.notices.working import Steward  # noqa: PLC0415  (Django first)
    from teeka.apps.readiness.services.watching import watch_promises  # noqa: PLC0415

    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    steward = Steward(
        Path(tempfile.gettempdir()) / "no-spool",
        watch=watch_promises,
        makes_due=False,
        waits_for_database=math.inf,
    )
    print("begun", flush=True)
    while not stop.wait(0.1):
        steward.one_pass(None)
    steward.close()


if __name__ == "__main__":
    main()

"""`teeka receive`: does what pages have asked for and is too long for a page.

It imports what they have taken in, resolves its postings and finds its duplicates, also where they took an
upload back; and it works out and publishes what-ifs.
"""

import logging
import signal
import threading
from datetime import datetime

import click
from django.db import InterfaceError, OperationalError, connection

from teeka.apps.allotment.services.what_if_answering import answer_waiting
from teeka.apps.intake.services.waiting import import_received, kinds_undone
from teeka.apps.planning.services.uploads import TAKERS, finish_imports
from teeka.shared import clock

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0


@click.command()
def receive() -> None:
    """Import what pages have received and answer what they ask, until stopped. `teeka up` runs this."""
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda _signal, _frame: stop.set())
    looked_at: datetime | None = None
    while not stop.wait(LOOK_EVERY):
        now = clock.now()
        try:
            take_in(now=now, undone_since=looked_at)
            looked_at = now
            answer_waiting(now=now)
        except (OperationalError, InterfaceError) as error:
            log.warning("the importer lost the database", extra={"fault": type(error).__name__})
            connection.close()


def take_in(*, now: datetime, undone_since: datetime | None) -> int:
    """Import what waits, resolve its postings and find its duplicates; how many files were stored.

    The same follows where a page took an upload back after that moment, or at any time.
    """
    kinds = import_received(TAKERS, now=now)
    finish_imports({*kinds, *kinds_undone(since=undone_since)}, now=now)
    return len(kinds)

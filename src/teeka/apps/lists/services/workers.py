"""Shares the making of files among worker processes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from teeka.apps.lists.services.files import write_document
from teeka.formats.outgoing.document import Document
from teeka.shared.whole_file import WrittenFile
from teeka.shared.workers import worker_count, worker_pool

Ticket = Any  # whatever the caller knows a document by
IN_HAND_A_WORKER = 6  # enough that none waits, few enough that documents do not pile up in memory


class Press:
    """Takes documents, gives back tickets with their files as they are done, in any order."""

    def __init__(self, pool: ProcessPoolExecutor, worker_count: int) -> None:
        self._pool = pool
        self._limit = worker_count * IN_HAND_A_WORKER
        self._in_hand: dict[Future[list[WrittenFile]], Ticket] = {}

    def print(
        self, ticket: Ticket, folder: Path, document: Document, formats: Sequence[str]
    ) -> Iterator[tuple[Ticket, list[WrittenFile]]]:
        """Hand one document over; yields what got done while there was no room for it."""
        if len(self._in_hand) >= self._limit:
            yield from self._done(wait(self._in_hand, return_when=FIRST_COMPLETED).done)
        self._in_hand[self._pool.submit(write_document, folder, document, formats)] = ticket

    def rest(self) -> Iterator[tuple[Ticket, list[WrittenFile]]]:
        yield from self._done(set(wait(self._in_hand).done))

    def _done(self, futures: set[Future[list[WrittenFile]]]) -> Iterator[tuple[Ticket, list[WrittenFile]]]:
        for future in futures:
            yield self._in_hand.pop(future), future.result()


@contextmanager
def press() -> Iterator[Press]:
    """Workers start when the first document comes; an error lets them finish only what they hold."""
    pool = worker_pool(spare=1)  # a quarter of the time of each is the disk's
    try:
        yield Press(pool, worker_count() + 1)
    finally:
        pool.shutdown(cancel_futures=True)

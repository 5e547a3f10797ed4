"""Worker processes, one a processor; none lives on when the run that started them is killed."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait as wait_for_any

MOST_WORKERS = 8
# New objects; by Python's own 700 a worker that holds large caches looks through them a fifth of its time.
COLLECTED_AFTER = 20_000


def worker_count() -> int:
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def worker_pool(
    begin: Callable[..., None] | None = None, *arguments: object, spare: int = 0
) -> ProcessPoolExecutor:
    """Workers start when the first work comes, each with `begin(*arguments)`; close the pool with shutdown.

    They are spawned: a fork would share open connections and the threads of libraries. `spare`: so many
    more than processors, where each waits a part of its time for the disk.
    """
    return ProcessPoolExecutor(
        worker_count() + spare,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(begin, arguments),
    )


def _begin(begin: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    """One thread a worker, for the workers are as many as the processors; and die with the parent."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    gc.set_threshold(COLLECTED_AFTER)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(3)

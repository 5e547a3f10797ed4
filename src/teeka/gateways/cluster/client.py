"""A cluster of workers, Dask's, in our words: work is handed out, answers come as they are done.

A worker that dies is replaced, and what it had in hand is handed out again; what kills its worker four
times is given up. Dask is an optional part of the package and loaded only when a cluster is opened.
"""

import importlib.util
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")

CONNECT_SECONDS = 10
# One thread a worker, for the workers are as many as the processors.
WORKER_ENVIRONMENT = {"POLARS_MAX_THREADS": "1"}


class ClusterMissing(Exception):
    """Dask is not installed."""


class ClusterUnreachable(Exception):
    """No scheduler answers at the address, or none that has a worker."""


class ClusterLost(Exception):
    """The scheduler went away, or a piece of work killed every worker that took it."""


class Cluster:
    def __init__(self, client: Any) -> None:
        self._client = client

    def each(self, work: Callable[[Ask], Answer], asks: Sequence[Ask]) -> Iterator[Answer]:
        """The answer to each ask, in the order in which they are done. What `work` raises is raised here."""
        from distributed import CancelledError, as_completed  # noqa: PLC0415  (an optional package)
        from distributed.comm import CommClosedError  # noqa: PLC0415
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        futures = self._client.map(work, asks, pure=False)
        try:
            for future in as_completed(futures):
                answer: Answer = future.result()
                future.release()  # or the workers would hold every answer to the end
                yield answer
        except KilledWorker as error:
            raise ClusterLost(
                "A piece of the work ended every worker that took it, perhaps for want of memory"
            ) from error
        except (CancelledError, CommClosedError, TimeoutError) as error:
            raise ClusterLost("The cluster's scheduler no longer answers") from error
        finally:
            self._client.cancel([future for future in futures if not future.done()])


@contextmanager
def cluster(*, scheduler: str | None, workers: int) -> Iterator[Cluster]:
    """The cluster at the scheduler's address; without one, `workers` processes on this computer.

    Raises ClusterMissing, ClusterUnreachable, ClusterLost.
    """
    if importlib.util.find_spec("distributed") is None:
        raise ClusterMissing
    from distributed import Client, LocalCluster  # noqa: PLC0415  (an optional package)

    for name in ("distributed", "distributed.client"):  # each with a level of its own since it was loaded
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is raised
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterUnreachable(scheduler) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            except TimeoutError as error:
                raise ClusterUnreachable(scheduler) from error
            yield Cluster(client)
        return
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
            silence_logs=logging.CRITICAL, env=WORKER_ENVIRONMENT,
        ) as local,
        Client(local) as client,
    ):  # fmt: skip
        yield Cluster(client)

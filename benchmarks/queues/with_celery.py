"""The same messages, one Celery task each over Redis: run in the environment that `make peers` makes.

`python with_celery.py FILE` queues the messages of a file; its workers are started by Celery's own command.
As its documentation recommends: late acknowledgement for tasks that must not be lost, more prefetched for
short tasks, one producer for many tasks, no gossip between workers. Results stay in Redis, else nothing were
on record; who queues does not listen for them.

The pool is of threads. Of the pools for tasks that wait for the network, gevent's sent less than half as much
here, and never gets the tasks of a killed worker back from Redis while it runs (celery issue 4976); processes
sent no more, at ten times the memory.
"""

import json
import os
import sys
import time
from pathlib import Path

import urllib3
from celery import Celery

REDIS = os.environ["QUEUE_REDIS"]
# How long a task may be out before another worker gets it too. By default an hour: then the messages of a
# killed worker would wait for an hour. A minute is what our own leases last.
REDELIVERED_AFTER = 60
IN_FLIGHT = 25
CONNECTIONS = 4 * IN_FLIGHT  # with the usual ten, acknowledgements of so many threads fail for want of one
IS_QUEUEING = __name__ == "__main__"

app = Celery("with_celery", broker=REDIS, backend=None if IS_QUEUEING else REDIS)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=False,
    worker_prefetch_multiplier=16,
    broker_transport_options={
        "visibility_timeout": REDELIVERED_AFTER,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "max_connections": CONNECTIONS,
    },
    redis_max_connections=CONNECTIONS,
    broker_connection_retry_on_startup=True,
    worker_enable_remote_control=False,
)
http = urllib3.PoolManager(maxsize=IN_FLIGHT, block=True, retries=False)


@app.task(name="send")
def send(to: str, text: str, reference: str) -> str:
    """Returns the gateway's id; anything but a taken message is an error, and the task fails."""
    message = {"to": to, "text": text, "reference": reference}
    answer = http.request("POST", os.environ["GATEWAY"], json=message).json()
    if answer["status"] != "ACCEPTD":
        raise ValueError(answer["status"])
    return answer["id"]


def main(messages: Path) -> None:
    waiting = [json.loads(line) for line in messages.read_text().splitlines()]
    began = time.monotonic()
    with app.producer_pool.acquire(block=True) as producer:
        for message in waiting:
            send.apply_async(kwargs=message, producer=producer)
    print(json.dumps({"queued": len(waiting), "seconds": time.monotonic() - began}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The same messages, one Procrastinate job each: run in the environment that `make peers` makes.

`python with_procrastinate.py` makes its tables, `python with_procrastinate.py FILE` queues the messages of a
file; its workers are started by Procrastinate's own command. As its documentation recommends: the connector
of asynchronous psycopg, asynchronous tasks, a worker's `concurrency`, jobs deferred in batches, and jobs of
dead workers retried by a periodic task (each minute; the documentation's example looks every ten).
"""

import json
import os
import sys
import time
from pathlib import Path

import aiohttp
from procrastinate import App, JobContext, PsycopgConnector

IN_A_BATCH = 1000
app = App(
    connector=PsycopgConnector(conninfo=os.environ["QUEUE_DATABASE"], min_size=4, max_size=16),
    import_paths=["with_procrastinate"],
)
_open: list[aiohttp.ClientSession] = []


@app.task(name="send", queue="messages")
async def send(to: str, text: str, reference: str) -> None:
    """Anything but a taken message is an error, and the job fails."""
    if not _open:
        _open.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    message = {"to": to, "text": text, "reference": reference}
    async with _open[0].post(os.environ["GATEWAY"], json=message) as response:
        answer = await response.json()
    if answer["status"] != "ACCEPTD":
        raise ValueError(answer["status"])


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(_context: JobContext, timestamp: int) -> None:
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


def make_tables() -> None:
    with app.open():
        app.schema_manager.apply_schema()


def queue(messages: Path) -> None:
    waiting = [json.loads(line) for line in messages.read_text().splitlines()]
    with app.open():
        began = time.monotonic()
        for start in range(0, len(waiting), IN_A_BATCH):
            send.batch_defer(*waiting[start : start + IN_A_BATCH])
        print(json.dumps({"queued": len(waiting), "seconds": time.monotonic() - began}))


if __name__ == "__main__":
    if sys.argv[1:]:
        queue(Path(sys.argv[1]))
    else:
        make_tables()

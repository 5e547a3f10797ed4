"""`python -m teeka.gateways.sms.simulator`: run the simulated gateway until it is stopped."""

import argparse
import asyncio
import json
import os
import signal
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from teeka.gateways.sms.simulator.server import make_app
from teeka.gateways.sms.simulator.settings import read_behaviour


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="teeka simulator", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=0, help="0: any free one; printed as JSON on the first line"
    )
    parser.add_argument("--callback", default="", help="where receipts are posted")
    parser.add_argument("--ledger", type=Path, help="a file that gets a line for every message on the air")
    parser.add_argument("--settings", default="{}", help="JSON, see simulator/settings.py")
    parser.add_argument("--end-with-parent", action="store_true", help="stop when whoever started it is gone")
    given = parser.parse_args(arguments)
    try:
        behaviour = read_behaviour(json.loads(given.settings))
    except (ValueError, TypeError, AttributeError) as error:
        parser.error(f"--settings: {error}")
    app = make_app(behaviour, callback=given.callback, ledger=given.ledger)
    asyncio.run(_serve(app, given.port, ends_with_parent=given.end_with_parent))


async def _serve(app: web.Application, port: int, *, ends_with_parent: bool) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=512).start()
    print(json.dumps({"port": runner.addresses[0][1], "pid": os.getpid()}), flush=True)
    stop, parent = asyncio.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set() and not (ends_with_parent and os.getppid() != parent):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.5)
    await runner.cleanup()


if __name__ == "__main__":
    main()

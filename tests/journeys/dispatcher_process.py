"""A dispatcher as a process of its own, made to be killed: says when it begins, runs until it is stopped."""

import asyncio
import json
import sys

from teeka.apps.notices.dispatch import doubts
from teeka.apps.notices.dispatch.dispatcher import Dispatcher

# A message in hand at many kills waits this long before it goes again; a minute would prove no more.
doubts.LONGEST_WAIT_BETWEEN_TRIES = 5

if __name__ == "__main__":
    print("begun", flush=True)
    asyncio.run(Dispatcher(json.loads(sys.stdin.readline()), lease_seconds=2.0).run())

"""An event loop whose clock jumps to what is due next: an hour passes in no time, and always alike."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Stuck(Exception):
    """Everybody waits for somebody, and nothing will ever happen again."""


class VirtualLoop(asyncio.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._passed = 0.0
        self._selector = self
        self.set_exception_handler(lambda _loop, _context: None)  # what dead processes leave behind

    def time(self) -> float:
        return self._passed

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Stuck
        self._passed += timeout
        return []

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none: nobody here listens to a socket."""

    def _write_to_self(self) -> None:
        """Nobody calls from another thread."""


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in virtual time, and put away the tasks that are left."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

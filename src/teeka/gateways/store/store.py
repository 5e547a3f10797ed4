"""What every place for copies can do, in our words. Paths are relative, with forward slashes."""

from typing import Protocol

from teeka.rules.store_faults import StoreFault


class StoreFailed(Exception):
    """The place did not do it; safe to try again. `said` names no path and no key."""

    def __init__(self, fault: StoreFault, said: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.said = fault, said


class SettingsRefused(Exception):
    """These settings describe no place; the text says which one is wrong."""


class Store(Protocol):
    """Each method raises StoreFailed, and nothing else that can be foreseen."""

    lanes: int  # how many files at once it takes well

    def prepare(self) -> None:
        """Once, when the place is added: prove that it can be written to, and leave a mark."""

    def check(self) -> None:
        """Before a round of copying: whether it is there, and is the place that was added."""

    def device(self) -> str:
        """What it fails together with: a disk of this machine; "" when it is elsewhere or not there."""

    def put(self, path: str, content: bytes) -> None: ...

    def get(self, path: str) -> bytes | None:
        """What lies there now, read anew; None when nothing does."""

    def remove(self, path: str) -> None: ...

"""The kinds of places. A new kind is one module and one line in KINDS."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from teeka.gateways.store.folder import Folder, folder_of
from teeka.gateways.store.store import Store

Opener = Callable[[Mapping[str, Any], Path], Store]  # settings, TEEKA_HOME
KINDS: dict[str, Opener] = {
    "folder": lambda settings, home: Folder(folder_of(settings, home)),
}


def open_store(kind: str, settings: Mapping[str, Any], home: Path) -> Store:
    """The place that settings describe, or SettingsRefused; nothing is asked of it yet."""
    return KINDS[kind](settings, home)

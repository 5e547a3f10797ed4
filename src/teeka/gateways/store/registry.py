"""The kinds of places. A new kind is one module and one line in KINDS; it is loaded when one is opened."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from teeka.gateways.store.store import Store

KINDS = {
    "folder": "teeka.gateways.store.folder:open_folder",
    "s3": "teeka.gateways.store.s3:open_s3",
}


def open_store(kind: str, settings: Mapping[str, Any], home: Path, secrets: Mapping[str, str]) -> Store:
    """The place that settings describe, or SettingsRefused; nothing is asked of it yet.

    home: where relative paths begin. secrets: what `${NAME}` stands for.
    """
    module, _, name = KINDS[kind].partition(":")
    return cast(Store, getattr(import_module(module), name)(settings, home, secrets))

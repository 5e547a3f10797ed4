"""Where lists are written: the installation's own folder, or another that was asked for."""

import hashlib
from pathlib import Path

from django.conf import settings

DEFAULT_PLACE = "lists"
LOCK = ".lock"


class ListsBusy(Exception):
    """Another run writes into this folder."""


def default_folder() -> Path:
    return Path(settings.TEEKA_HOME) / "lists"


def place_of(root: Path) -> str:
    """The name under which copies in this folder are known."""
    if root == default_folder().absolute():
        return DEFAULT_PLACE
    return f"folder-{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"

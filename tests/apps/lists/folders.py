"""What lies in a folder of lists, for comparing one with another."""

import json
from pathlib import Path

from teeka.apps.lists.services.manifest import MANIFEST


def tree(root: Path) -> dict[str, object]:
    """Path → bytes. Of the whole folder's manifest only what it says of files: it counts every writing."""
    found: dict[str, object] = {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    if MANIFEST in found:
        found[MANIFEST] = json.loads((root / MANIFEST).read_bytes())["files"]
    return found

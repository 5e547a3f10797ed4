"""Writes lists and kills itself between two steps: `python -m tests.apps.lists.killed_between FOLDER STEP`.

Without a step it lives. Needs DATABASE_URL.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SERVICES = "teeka.apps.lists.services"
STEPS = {  # each dies where this would begin
    "after the journal, before a folder's manifest": f"{SERVICES}.writing.seal_folder",
    "after the folders' manifests, before the pages above": f"{SERVICES}.writing.pages_above",
    "after the pages, before the record of copies": f"{SERVICES}.writing.record_copies",
    "after the record, before the whole manifest": f"{SERVICES}.writing.issue_manifest",
    "after the whole manifest, before its row": f"{SERVICES}.sealing.NOTE",
}


def die(*_arguments: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Deadly(dict[str, Any]):
    """In place of a statement: whoever brings it to the database dies."""

    def __getattribute__(self, _name: str) -> Any:
        die()


def main(folder: Path, step: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    os.environ.setdefault("TEEKA_ROLE", "worker")
    import django  # noqa: PLC0415  (the settings must be named first)

    django.setup()
    from teeka.apps.lists.catalogue import Scope  # noqa: PLC0415
    from teeka.apps.lists.services.writing import write_lists  # noqa: PLC0415

    write: Callable[[], object] = lambda: write_lists(  # noqa: E731
        folder, now=NOW, scope=Scope(NOW, session_codes=("MADE-1",))
    )
    if not step:
        write()
        return
    with mock.patch(STEPS[step], die if not step.endswith("its row") else _Deadly()):
        write()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")

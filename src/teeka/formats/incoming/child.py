"""The reader's own process: takes its limits upon itself, then reads one file and writes what it held.

    python -m teeka.formats.incoming.child KIND FILE CELLS.arrow TROUBLES.arrow MEGABYTES SECONDS

One JSON object on standard output: the table's outline, or the refusal.
"""

import json
import resource
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024


def main(arguments: list[str]) -> int:
    kind, file, cells_to, troubles_to, megabytes, seconds = arguments
    _limit(int(megabytes), int(seconds))
    # Imported under the limits: what reads the file must not be able to escape them.
    from teeka.formats.incoming.registry import read_any  # noqa: PLC0415
    from teeka.formats.incoming.table import Kind, Refusal, UploadRefused  # noqa: PLC0415

    try:
        table = read_any(Path(file), Kind(kind))
        table.cells.write_ipc(cells_to)
        table.troubles.write_ipc(troubles_to)
    except UploadRefused as refused:
        print(json.dumps({"refusal": refused.refusal, "facts": refused.facts}))
    except MemoryError:
        print(json.dumps({"refusal": Refusal.OUT_OF_MEMORY, "facts": {}}))
    else:
        outline = {
            "format": table.format,
            "headers": table.headers,
            "columns": dict(table.columns),
            "ignored": table.ignored,
        }
        print(json.dumps(outline))
    return 0


def _limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048 * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Reads an upload in a process of its own, so that no file can take the server's memory, time or life."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from teeka.formats.incoming.table import IncomingTable, Kind, Refusal, UploadRefused

MEGABYTES = 2560  # of address space; about 1 GB of it is what polars and Python reserve and never touch
SECONDS = 240
KILLED_FOR_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


def read_upload(
    path: Path, kind: Kind, *, file_name: str = "", megabytes: int = MEGABYTES, seconds: int = SECONDS
) -> IncomingTable:
    """The file's table, read by a child with limits; raises UploadRefused, come what may."""
    name = file_name or path.name.encode(errors="replace").decode()  # names can hold bytes that are no text
    with tempfile.TemporaryDirectory(prefix="teeka-upload-") as folder:
        cells, troubles = Path(folder) / "cells.arrow", Path(folder) / "troubles.arrow"
        try:
            outline = _run_child([kind, str(path), str(cells), str(troubles)], megabytes, seconds)
            return IncomingTable(
                kind=kind,
                format=outline["format"],
                cells=pl.read_ipc(cells),
                headers=tuple(outline["headers"]),
                columns=outline["columns"],
                troubles=pl.read_ipc(troubles),
                ignored=tuple(outline["ignored"]),
            )
        except UploadRefused as refused:
            refused.file_name = name
            raise


def read_ahead(paths: Sequence[Path], kind: Kind) -> Iterator[Future[IncomingTable]]:
    """Each file's table in turn; while the caller works on one, the child already reads the next.

    A future's result() raises what read_upload raises.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as reader:
        ahead: deque[Future[IncomingTable]] = deque()
        for path in paths:
            ahead.append(reader.submit(read_upload, path, kind))
            if len(ahead) > 1:
                yield ahead.popleft()
        yield from ahead


def _run_child(arguments: list[str], megabytes: int, seconds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "teeka.formats.incoming.child", *arguments, str(megabytes), str(seconds)]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "LANG": "C.UTF-8",
        "POLARS_MAX_THREADS": "2",
    }
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise UploadRefused(Refusal.OUT_OF_TIME, seconds=seconds) from error
    if done.returncode == 0:
        outline: dict[str, Any] = json.loads(done.stdout)
        if "refusal" in outline:
            raise UploadRefused(Refusal(outline["refusal"]), **outline["facts"])
        return outline
    if done.returncode in KILLED_FOR_TIME:
        raise UploadRefused(Refusal.OUT_OF_TIME, seconds=seconds)
    if done.returncode < 0 or b"memory" in done.stderr.lower():
        raise UploadRefused(Refusal.OUT_OF_MEMORY)
    if b"No space left" in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise UploadRefused(Refusal.READER_FAILED)

"""Writes a command's file: the whole of it or nothing, so that a reader never sees half."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from teeka.doors.commands.terminal import FailedPartWay, Refused


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """What the block writes takes the place of `path` when the block ends well."""
    try:
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                yield file
            Path(temporary).chmod(0o644)
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise Refused(
            f"The folder {path.parent} does not exist. Make it, or choose another file to write to."
        ) from error
    except OSError as error:
        raise FailedPartWay(
            f"{path} could not be written: {error.strerror}. Nothing is half written."
        ) from error


def rejected_path(rejected_to: Path | None, file: Path, files: int) -> Path | None:
    """One file's own place: inside a folder when there are several."""
    if rejected_to is None or (files == 1 and not rejected_to.is_dir()):
        return rejected_to
    rejected_to.mkdir(parents=True, exist_ok=True)
    suffix = file.suffix.lower() if file.suffix.lower() in {".csv", ".xlsx", ".ods"} else ".csv"
    return rejected_to / f"{file.stem}-rejected{'.xlsx' if suffix == '.ods' else suffix}"

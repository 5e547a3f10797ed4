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

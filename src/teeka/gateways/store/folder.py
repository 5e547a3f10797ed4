"""A folder: on a second disk, on a share that is mounted, or beside the first one."""

import errno
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import Any, ParamSpec, TypeVar

from teeka.gateways.store.store import SettingsRefused, StoreFailed
from teeka.rules.store_faults import StoreFault
from teeka.shared.whole_file import FileDamaged, write_whole

# An empty mount point is a folder too: without the mark we would fill the disk below it.
MARK = ".teeka-place"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
P = ParamSpec("P")
R = TypeVar("R")


def _in_our_words(act: Callable[P, R]) -> Callable[P, R]:
    @wraps(act)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except FileDamaged as error:
            raise StoreFailed(StoreFault.DAMAGED) from error
        except OSError as error:
            raise StoreFailed(_fault(error), error.strerror or type(error).__name__) from error

    return told


class Folder:
    lanes = 2

    def __init__(self, root: Path) -> None:
        self._root = root

    @_in_our_words
    def prepare(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        write_whole(self._root / MARK, b"Teeka keeps copies of its lists here.\n")

    @_in_our_words
    def check(self) -> None:
        if not (self._root / MARK).exists():
            raise StoreFailed(StoreFault.NOT_MOUNTED)

    def device(self) -> str:
        try:
            return f"disk-{self._root.stat().st_dev}"
        except OSError:
            return ""

    @_in_our_words
    def put(self, path: str, content: bytes) -> None:
        target = self._at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)

    @_in_our_words
    def get(self, path: str) -> bytes | None:
        try:
            return self._at(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    @_in_our_words
    def remove(self, path: str) -> None:
        target = self._at(path)
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == self._root or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()

    def _at(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or path.startswith("/"):
            raise StoreFailed(StoreFault.NOT_ALLOWED, "a path that leads out of the place")
        return self._root.joinpath(*parts)


def open_folder(settings: Mapping[str, Any], home: Path, _secrets: Mapping[str, str]) -> Folder:
    """`path`: taken from `home` when it is not absolute. Raises SettingsRefused."""
    if set(settings) != {"path"} or not isinstance(settings["path"], str) or not settings["path"].strip():
        raise SettingsRefused("A folder has one setting: path.")
    return Folder((home / settings["path"].strip()).absolute())


def _fault(error: OSError) -> StoreFault:
    if error.errno in FULL:
        return StoreFault.FULL
    return StoreFault.NOT_ALLOWED if error.errno in NOT_ALLOWED else StoreFault.AWAY

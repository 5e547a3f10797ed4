"""A step of a nation's plan is done once: its files, then the entry that says what they were made from.

Runs on workers. Who is killed leaves drafts or files without an entry; the next run makes them again, to
the same bytes. Two workers may do the same step at once: each file is put in place in one motion.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from teeka.shared.whole_file import hash_of, write_whole


@dataclass(frozen=True, slots=True)
class Made:
    """What a step gives: the bytes of its files, by path under the out folder, and what it found."""

    files: Mapping[str, bytes]
    facts: Mapping[str, Any]
    planning_seconds: float  # of making it, what the rules took
    lasts: bool = False  # what is only on the way, or an entry, is made again if a lost power took it


@dataclass(frozen=True, slots=True)
class Done:
    number: int  # of the part or group
    is_new: bool  # made now, and not found done
    facts: Mapping[str, Any]
    entry: str  # path under the out folder
    files: Mapping[str, str]  # path under the out folder → SHA-256
    planning_seconds: float
    files_seconds: float  # reading, hashing, writing


def once(
    out: Path, entry: str, number: int, *, told: Any, inputs: Sequence[Path], make: Callable[[], Made]
) -> Done:
    """Do the step, unless its entry says that it was done from the same inputs and its files lie there.

    told: whatever else decides the result, as JSON can say it.
    """
    began = time.perf_counter()
    read = [hash_of(path) for path in inputs]
    wanted = sha256(json.dumps([told, read]).encode()).hexdigest()
    found = _read(out / entry)
    if found is not None and found["input"] == wanted and _lie_there(out, found["files"]):
        return Done(number, False, found["facts"], entry, found["files"], 0.0, time.perf_counter() - began)
    made = make()
    files = {}
    for name, content in made.files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        files[name] = write_whole(out / name, content, lasts=made.lasts).sha256
    path = out / entry
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {"input": wanted, "files": files, "facts": dict(made.facts)}
    write_whole(path, json.dumps(written, ensure_ascii=False, sort_keys=True).encode(), lasts=False)
    rest = time.perf_counter() - began - made.planning_seconds
    return Done(number, True, made.facts, entry, files, made.planning_seconds, rest)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and {"input", "files", "facts"} <= found.keys() else None


def _lie_there(out: Path, files: Mapping[str, str]) -> bool:
    return all(hash_of(out / name) == digest for name, digest in files.items())

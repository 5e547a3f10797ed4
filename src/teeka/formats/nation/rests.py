"""What passes between the steps of a nation's plan: plain columns in one run of 64-bit words, no names.

How many columns, how long each is, then their values. Whoever reads it back names the dataclass it was.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from teeka.rules.allotment.request import Floats, Ints

Arrays = TypeVar("Arrays")


def arrays_as_bytes(held: Any) -> bytes:
    """A dataclass of Ints, Floats, and such dataclasses. The same arrays give the same bytes."""
    columns = [np.ascontiguousarray(column).view(np.int64) for column in _columns(held)]
    head = np.array([len(columns), *map(len, columns)], dtype=np.int64)
    return b"".join(column.astype("<i8").tobytes() for column in (head, *columns))


def read_arrays(path: Path, kind: type[Arrays]) -> Arrays:
    words = np.frombuffer(path.read_bytes(), dtype="<i8").astype(np.int64)
    count = int(words[0])
    ends = np.cumsum(words[1 : count + 1]) + count + 1
    built: Arrays = _built(kind, iter(np.split(words[: ends[-1]], [count + 1, *ends[:-1]])[1:]))
    return built


def _columns(held: Any) -> Iterator[Any]:
    for field in fields(held):
        value = getattr(held, field.name)
        if is_dataclass(value):
            yield from _columns(value)
        else:
            yield value


def _built(kind: Any, columns: Iterator[Ints]) -> Any:
    built = []
    for field in fields(kind):
        if is_dataclass(field.type):
            built.append(_built(field.type, columns))
        else:
            column = next(columns)
            built.append(column.view(np.float64) if field.type == Floats else column)
    return kind(*built)

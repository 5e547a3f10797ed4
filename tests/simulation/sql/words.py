"""What SQL's operators mean in Python: NULL is None, and what touches NULL is NULL."""

from datetime import UTC, datetime, timedelta
from typing import Any

INFINITY = datetime.max.replace(tzinfo=UTC)


class NotUnderstood(Exception):
    """The statement has something that this room does not know: teach it, or write the statement plainer."""


class _NullRow(dict[str, Any]):
    """The other side of a left join that found nothing."""

    def __missing__(self, name: str) -> None:
        return None


NULL_ROWS = (_NullRow(),)


def eq(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a == b


def ne(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a != b


def lt(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a < b


def le(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a <= b


def gt(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a > b


def ge(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a >= b


def add(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a + b


def sub(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a - b


def joined(a: Any, b: Any) -> Any:
    return None if a is None or b is None else f"{a}{b}"


def single(values: list[Any]) -> Any:
    """A query in the place of a value: of one row, or NULL."""
    (value,) = values or (None,)
    return value


def negated(a: Any) -> bool | None:
    return None if a is None else not a


def both(a: Any, b: Any) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def either(a: Any, b: Any) -> bool | None:
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def within(a: Any, many: Any) -> bool | None:
    if a is None:
        return None
    if a in many:
        return True
    return None if None in many else False


def first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def least(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def greatest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def number(a: Any) -> int | None:
    return None if a is None else int(a)


def seconds(a: Any) -> timedelta | None:
    return None if a is None else timedelta(seconds=a)


def ordered(rows: list[tuple[tuple[Any, ...], Any]], keys: tuple[tuple[bool, bool], ...]) -> list[Any]:
    """Rows by their keys; each key (is descending, NULLs come first)."""
    for place in range(len(keys) - 1, -1, -1):
        is_descending, is_null_first = keys[place]
        null_is_high = is_descending == is_null_first
        rows.sort(
            key=lambda row, p=place, high=null_is_high: (  # type: ignore[misc]
                (row[0][p] is None) == high, 0 if row[0][p] is None else row[0][p]
            ),
            reverse=is_descending,
        )  # fmt: skip
    return rows


def first_of_each(rows: list[tuple[tuple[Any, ...], Any]], count: int) -> list[tuple[tuple[Any, ...], Any]]:
    """DISTINCT ON: of rows in order, the first for each value of the first `count` keys."""
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for row in rows:
        if row[0][:count] not in seen:
            seen.add(row[0][:count])
            kept.append(row)
    return kept


def distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({tuple(row.values()): row for row in rows}.values())


def grouped(
    rows: list[tuple[tuple[Any, ...], tuple[Any, ...]]], count: int, *, is_whole: bool
) -> list[tuple[tuple[Any, ...], list[list[Any]]]]:
    """(key, the values of each aggregate without NULLs) of each group; the whole is a group though empty."""
    groups: dict[tuple[Any, ...], list[list[Any]]] = {(): [[] for _ in range(count)]} if is_whole else {}
    for key, values in rows:
        columns = groups.setdefault(key, [[] for _ in range(count)])
        for column, value in zip(columns, values, strict=True):
            if value is not None:
                column.append(value)
    return list(groups.items())

"""Tables as dicts of rows, with what a transaction changed kept so that it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """What the tables look like; read from Django's models, so that it cannot drift from them."""

    columns: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str]  # the primary key of each table
    counted: frozenset[str]  # tables whose key the database counts up
    defaults: Mapping[str, Row]
    unique: Mapping[str, tuple[str, ...]]  # columns that are unique each by itself
    views: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    table: str
    before: Row | None
    after: Row | None


@dataclass
class Tables:
    shape: Shape
    now: datetime
    stored: dict[str, dict[Any, Row]] = field(default_factory=dict)
    temporary: dict[str, list[Row]] = field(default_factory=dict)
    last_key: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)  # of the transaction that is open
    _last_committed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stored = {name: {} for name in self.shape.columns}

    def rows(self, table: str) -> Any:
        return self.temporary[table] if table in self.temporary else self.stored[table].values()

    def copy(self) -> dict[str, list[Row]]:
        return {table: list(rows.values()) for table, rows in self.stored.items()}

    def one(self, table: str, key: Any) -> tuple[Row, ...]:
        row = self.stored[table].get(key)
        return () if row is None else (row,)

    def keep(self, name: str, rows: list[Row]) -> list[Row]:
        self.temporary[name] = rows
        return rows

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            self.temporary.pop(name)

    def insert(self, table: str, rows: Sequence[Row], *, skips_known: bool = False) -> list[Row]:
        key, added = self.shape.keys[table], []
        for given in rows:
            row = {**self.shape.defaults[table], **given}
            if table in self.shape.counted and row.get(key) is None:
                row[key] = self.last_key[table] = self.last_key.get(table, 0) + 1
            if self._is_known(table, row):
                if skips_known:
                    continue
                raise UniqueViolation(table)
            self.stored[table][row[key]] = row
            self.changes.append(Change(table, None, row))
            added.append(row)
        return added

    def change(self, table: str, hits: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Each hit: (new values or None for a deletion, the row, the rows joined to it). A row only once."""
        key, stored = self.shape.keys[table], self.stored[table]
        seen: set[Any] = set()
        changed = []
        for new, row, *others in hits:
            if row[key] in seen:
                continue
            seen.add(row[key])
            if new is None:
                after, kept = None, stored.pop(row[key])
            else:
                after = kept = stored[row[key]] = {**row, **new}
            self.changes.append(Change(table, row, after))
            changed.append((None, kept, *others))
        return changed

    def commit(self) -> list[Change]:
        done, self.changes = self.changes, []
        self._last_committed = dict(self.last_key)
        return done

    def roll_back(self) -> None:
        for change in reversed(self.changes):
            key = self.shape.keys[change.table]
            if change.after is not None:
                del self.stored[change.table][change.after[key]]
            if change.before is not None:
                self.stored[change.table][change.before[key]] = change.before
        self.changes, self.temporary = [], {}
        self.last_key = dict(self._last_committed)

    def _is_known(self, table: str, row: Row) -> bool:
        if row[self.shape.keys[table]] in self.stored[table]:
            return True
        return any(
            row[column] == other[column]
            for column in self.shape.unique[table]
            for other in self.stored[table].values()
        )


class UniqueViolation(Exception):
    pass


def unnested(names: tuple[str, ...], *arrays: Sequence[Any]) -> list[Row]:
    return [dict(zip(names, values, strict=True)) for values in zip(*arrays, strict=True)]

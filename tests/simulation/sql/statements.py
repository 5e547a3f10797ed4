"""A statement's text as a Python function over the tables: parsed and written once, then only called."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from tests.simulation.sql import words
from tests.simulation.sql.expressions import Scope, Source
from tests.simulation.sql.queries import Queries
from tests.simulation.sql.tables import Shape, Tables, unnested
from tests.simulation.sql.words import NotUnderstood

TEMPORARY = re.compile(r"\s*CREATE TEMP TABLE (\w+) ON COMMIT DROP AS(.*)", re.DOTALL)
NOTHING = re.compile(r"\s*ANALYZE ")
DROP = re.compile(r"\s*DROP TABLE (.*)")
GIVEN_BY_NAME = re.compile(r"%\((\w+)\)s")
WORDS = {name: value for name, value in vars(words).items() if not name.startswith("_")}


@dataclass(frozen=True)
class Result:
    """Rows as tuples, with the names of their columns, and how many rows a write touched."""

    rows: list[tuple[Any, ...]]
    count: int


Run = Callable[[Tables, Any], Result]


class Statements:
    """Compiles texts against one shape of tables, and remembers them."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._columns = dict(shape.columns)
        self._views = {name: parsed(text) for name, text in shape.views.items()}
        self._compiled: dict[str, Run] = {}

    def __call__(self, text: str) -> Run:
        run = self._compiled.get(text)
        if run is None:
            run = self._compiled[text] = self._compile(text)
        return run

    def _compile(self, text: str) -> Run:
        if NOTHING.match(text):
            return lambda _tables, _given: Result([], 0)
        if match := DROP.match(text):
            names = [name.strip() for name in match.group(1).split(",")]
            return lambda tables, _given: tables.drop(names) or Result([], 0)
        writer = _Writer(Queries(self._columns, self._shape.keys, self._views))
        if match := TEMPORARY.match(text):
            name, query = match.group(1), parsed(match.group(2))
            self._columns[name] = writer.queries.columns_of(query)
            writer.lines.append(f"found = tables.keep({name!r}, {writer.queries.select(query)})")
            writer.lines.append("return Result([], len(found))")
        else:
            writer.whole(parsed(text))
        source = "def run(tables, bound):\n" + "".join(f"    {line}\n" for line in writer.lines)
        namespace: dict[str, Any] = {**WORDS, "Result": Result, "unnested": unnested}
        exec(compile(source, "<sql>", "exec"), namespace)
        return namespace["run"]  # type: ignore[no-any-return]


def parsed(text: str) -> exp.Expression:
    found = sqlglot.parse_one(GIVEN_BY_NAME.sub(r":\1", text).replace("%%", "%"), dialect="postgres")
    if isinstance(found, exp.Command):
        raise NotUnderstood(text)
    return found


class _Writer:
    """Lines of the function: one step for each CTE, then the statement itself."""

    def __init__(self, queries: Queries) -> None:
        self.queries = queries
        self.lines: list[str] = []

    def whole(self, node: exp.Expression) -> None:
        for cte in node.args["with_"].expressions if node.args.get("with_") else ():
            self.queries.named[cte.alias] = self._step(f"cte_{cte.alias}", cte.this)
        names = self._step("found", node)
        touched = "touched" if isinstance(node, exp.Insert | exp.Update | exp.Delete) else "len(found)"
        values = "".join(f"row[{name!r}], " for name in names)
        self.lines.append(f"return Result([({values}) for row in found], {touched})")

    def _step(self, name: str, node: exp.Expression) -> tuple[str, ...]:
        """Lines after which the variable `name` is a list of dicts; returns its columns."""
        if isinstance(node, exp.Insert):
            return self._insert(name, node)
        if isinstance(node, exp.Update | exp.Delete):
            return self._change(name, node)
        if not isinstance(node, exp.Query):
            raise NotUnderstood(node.sql())
        self.lines.append(f"{name} = {self.queries.select(node)}")
        return self.queries.columns_of(node)

    def _insert(self, name: str, node: exp.Insert) -> tuple[str, ...]:
        table, columns = node.this.this.name, [column.name for column in node.this.expressions]
        query = node.expression
        if not isinstance(query, exp.Select):
            raise NotUnderstood(node.sql())
        aliased = query.copy()
        aliased.set("expressions", [
            exp.alias_(e.this if isinstance(e, exp.Alias) else e, column)
            for column, e in zip(columns, query.expressions, strict=True)
        ])  # fmt: skip
        conflict = node.args.get("conflict")
        if conflict and (conflict.args["action"].name != "DO NOTHING" or conflict.args.get("conflict_keys")):
            raise NotUnderstood(node.sql())
        rows = self.queries.select(aliased)
        self.lines.append(f"added = tables.insert({table!r}, {rows}, skips_known={bool(conflict)})")
        self.lines.append("touched = len(added)")
        self.queries.written.add(table)
        scope = Scope([Source(table, "row", self.queries.columns[table])])
        return self._returning(name, node, scope, "for row in added")

    def _change(self, name: str, node: exp.Update | exp.Delete) -> tuple[str, ...]:
        queries = self.queries
        table = node.this.name
        target = exp.Select(expressions=[], from_=exp.From(this=node.this.copy()))
        loops = queries.loops(target, None) + queries.loops(node, None)
        scope = Scope([loop.source for loop in loops])
        where = node.args.get("where")
        walk = queries.walk(loops, scope, where.this if where else None)
        variables = [loop.source.variable for loop in loops]
        mine, rest = variables[0], variables[1:]
        sets = "None"
        if isinstance(node, exp.Update):
            sets = queries.row([
                (each.this.name, queries.expressions.value(each.expression, scope))
                for each in node.expressions
            ])  # fmt: skip
        hits = "".join(f"{variable}, " for variable in (mine, *rest))
        self.lines.append(f"hits = [({sets}, {hits}) {walk}]")
        self.lines.append(f"changed = tables.change({table!r}, hits)")
        self.lines.append("touched = len(changed)")
        queries.written.add(table)
        return self._returning(name, node, scope, f"for _, {hits} in changed")

    def _returning(self, name: str, node: exp.Expression, scope: Scope, walk: str) -> tuple[str, ...]:
        returning = node.args.get("returning")
        if returning is None:
            self.lines.append(f"{name} = []")
            return ()
        outputs = self.queries.outputs(_own_star(returning.expressions, scope), scope)
        self.lines.append(f"{name} = [{self.queries.row(outputs)} {walk}]")
        return tuple(column for column, _ in outputs)


def _own_star(nodes: list[exp.Expression], scope: Scope) -> list[exp.Expression]:
    """RETURNING * of a statement with one source is that source's columns."""
    if any(isinstance(node, exp.Star) for node in nodes) and len(scope.sources) > 1:
        raise NotUnderstood("RETURNING * over several tables")
    return nodes

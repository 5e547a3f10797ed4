"""A SELECT as the source of one Python list: loops over its sources, each condition as early as it can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from sqlglot import exp

from tests.simulation.sql.expressions import Expressions, Scope, Source
from tests.simulation.sql.words import NotUnderstood


@dataclass
class Loop:
    """One source of a FROM: the rows it stands for, and what its join asks for."""

    source: Source
    rows: str
    key: str = ""  # the column by which `table` finds a row at once
    table: str = ""
    on: exp.Expression | None = None
    is_left: bool = False


@dataclass
class Queries:
    """Knows the tables, the views, and the names that earlier parts of the statement gave to rows."""

    columns: Mapping[str, tuple[str, ...]]  # of each stored table
    keys: Mapping[str, str]  # the primary key of each stored table
    views: Mapping[str, exp.Query]
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)  # columns of each CTE, a Python variable
    written: set[str] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.expressions = Expressions(lambda query, scope: self.select(query, scope, bare=True))

    def columns_of(self, query: exp.Query) -> tuple[str, ...]:
        if isinstance(query, exp.Union):
            return self.columns_of(query.this)
        scope = Scope([loop.source for loop in self.loops(query, None)])
        return tuple(name for name, _ in _spread(query.expressions, scope))

    def select(self, query: exp.Query, outer: Scope | None = None, *, bare: bool = False) -> str:
        """A list of dicts by column name; `bare`: of the first column's values alone."""
        if isinstance(query, exp.Union):
            return self._union(query, bare=bare)
        if query.args.get("group") or any(_aggregates(e) for e in query.expressions):
            return self._grouped(query, outer)
        loops = self.loops(query, outer)
        scope = Scope([loop.source for loop in loops], outer)
        outputs = self.outputs(query.expressions, scope)
        written = outputs[0][1] if bare else self.row(outputs)
        where = query.args.get("where")
        walk = self.walk(loops, scope, where.this if where else None)
        limit = query.args.get("limit")
        cut = f"[:{self.expressions.value(limit.expression, scope)}]" if limit else ""
        if query.args.get("order"):
            return self._sorted(query, scope, written, walk) + cut
        if query.args.get("distinct"):
            return f"distinct([{written} {walk}]){cut}"
        return f"[{written} {walk}]{cut}"

    def row(self, outputs: list[tuple[str, str]]) -> str:
        return "{" + ", ".join(f"{name!r}: {written}" for name, written in outputs) + "}"

    def outputs(self, nodes: list[exp.Expression], scope: Scope) -> list[tuple[str, str]]:
        """(name, source) of each column that is put out."""
        return [(name, self.expressions.value(node, scope)) for name, node in _spread(nodes, scope)]

    def loops(self, query: exp.Expression, outer: Scope | None) -> list[Loop]:
        start = query.args.get("from_") or query.args.get("using")
        first = [start.this] if isinstance(start, exp.From) else start if isinstance(start, list) else []
        # The parser hangs a join on the statement or on the table before it.
        joins = [join for node in first for join in node.args.get("joins") or ()]
        found = [self._loop(node, outer) for node in first]
        for join in joins + list(query.args.get("joins") or ()):
            loop = self._loop(join.this, outer)
            if join.side not in {"", "LEFT"}:
                raise NotUnderstood(join.sql())
            loop.on, loop.is_left = join.args.get("on") or _using(join, found, loop), join.side == "LEFT"
            found.append(loop)
        return found

    def walk(self, loops: list[Loop], scope: Scope, where: exp.Expression | None) -> str:
        """`for ... if ...`: every conjunct right behind the last source that it reads."""
        waiting = _conjuncts(where)
        waiting += [on for loop in loops if not loop.is_left for on in _conjuncts(loop.on)]
        bound: set[str] = set()
        parts = []
        for loop in loops:
            parts.append(self._for(loop, scope, bound, waiting))
            bound.add(loop.source.variable)
            ready = [c for c in waiting if scope.here(c) <= bound]
            waiting = [c for c in waiting if c not in ready]
            parts += [f"if {self.expressions.condition(c, scope)}" for c in ready]
        if not loops:
            parts = ["for _ in (0,)", *(f"if {self.expressions.condition(c, scope)}" for c in waiting)]
        return " ".join(parts)

    def _for(self, loop: Loop, scope: Scope, bound: set[str], waiting: list[exp.Expression]) -> str:
        variable = loop.source.variable
        if not loop.is_left:
            key = self._key_of(loop, scope, bound, waiting)
            return f"for {variable} in " + (f"tables.one({loop.table!r}, {key})" if key else loop.rows)
        conditions = _conjuncts(loop.on)
        tests = " and ".join(self.expressions.condition(c, scope) for c in conditions)
        return f"for {variable} in ([{variable} for {variable} in {loop.rows} if {tests}] or NULL_ROWS)"

    def _key_of(self, loop: Loop, scope: Scope, bound: set[str], waiting: list[exp.Expression]) -> str:
        for conjunct in waiting:
            if not (loop.key and isinstance(conjunct, exp.EQ)):
                continue
            for mine, other in ((conjunct.left, conjunct.right), (conjunct.right, conjunct.left)):
                if (
                    isinstance(mine, exp.Column) and mine.name == loop.key
                    and not isinstance(other, exp.Any)
                    and scope.here(mine) == {loop.source.variable} and scope.here(other) <= bound
                ):  # fmt: skip
                    return self.expressions.value(other, scope)
        return ""

    def _loop(self, node: exp.Expression, outer: Scope | None) -> Loop:
        alias = node.alias_or_name
        variable = f"{alias}_{next(self._numbers)}"
        if isinstance(node, exp.Unnest):
            names = tuple(each.name for each in node.args["alias"].columns)
            arrays = ", ".join(self.expressions.value(e, outer or Scope()) for e in node.expressions)
            return Loop(Source(alias, variable, names), f"unnested({names!r}, {arrays})")
        if isinstance(node, exp.Subquery):
            return Loop(Source(alias, variable, self.columns_of(node.this)), self.select(node.this))
        if not isinstance(node, exp.Table):
            raise NotUnderstood(node.sql())
        name = node.name
        if name in self.named:
            return Loop(Source(alias, variable, self.named[name]), f"cte_{name}")
        if name in self.views:
            view = self.views[name]
            return Loop(Source(alias, variable, self.columns_of(view)), self.select(view))
        if name in self.written or name not in self.columns:
            raise NotUnderstood(f"{name}: not a table, or read after the same statement has written it")
        key = self.keys.get(name, "")
        return Loop(Source(alias, variable, self.columns[name]), f"tables.rows({name!r})", key, name)

    def _sorted(self, query: exp.Query, scope: Scope, written: str, walk: str) -> str:
        named = {e.alias: e.this for e in query.expressions if isinstance(e, exp.Alias)}
        keys, ways = [], []
        for each in query.args["order"].expressions:
            key = each.this
            if isinstance(key, exp.Column) and not key.table and key.name in named:
                key = named[key.name]
            is_descending = bool(each.args.get("desc"))
            keys.append(self.expressions.value(key, scope))
            ways.append((is_descending, bool(each.args.get("nulls_first"))))
        rows = f"ordered([(({', '.join(keys)},), {written}) {walk}], {tuple(ways)!r})"
        if distinct := query.args.get("distinct"):
            rows = f"first_of_each({rows}, {len(distinct.args['on'].expressions)})"
        return f"[row for _, row in {rows}]"

    def _grouped(self, query: exp.Query, outer: Scope | None) -> str:
        """Each group is its keys and, for each aggregate, the values that are not NULL."""
        loops = self.loops(query, outer)
        scope = Scope([loop.source for loop in loops], outer)
        where, having, group = (query.args.get(part) for part in ("where", "having", "group"))
        walk = self.walk(loops, scope, where.this if where else None)
        by = group.expressions if group else []
        seen = [*query.expressions, *([having.this] if having else [])]
        summed = {node.sql(): node for each in seen for node in _aggregates(each)}
        known = {node.sql(): f"key[{place}]" for place, node in enumerate(by)}
        known |= {
            text: _summed(node, f"columns[{place}]") for place, (text, node) in enumerate(summed.items())
        }
        keys = "".join(f"{self.expressions.value(node, scope)}, " for node in by)
        values = "".join(f"{self._summand(node, scope)}, " for node in summed.values())
        inside = Scope([], outer, known)
        row = self.row(self.outputs(query.expressions, inside))
        test = self.expressions.condition(having.this, inside) if having else "True"
        rows = f"[(({keys}), ({values})) {walk}]"
        return f"[{row} for key, columns in grouped({rows}, {len(summed)}, is_whole={not by}) if {test}]"

    def _summand(self, node: exp.Expression, scope: Scope) -> str:
        """What one row adds to an aggregate; None where its FILTER leaves the row out."""
        inner, test = node, ""
        if isinstance(node, exp.Filter):
            inner, test = node.this, self.expressions.condition(node.expression.this, scope)
        value = "1" if isinstance(inner.this, exp.Star) else self.expressions.value(inner.this, scope)
        return f"({value} if {test} else None)" if test else value

    def _union(self, query: exp.Union, *, bare: bool) -> str:
        if query.args.get("distinct") or bare:
            raise NotUnderstood(query.sql())
        names = self.columns_of(query.this)
        second = f"[dict(zip({names!r}, row.values())) for row in {self.select(query.expression)}]"
        return f"({self.select(query.this)} + {second})"


AGGREGATES: dict[type[exp.Expression], str] = {
    exp.Count: "len({})",
    exp.Max: "max({}, default=None)",
    exp.LogicalAnd: "(all({0}) if {0} else None)",
    exp.LogicalOr: "(any({0}) if {0} else None)",
}


def _aggregates(node: exp.Expression) -> list[exp.Expression]:
    """The outermost aggregates in an expression, each with its FILTER."""
    if isinstance(node, exp.Filter) or type(node) in AGGREGATES:
        return [node]
    if isinstance(node, exp.Query):
        return []
    return [found for child in node.iter_expressions() for found in _aggregates(child)]


def _summed(node: exp.Expression, values: str) -> str:
    kind = type(node.this if isinstance(node, exp.Filter) else node)
    if kind not in AGGREGATES:
        raise NotUnderstood(node.sql())
    return AGGREGATES[kind].format(values)


def _spread(nodes: list[exp.Expression], scope: Scope) -> list[tuple[str, exp.Expression]]:
    """(name, expression) of each column; a star is all columns of its table."""
    found: list[tuple[str, exp.Expression]] = []
    for node in nodes:
        inner = node.this if isinstance(node, exp.Alias) else node
        if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and inner.name == "*"):
            table = inner.table if isinstance(inner, exp.Column) else ""
            for source in scope.sources:
                if table in {"", source.alias}:
                    found += [(name, exp.column(name, table=source.alias)) for name in source.columns]
        else:
            found.append((node.alias_or_name, inner))
    return found


def _using(join: exp.Join, before: list[Loop], loop: Loop) -> exp.Expression | None:
    pairs = []
    for name in (each.name for each in join.args.get("using") or ()):
        other = next(each.source.alias for each in before if name in each.source.columns)
        pairs.append(exp.column(name, table=other).eq(exp.column(name, table=loop.source.alias)))
    return exp.and_(*pairs) if pairs else None


def _conjuncts(node: exp.Expression | None) -> list[exp.Expression]:
    if node is None:
        return []
    return list(node.flatten()) if isinstance(node, exp.And) else [node]

"""One SQL expression as the source of one Python expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from tests.simulation.sql.words import NotUnderstood

COMPARISONS: dict[type[exp.Expression], str] = {
    exp.NEQ: "ne", exp.LT: "lt", exp.LTE: "le", exp.GT: "gt", exp.GTE: "ge",
}  # fmt: skip
LOGIC: dict[type[exp.Expression], str] = {exp.EQ: "eq", exp.And: "both", exp.Or: "either"}
PAIRS: dict[type[exp.Expression], str] = {exp.Add: "add", exp.Sub: "sub", exp.DPipe: "joined"}
MANY: dict[type[exp.Expression], str] = {
    exp.Coalesce: "first",
    exp.Least: "least",
    exp.Greatest: "greatest",
}
# Casts that change nothing in Python.
SAME = {"ARRAY", "TIMESTAMPTZ", "BOOLEAN", "TEXT", "UUID"}


@dataclass
class Source:
    """A table, or what stands for one, in a FROM: its name there, its Python variable, its columns."""

    alias: str
    variable: str
    columns: tuple[str, ...]


@dataclass
class Scope:
    sources: list[Source] = field(default_factory=list)
    outer: "Scope | None" = None
    known: Mapping[str, str] = field(default_factory=dict)  # what a group has ready: SQL -> Python

    def source_of(self, column: exp.Column) -> Source:
        known = [s for s in self.sources if s.alias == column.table or not column.table]
        if len(known) > 1:
            known = [s for s in known if column.name in s.columns]
        if len(known) == 1:
            return known[0]
        if known or self.outer is None:
            raise NotUnderstood(f"column {column.sql()}")
        return self.outer.source_of(column)

    def here(self, node: exp.Expression) -> set[str]:
        """The variables of this scope that an expression reads."""
        found = set()
        for column in node.find_all(exp.Column):
            try:
                found.add(self.source_of(column).variable)
            except NotUnderstood:
                continue  # of a subquery's own scope
        return found & {source.variable for source in self.sources}


SubSelect = Callable[[exp.Query, Scope], str]


class Expressions:
    """`select` gives the source of a list of one-column rows: what IN and EXISTS look into."""

    def __init__(self, select: SubSelect) -> None:
        self._select = select

    def condition(self, node: exp.Expression, scope: Scope) -> str:
        """Where only true counts, NULL and false are the same, and Python's own words are quicker."""
        match node:
            case exp.Paren():
                return f"({self.condition(node.this, scope)})"
            case exp.And():
                return f"({self.condition(node.left, scope)} and {self.condition(node.right, scope)})"
            case exp.Or():
                return f"({self.condition(node.left, scope)} or {self.condition(node.right, scope)})"
            case exp.EQ(expression=exp.Literal()):
                return f"({self.value(node.left, scope)} == {self.value(node.right, scope)})"
        return self.value(node, scope)

    def value(self, node: exp.Expression, scope: Scope) -> str:
        if scope.known and (ready := scope.known.get(node.sql())):
            return ready
        for kinds, write in ((COMPARISONS, self._pair), (PAIRS, self._pair), (MANY, self._many)):
            if type(node) in kinds:
                return write(kinds[type(node)], node, scope)
        return self._logic(node, scope) or self._atom(node, scope) or self._call(node, scope)

    def _pair(self, name: str, node: exp.Expression, scope: Scope) -> str:
        return f"{name}({self.value(node.this, scope)}, {self.value(node.expression, scope)})"

    def _many(self, name: str, node: exp.Expression, scope: Scope) -> str:
        values = ", ".join(self.value(each, scope) for each in (node.this, *node.expressions))
        return f"{name}({values})"

    def _logic(self, node: exp.Expression, scope: Scope) -> str:
        match node:
            case exp.EQ(expression=exp.Any() as many):
                return f"within({self.value(node.this, scope)}, {self.value(many.this, scope)})"
            case exp.EQ() | exp.And() | exp.Or():
                return self._pair(LOGIC[type(node)], node, scope)
            case exp.Not():
                return f"negated({self.value(node.this, scope)})"
            case exp.Is(expression=exp.Null()):
                test = "is not" if node.args.get("negate") else "is"
                return f"({self.value(node.this, scope)} {test} None)"
            case exp.In():
                return f"within({self.value(node.this, scope)}, {self._choices(node, scope)})"
            case exp.Subquery():
                return f"single({self._select(node.this, scope)})"
            case exp.Exists():
                return f"bool({self._select(node.this, scope)})"
            case exp.Case():
                return self._case(node, scope)
        return ""

    def _choices(self, node: exp.In, scope: Scope) -> str:
        if query := node.args.get("query"):
            return self._select(query.this, scope)
        return "(" + "".join(f"{self.value(each, scope)}, " for each in node.expressions) + ")"

    def _case(self, node: exp.Case, scope: Scope) -> str:
        written = self.value(node.args["default"], scope) if node.args.get("default") else "None"
        for branch in reversed(node.args["ifs"]):
            test = exp.EQ(this=node.this.copy(), expression=branch.this.copy()) if node.this else branch.this
            value = self.value(branch.args["true"], scope)
            written = f"({value} if {self.condition(test, scope)} else {written})"
        return written

    def _atom(self, node: exp.Expression, scope: Scope) -> str:
        match node:
            case exp.Paren():
                return f"({self.value(node.this, scope)})"
            case exp.Column():
                return f"{scope.source_of(node).variable}[{node.name!r}]"
            case exp.Literal(is_string=True, this="infinity"):
                return "INFINITY"
            case exp.Literal():
                return repr(node.this) if node.is_string else str(node.this)
            case exp.Boolean():
                return str(node.this)
            case exp.Null():
                return "None"
            case exp.Parameter():
                return f"bound[{int(node.this.this) - 1}]"
            case exp.Placeholder():
                return f"bound[{node.this!r}]"
        return ""

    def _call(self, node: exp.Expression, scope: Scope) -> str:
        match node:
            case exp.CurrentTimestamp():
                return "tables.now"
            case exp.Anonymous(this="clock_timestamp"):
                return "tables.now"
            case exp.MakeInterval():
                return f"seconds({self.value(node.args['second'].expression, scope)})"
            case exp.Interval():
                return f"seconds({_seconds_of(node)})"
            case exp.Cast() if node.to.this.name in {"INT", "BIGINT", "SMALLINT"}:
                return f"number({self.value(node.this, scope)})"
            case exp.Cast() if node.to.this.name in SAME:
                return self.value(node.this, scope)
        raise NotUnderstood(node.sql(dialect="postgres"))


def _seconds_of(node: exp.Interval) -> float:
    units = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400}
    unit = str(node.args["unit"].name).upper().removesuffix("S")
    return float(node.this.name) * units[unit]

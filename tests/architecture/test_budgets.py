"""The habits that a machine can watch: sizes, names, imports, words that must not stand in the code."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "teeka"
MAX_FILE, MAX_FUNCTION = 400, 60
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "data",
    "info",
    "process",
    "handle",
    "common",
}
# Loads each command only when it is called; and a reader that must first limit itself.
LOADS_LATE = {"config/cli.py", "formats/incoming/child.py"}
# What must catch everything: the doors and the wiring; a lane of the dispatcher and the guard of the
# steward's steps, which are a task's edge.
EDGES = ("config/", "doors/", "apps/notices/dispatch/lane.py", "apps/notices/guarding.py")
# Programs of their own, whose parent reads what they print.
PROGRAMS = {"formats/incoming/child.py", "gateways/sms/simulator/__main__.py"}
CATCH_ALL = {"Exception", "BaseException"}


def modules(folder: Path = SOURCE) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def inside(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def test_no_file_is_longer_than_its_budget() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (SOURCE, ROOT / "tests", ROOT / "benchmarks")
        for path in modules(folder)
    }
    assert {path: length for path, length in lengths.items() if length > MAX_FILE} == {}


def test_no_function_is_longer_than_its_budget() -> None:
    long = {
        f"{inside(path)}:{function.name}": lines
        for path, tree in TREES.items()
        for function in functions(tree)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [inside(path) for path in TREES if {path.stem, path.parent.name} & FORBIDDEN_NAMES] == []


def test_every_module_opens_with_what_it_decides() -> None:
    silent = [inside(path) for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    late = [
        f"{inside(path)}:{node.lineno}"
        for path, tree in TREES.items()
        if inside(path) not in LOADS_LATE
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("teeka")
    ]
    assert late == []


def catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id in CATCH_ALL)


def test_everything_is_caught_only_at_an_edge() -> None:
    broad = [
        f"{inside(path)}:{getattr(node, 'lineno', 0)}"
        for path, tree in TREES.items()
        if not inside(path).startswith(EDGES)
        for node in ast.walk(tree)
        if catches_everything(node)
    ]
    assert broad == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("work left for later", r"\b(TODO|FIXME|XXX)\b"),
        ("a type error silenced without its code", r"# type: ignore(?!\[)"),
        ("printing past the doors", r"^\s*print\("),
    ],
)
def test_no_source_holds(what: str, pattern: str) -> None:
    found = [
        f"{inside(path)}:{number}"
        for path in TREES
        if inside(path) not in PROGRAMS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == [], what


def test_the_storeys_hold() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout

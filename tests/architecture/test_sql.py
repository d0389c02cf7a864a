"""SQL is made of expressions, divides in one way only, and puts the unknown last."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import ExternallyTraversible

from data_access.visible import Visible
from data_access.warehouse import QUERIES
from domain.scope import EVERYTHING
from tests.architecture.house import HOUSE, ROOT, functions, imports, name, room, tree
from tests.contract.asked import ARGS

for _module in sorted((ROOT / "data_access").glob("*.py")):  # queries register themselves on import
    import_module(f"data_access.{_module.stem}")

QUERYING = [path for path in HOUSE if room(path) == "data_access"]
DIVIDING = {operators.truediv, operators.floordiv}
RAW = {"text", "literal_column", "exec_driver_sql"}


@pytest.mark.parametrize("path", QUERYING, ids=name)
def test_only_frames_and_paths_are_divided(path):
    """SQLAlchemy's `/` casts the divisor to NUMERIC: on some databases 1/2 is then 0, without an error."""
    allowed = {id(node) for function in functions(path) if makes_no_sql(function) for node in ast.walk(function)}
    divisions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    wrong = [ast.unparse(d) for d in divisions if id(d) not in allowed and not about_paths(d, path)]
    assert not wrong, f"{wrong}: use dialects.safe_div"


def makes_no_sql(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """What it says it returns is a frame, an array, a number: what SQL gave, not SQL."""
    said = ast.unparse(function.returns) if function.returns else ""
    return said.startswith(("pd.", "np.", "float", "int", "Path"))


def about_paths(division: ast.BinOp, path: Path) -> bool:
    """A path is made with a piece of text, or in a module that knows pathlib and no SQL functions."""
    right = division.right
    if isinstance(right, ast.JoinedStr) or (isinstance(right, ast.Constant) and isinstance(right.value, str)):
        return True
    return "pathlib.Path" in imports(path) and "sqlalchemy.func" not in imports(path)


@pytest.mark.parametrize("path", QUERYING, ids=name)
def test_no_statement_is_written_as_a_string(path):
    taken = {i.rpartition(".")[2] for i in imports(path) if i.startswith("sqlalchemy.")}
    attributes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
    called = {n.attr for n in attributes if isinstance(n.value, ast.Name) and n.value.id in {"sqlalchemy", "sa"}}
    assert not (taken | called) & RAW
    assert not [node for node in attributes if node.attr == "exec_driver_sql"]


@pytest.mark.parametrize("path", QUERYING, ids=name)
def test_the_unknown_comes_last_on_every_database(path):
    """A plain descending order puts NULL first on PostgreSQL and last on DuckDB."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in {"desc", "asc"}:
            around = [n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute) and n.attr == "nulls_last"]
            inside = {id(child) for value in around for child in ast.walk(value)}
            assert id(node) in inside, f"line {node.lineno}: .{node.attr}() without .nulls_last()"


def test_there_are_registered_queries():
    assert QUERIES


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_a_registered_query_divides_by_safe_div_only(query):
    nodes = each_once(QUERIES[query](Visible(EVERYTHING), *ARGS[query]))
    assert not [str(node) for node in nodes if getattr(node, "operator", None) in DIVIDING]


def each_once(statement: ExternallyTraversible) -> Iterator[ExternallyTraversible]:
    """The parts of a statement. What many share comes once: SQLAlchemy's own walk takes every way to it."""
    todo, seen = [statement], {}
    while todo:
        node = todo.pop()
        if id(node) not in seen:
            seen[id(node)] = node  # kept: the id of a node that is gone could be that of another one
            todo.extend(node.get_children())
            yield node

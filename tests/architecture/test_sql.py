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
from tests.architecture.house import HOUSE, ROOT, functions, imported, imports, nodes, room
from tests.architecture.rules import over
from tests.contract.asked import ARGS

for _module in sorted((ROOT / "data_access").glob("*.py")):  # queries register themselves on import
    import_module(f"data_access.{_module.stem}")

QUERYING = [path for path in HOUSE if room(path) == "data_access"]
DIVIDING = {operators.truediv, operators.floordiv}
RAW = {"text", "literal_column", "exec_driver_sql"}


@over(QUERYING)
def test_only_frames_and_paths_are_divided(path):
    """SQLAlchemy's `/` casts the divisor to NUMERIC: on some databases 1/2 is then 0, without an error."""
    allowed = {id(node) for function in functions(path) if makes_no_sql(function) for node in ast.walk(function)}
    for node in nodes(path):
        divides = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if divides and id(node) not in allowed and not about_paths(node, path):
            yield node.lineno, f"{ast.unparse(node)}: use dialects.safe_div"


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


@over(QUERYING)
def test_no_statement_is_written_as_a_string(path):
    for line, dotted in imported(path):
        if dotted.startswith("sqlalchemy.") and dotted.rpartition(".")[2] in RAW:
            yield line, f"{dotted} makes SQL of a string"
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and node.attr in RAW:
            of_the_library = isinstance(node.value, ast.Name) and node.value.id in {"sqlalchemy", "sa"}
            if of_the_library or node.attr == "exec_driver_sql":
                yield node.lineno, f"{ast.unparse(node)} makes SQL of a string"


@over(QUERYING)
def test_the_unknown_comes_last_on_every_database(path):
    """A plain descending order puts NULL first on PostgreSQL and last on DuckDB."""
    attributes = [node for node in nodes(path) if isinstance(node, ast.Attribute)]
    around = [node.value for node in attributes if node.attr == "nulls_last"]
    inside = {id(child) for value in around for child in ast.walk(value)}
    for node in attributes:
        if node.attr in {"desc", "asc"} and id(node) not in inside:
            yield node.lineno, f".{node.attr}() without .nulls_last()"


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

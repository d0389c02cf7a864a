"""The files of the house, each parsed once, and what the tests of its plan ask about them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("i18n", "domain", "data_access", "analytics", "charts", "ui", "reports", "demo", "pages")
DOORS = ("app.py", "asgi.py", "config.py", "environment.py", "manage.py")
_NOT_OURS = {".git", ".venv", "var", "build", "node_modules", "__pycache__"}


def files(*suffixes: str) -> list[Path]:
    """Every file of the repository with one of these endings (or names), in order."""
    found = (path for path in ROOT.rglob("*") if path.is_file() and (path.suffix in suffixes or path.name in suffixes))
    return sorted(path for path in found if not _skipped(path.relative_to(ROOT)))


def _skipped(path: Path) -> bool:
    return any(part in _NOT_OURS or part.endswith("_cache") or part == ".hypothesis" for part in path.parts)


def name(path: Path) -> str:
    """How a file is called in a message."""
    return str(path.relative_to(ROOT))


def room(path: Path) -> str:
    """The room a file lies in: its top folder, or its own name for the files beside the rooms."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


PYTHON = files(".py")
HOUSE = [path for path in PYTHON if room(path) in ROOMS or name(path) in DOORS]


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text("utf-8"), filename=name(path))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """The dotted name of every import in the file, at its top or inside a function; `from a import b` is `a.b`."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the file, nested ones included."""
    yield from (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def public(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The functions and classes that others may use, and the methods of those classes."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    todo: list[ast.AST] = [tree(path)]
    while todo:
        for node in ast.iter_child_nodes(todo.pop()):
            if isinstance(node, kinds) and not node.name.startswith("_"):
                yield node
                if isinstance(node, ast.ClassDef):
                    todo.append(node)

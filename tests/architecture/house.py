"""The files of the house, each read and parsed once, and what the rules of its plan ask about them."""

import ast
import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("i18n", "domain", "data_access", "analytics", "charts", "ui", "reports", "demo", "pages")
DOORS = ("app.py", "asgi.py", "config.py", "environment.py", "manage.py")
_NOT_OURS = {".git", ".hypothesis", ".venv", "var", "build", "node_modules", "__pycache__"}


@cache
def _all_files() -> tuple[Path, ...]:
    """Every file of ours, in order. What is not ours is not walked through: an environment has thousands of files."""
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [part for part in below if part not in _NOT_OURS and not part.endswith("_cache")]
        found += [Path(folder, one) for one in names]
    return tuple(sorted(found))


def files(*suffixes: str) -> list[Path]:
    """Every file of the repository with one of these endings (or names), in order."""
    return [path for path in _all_files() if path.suffix in suffixes or path.name in suffixes]


def name(path: Path) -> str:
    """How a file is called in a message."""
    return str(path.relative_to(ROOT))


def room(path: Path) -> str:
    """The room a file lies in: its top folder, or its own name for the files beside the rooms."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


PYTHON = files(".py")
HOUSE = [path for path in PYTHON if room(path) in ROOMS or name(path) in DOORS]
_texts: dict[Path, str] = {}


def text(path: Path) -> str:
    """What the file says."""
    if path not in _texts:
        _texts[path] = path.read_text("utf-8")
    return _texts[path]


def planted(where: str, said: str) -> Path:
    """A file that says this and lies nowhere, to see that a rule catches it; the star in its name becomes a number."""
    path = ROOT / where.replace("*", f"planted_{len(_texts)}")
    assert not path.exists(), f"{name(path)} is a real file"
    _texts[path] = said
    return path


def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    [module] = [node for node in nodes(path)[:1] if isinstance(node, ast.Module)]
    return module


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All parts of the file, the outermost first."""
    found = tuple(ast.walk(ast.parse(text(path), filename=name(path))))
    gc.freeze()  # it stays; to look through it for what could go takes twice as long as to parse it
    return found


def imports(path: Path) -> tuple[str, ...]:
    """The dotted name of every import in the file, at its top or inside a function; `from a import b` is `a.b`."""
    return tuple(dotted for _, dotted in imported(path))


@cache
def imported(path: Path) -> tuple[tuple[int, str], ...]:
    """The imports of a file with the line of each."""
    found: list[tuple[int, str]] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return tuple(found)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the file, nested ones included."""
    yield from (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


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

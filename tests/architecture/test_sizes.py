"""Small enough to be read at once: modules, functions, pages."""

import ast

import pytest

from tests.architecture.house import HOUSE, PYTHON, functions, name, room

PAGES = [path for path in HOUSE if room(path) == "pages"]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_module_past_250_lines_is_two_modules(path):
    assert len(path.read_text("utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_a_function_has_30_lines_at_most(path):
    """Its docstring apart: that one may be as long as it has something to say."""
    long = {function.name: lines(function) for function in functions(path) if lines(function) > 30}
    assert not long


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    total = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    has_doc = ast.get_docstring(function) is not None
    return total - ((first.end_lineno or 0) - first.lineno + 1 if has_doc else 0)


def test_there_are_pages():
    assert PAGES


def test_a_page_is_a_thin_script():
    for path in PAGES:
        assert len(path.read_text("utf-8").splitlines()) <= 60, f"{name(path)}: a page has 60 lines at most"

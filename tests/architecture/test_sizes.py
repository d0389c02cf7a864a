"""Small enough to be read at once: modules, functions, pages."""

import ast

from tests.architecture.house import HOUSE, PYTHON, functions, room, text
from tests.architecture.rules import over

PAGES = [path for path in HOUSE if room(path) == "pages"]


@over(PYTHON)
def test_a_module_past_250_lines_is_two_modules(path):
    total = len(text(path).splitlines())
    if total > 250:
        yield total, f"{total} lines"


@over(HOUSE)
def test_a_function_has_30_lines_at_most(path):
    """Its docstring apart: that one may be as long as it has something to say."""
    for function in functions(path):
        if lines(function) > 30:
            yield function.lineno, f"{function.name} has {lines(function)} lines"


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    total = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    has_doc = ast.get_docstring(function) is not None
    return total - ((first.end_lineno or 0) - first.lineno + 1 if has_doc else 0)


def test_there_are_pages():
    assert PAGES


@over(PAGES)
def test_a_page_is_a_thin_script(path):
    total = len(text(path).splitlines())
    if total > 60:
        yield total, f"{total} lines: a page has 60 at most"

"""A rule of the house says what breaks it in one file; its test looks at all files and names each line that does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.house import name

Rule = Callable[[Path], Iterator[tuple[int, str]]]  # the lines that break it, and how
RULES: dict[str, Rule] = {}


def over(files: list[Path]) -> Callable[[Rule], Callable[[], None]]:
    """Makes of a rule the test that none of these files breaks it, and keeps the rule under the name of the test."""

    def tested(rule: Rule) -> Callable[[], None]:
        def test() -> None:
            assert files, "a rule for no file"
            wrong = [f"{name(path)}:{line}: {what}" for path in files for line, what in rule(path)]
            if wrong:
                pytest.fail("\n".join([f"{rule.__name__}: {rule.__doc__ or ''}", *wrong]), pytrace=False)

        RULES[rule.__name__] = rule
        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return tested

"""Each rule is seen to fail: what breaks it is planted in a file and found on its line; what keeps it is let be."""

import pytest

from tests.architecture import test_documents, test_rooms, test_sizes, test_sql, test_words
from tests.architecture.house import planted
from tests.architecture.rules import RULES, over

FILLED_BY = (test_documents, test_rooms, test_sizes, test_sql, test_words)  # on import, each with its own rules
SUM = "def f() -> int:\n    return (\n" + "        1 +\n" * 27
# rule, file, what breaks it and on which line, what keeps it; hosts and words are in two parts, or the rules find them
BREACHES = [
    ("imports_point_down_only", "domain/*.py", "import re\nfrom ui.card import card", 2, "from i18n import Text"),
    ("imports_point_down_only", "data_access/*.py", "def f():\n    import charts.axes", 2, "import domain.scope"),
    ("imports_point_down_only", "ui/*.py", "import app", 1, "import ui.card"),
    ("a_library_stays_in_its_rooms", "ui/*.py", "\nimport sqlalchemy as sa", 2, "import streamlit"),
    ("a_library_stays_in_its_rooms", "pages/*.py", "from pandas import NA", 1, "import math"),
    ("only_the_doors_know_the_tables", "data_access/*.py", "from data_access.tables import receipt", 1, ""),
    (
        "the_calendar_and_trees_are_all_that_queries_take_from_the_published_tables",
        "data_access/*.py",
        "from data_access.published import (\n    calendar,\n    order_day,\n)",
        1,
        "from data_access.published import calendar",
    ),
    ("a_module_past_250_lines_is_two_modules", "tests/*.py", "x = 1\n" * 251, 251, "x = 1\n" * 250),
    ("a_function_has_30_lines_at_most", "ui/*.py", f"{SUM}        1\n    )", 1, f'{SUM[:15]}\n    """A\n{SUM[16:]}"""'),
    ("a_page_is_a_thin_script", "pages/*.py", "x = 1\n" * 61, 61, "x = 1\n" * 60),
    ("only_frames_and_paths_are_divided", "data_access/*.py", "def f(a, b):\n    return a / b", 2, "x = a / 'b'"),
    ("only_frames_and_paths_are_divided", "data_access/*.py", "x = a / b", 1, "def f(a) -> float:\n    return a / 2"),
    ("no_statement_is_written_as_a_string", "data_access/*.py", "from sqlalchemy import text", 1, "text = said.text"),
    ("no_statement_is_written_as_a_string", "data_access/*.py", "\nx = sa.text('')", 2, "x = sa.func"),
    ("no_statement_is_written_as_a_string", "data_access/*.py", "c.exec_driver_sql('')", 1, "c.execute(s)"),
    ("the_unknown_comes_last_on_every_database", "data_access/*.py", "\nx.desc()", 2, "x.desc().nulls_last()"),
    ("a_phrase_has_the_same_blanks_in_both_languages", "ui/*.py", "\nText('{n} 个', 'some')", 2, "Text('{n}', '{n}')"),
    ("the_english_phrase_is_not_the_chinese_one", "ui/*.py", "Text('收入', '收入')", 1, "Text('收入', 'Revenue')"),
    ("a_module_says_what_it_is_for_in_one_sentence", "ui/*.py", '"""Cards"""', 1, '"""Cards.\n\nAnd more"""'),
    ("a_module_says_what_it_is_for_in_one_sentence", "ui/*.py", "x = 1", 1, '"""Why?"""'),
    ("everything_public_is_documented", "ui/*.py", "class _A: ...\ndef f(): ...", 2, "def f():\n    'What.'"),
    ("everything_public_is_documented", "ui/*.py", "class A:\n    'What.'\n    def f(): ...", 3, "def _f(): ..."),
    ("every_function_has_types", "ui/*.py", "\ndef f(): ...", 2, "def f(self, a: int) -> int: ..."),
    ("every_function_has_types", "ui/*.py", "\ndef f(a: int, *, b) -> int: ...", 2, "def f() -> int: ..."),
    ("a_function_is_named_for_what_comes_back", "ui/*.py", "\ndef get_rows(): ...", 2, "def rows(): ..."),
    ("no_host_and_no_machine_is_named", "docs/*.md", "a\nhttps:" + "//example.org", 2, "http://localhost:8501"),
    ("no_host_and_no_machine_is_named", "docs/*.md", "in /ho" + "me/me/x", 1, "in ./home/me"),
    ("nothing_is_said_of_how_the_house_was_built", "docs/*.md", "a\n\nsee issue" + " 7", 3, "an issue of price"),
    ("nothing_is_said_of_how_the_house_was_built", "docs/*.md", f"by {test_words.ELSEWHERE[0].title()}", 1, "by hand"),
    ("tests_are_sentences", "tests/*.py", "\ndef test_it(): ...", 2, "def test_it_is_so(): ..."),
    (
        "a_unit_test_loads_the_libraries_of_references_when_it_runs",
        "tests/unit/*.py",
        "\nimport statsmodels.api",
        2,
        "def f():\n    from scipy import stats",
    ),
    (
        "a_unit_test_loads_the_libraries_of_references_when_it_runs",
        "tests/unit/*.py",
        "from scipy import stats",
        1,
        "from scipy.optimize import minimize",
    ),
    (
        "a_property_asks_the_profile_how_many_examples_it_gets",
        "tests/*.py",
        "\nsettings(max_examples=9)",
        2,
        "settings(max_examples=examples(9))",
    ),
    ("no_test_replaces_a_room_by_a_mock", "tests/*.py", "from unittest.mock import patch", 1, "import unittest"),
    ("every_link_leads_somewhere", "docs/*.md", "a\n[b](gone.md)", 2, "[b](https:" + "//h) [c](adr) [d](#e)"),
]


@pytest.mark.parametrize(("rule", "where", "breaking", "line", "keeping"), BREACHES)
def test_a_breach_is_found_on_its_line_and_nothing_else_is(rule, where, breaking, line, keeping):
    offences = RULES[f"test_{rule}"]
    assert [found for found, _ in offences(planted(where, breaking))] == [line]
    assert not list(offences(planted(where, keeping)))


def test_every_rule_has_been_seen_to_fail():
    assert all(hasattr(module, "over") for module in FILLED_BY)
    assert {f"test_{rule}" for rule, *_ in BREACHES} == set(RULES)


def test_a_failing_rule_names_every_file_and_line():
    first, second = planted("ui/*.py", "import app"), planted("ui/*.py", "\nimport asgi\nimport manage")
    test = over([first, second])(RULES["test_imports_point_down_only"])
    with pytest.raises(pytest.fail.Exception) as failed:
        test()
    said = str(failed.value).splitlines()[1:]
    places = [(first, 1, "app"), (second, 2, "asgi"), (second, 3, "manage")]
    assert said == [f"ui/{path.name}:{line}: nobody may import {taken}" for path, line, taken in places]


def test_a_rule_for_no_file_is_a_mistake():
    with pytest.raises(AssertionError):
        over([])(RULES["test_imports_point_down_only"])()

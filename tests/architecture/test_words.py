"""What the house says: in two languages with the same blanks, documented, and without names of machines."""

import ast
import re
from codecs import decode
from string import Formatter

import pytest

from tests.architecture.house import HOUSE, PYTHON, files, functions, imports, name, public, room, tree

WRITTEN = files(".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".css", ".ini", "Makefile", "run", "browser")
HOSTS = re.compile(r"https?://(?!localhost|127\.0\.0\.1|www\.w3\.org|HOST\b|\{|\$|\[|<)[\w.-]+")
MACHINE = re.compile(r"(?<![\w.$}~])/(?:home|root|Users|work|opt|mnt|srv|tmp)/\w+")
VAGUE_PREFIXES = ("get_", "process_", "handle_", "do_")
ELSEWHERE = [decode(word, "rot13") for word in ("pynhqr", "naguebcvp", "pungtcg", "bcranv", "clcv.bet", "ybpny.yvo")]
CHINESE = re.compile(r"[一-鿿]")


def phrases(path):
    """Every Text of two plain strings in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(said) == 2:
                yield node.lineno, *said


def blanks(phrase: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(phrase) if field is not None}


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_a_phrase_has_the_same_blanks_in_both_languages(path):
    for line, zh, en in phrases(path):
        assert blanks(zh) == blanks(en), f"line {line}: {zh!r} / {en!r}"


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_the_english_phrase_is_not_the_chinese_one(path):
    for line, zh, en in phrases(path):
        assert not CHINESE.search(en), f"line {line}: {zh!r} / {en!r}"


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_a_module_says_what_it_is_for_in_one_sentence(path):
    said = ast.get_docstring(tree(path)) or ""
    assert said.partition("\n\n")[0].rstrip().endswith((".", "?")), "the first line of a module is a sentence"


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_everything_public_is_documented(path):
    assert not [node.name for node in public(path) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_every_function_has_types(path):
    for function in functions(path):
        named = [a for a in (*function.args.args, *function.args.kwonlyargs) if a.arg not in {"self", "cls"}]
        assert function.returns is not None, f"{function.name} does not say what comes back"
        assert all(a.annotation for a in named), f"{function.name} has arguments without a type"


@pytest.mark.parametrize("path", HOUSE, ids=name)
def test_a_function_is_named_for_what_comes_back(path):
    assert not [f.name for f in functions(path) if f.name.startswith(VAGUE_PREFIXES)]


def test_no_host_and_no_machine_is_named():
    """The house runs without an outside connection, and anywhere."""
    for path in WRITTEN:
        if path.name != "test_words.py":
            text = path.read_text("utf-8")
            assert not HOSTS.findall(text), name(path)
            assert not MACHINE.findall(text), name(path)


def test_nothing_is_said_of_how_the_house_was_built():
    for path in WRITTEN:
        text = path.read_text("utf-8").lower()
        assert not [word for word in ELSEWHERE if word in text], name(path)
        assert not re.search(r"\bissues? #?\d|\(#\d+\)", text), name(path)


def test_tests_are_sentences():
    tests = [f.name for path in PYTHON if room(path) == "tests" for f in functions(path) if f.name.startswith("test_")]
    short = [test for test in tests if test.count("_") < 2]
    assert tests
    assert not short


def test_no_test_replaces_a_room_by_a_mock():
    mocked = [name(p) for p in PYTHON if room(p) == "tests" for i in imports(p) if i.startswith("unittest.mock")]
    assert not mocked

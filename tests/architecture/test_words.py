"""What the house says: in two languages with the same blanks, documented, and without names of machines."""

import ast
import re
from codecs import decode
from string import Formatter

from tests.architecture.house import HOUSE, PYTHON, files, functions, imported, name, nodes, public, room, text, tree
from tests.architecture.rules import over

WRITTEN = files(".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".css", ".ini", "Makefile", "run", "browser")
HOSTS = re.compile(r"https?://(?!localhost|127\.0\.0\.1|www\.w3\.org|HOST\b|\{|\$|\[|<)[\w.-]+")
MACHINE = re.compile(r"(?<![\w.$}~])/(?:home|root|Users|work|opt|mnt|srv|tmp)/\w+")
VAGUE_PREFIXES = ("get_", "process_", "handle_", "do_")
ELSEWHERE = [decode(word, "rot13") for word in ("pynhqr", "naguebcvp", "pungtcg", "bcranv", "clcv.bet", "ybpny.yvo")]
BUILT = re.compile("|".join([*map(re.escape, ELSEWHERE), r"\bissues? #?\d", r"\(#\d+\)"]))
TESTS = [path for path in PYTHON if room(path) == "tests"]
CHINESE = re.compile(r"[一-鿿]")


def phrases(path):
    """Every Text of two plain strings in the file."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(said) == 2:
                yield node.lineno, *said


def blanks(phrase: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(phrase) if field is not None}


@over(HOUSE)
def test_a_phrase_has_the_same_blanks_in_both_languages(path):
    for line, zh, en in phrases(path):
        if blanks(zh) != blanks(en):
            yield line, f"{zh!r} / {en!r}"


@over(HOUSE)
def test_the_english_phrase_is_not_the_chinese_one(path):
    for line, zh, en in phrases(path):
        if CHINESE.search(en):
            yield line, f"{zh!r} / {en!r}"


@over(HOUSE)
def test_a_module_says_what_it_is_for_in_one_sentence(path):
    said = ast.get_docstring(tree(path)) or ""
    if not said.partition("\n\n")[0].rstrip().endswith((".", "?")):
        yield 1, "the first line of a module is a sentence"


@over(HOUSE)
def test_everything_public_is_documented(path):
    for node in public(path):
        if not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


@over(HOUSE)
def test_every_function_has_types(path):
    for function in functions(path):
        if function.returns is None:
            yield function.lineno, f"{function.name} does not say what comes back"
        for given in (*function.args.args, *function.args.kwonlyargs):
            if given.annotation is None and given.arg not in {"self", "cls"}:
                yield function.lineno, f"{function.name} has an argument without a type: {given.arg}"


@over(HOUSE)
def test_a_function_is_named_for_what_comes_back(path):
    for function in functions(path):
        if function.name.startswith(VAGUE_PREFIXES):
            yield function.lineno, function.name


@over([path for path in WRITTEN if path.name != "test_words.py"])
def test_no_host_and_no_machine_is_named(path):
    """The house runs without an outside connection, and anywhere."""
    said = text(path)
    yield from ((line_of(found, said), found[0]) for pattern in (HOSTS, MACHINE) for found in pattern.finditer(said))


@over(WRITTEN)
def test_nothing_is_said_of_how_the_house_was_built(path):
    said = text(path).lower()
    yield from ((line_of(found, said), found[0]) for found in BUILT.finditer(said))


def line_of(found: re.Match, said: str) -> int:
    return said.count("\n", 0, found.start()) + 1


@over(TESTS)
def test_tests_are_sentences(path):
    for function in functions(path):
        if function.name.startswith("test_") and function.name.count("_") < 2:
            yield function.lineno, function.name


@over([path for path in TESTS if name(path).startswith("tests/unit/")])
def test_a_unit_test_loads_the_libraries_of_references_when_it_runs(path):
    """At the top of a module they would be loaded by `make check` as well, twice; they take longer than most tests."""
    top = {node.lineno for node in tree(path).body}
    for line, dotted in imported(path):
        if line in top and f"{dotted}.".startswith(("statsmodels.", "scipy.stats.")):
            yield line, f"{dotted} is imported inside the test that compares with it"


@over([path for path in TESTS if name(path) != "tests/conftest.py"])  # which names the profiles
def test_a_property_asks_the_profile_how_many_examples_it_gets(path):
    """`make check` tries few: max_examples=examples(60) of tests/properties.py."""
    for node in nodes(path):
        if isinstance(node, ast.keyword) and node.arg == "max_examples" and isinstance(node.value, ast.Constant):
            yield node.value.lineno, f"max_examples={node.value.value}"


@over(TESTS)
def test_no_test_replaces_a_room_by_a_mock(path):
    yield from ((line, dotted) for line, dotted in imported(path) if dotted.startswith("unittest.mock"))

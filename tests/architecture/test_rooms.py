"""The plan of the house: who may import whom, and which library lives in which room."""

import ast

from tests.architecture.house import DOORS, HOUSE, PYTHON, ROOMS, ROOT, imported, imports, name, nodes, room
from tests.architecture.rules import over

_BELOW_PAGES = {"ui", "reports", "data_access", "analytics", "charts", "domain", "i18n"}
MAY_IMPORT: dict[str, set[str]] = {
    "i18n": set(),
    "environment": {"i18n"},
    "config": {"environment", "i18n"},
    "domain": {"i18n"},
    "data_access": {"domain", "i18n"},
    "analytics": {"domain", "i18n"},
    "charts": {"domain", "i18n"},
    "demo": {"data_access", "domain", "i18n"},
    "reports": {"data_access", "analytics", "charts", "domain", "i18n"},
    "ui": {"data_access", "analytics", "charts", "domain", "i18n", "config"},
    "pages": _BELOW_PAGES,
    "app": {*_BELOW_PAGES, "config"},
    "asgi": {*_BELOW_PAGES, "config"},
    "manage": {*_BELOW_PAGES, "config", "demo"},
}
LIVES_IN: dict[str, set[str]] = {
    "streamlit": {"app", "asgi", "ui", "pages"},
    "starlette": {"asgi", "ui"},
    "sqlalchemy": {"data_access"},
    "alembic": {"data_access"},
    "duckdb": {"data_access"},
    "psycopg": {"data_access"},
    "plotly": {"charts", "ui", "reports"},
    "pandas": {"domain", "data_access", "analytics", "charts", "ui", "reports", "demo", "manage"},
    "numpy": {"domain", "data_access", "analytics", "charts", "ui", "reports", "demo"},
}
ENTRANCES = {"app", "asgi", "manage", "pages"}  # nobody imports these
VAGUE = {"utils", "util", "helpers", "helper", "common", "services", "service", "core", "misc", "lib"}
# the canonical tables are read through visible.py; these write them, check them, or say what a table is
CACHES = {"cache_data", "cache_resource"}
KNOW_TABLES = {
    "data_access/visible.py",
    "data_access/entered.py",
    "data_access/open_to_all.py",
    "data_access/guard.py",
    "data_access/published.py",
    "data_access/published_sales.py",
    "data_access/freshness.py",
    "data_access/store_schemas.py",
    "demo/frames.py",
}


@over(HOUSE)
def test_imports_point_down_only(path):
    here = room(path)
    for line, dotted in imported(path):
        top = dotted.partition(".")[0]
        if top != here and top in ENTRANCES:
            yield line, f"nobody may import {top}"
        elif top != here and top in MAY_IMPORT and top not in MAY_IMPORT[here]:
            yield line, f"{here} may not import {dotted}"


@over(HOUSE)
def test_a_library_stays_in_its_rooms(path):
    for line, dotted in imported(path):
        top = dotted.partition(".")[0]
        if room(path) not in LIVES_IN.get(top, {room(path)}):
            yield line, f"{top} may not be used in {room(path)}"


@over([path for path in HOUSE if not name(path).startswith("data_access/loading/")])
def test_only_the_doors_know_the_tables(path):
    """A query is written against `Visible`; who names a table itself reads past the reader's scope."""
    for line, dotted in imported(path):
        if dotted.startswith("data_access.tables") and name(path) not in KNOW_TABLES:
            yield line, f"{dotted}: facts are read through data_access/visible.py"


@over([path for path in HOUSE if not name(path).startswith("data_access/loading/")])
def test_the_calendar_and_trees_are_all_that_queries_take_from_the_published_tables(path):
    free = {"calendar", "region_tree", "channel_tree", "PUBLISHED", "FOR_EVER"}
    knowing = {"data_access/visible.py", "data_access/open_to_all.py", "data_access/freshness.py"}
    knowing |= {"data_access/published.py"}
    for line, dotted in imported(path):
        if dotted.startswith(("data_access.published.", "data_access.published_sales")):
            taken = dotted.rpartition(".")[2]
            if taken not in free and name(path) not in knowing:
                yield line, f"takes {taken} past the reader's scope"


def test_every_folder_with_code_is_a_room():
    known = {*ROOMS, *(door.removesuffix(".py") for door in DOORS), "tests", "docs"}
    assert {room(path) for path in PYTHON} <= known


def test_every_room_has_a_rule():
    assert {*ROOMS, *(door.removesuffix(".py") for door in DOORS)} == set(MAY_IMPORT)


def test_no_module_has_a_name_that_says_nothing():
    parts = {part.removesuffix(".py") for path in HOUSE for part in path.relative_to(ROOT).parts}
    assert not parts & VAGUE


def test_there_is_one_cache_of_data_and_it_is_in_ui_cache():
    """Streamlit's cache is shared by all readers; a second one is a second place to forget the scope."""
    uses = []
    for path in HOUSE:
        uses += [name(path) for node in nodes(path) if isinstance(node, ast.Attribute) and node.attr in CACHES]
        uses += [name(path) for dotted in imports(path) if dotted.rpartition(".")[2] in CACHES]
    assert uses == ["ui/cache.py"]


def test_settings_are_read_by_the_entrances_and_ui_only():
    readers = {room(path) for path in HOUSE if any(i.partition(".")[0] == "config" for i in imports(path))}
    assert readers <= {"app", "asgi", "manage", "ui"}

"""Where the real data sets lie: FULCRUM_DATA, else ../shared/data beside the project. In CI they must be there."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_access.loading.load import LoadOptions, LoadReport, load
from data_access.store import Store, open_store

PLACE = Path(os.environ.get("FULCRUM_DATA", Path(__file__).parents[3] / "shared" / "data"))


def pytest_collection_modifyitems(items) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.data)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the data sets; without it the tests say so, and fail in CI."""
    if not PLACE.is_dir():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"the data sets are not at {PLACE}; set FULCRUM_DATA to their folder")
    return PLACE


@pytest.fixture(scope="session")
def loaded(data, tmp_path_factory) -> Iterator[Callable[..., tuple[Store, LoadReport]]]:
    """Loads a mapping once a session into a store of its own; gives the store and the report."""
    made: dict[str, tuple[Store, LoadReport]] = {}

    def of(mapping: str, location: str | None = None) -> tuple[Store, LoadReport]:
        if mapping not in made:
            store = open_store(f"duckdb:///{tmp_path_factory.mktemp(Path(mapping).stem)}/warehouse")
            quiet = LoadOptions(progress=lambda what, rows: None)
            made[mapping] = store, load(store, mapping, str(data / (location or mapping)), quiet)
        return made[mapping]

    yield of
    for store, _ in made.values():
        store.close()

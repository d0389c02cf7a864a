"""Publish a demo company as the source `demo` of a warehouse."""

from collections.abc import Callable
from datetime import date

from data_access.loading.publish import DEMO, BuildSpec, build
from data_access.store import Store
from demo.company import tables
from demo.spec import END


def seed(  # noqa: PLR0913
    store: Store,
    scale: float = 1.0,
    seed: int = 7,
    end: date = END,
    *,
    spec: BuildSpec | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Rows published by table. The demo company of before is replaced, in one switch.

    `progress` is told the table and the rows of each chunk. Raises ReaderError when the warehouse holds real
    data or another load runs, ValueError for a scale out of range.
    """
    with build(store, DEMO, spec) as building:
        for name, chunk in tables(scale, seed, end):
            building.append(name, chunk)
            if progress:
                progress(name, chunk.num_rows)
    return dict(building.counts)

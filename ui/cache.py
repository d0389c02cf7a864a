"""The one cache of query results in the house."""

from collections.abc import Callable

import pandas as pd
import streamlit as st


def query_cache(key: str, run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame that `run` answers, computed once per key; what a reader does to it changes nobody else's."""
    return _kept(key, run).copy(deep=False)  # pandas copies on write: the frame that is kept stays as it was


def page_cache() -> Callable[[str, Callable[[], pd.DataFrame]], pd.DataFrame]:
    """`query_cache` for one run of a page: what it has met once it need not look up again, which takes a while."""
    met: dict[str, pd.DataFrame] = {}

    def cached(key: str, run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if (frame := met.get(key)) is None:
            frame = met[key] = query_cache(key, run)
        return frame.copy(deep=False)

    return cached


@st.cache_resource(ttl="15m", max_entries=1000, show_spinner=False)  # noqa: TID251 (this is that one place)
def _kept(key: str, _run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Streamlit joins a cached function's arguments without marking where one ends, so two readers' calls could meet
    on one entry. One argument, a digest of query, filters, scope and data version, leaves nothing to join.

    As a resource, not as data: data is unpickled for each reader, which costs more than most of our queries.
    """
    return _run()

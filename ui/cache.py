"""The one cache of query results in the house."""

from collections.abc import Callable

import pandas as pd
import streamlit as st


@st.cache_data(ttl="15m", max_entries=500, show_spinner=False)  # noqa: TID251 (this is that one place)
def query_cache(key: str, _run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame that `_run` answers, computed once per key.

    Streamlit joins a cached function's arguments without marking where one ends, so two readers' calls could meet
    on one entry. One argument, a digest of query, filters, scope and data version, leaves nothing to join.
    """
    return _run()

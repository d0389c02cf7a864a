"""Everything that knows Streamlit: the page frame, the filter bar, cards, tiles, the cache, the session."""

"""Clicks on a chart's marks narrow a filter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from domain.filters import Filters
from ui import link
from ui.context import Context


def narrowing(ctx: Context, chart: str, name: str) -> dict[str, Any]:
    """Arguments that make a chart's clicks narrow the filter `name` to the member clicked.

    The click is handled in a callback, which runs once per click: nothing is selected by drawing the page.
    """
    return {"on_select": _handler(chart, name, ctx.filters), "selection_mode": "points"}


def narrow(name: str, members: Sequence[str], filters: Filters) -> None:
    """Choose only these members in the filter `name`; the ones chosen already are let go. For callbacks."""
    chosen = tuple(members)
    same = set(chosen) == set(getattr(filters, name))
    link.choose(filters.only(**{name: () if same else chosen}).to_query())


def _handler(chart: str, name: str, filters: Filters) -> Callable[[], None]:
    def clicked() -> None:
        members = list(_members(st.session_state.get(chart)))
        if members:
            narrow(name, members, filters)

    return clicked


def _members(event: Mapping[str, Any] | None) -> Iterator[str]:
    """The member keys of the marks clicked: their customdata, or its first part."""
    points = (event or {}).get("selection", {}).get("points", ())
    for point in points:
        data = point.get("customdata")
        first = data[0] if isinstance(data, list | tuple) and data else data
        if isinstance(first, str):
            yield first

"""Clicks on a chart's marks narrow a filter, open what is behind them, or lead to another page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from domain.filters import Filters
from ui import link
from ui.context import Context
from ui.link import Query

_LEADS = "clicked_to"


def narrowing(ctx: Context, chart: str, name: str) -> dict[str, Any]:
    """Arguments that make a chart's clicks narrow the filter `name` to the member clicked.

    The click is handled in a callback, which runs once per click: nothing is selected by drawing the page.
    """
    return {"on_select": _handler(chart, name, ctx.filters), "selection_mode": "points"}


def leading(chart: str, page: str, to: Callable[[Sequence[str]], Query]) -> dict[str, Any]:
    """Arguments that make a chart's clicks lead to a page of the menu; `to` gives the query from a mark's customdata.

    A callback cannot leave the page: it leaves word, and the page that runs next is left before anything is drawn.
    """

    def clicked() -> None:
        marks = list(_marks(st.session_state.get(chart)))
        if marks:
            st.session_state[_LEADS] = (page, dict(to(marks[0])))

    return {"on_select": clicked, "selection_mode": "points"}


def opening(chart: str, name: str) -> dict[str, Any]:
    """Arguments that make a chart's clicks set the page's own parameter `name` to the mark's key, "" being none."""

    def clicked() -> None:
        for mark in list(_members(st.session_state.get(chart)))[:1]:
            link.put(name, mark or None)

    return {"on_select": clicked, "selection_mode": "points"}


def follow() -> None:
    """Go where the last click leads, if it leads anywhere; language and colours go along. Called by every page."""
    if _LEADS in st.session_state:
        page, query = st.session_state.pop(_LEADS)
        st.switch_page(f"pages/{page}.py", query_params={**link.own(), **query})


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
    """The member keys of the marks clicked: the first part of their customdata."""
    return (mark[0] for mark in _marks(event))


def _marks(event: Mapping[str, Any] | None) -> Iterator[tuple[str, ...]]:
    """The customdata of the marks clicked, where it is made of texts."""
    points = (event or {}).get("selection", {}).get("points", ())
    for point in points:
        data = point.get("customdata")
        parts = tuple(data) if isinstance(data, list | tuple) else (data,)
        if parts and all(isinstance(part, str) for part in parts):
            yield parts

"""The way down to what the page shows: all regions › 大区 › 省 › 市 › partner, rep, customer; each step leads back."""

from html import escape

import streamlit as st

from analytics.tree import path
from data_access.options import members
from domain.filters import ONE_BY_ONE, Filters
from i18n import Text
from ui import link
from ui.context import Context
from ui.region_view import PAGE, View

_ALL = Text("全部区域", "All regions")
_WAY = Text("路径", "The way here")


def trail(view: View) -> None:
    """The steps from all regions down to the selection as links; nothing at the top."""
    steps = _steps(view.ctx)
    if len(steps) < 2:
        return
    *above, (name, _) = steps
    parts = [f'<a class="go" href="{escape(_to(view, filters))}">{escape(said)}</a>' for said, filters in above]
    parts.append(f'<b aria-current="page">{escape(name)}</b>')
    inside = '<span aria-hidden="true">›</span>'.join(parts)
    st.html(f'<nav class="trail" aria-label="{escape(view.ctx.say(_WAY))}">{inside}</nav>')


def _steps(ctx: Context) -> list[tuple[str, Filters]]:
    """Each step's name, and the selection that it stands for."""
    filters = ctx.filters
    bare = filters.only(region=(), **dict.fromkeys(ONE_BY_ONE, ()))
    steps = [(ctx.say(_ALL), bare)]
    chain = path(members(ctx.data, "region"), filters.region)
    steps += [(ctx.names.get(key, key), bare.only(region=(key,))) for key in chain]
    if filters.region and not chain:  # several regions at once
        joint = ", ".join(ctx.names.get(key, key) for key in filters.region)
        steps.append((joint, bare.only(region=filters.region)))
    current = steps[-1][1]
    for name in ONE_BY_ONE:
        for key in getattr(filters, name):
            current = current.only(**{name: (*getattr(current, name), key)})
            steps.append((ctx.names.get(key, key), current))
    return steps


def _to(view: View, filters: Filters) -> str:
    return link.to(PAGE, {**filters.to_query(), **view.own, "beside": view.beside})

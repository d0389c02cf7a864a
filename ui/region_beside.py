"""Two to four regions side by side: the same figures in columns, the best of each marked."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.region_figures import best
from analytics.tree import LEVELS, path
from data_access.options import members
from i18n import Text
from ui.card import card, note
from ui.region_data import known
from ui.region_scorecard import FIGURES, TAKE, Figure, cell, name_of
from ui.region_view import BESIDE_NAME, View

_ONE_MORE = Text("再选一个区域即可并排比较。", "Choose one more region to compare.")
_BEST = Text("最佳", "best")


def beside_box(view: View) -> None:
    """The regions that the address puts side by side; no card when there are none."""
    if not view.beside:
        return
    ctx = view.ctx
    with card(ctx, BESIDE_NAME):
        figures = _chosen(view)
        if len(figures) < 2:
            note(ctx.say(_ONE_MORE))
        winners = best(figures, {one.column: one.metric.up_is_good for one in FIGURES})
        heads = "".join(f'<th class="num" scope="col">{_leaving(view, row)}</th>' for row in figures.itertuples())
        lines = "".join(_line(view, one, figures, winners[one.column]) for one in FIGURES)
        table = f'<table class="grid beside"><thead><tr><th></th>{heads}</tr></thead><tbody>{lines}</tbody></table>'
        st.html(f'<div class="grid-wrap" tabindex="0">{table}</div>')


def _chosen(view: View) -> pd.DataFrame:
    """REGION_FIGURES of the regions side by side, in the order of the address; a region holds all below it.

    Those of the level of the page are there already; those of other levels are asked for, level by level.
    """
    parts = [view.figures]
    above = set(view.beside) - set(view.figures.key)
    levels: dict[str, list[str]] = {}
    for key in sorted(above):
        depth = len(path(members(view.ctx.data, "region"), (key,))) - 1
        levels.setdefault(LEVELS["region"][min(depth, len(LEVELS["region"]) - 1)], []).append(key)
    for dimension, keys in levels.items():
        parts.append(known(view.ctx, dimension, view.ctx.filters.only(region=tuple(keys))).figures)
    found = pd.concat(parts, ignore_index=True).drop_duplicates("key").set_index("key", drop=False)
    return found.loc[[key for key in view.beside if key in found.index]].reset_index(drop=True)


def _leaving(view: View, row: Any) -> str:
    to = view.to(beside=tuple(one for one in view.beside if one != row.key))
    title, name = escape(view.ctx.say(TAKE)), escape(str(row.name))
    cross = f'<a class="go" href="{escape(to)}" title="{title}" aria-label="{title}">×</a>'
    return f'{name} <span class="stay">{cross}</span>'


def _line(view: View, one: Figure, figures: pd.DataFrame, winners: set[str]) -> str:
    if figures[one.column].isna().all():
        return ""
    cells = "".join(_cell(view, row, one, winners) for row in figures.itertuples())
    return f'<tr><th scope="row">{escape(view.ctx.say(name_of(view, one)))}</th>{cells}</tr>'


def _cell(view: View, row: Any, one: Figure, winners: set[str]) -> str:
    tag = f'<em class="best">{escape(view.ctx.say(_BEST))}</em> ' if row.key in winners else ""
    return f'<td class="num">{tag}{cell(view, row, one)}</td>'

"""Boxes on a page: a failure stays inside its box, and every figure has its table, download and formula."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any
from uuid import uuid4

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data_access.failures import refusal
from domain.errors import ReaderError
from domain.metrics import metric
from i18n import Text
from ui import clicks
from ui.columns import Columns, as_written, csv
from ui.context import Context
from ui.settled import settled

LOG = logging.getLogger("fulcrum")
BROKEN = Text(
    "这里出了点问题，已记录为 {ref}。请稍后再试，或把这个编号告诉管理员。",
    "Something went wrong here. It is logged as {ref}: try again later, or give your administrator that number.",
)
NOTHING_HERE = Text(
    "所选期间与筛选下没有数据。可放宽筛选或换一个期间。",
    "No data for this period and these filters. Widen the filters or choose another period.",
)
_MORE = Text("数据与口径", "Data and definition")
_DOWNLOAD = Text("下载 CSV", "Download CSV")
_THROUGH = Text("数据截至 {day}", "Data through {day}")
TABLE_ROWS = 1000
_CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """How a figure is shown: its key on the page, its columns in table and download, the metrics it is made of.

    `select` names the filter that a click on a mark narrows ("region", "channel", "line", "segment"); marks carry
    the member's key as their customdata. `leads` are the arguments of ui.clicks.leading, for clicks that lead to
    another page. `empty` says why there may be nothing.
    """

    key: str
    columns: Columns = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    select: str | None = None
    empty: Text = NOTHING_HERE
    leads: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def card(ctx: Context, title: Text, finding: str = "") -> Iterator[None]:
    """A titled box; whatever fails inside stays inside, and the rest of the page is still drawn."""
    with st.container(border=True):
        st.html(_head(ctx.say(title), finding))
        try:
            yield
        except ReaderError as error:
            note(error.to(ctx.locale))
        except Exception as error:
            ref = uuid4().hex[:8]
            LOG.exception("card %s failed, reference %s", title.en, ref)
            refused = refusal(error)
            st.error(ctx.say(BROKEN, ref=ref) if refused is None else refused.to(ctx.locale))


def note(words: str) -> None:
    """A quiet sentence where a figure would be: why there is none, and what to change."""
    st.html(f'<p class="note">{escape(words)}</p>')


def lead(sentences: str | tuple[str, ...]) -> None:
    """What the figures say, in plain sentences above them."""
    lines = (sentences,) if isinstance(sentences, str) else sentences
    st.html('<div class="lead">' + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>")


def show(ctx: Context, figure: go.Figure, frame: pd.DataFrame, exhibit: Exhibit) -> None:
    """The figure, with its table, download, formulas and data time one click away."""
    if frame.empty:
        note(ctx.say(exhibit.empty))
        return
    clicking = clicks.narrowing(ctx, exhibit.key, exhibit.select) if exhibit.select else exhibit.leads
    sheet = settled(figure, clicked=bool(clicking))
    st.plotly_chart(sheet, key=exhibit.key, theme=None, config=_CONFIG, alt=_alt(figure), **clicking)
    behind(ctx, frame, exhibit)


def behind(ctx: Context, frame: pd.DataFrame, exhibit: Exhibit) -> None:
    """The mark in the card's corner that opens table, download and definition; made only once it is opened."""
    opener = st.popover(ctx.say(_MORE), type="tertiary", key=f"{exhibit.key}_more", on_change="rerun")
    if not opener.open:
        return
    with opener:
        st.html(_definitions(ctx, exhibit))
        if not exhibit.columns:
            return
        st.dataframe(
            as_written(frame.head(TABLE_ROWS), exhibit.columns, ctx.locale),
            hide_index=True,
            height="content" if len(frame) <= 12 else 460,
            key=f"{exhibit.key}_table",
        )
        st.download_button(
            ctx.say(_DOWNLOAD),
            partial(csv, frame, exhibit.columns, ctx.locale),
            file_name=f"{exhibit.key}_{ctx.filters.first}_{ctx.filters.last}.csv",
            mime="text/csv",
            key=f"{exhibit.key}_csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _head(title: str, finding: str) -> str:
    below = f"<p>{escape(finding)}</p>" if finding else ""
    return f'<div class="card-head"><h2>{escape(title)}</h2>{below}</div>'


def _definitions(ctx: Context, exhibit: Exhibit) -> str:
    said = "".join(
        f"<dt>{escape(ctx.say(metric(key).name))}</dt><dd>{escape(ctx.say(metric(key).note))}</dd>"
        for key in exhibit.metrics
    )
    scope = f"{ctx.filters.describe(ctx.locale, ctx.names)} · {ctx.say(_THROUGH, day=ctx.today)}"
    return f'<div class="defined"><dl>{said}</dl><p>{escape(scope)}</p></div>'


def _alt(figure: go.Figure) -> str | None:
    meta = figure.layout.meta
    return meta.get("alt") if isinstance(meta, dict) else None

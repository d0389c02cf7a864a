"""The frame of every page, and the only place where a page gets data."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from charts.theme import Look
from config import settings
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.scope import Scope
from i18n import Locale, Text
from ui import clicks, filter_bar, header, link, reader, runtime, style
from ui.context import Context
from ui.menu import PRODUCT, place
from ui.selection import Known, from_link

POLL_SECONDS = 20
_THROUGH = Text("数据截至 {day}", "Data through {day}")
_SCOPE, _JOINT = Text("您的范围：{names}", "Your scope: {names}"), Text("、", ", ")
_NOTHING_VISIBLE = Text(
    "您还没有任何区域的查看权限。请联系管理员为您开通。",
    "You have not been given any region to see yet. Ask your administrator.",
)


def open_page(title: Text, *, filtered: bool = True, dated: bool = True) -> Context:
    """The first line of every page: header, filter bar, and the data as this reader sees it.

    Pages can be run without app.py (before the menu has run once in the process), so whatever protects data is
    here. A page that is not `filtered` shows no bar, one that is not `dated` (has days of its own) no period; both
    keep the selection for the next page. Ends the page with a notice when there is no warehouse, no login or nothing
    to see.
    """
    clicks.follow()
    locale, look = reader.locale(), reader.look()
    st.set_page_config(page_title=f"{title.to(locale)} · {PRODUCT.zh} {PRODUCT.en}", layout="wide")
    style.put(look, place(title), locale)
    header.bar(title, locale, look)
    try:
        scope = reader.scope()
        if scope.empty:
            raise ReaderError(_NOTHING_VISIBLE)
        data = runtime.warehouse(scope)
        ctx = _context(data, (locale, look), title, (filtered, dated))
    except ReaderError as error:
        _heading(title.to(locale), "")
        st.info(error.to(locale))
        st.stop()
    _watch(data.version)
    return ctx


def _context(data: Warehouse, reads: tuple[Locale, Look], title: Text, shows: tuple[bool, bool]) -> Context:
    locale, look = reads
    filtered, dated = shows
    today = runtime.today(data)
    raw = link.raw()
    offered = filter_bar.choices(data, locale, raw)
    known = Known(offered.labels, today, settings().fiscal_start_month)
    filters, refused = from_link(raw, known)
    subtitle = _THROUGH.to(locale, day=today)
    if filtered:
        filter_bar.bar(title.en, filters, offered, locale, dated=dated)
        filter_bar.notice(refused, locale)
        told = filters.describe(locale, offered.names) if dated else filters.slices(locale, offered.names)
        subtitle = f"{told} · {subtitle}"
    subtitle += _own(data.scope, locale, offered.names)
    _heading(title.to(locale), subtitle)
    return Context(data, filters, locale, today, look, offered.names, settings().currency)


def _own(scope: Scope, locale: Locale, names: Mapping[str, str]) -> str:
    """What "everything" means to a reader who sees only a part: the regions and channels of the scope by name."""
    own = sorted(names[key] for key in (*scope.regions, *(scope.channels or ())) if key in names)
    return f" · {_SCOPE.to(locale, names=_JOINT.to(locale).join(own))}" if own and not scope.everything else ""


def _heading(title: str, subtitle: str) -> None:
    pieces = " · ".join(f"<span>{escape(piece)}</span>" for piece in subtitle.split(" · "))
    st.html(f'<div class="heading"><h1>{escape(title)}</h1><p>{pieces}</p></div>')


@st.fragment(run_every=POLL_SECONDS)
def _watch(served: str) -> None:
    """Open the page anew when a load has published a newer version than the one it shows."""
    if runtime.version() != served:
        st.rerun(scope="app")

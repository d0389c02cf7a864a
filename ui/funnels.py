"""Which funnel, as of which day: what the pages on deals share, kept in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from data_access.stages import stages
from domain.errors import ReaderError
from domain.funnel import FunnelAsk
from domain.periods import end_of_day
from i18n import Text
from ui import link
from ui.context import Context
from ui.link import Query
from ui.selection import Refused

FUNNEL_NAME, DAY_NAME = Text("漏斗", "Funnel"), Text("截至日", "As of")
NO_FUNNEL = Text("数据中没有商机阶段，因此没有漏斗。", "The data have no stages of deals, hence no funnel.")
_EARLIEST = date(1990, 1, 1)
_LONGEST = 64
_ALL = Text("全部漏斗", "All funnels")
EVERY = "all"  # in links; a source's funnel of that name would be the same


@dataclass(frozen=True, slots=True)
class Chosen:
    """The funnel and the day that a page looks at it from.

    The key is "" for every funnel. `stages` are those of the funnel (STAGES), `funnels` the names of all by key. `day`
    is never after the last day of the filters, and after today only where the address says so; `given` says whether
    the address names it; `refused` is what the address says of both and nobody understands.
    """

    key: str
    stages: pd.DataFrame
    funnels: dict[str, str]
    day: date
    given: bool
    refused: tuple[Refused, ...] = ()

    def ask(self, ctx: Context) -> FunnelAsk:
        """The question about this funnel over the days of the filters, up to the day looked from."""
        at = end_of_day(self.day, ctx.data.time_zone)
        return FunnelAsk(self.key, at, min(ctx.filters.first, self.day), self.day, locale=ctx.locale)

    def query(self, ctx: Context) -> Query:
        """What leads back here, or to another page with the same funnel, day and filters."""
        own = {"funnel": self.key or EVERY} | ({"asof": self.day.isoformat()} if self.given else {})
        return {**ctx.filters.to_query(), **own}

    def name(self, position: int, funnel: str = "") -> str:
        """The stage's name, in this funnel or in the one given."""
        rows = self.stages
        own = rows[(rows.position == position) & (rows.funnel == (funnel or self.key))]["name"]
        return str(own.iloc[0]) if len(own) else str(position)


def chosen(ctx: Context, *, every: bool = False) -> Chosen:
    """The funnel and day of the address, else the first funnel and the last day that the filters and data reach.

    A page that can bear `every` funnel at once is told of that by the key "".

    Ends the page with a notice where there is no funnel.
    """
    try:
        rows = stages(ctx.data, ctx.locale)
        if rows.empty:
            raise ReaderError(NO_FUNNEL)
    except ReaderError as error:
        st.info(error.to(ctx.locale))
        st.stop()
    return among(ctx, rows, every=every)


def among(ctx: Context, rows: pd.DataFrame, *, every: bool = False) -> Chosen:
    """The same among the funnels of these stages; the key is "" where there are none. Takes STAGES."""
    names = {str(key): _called(own) for key, own in rows.groupby("funnel", sort=False)}
    refused: list[Refused] = []
    key = one("funnel", FUNNEL_NAME, [*names, EVERY] if every else list(names), refused) or next(iter(names), "")
    usual, latest = ctx.filters.window.elapsed_last, _latest(ctx)
    day = _day(refused, latest)
    own = rows if key == EVERY else rows[rows.funnel == key].reset_index(drop=True)
    names = {**names, EVERY: ctx.say(_ALL)} if every and len(names) > 1 else names
    return Chosen("" if key == EVERY else key, own, names, day or usual, day is not None, tuple(refused))


def one(name: str, label: Text, known: Sequence[str], refused: list[Refused]) -> str:
    """The value that the address gives for `name`, when it is a known one; "" for none, and what is not known named."""
    given = [value for value in link.values(name) if value]
    refused += [Refused(label, value) for value in given if value not in known]
    return next((value for value in given if value in known), "")


def tabs(ctx: Context, label: Text, options: dict[str, str], current: str, to: dict[str, str]) -> str:
    """A row of links of which one is the current one, as HTML: `options` by key, and where each leads."""
    mark = ' aria-current="true"'
    links = (
        f'<a class="go"{mark if key == current else ""} href="{escape(to[key])}">{escape(said)}</a>'
        for key, said in options.items()
    )
    return f'<nav class="tabs stay" aria-label="{escape(ctx.say(label))}">{"".join(links)}</nav>'


def funnel_bar(ctx: Context, page: str, mine: Chosen, more: str = "") -> None:
    """The funnels as tabs, where there is more than one, the day looked from, and what else the page offers (HTML)."""
    to = {key: link.to(page, {**mine.query(ctx), "funnel": key}) for key in mine.funnels}
    shown = tabs(ctx, FUNNEL_NAME, mine.funnels, mine.key or EVERY, to) if len(mine.funnels) > 1 else ""
    with st.container(key="funnel_bar", horizontal=True, vertical_alignment="center", gap="small"):
        if shown or more:
            st.html(f'<div class="tabs-row">{shown}{more}</div>', width="content")
        st.html(f'<p class="hint">{escape(ctx.say(DAY_NAME))}</p>', width="content")
        _show_day(page, mine.day)
        st.date_input(
            ctx.say(DAY_NAME),
            key="pick_asof",
            format="YYYY-MM-DD",
            min_value=_EARLIEST,
            max_value=_latest(ctx),
            label_visibility="collapsed",
            width=140,
            on_change=_pick_day,
            args=(ctx.filters.window.elapsed_last,),
        )


def _called(own: pd.DataFrame) -> str:
    """A funnel by where it leads from and to: its key is the source's, and need not mean anything to a reader."""
    on_the_way = own[own.kind != "lost"]["name"]
    return f"{on_the_way.iloc[0]} → {on_the_way.iloc[-1]}" if len(on_the_way) else str(own.funnel.iloc[0])


def _latest(ctx: Context) -> date:
    """The last day that can be looked from: also after today within the period, for what the data know of it."""
    return max(ctx.filters.last, ctx.filters.window.elapsed_last)


def _day(refused: list[Refused], latest: date) -> date | None:
    for value in link.values("asof"):
        try:
            day = date.fromisoformat(value[:_LONGEST])
        except ValueError:
            refused.append(Refused(DAY_NAME, value))
            continue
        if _EARLIEST <= day <= latest:
            return day
        refused.append(Refused(DAY_NAME, value))
    return None


def _show_day(page: str, day: date) -> None:
    """As in the filter bar: set from the address, unless it stands there already."""
    if st.session_state.get("pick_asof_page") != page or st.session_state.get("pick_asof") != day:
        st.session_state["pick_asof_page"], st.session_state["pick_asof"] = page, day


def _pick_day(latest: date) -> None:
    day = st.session_state.get("pick_asof")
    link.put("asof", day.isoformat() if day and day != latest else None)

"""The list of deals: what it is narrowed to, how many there are, the rows, and all of them as a file."""

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from data_access.deals import deal_list, deal_totals
from domain.deals import ORDERS, STATUSES, Listed
from domain.metric import Unit
from domain.periods import just_after
from domain.written import exactly
from i18n import Text, exact
from ui import deal_filters, link
from ui.card import card, lead, note
from ui.columns import Column, Columns, csv
from ui.context import Context
from ui.deal_filters import MOST, PAGE, REASON_NOT_SAID, STATUS_NAME, Picked
from ui.deal_odds import ODDS, in_words, odds_of
from ui.funnels import EVERY, Chosen, tabs
from ui.grid import grid
from ui.pipeline_forecast_view import judge
from ui.team_view import seller

SEARCH = Text("搜索商机名称或编号", "Search by name or key")
LIST = Text("商机", "Deal")
_OF_STATUS = {
    "open": Text("在手商机", "Open deals"),
    "won": Text("赢单商机", "Won deals"),
    "lost": Text("丢单商机", "Lost deals"),
    "all": Text("商机", "Deals"),
}
FOUND = Text("{n} 个商机，合计 {amount}", "{n} deals, {amount} in all")
NOT_ALL = Text("这里是前 {n} 个。", "These are the first {n}.")
MORE = Text("显示更多", "Show more")
NONE = Text(
    "没有符合条件的商机。可移除条件、清空搜索或换一个状态。",
    "No deal matches. Remove a filter, clear the search or pick another status.",
)
CSV = Text("下载 CSV", "Download CSV")
CSV_ROWS = 50_000  # as many as a reader's question may have
_DAYS, _CLOSES, _CLOSED = (
    Text("阶段内天数", "Days in stage"),
    Text("预计成交", "Expected close"),
    Text("关闭日期", "Closed on"),
)
_DAY = 86_400  # seconds


def deal_table(ctx: Context, mine: Chosen) -> None:
    """Status, search, chips, and the deals that remain; a row leads to the deal's own page."""
    asked = deal_filters.picked(ctx, mine)
    _controls(ctx, mine, asked)
    deal_filters.chips_row(ctx, mine, asked)
    with card(ctx, _OF_STATUS[asked.ask.status]):
        total = deal_totals(ctx.data, ctx.filters, asked.ask).iloc[0]
        if not total["count"]:
            note(ctx.say(NONE))
            return
        lead(ctx.say(FOUND, n=exact(total["count"]), amount=exactly(total.amount, Unit.MONEY, ctx.locale)))
        rows = with_odds(ctx, mine, asked, deal_list(ctx.data, ctx.filters, asked.ask, asked.listed))
        grid(ctx, rows, columns(ctx, mine, asked))
        _below(ctx, mine, asked, int(total["count"]))


def shown(ctx: Context, mine: Chosen, asked: Picked, deals: pd.DataFrame) -> pd.DataFrame:
    """DEALS as the table has them: the stage's and status's name, days in the stage, and where each row leads."""
    until = pd.Timestamp(just_after(mine.ask(ctx).at))
    statuses = {key: ctx.say(name) for key, name in STATUSES.items()}
    here = asked.query(ctx, mine)
    return deals.assign(
        stage=[mine.name(place, funnel) for place, funnel in zip(deals.stage, deals.funnel, strict=True)],
        status=deals.status.map(statuses),
        days=(until - deals.since).dt.total_seconds() / _DAY,
        reason=deals.reason.replace("", ctx.say(REASON_NOT_SAID)),
        to=[link.to(PAGE, {**here, "deal": key}) for key in deals.key],
        to_rep=deals.rep_name.map(seller, na_action=None),
    )


def with_odds(ctx: Context, mine: Chosen, asked: Picked, deals: pd.DataFrame) -> pd.DataFrame:
    """The same with `odds` in figure and word, of open deals that are listed as such."""
    rows = shown(ctx, mine, asked, deals)
    if asked.ask.status != "open":
        return rows
    by = judge(ctx, mine)
    return rows.assign(odds=[in_words(ctx, one) for one in rows.key.map(odds_of(ctx, by, list(rows.key)))])


def columns(ctx: Context, mine: Chosen, asked: Picked) -> Columns:
    """The columns; those that sort say so by their heads, and the status is told only where there are several."""
    one = asked.ask.status
    names: dict[str, Column] = {"name": Column(LIST, link="to"), "stage": Column(ORDERS["stage"])}
    if one == "all":
        names["status"] = Column(STATUS_NAME)
    names |= {
        "amount": Column(ORDERS["amount"], Unit.MONEY),
        **({"odds": Column(ODDS)} if one == "open" else {}),
        "days": Column(_DAYS, Unit.INDEX),
        "close_on": Column({"open": _CLOSES, "won": _CLOSED, "lost": _CLOSED}.get(one, ORDERS["close_on"])),
        "region_name": Column(Text("区域", "Region")),
        "channel_name": Column(Text("渠道", "Channel")),
        "rep_name": Column(Text("销售", "Rep"), link="to_rep"),
    }
    if one in ("lost", "all"):
        names["reason"] = Column(deal_filters.REASON_NAME)
    by = {"days": "since"}
    return {name: _sorting(ctx, mine, asked, by.get(name, name), column) for name, column in names.items()}


def _sorting(ctx: Context, mine: Chosen, asked: Picked, by: str, column: Column) -> Column:
    if by not in ORDERS:
        return column
    here, now = asked.listed.by == by, asked.listed.ascending
    # the longest in a stage are those that entered it first
    upwards = now != (by == "since")
    sort = f"-{by}" if here and not now else by if here else f"-{by}" if by in ("since", "name", "stage") else by
    sorts = link.to(PAGE, asked.query(ctx, mine, sort=sort))
    return replace(column, sorts=sorts, sorted_by=("▲" if upwards else "▼") if here else "")


def _controls(ctx: Context, mine: Chosen, asked: Picked) -> None:
    statuses = {key: ctx.say(name) for key, name in STATUSES.items()}
    to = {key: link.to(PAGE, asked.query(ctx, mine, status=key)) for key in statuses}
    with st.container(key="deal_bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(tabs(ctx, STATUS_NAME, statuses, asked.ask.status, to), width="content")
        st.text_input(
            ctx.say(SEARCH),
            placeholder=ctx.say(SEARCH),
            max_chars=80,
            label_visibility="collapsed",
            key="q",
            bind="query-params",
            width=280,
            icon=":material/search:",
        )


def _below(ctx: Context, mine: Chosen, asked: Picked, total: int) -> None:
    """What is not on the page: how to see more of it, and all of it as a file."""
    with st.container(key="deal_foot", horizontal=True, vertical_alignment="center", gap="small"):
        if total > asked.listed.most:
            more = link.to(PAGE, asked.query(ctx, mine, rows=str(MOST)))
            leads = (
                f' <a class="go" href="{escape(more)}">{escape(ctx.say(MORE))}</a>' if asked.listed.most < MOST else ""
            )
            said = escape(ctx.say(NOT_ALL, n=exact(asked.listed.most)))
            st.html(f'<p class="more stay">{said}{leads}</p>', width="content")
        st.download_button(
            ctx.say(CSV),
            partial(_file, ctx, mine, asked),
            file_name=f"deals_{mine.key or EVERY}_{mine.day}.csv",
            mime="text/csv",
            key="deals_csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )


def _file(ctx: Context, mine: Chosen, asked: Picked) -> bytes:
    """All deals of the list, with their keys, to the limit of a question."""
    every = Listed(asked.listed.by, asked.listed.ascending, CSV_ROWS, ctx.locale)
    rows = with_odds(ctx, mine, asked, deal_list(ctx.data, ctx.filters, asked.ask, every))
    key: Columns = {"key": Column(Text("编号", "Key"))}
    return csv(rows, {**key, **columns(ctx, mine, asked)}, ctx.locale)

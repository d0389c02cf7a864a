"""A deal's own page: what it is, its life as a picture, and every change with what was before."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.deal_changes import changes, life
from charts.axes import Subject
from charts.timeline import deal_life
from data_access.deal_life import deal_facts, deal_history, deal_members
from data_access.stages import stages
from domain.deals import STATUSES
from domain.errors import ReaderError
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import end_of_day
from domain.pipeline import CATEGORIES
from domain.written import exactly
from i18n import Text, percent
from ui import link
from ui.card import Exhibit, card, note, show
from ui.columns import Column
from ui.context import Context
from ui.deal_events import event_list
from ui.deal_filters import OWN, PAGE, REASON_NAME, REASON_NOT_SAID
from ui.deal_odds import ODDS, odds_said
from ui.funnels import Chosen
from ui.team_view import seller

DEAL = Text("商机", "Deal")
LIFE, EVENTS = Text("历程", "Its life"), Text("变更记录", "Every change")
BACK = Text("‹ 返回商机明细", "‹ Back to the deals")
NOT_FOUND = Text("没有这个商机，或者它不在您的可见范围内。", "There is no such deal, or it is not in your scope.")
NO_HISTORY = Text(
    "这个商机没有创建日期，也没有历史记录，因此画不出历程。",
    "This deal has no creation date and no recorded history, hence no life to draw.",
)
NOW_ELSEWHERE = Text(
    "这个商机现在不在您的可见范围内；这里只有它在您范围内时的记录。",
    "This deal is no longer in your scope; here is what happened while it was.",
)
_LONGEST = 200
_PLAIN = {  # columns of DEAL_FACTS that are told as they stand
    "customer_name": Text("客户", "Customer"),
    "region_name": Text("区域", "Region"),
    "channel_name": Text("渠道", "Channel"),
    "partner_name": Text("经销商", "Partner"),
    "rep_name": Text("负责人", "Owner"),
    "product_line": Text("产品线", "Product line"),
    "created_on": Text("创建日期", "Created on"),
    "expected_close_on": Text("预计成交", "Expected close"),
    "closed_on": Text("关闭日期", "Closed on"),
    "forecast_category": Text("预测类别", "Forecast category"),
    "competitor": Text("竞争对手", "Competitor"),
}
_MEMBERS, _MEMBER = Text("协作", "Team"), Text("{name}（{role}，{share}）", "{name} ({role}, {share})")


def asked_for() -> str:
    """The key of the deal that the address names; "" when it asks for the list."""
    return next((value for value in link.values("deal") if value), "")


def deal_page(ctx: Context, mine: Chosen, key: str) -> None:
    """Everything that this reader may know of one deal; the same words where there is none and where it is foreign."""
    to = link.to(PAGE, {**mine.query(ctx), **_others()})
    st.html(f'<p class="back"><a class="go" href="{escape(to)}">{escape(ctx.say(BACK))}</a></p>')
    try:
        facts = deal_facts(ctx.data, key[:_LONGEST], ctx.locale)
        history = local_times(ctx, deal_history(ctx.data, key[:_LONGEST], ctx.locale))
        if facts.empty and history.empty:
            raise ReaderError(NOT_FOUND)
    except ReaderError as error:
        st.info(error.to(ctx.locale))
        return
    what, events = st.columns([3, 2])
    with what:
        _facts_box(ctx, mine, (key, facts))
        with card(ctx, LIFE):
            _life_box(ctx, history)
    with events, card(ctx, EVENTS):
        if history.empty:
            note(ctx.say(NO_HISTORY))
        else:
            event_list(ctx, changes(history), _own_stages(ctx, history))


def local_times(ctx: Context, history: pd.DataFrame) -> pd.DataFrame:
    """The history with its instants in the installation's time zone."""
    zone = ctx.data.time_zone
    ends = {
        name: history[name].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[us]")
        for name in ("from_at", "to_at")
    }
    return history.assign(**ends)


def _others() -> dict[str, list[str]]:
    """What the address says of the list, so that the way back leads to where the reader came from."""
    return {name: given for name in OWN if (given := link.values(name))}


def _facts_box(ctx: Context, mine: Chosen, asked: tuple[str, pd.DataFrame]) -> None:
    key, facts = asked
    with card(ctx, DEAL):
        if facts.empty:
            st.html(f'<div class="deal"><h3>{escape(key.partition(":")[2])}</h3></div>')
            note(ctx.say(NOW_ELSEWHERE))
            return
        deal = {str(name): value for name, value in facts.iloc[0].items()}
        own, status = _own_stages(ctx, facts), str(deal["outcome"])
        stage = str(dict(zip(own.position, own["name"], strict=True)).get(deal["stage"], deal["stage"]))
        head = (
            f'<div class="deal"><div><h3>{escape(str(deal["name"]))}</h3>'
            f'<p class="key">{escape(key)}</p></div>'
            f'<p class="worth">{escape(exactly(float(deal["amount"]), Unit.MONEY, ctx.locale))}</p>'
            f'<p class="state {escape(status)}">{escape(_state(stage, ctx.say(STATUSES[status])))}</p></div>'
        )
        st.html(head + _listed(ctx, mine, deal))


def _state(stage: str, status: str) -> str:
    return stage if stage == status else f"{stage} · {status}"


def _listed(ctx: Context, mine: Chosen, deal: dict[str, object]) -> str:
    key = str(deal["key"])
    category = deal["forecast_category"]
    called = ctx.say(CATEGORIES[category]) if category in CATEGORIES else category
    told = [(ctx.say(name), _said((deal | {"forecast_category": called})[column])) for column, name in _PLAIN.items()]
    if deal["outcome"] == "lost":
        told.append((ctx.say(REASON_NAME), _said(deal["reason"]) or ctx.say(REASON_NOT_SAID)))
    if deal["outcome"] == "open":
        told.append((ctx.say(ODDS), odds_said(ctx, mine, key)))
    told.append((ctx.say(_MEMBERS), _team(ctx, key)))
    to = {ctx.say(_PLAIN["rep_name"]): seller(deal["rep_name"])}
    rows = (
        f"<div><dt>{escape(name)}</dt><dd>{_leading(value, to.get(name, ''))}</dd></div>"
        for name, value in told
        if value
    )
    return f'<dl class="facts">{"".join(rows)}</dl>'


def _leading(said: str, to: str) -> str:
    return f'<a class="go" href="{escape(to)}">{escape(said)}</a>' if to else escape(said)


def _said(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _team(ctx: Context, key: str) -> str:
    members = deal_members(ctx.data, key[:_LONGEST], ctx.locale)
    said = [
        ctx.say(_MEMBER, name=one["rep_name"], role=one["role"], share=percent(one["credit_share"], decimals=0))
        for one in members.to_dict("records")
    ]
    return ("、" if ctx.locale == "zh" else ", ").join(dict.fromkeys(said))


def _life_box(ctx: Context, history: pd.DataFrame) -> None:
    until = end_of_day(ctx.today, "UTC")  # the history is in local time already
    if history.empty:
        note(ctx.say(NO_HISTORY))
        return
    frame = life(history, stages(ctx.data, ctx.locale), until)
    figure = deal_life(frame, ctx.locale, ctx.look, Subject(METRICS["won_amount"]))
    columns = {
        "at": Column(Text("自", "From")),
        "until": Column(Text("至", "Until")),
        "stage": Column(Text("阶段", "Stage")),
        "amount": Column(Text("金额", "Amount"), Unit.MONEY),
    }
    show(ctx, figure, frame, Exhibit("deal_life", columns))


def _own_stages(ctx: Context, of: pd.DataFrame) -> pd.DataFrame:
    every = stages(ctx.data, ctx.locale)
    return every[every.funnel.isin(of.funnel)].reset_index(drop=True)

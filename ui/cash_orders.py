"""The boxes of the cash page on orders: what is open and for how long, how the amounts tie, and which orders it is."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.order_to_cash import ageing, oldest, overdue_days, ties
from charts.ageing import ageing_bars
from charts.axes import Subject
from charts.rows import stretched
from data_access.cash import undelivered, unpaid
from data_access.freshness import require
from data_access.open_orders import as_of, delivering_channels
from data_access.receivables import largest_undelivered, largest_unpaid, unpaid_ages
from domain.ask import Ask
from domain.cash import AGE_NAMES, TIE_NAMES, TIE_TOTALS
from domain.metric import Unit
from domain.metrics import METRICS
from i18n import Text
from ui import link
from ui.card import Exhibit, behind, card, note, show
from ui.cash_view import CUT_NAME, CUTS, ORDERS, ORDERS_NAME, View
from ui.columns import Column, Columns
from ui.grid import grid
from ui.parts import FILTERED_BY, level, named, told

AGES, TIES = Text("已交付未回款的账龄", "Delivered, not paid, by age"), Text("金额勾稽", "How the amounts tie")
LARGEST = Text("金额最大的未结订单", "The largest open orders")
_AGES_HINT = Text(
    "按交付日计，截至 {day}；回款先冲抵最早的交付。点击一行筛选。",
    "Days since delivery, on {day}; receipts settle the oldest first. Click a row to narrow to it.",
)
_NONE_OPEN = Text("没有已交付未回款的金额。", "Everything delivered has been paid.")
_TIES_HINT = Text(
    "截至 {day} 的全部订单，逐单计算；预收款与超出订单的交付不抵其他订单。",
    "All orders up to {day}, one by one: an advance payment, or a delivery beyond its order, settles no other one.",
)
_NO_ORDERS = Text("没有这样的订单。", "There are no such orders.")
_OVERDUE_HINT = Text(
    "逾期最多的在前；逾期指已开票、未回款且已过到期日。",
    "The most overdue first; overdue is what was billed, is not paid and is past its due day.",
)
_FIRST_ROWS = Text("这里是前 {n} 个；其余见右上角。", "The first {n}; the others are behind the mark above.")
ROWS, TALL = 12, 330


def ageing_box(view: View) -> None:
    """What is delivered and not paid by days since delivery, per region or channel; a click narrows to it."""
    ctx = view.ctx
    with card(ctx, AGES):
        st.html(view.tabs(CUT_NAME, "cut", CUTS))
        require(ctx.data, "delivery", "receipt")
        dimension = level(ctx, view.cut)
        ages = named(ctx, view.cut, unpaid_ages(ctx.data, ctx.filters, Ask((), (dimension,), locale=ctx.locale)))
        frame = ageing(ages, dimension)
        if frame.empty:
            note(ctx.say(_NONE_OPEN))
            return
        told(oldest(frame, ctx.locale))
        st.html(f'<p class="hint">{escape(ctx.say(_AGES_HINT, day=as_of(ctx.filters)))}</p>')
        columns = {
            "name": Column(CUTS[view.cut]),
            **{age: Column(name, Unit.MONEY) for age, name in AGE_NAMES.items()},
            "unpaid": Column(METRICS["unpaid"].name, Unit.MONEY),
            "orders": Column(METRICS["unpaid_orders"].name, Unit.COUNT),
        }
        figure = stretched(ageing_bars(frame, ctx.locale, ctx.look, Subject(METRICS["unpaid"])), TALL)
        select = FILTERED_BY[view.cut]
        show(ctx, figure, frame, Exhibit(f"ageing_{view.cut}", columns, ("unpaid", "dso"), select))


def ties_box(view: View) -> None:
    """Signed, delivered and received, and what of each is still to come: they add up to the cent."""
    ctx = view.ctx
    with card(ctx, TIES):
        require(ctx.data, "order_line", "delivery", "receipt")
        signed, sent = (of(ctx.data, {"": ctx.filters}, Ask(()))[""].iloc[0] for of in (undelivered, unpaid))
        frame = ties(signed, sent)
        st.html(f'<p class="hint">{escape(ctx.say(_TIES_HINT, day=as_of(ctx.filters)))}</p>')
        names = {key: ctx.say(name) if key in TIE_TOTALS else f"　{ctx.say(name)}" for key, name in TIE_NAMES.items()}
        shown = frame.assign(name=frame.key.map(names))
        columns = {"name": Column(Text("项目", "Item")), "amount": Column(Text("金额", "Amount"), Unit.MONEY)}
        grid(ctx, shown, columns)
        behind(ctx, shown, Exhibit("ties", columns, ("undelivered", "unpaid")))


def orders_box(view: View) -> None:
    """The largest orders with something left to deliver, or to pay: the overdue ones first."""
    ctx = view.ctx
    with card(ctx, LARGEST):
        st.html(view.tabs(ORDERS_NAME, "orders", ORDERS))
        rows = overdue_days(_orders(view), pd.Timestamp(as_of(ctx.filters)))
        if rows.empty:
            note(ctx.say(_NO_ORDERS))
            return
        to = [link.to("deals", view.deals(deal=key)) if isinstance(key, str) else "" for key in rows.deal]
        columns = _order_columns(view, rows)
        if "overdue" in columns:
            st.html(f'<p class="hint">{escape(ctx.say(_OVERDUE_HINT))}</p>')
        grid(ctx, rows.assign(to=to).head(ROWS), columns)
        if len(rows) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS))}</p>')
        behind(ctx, rows, Exhibit(f"orders_{view.orders}", columns, (view.orders,)))


def _orders(view: View) -> pd.DataFrame:
    data, filters, locale = view.ctx.data, view.ctx.filters, view.ctx.locale
    if view.orders == "unpaid":
        require(data, "delivery", "receipt")
        return largest_unpaid(data, filters, locale)
    require(data, "order_line", "delivery")
    return largest_undelivered(data, filters, locale, tuple(delivering_channels(data).channel))


def _order_columns(view: View, rows: pd.DataFrame) -> Columns:
    since = Text("最早交付日", "Delivered since") if view.orders == "unpaid" else Text("下单日", "Ordered on")
    columns = {
        "order_id": Column(Text("订单", "Order")),
        "left": Column(ORDERS[view.orders], Unit.MONEY),
        "overdue": Column(Text("其中逾期", "Overdue"), Unit.MONEY),
        "days_overdue": Column(Text("逾期天数", "Days overdue"), Unit.COUNT),
        "customer_name": Column(Text("客户", "Customer")),
        "deal_name": Column(Text("商机", "Deal"), link="to"),
        "region_name": Column(Text("区域", "Region")),
        "channel_name": Column(Text("渠道", "Channel")),
        "since": Column(since),
        "days": Column(Text("已等待天数", "Days so far"), Unit.COUNT),
    }
    return {name: column for name, column in columns.items() if rows[name].notna().any()}

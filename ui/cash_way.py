"""The boxes of the cash page on deals: their way through the stages to cash, and with whom the delay lies."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.order_to_cash import leak, role_delays, with_whom
from analytics.time_in_stage import delay
from charts.delay import delay_bars
from charts.order_to_cash import cash_funnel
from data_access.deal_origins import deal_origins
from data_access.funnel_stays import late_stays
from data_access.order_to_cash import late_members
from domain.metric import Unit
from i18n import Locale, Text
from ui import kpi
from ui.card import Exhibit, behind, card, note, show
from ui.cash_view import MEASURE_NAME, MEASURES, PAGE, View
from ui.clicks import leading
from ui.columns import Column, Columns
from ui.funnels import funnel_bar
from ui.grid import grid
from ui.parts import told
from ui.provenance import history_told
from ui.team_view import seller

TILES = ("undelivered", "unpaid", "dso", "collection_rate")
WAY, DELAY = Text("从商机到回款", "From deal to cash"), Text("谁的阶段超期", "Whose stages take too long")
PEOPLE = Text("超期最多的人", "Longest delays, by person")
STAGE, ROLE = Text("阶段", "Stage"), Text("角色", "Role")
_WAY_HINT = Text(
    "期间首次进入各阶段的商机，截至 {day} 的去向；竖线为同期订单、交付、回款的账面金额。点击一个阶段查看商机。",
    "Deals that first entered each stage in the period, and where they were on {day}; ticks: what was ordered, "
    "delivered and received in the same days. Click a stage to see its deals.",
)
_WAY_HINT_DEALS = Text(
    "期间首次进入各阶段的商机，截至 {day} 的去向。点击一个阶段查看商机。",
    "Deals that first entered each stage in the period, and where they were on {day}. Click a stage to see its deals.",
)
_LEFT_OUT = Text(
    "不在此页：{names}（没有交付或回款阶段）。", "Not on this page: {names} (no stage of delivery or payment)."
)
_STAGE_COLUMNS = {  # what the bars do not say
    "name": Column(STAGE),
    "lead_role": Column(Text("主导", "Led by")),
    "count": Column(Text("进入", "Entered"), Unit.COUNT),
    "onward_count": Column(Text("已进入下一阶段", "Went on"), Unit.COUNT),
    "waiting_count": Column(Text("在途", "Waiting"), Unit.COUNT),
    "leaked_count": Column(Text("流失", "Leaked"), Unit.COUNT),
    "median_days": Column(Text("中位天数", "Median days"), Unit.INDEX),
    "expected_days": Column(Text("预期天数", "Expected"), Unit.INDEX),
    "booked": Column(Text("账面金额", "In the books"), Unit.MONEY, short=True),
}
_NOBODY = Text("期间没有商机进入任何阶段。", "No deal entered any stage in the period.")
_NO_DELAY = Text("没有停留超出预期天数。", "No stay took longer than expected.")
_DELAY_HINT = Text(
    "期间结束或至今未结束的阶段停留，超出预期天数的部分，记在该阶段的主导角色名下。",
    "Of stays that ended in the period or go on: days beyond what the stage is expected to take, by who leads it.",
)
_PEOPLE_HINT = Text(
    "停留结束时在商机上担任该角色的人。", "Who had that role on the deal when the stay ended, or has it now."
)
_FIRST_ROWS = Text("这里是前 {n} 人；其余见右上角。", "The first {n}; the others are behind the mark above.")
ROWS = 8


def bar(view: View) -> None:
    """The funnel, the day looked from, by amount or by count; which funnels are not on this page."""
    more = view.tabs(MEASURE_NAME, "by", MEASURES) if view.mine.key else ""
    funnel_bar(view.ctx, PAGE, view.mine, more)
    if view.mine.key and view.others:
        names = ("、" if view.ctx.locale is Locale.ZH else ", ").join(view.others)
        st.html(f'<p class="hint">{escape(view.ctx.say(_LEFT_OUT, names=names))}</p>')


def tiles(view: View) -> None:
    """Signed and not delivered, delivered and not paid, DSO and collection rate."""
    kpi.tile_row(view.ctx, TILES)


def way_box(view: View) -> None:
    """What entered each stage, went on, waits and leaked, beside what the books say."""
    ctx = view.ctx
    with card(ctx, WAY):
        if not view.mine.key:
            note(view.why)
            return
        frame = view.stages
        if not frame["count"].sum():
            note(ctx.say(_NOBODY))
            return
        told(leak(frame, ctx.locale))
        hint = _WAY_HINT if frame.booked.notna().any() and view.measure == "amount" else _WAY_HINT_DEALS
        said = (ctx.say(hint, day=view.mine.day), *history_told(ctx, deal_origins(ctx.data, ctx.filters, view.ask)))
        st.html(f'<p class="hint">{escape(" ".join(said))}</p>')
        figure = cash_funnel(frame, ctx.locale, ctx.look, view.subject())
        leads = leading("cash_funnel", "deals", lambda mark: view.deals(entered=mark[0]))
        show(ctx, figure, frame, Exhibit("cash_funnel", _way_columns(frame), leads=leads))
        grid(ctx, frame, {name: column for name, column in _STAGE_COLUMNS.items() if frame[name].notna().any()})


def _way_columns(frame: pd.DataFrame) -> Columns:
    parts = {"": Text("进入", "Entered"), "onward_": Text("已进入下一阶段", "Went on")}
    parts |= {"waiting_": Text("仍在途", "Waiting"), "leaked_": Text("已流失", "Leaked")}
    columns: dict[str, Column] = {"name": Column(STAGE), "lead_role": Column(Text("主导角色", "Led by"))}
    for part, name in parts.items():
        columns[f"{part}count"] = Column(Text(f"{name.zh} · 个数", f"{name.en} · deals"), Unit.COUNT)
        columns[f"{part}amount"] = Column(Text(f"{name.zh} · 金额", f"{name.en} · amount"), Unit.MONEY)
    columns |= {
        "median_days": Column(Text("停留中位天数", "Median days"), Unit.INDEX),
        "expected_days": Column(Text("预期天数", "Expected days"), Unit.INDEX),
        "booked": Column(Text("账面金额", "In the books"), Unit.MONEY),
    }
    return {name: column for name, column in columns.items() if frame[name].notna().any()}


def delay_box(view: View) -> None:
    """Days beyond expected by the role that leads the stage, and by the person."""
    ctx = view.ctx
    with card(ctx, DELAY):
        if not view.mine.key:
            note(view.why)
            return
        late = late_stays(ctx.data, ctx.filters, view.ask)
        frame = role_delays(delay(late), view.mine.stages, ctx.locale)
        if frame.empty:
            note(ctx.say(_NO_DELAY))
            return
        told((with_whom(frame, ctx.locale),))
        st.html(f'<p class="hint">{escape(ctx.say(_DELAY_HINT))}</p>')
        columns = {
            "role": Column(ROLE),
            "name": Column(STAGE),
            "stays": Column(Text("超期停留次数", "Late stays"), Unit.COUNT),
            "days": Column(Text("超出预期天数", "Days beyond"), Unit.INDEX),
            "share": Column(Text("占比", "Share"), Unit.SHARE),
        }
        show(ctx, delay_bars(frame, ctx.locale, ctx.look, view.subject()), frame, Exhibit("delay", columns))


def people_box(view: View) -> None:
    """The same days by person: the deal's member in the stage's leading role."""
    ctx = view.ctx
    with card(ctx, PEOPLE):
        frame = late_members(ctx.data, ctx.filters, view.ask) if view.mine.key else None
        if frame is None or frame.empty:
            note(view.why or ctx.say(_NO_DELAY))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_PEOPLE_HINT))}</p>')
        columns = {
            "rep_name": Column(Text("人员", "Person"), link="to_rep"),
            "role": Column(ROLE),
            "late": Column(Text("超期停留", "Late stays"), Unit.COUNT),
            "days": Column(Text("超出天数", "Days beyond"), Unit.COUNT),
            "amount": Column(Text("商机金额", "Amount"), Unit.MONEY, short=True),
        }
        rows = frame.assign(to_rep=frame.rep_name.map(seller, na_action=None))
        grid(ctx, rows.head(ROWS), columns)
        if len(frame) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS))}</p>')
        behind(ctx, rows, Exhibit("late_members", columns))

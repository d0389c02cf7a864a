"""The funnel itself: the sentence that names the bottleneck, how far deals come, how long they stay in each stage."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.bottleneck import sentence
from analytics.funnel import steps
from charts.funnel import funnel_bars
from charts.rows import stretched
from charts.time_in_stage import stay_ranges
from data_access.deal_origins import deal_origins
from domain.contracts_drawn import FUNNEL_STEPS, STAY_RANGES
from domain.funnel import CERTAIN
from domain.metric import Unit
from i18n import Text, exact
from ui import link
from ui.card import Exhibit, behind, card, note, show
from ui.clicks import leading
from ui.columns import Column
from ui.funnel_view import View
from ui.grid import grid
from ui.provenance import history_told

FUNNEL, TIME = Text("漏斗", "Funnel"), Text("阶段停留天数", "Days in stage")
STOCK = Text("在手商机在哪里", "Where open deals stand")
STAGE = Text("阶段", "Stage")
_COHORT = Text(
    "期间新建的 {n} 个商机，截至 {day} 走到了哪里；点击一个阶段查看商机。",
    "How far the {n} deals created in the period had come by {day}; click a stage to see them.",
)
_NOBODY = Text(
    "期间没有新建的商机。换一个期间，或放宽筛选。",
    "No deal was created in the period. Choose another one, or widen the filters.",
)
_NOBODY_LEFT = Text("期间没有商机推进离开任何阶段。", "No deal went on from any stage in the period.")
_TIME_HINT = Text(
    "深条到中位数，浅条到第 80 百分位，竖线为预期天数；只计推进离开的商机。",
    "Dark to the median, pale to the 80th percentile, tick: what is expected; of deals that went on.",
)
BESIDE, BESIDE_STAGE = 110, 93  # pixels: the funnel stands beside two boxes, which have a row for each open stage
_UNDATED = Text(
    "{n} 个在手商机没有创建日期，只计入今天的存量。",
    "{n} open deals have no creation date and count in today's stock only.",
)


def headline_box(view: View) -> None:
    """The bottleneck in one sentence, with what it costs."""
    rows = view.bottlenecks
    stages = zip(view.mine.stages.position, view.mine.stages["name"], strict=True)
    with st.container(key="funnel_headline"):
        names: dict[object, str] = {**dict(view.ctx.names.items()), **dict(stages)}
        said = sentence(rows, names, view.horizon, view.ctx.locale)
        judged = ((rows.entered >= CERTAIN) & rows.lost_money.notna()).any()
        kind = "" if view.worst else " fine" if judged else " unknown"
        st.html(f'<p class="headline{kind}">{escape(said)}</p>')


def funnel_box(view: View) -> None:
    """How far the deals created in the period came: a bar a stage; the bottleneck's way is marked."""
    ctx = view.ctx
    with card(ctx, FUNNEL):
        frame = _drawn(view)
        created = int(view.cohort["count"].sum())
        if not created:
            note(ctx.say(_NOBODY))
            return
        st.html(f'<p class="hint">{ctx.say(_COHORT, n=exact(created), day=view.mine.day)}</p>')
        subject = view.subject()
        columns = {
            "name": Column(STAGE),
            "value": Column(subject.metric.name, subject.metric.unit),
            "step": Column(Text("较上一阶段", "Of the stage before"), Unit.SHARE),
            "overall": Column(Text("占首阶段", "Of the first stage"), Unit.SHARE),
            "rate": Column(Text("观察期内转化", "Within the horizon"), Unit.SHARE),
            "reference": Column(Text("参考", "Reference"), Unit.SHARE),
        }
        leads = leading("funnel", "deals", lambda mark: view.deals(reached=mark[0]))
        figure = funnel_bars(frame, ctx.locale, ctx.look, subject)
        own = figure.layout.height
        beside = BESIDE + BESIDE_STAGE * int((view.mine.stages.kind == "open").sum())
        figure.update_layout(height=max(own, min(beside, round(own * 1.4))))
        show(ctx, figure, frame, Exhibit("funnel", columns, leads=leads))


def _drawn(view: View) -> pd.DataFrame:
    """FUNNEL_STEPS by the measure in use; rates and references are those of the way from the stage before."""
    rows = steps(view.cohort, view.mine.stages)
    known = view.bottlenecks[["position", "reference"]]
    ways = view.conversion.merge(known, how="left", left_on="from", right_on="position").set_index("to")
    amount = view.measure == "amount"
    values = {
        "key": rows.position.astype("str"),
        "name": rows["name"],
        "value": (rows.amount if amount else rows["count"]).astype("float64"),
        "step": rows.amount_of_previous if amount else rows.of_previous,
        "overall": rows.amount_overall if amount else rows.overall,
        **{name: rows.position.map(ways[name]).astype("float64") for name in ("rate", "reference")},
        "horizon": view.horizon,
        "leaks": rows.position.isin(ways.index[ways["from"] == view.worst]),
    }
    return FUNNEL_STEPS.coerce(pd.DataFrame(values))


def stock_box(view: View) -> None:
    """Where the open deals stand today: how many, worth what, how long already, and how many of them are stuck."""
    ctx = view.ctx
    with card(ctx, STOCK):
        stages = view.mine.stages[view.mine.stages.kind == "open"][["position", "name"]]
        stuck = view.stuck_totals.rename(columns={"count": "stuck", "amount": "stuck_amount"})
        rows = stages.merge(view.stock, how="left", on="position").merge(stuck, how="left", on="position")
        counts = rows[["count", "stuck"]].fillna(0)
        rows = rows.assign(**counts, to=[link.to("deals", view.deals(stage=str(one))) for one in rows.position])
        columns = {
            "name": Column(STAGE, link="to"),
            "count": Column(Text("商机", "Deals"), Unit.COUNT),
            "amount": Column(Text("金额", "Amount"), Unit.MONEY, short=True),
            "median_age": Column(Text("已停留（中位）", "Days so far (median)"), Unit.INDEX),
            "stuck": Column(Text("停滞", "Stuck"), Unit.COUNT),
            "stuck_amount": Column(Text("停滞金额", "Stuck amount"), Unit.MONEY, short=True),
        }
        grid(ctx, rows, columns)
        behind(ctx, rows, Exhibit("stock", columns))


def time_box(view: View) -> None:
    """Median and 80th percentile of the days in each stage, beside what is expected."""
    ctx, times = view.ctx, view.times
    with card(ctx, TIME):
        if not times.n.sum():
            note(ctx.say(_NOBODY_LEFT))
            return
        st.html(f'<p class="hint">{ctx.say(_TIME_HINT)}</p>')
        named = times.assign(key=times.position.astype("str"), name=[view.mine.name(one) for one in times.position])
        frame = STAY_RANGES.coerce(named)
        columns = {
            "name": Column(STAGE),
            "n": Column(Text("推进离开", "Went on"), Unit.COUNT),
            "median_days": Column(Text("中位天数", "Median days"), Unit.INDEX),
            "p80_days": Column(Text("80 分位天数", "80th percentile"), Unit.INDEX),
            "expected_days": Column(Text("预期天数", "Expected days"), Unit.INDEX),
        }
        figure = stretched(stay_ranges(frame, ctx.locale, ctx.look, view.subject()), 260)
        leads = leading("stay_ranges", "deals", lambda mark: view.deals(stage=mark[0]))
        show(ctx, figure, frame, Exhibit("stay_ranges", columns, leads=leads))


def provenance(view: View) -> None:
    """Where the history comes from that the page looks at, and what it cannot tell of."""
    ctx = view.ctx
    told = list(history_told(ctx, deal_origins(ctx.data, ctx.filters, view.ask)))
    if undated := int(view.stock.undated.sum()):
        told.append(ctx.say(_UNDATED, n=exact(undated)))
    if told:
        st.html(f'<p class="hint provenance">{escape(" ".join(told))}</p>')

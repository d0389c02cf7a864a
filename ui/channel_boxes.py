"""The boxes of the page on channels beside the scorecard: who grows and earns, costs, customers, seasons."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.channel_costs import buying, composition
from analytics.channel_scorecard import bubbles
from analytics.season import YEAR, seasonality
from charts.axes import Subject
from charts.buying import PARTS, buying_bars
from charts.channel_bubbles import growth_bubbles
from charts.composition import composition_bars
from charts.rows import stretched
from charts.season_heat import season_heat
from charts.worth import worth_bars
from config import settings
from data_access.freshness import begins, require
from data_access.metric_table import metric_table
from domain.ask import Ask
from domain.contracts_channels import WORTH
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain, fitting_grain
from i18n import Locale, Text
from ui.ask import measured
from ui.card import NOTHING_HERE, Exhibit, card, note, show
from ui.channel_view import BESIDE, BUYING, View
from ui.columns import Column, of_metric
from ui.parts import named

BUBBLES, COSTS = Text("谁在增长，谁在赚钱", "Who grows, who earns"), Text("费用结构", "What the cost is made of")
WORTH_NAME = Text("客户价值、获客成本与回收期", "Lifetime value, acquisition cost and payback")
NEW, NEW_BY = (
    Text("新客与复购", "New and repeat revenue"),
    Text("各渠道的新客与复购", "New and repeat revenue by channel"),
)
SEASONS = Text("季节性", "Seasonality")
COST_KINDS = {
    "marketing": Text("营销", "Marketing"),
    "people": Text("人员", "People"),
    "logistics": Text("物流", "Logistics"),
    "rebate": Text("返利", "Rebates"),
    "other": Text("其他", "Other"),
}
_NAME = Text("渠道", "Channel")
_BUBBLES_HINT = Text(
    "横轴增长，纵轴贡献，面积为销售额；零线以下费用高于毛利。点击筛选。",
    "Right: growth; up: contribution; area: revenue. Below the line cost exceeds margin. Click to narrow.",
)
_NOT_DRAWN = Text(
    "未画出：{names}（没有可比的同期，或对比期内才上线）。",
    " Not drawn: {names} (no comparable period, or launched within it).",
)
_WORTH_HINT = Text(
    "整条为客户生命周期价值，左侧实色部分为获客成本；批发与零售客户的价值相差悬殊，各条按自身价值为满格。",
    "The whole bar is a customer's lifetime value, its left part what winning one cost; each bar is scaled to its own "
    "value, since wholesale and retail differ a hundredfold.",
)
_NEW_HINT = Text(
    "新客：买家首单当日的销售额；复购：可识别买家之后的销售额。",
    "New: revenue on the day of a buyer's first order; repeat: what identified buyers bought later.",
)
_SEASON_HINT = Text(
    "100 为全年月均；按最近 {years} 个完整年度的指数平均；灰字：只有一个完整年度，其增长也在指数里。{festival}",
    "100 is the mean month; mean of the indices of up to {years} whole years. Grey: one whole year only, so growth is "
    "in the index too. {festival}",
)
_FESTIVAL = Text(
    "春节在 1 月与 2 月之间移动，两月合并计。",
    "January and February are told as one, since the Spring Festival moves between them.",
)
_NO_YEAR = Text(
    "还没有一个渠道有完整一年的销售：数据自 {day} 起。",
    "No channel has sold for a whole year yet: the data begin on {day}.",
)
_NO_BUBBLES = Text(
    "增长或贡献未知：需要可比的同期、成本与渠道费用。",
    "Growth or contribution is not known: both periods, costs of goods and channel costs are needed.",
)
_NO_COST = Text("所选范围没有渠道费用。", "Nothing was spent on channels in the selection.")
TALL, BESIDE_BUBBLES = 300, 420
MOST_YEARS = 3


def bubbles_box(view: View) -> None:
    """Growth × contribution, sized by revenue; a click narrows to the channel."""
    ctx = view.ctx
    with card(ctx, BUBBLES):
        if reason := view.missing("contribution"):
            note(reason)
            return
        frame = bubbles(view.scores, view.beside.value)
        gone = view.table[~view.table[view.dimension].fillna("").isin(frame.key)][f"{view.dimension}_name"]
        said = ctx.say(_BUBBLES_HINT)
        if len(gone):
            said += ctx.say(_NOT_DRAWN, names=("、" if ctx.locale is Locale.ZH else ", ").join(gone))
        st.html(f'<p class="hint">{escape(said)}</p>')
        figure = growth_bubbles(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"], against=view.beside))
        columns = {
            "name": Column(_NAME),
            "growth": Column(BESIDE[view.beside], Unit.SHARE, signed=True),
            "contribution": of_metric("contribution"),
            "revenue": of_metric("revenue"),
        }
        exhibit = Exhibit("channel_bubbles", columns, ("contribution", "revenue"), "channel", _NO_BUBBLES)
        show(ctx, figure, frame, exhibit)


def costs_box(view: View) -> None:
    """Shares of the kinds of cost per channel, and cost as a share of revenue."""
    ctx = view.ctx
    with card(ctx, COSTS):
        require(ctx.data, "channel_cost")
        ask = Ask(("channel_cost",), (view.dimension, "cost_kind"), locale=ctx.locale)
        spent = metric_table(ctx.data, ctx.filters, ask).rename(columns={"channel_cost": "amount", "cost_kind": "part"})
        if spent.empty:
            note(ctx.say(_NO_COST))
            return
        sold = view.table.set_index(view.table[view.dimension].fillna("")).revenue
        parts = spent.assign(key=spent[view.dimension].fillna(""), name=spent[f"{view.dimension}_name"])
        whole = parts.groupby("key").amount.sum()
        shares = whole / sold.reindex(whole.index).where(lambda revenue: revenue > 0)
        rates = {str(key): float(share) for key, share in shares.items()}
        kinds = {key: ctx.say(name) for key, name in COST_KINDS.items()}
        kinds |= {part: part for part in spent.part.dropna().unique() if part not in kinds}
        frame = composition(parts, kinds, rates)
        columns = {
            "name": Column(_NAME),
            "part_name": Column(Text("费用类别", "Kind of cost")),
            "amount": of_metric("channel_cost"),
            "share": Column(Text("占费用", "Of cost"), Unit.SHARE),
            "rate": Column(Text("费用占销售额", "Cost of revenue"), Unit.SHARE),
        }
        figure = stretched(
            composition_bars(frame, ctx.locale, ctx.look, Subject(METRICS["channel_cost"])), BESIDE_BUBBLES
        )
        show(ctx, figure, frame, Exhibit("channel_costs", columns, ("channel_cost",), "channel", _NO_COST))


def worth_box(view: View) -> None:
    """Lifetime value against acquisition cost, and payback, per channel."""
    ctx = view.ctx
    with card(ctx, WORTH_NAME):
        table = measured(ctx, Ask(("clv", "cac", "payback"), (view.dimension,), locale=ctx.locale))
        table = named(ctx, "channel", table)
        if table.empty:
            note(ctx.say(NOTHING_HERE))
            return
        own = table.rename(columns={view.dimension: "key", f"{view.dimension}_name": "name"}).fillna({"key": ""})
        own = own.assign(**{key: float("nan") for key in ("cac", "payback") if key not in own})
        own = own[own.clv.notna()].assign(times=own.clv / own.cac.where(own.cac > 0))
        frame = WORTH.coerce(own.sort_values("times", ascending=False, na_position="last", kind="stable"))
        st.html(f'<p class="hint">{escape(ctx.say(_WORTH_HINT))}</p>')
        columns = {"name": Column(_NAME), **{key: of_metric(key) for key in ("clv", "cac", "payback")}}
        figure = stretched(worth_bars(frame, ctx.locale, ctx.look, Subject(METRICS["clv"])), TALL)
        show(ctx, figure, frame, Exhibit("channel_worth", columns, ("clv", "cac", "payback"), "channel"))


def buying_box(view: View) -> None:
    """New against repeat revenue step by step."""
    ctx = view.ctx
    with card(ctx, NEW):
        grain = fitting_grain(ctx.filters.first, ctx.filters.last)
        steps = view.buying.groupby("period")[list(BUYING)].sum(min_count=1).reset_index()
        frame = buying(steps, ctx.filters.window, grain)
        st.html(f'<p class="hint">{escape(ctx.say(_NEW_HINT))}</p>')
        columns = {"period": Column(Text("期间", "Period"), grain=grain)}
        columns |= {part: Column(name, Unit.MONEY) for part, name in PARTS.items()}
        figure = buying_bars(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"], grain))
        show(ctx, figure, frame, Exhibit("channel_buying", columns, ("new_revenue", "repeat_revenue")))


def buying_by_box(view: View) -> None:
    """New against repeat revenue per channel."""
    ctx = view.ctx
    with card(ctx, NEW_BY):
        rows = view.buying
        if rows.empty:
            note(ctx.say(NOTHING_HERE))
            return
        rows = rows.assign(key=rows[view.dimension].fillna(""), name=rows[f"{view.dimension}_name"])
        table = rows.groupby(["key", "name"])[list(BUYING)].sum().reset_index()
        nobody = table.revenue - table.new_revenue - table.repeat_revenue
        amounts = {"again": table.repeat_revenue, "first": table.new_revenue, "nobody": nobody}
        parts = [table[["key", "name"]].assign(part=part, amount=amount) for part, amount in amounts.items()]
        shown = {part: ctx.say(name) for part, name in PARTS.items()}
        rates = dict(zip(table.key, table.repeat_revenue / table.revenue.where(table.revenue > 0), strict=True))
        frame = composition(pd.concat(parts, ignore_index=True), shown, rates)
        columns = {
            "name": Column(_NAME),
            "part_name": Column(Text("买家", "Buyers")),
            "amount": of_metric("revenue"),
            "share": Column(Text("占销售额", "Of revenue"), Unit.SHARE),
        }
        figure = stretched(composition_bars(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"])), TALL)
        show(ctx, figure, frame, Exhibit("channel_buying_by", columns, ("new_revenue", "repeat_revenue"), "channel"))


def season_box(view: View) -> None:
    """The index of each month of the year per channel, over whole years."""
    ctx = view.ctx
    with card(ctx, SEASONS):
        require(ctx.data, "order_line")
        began = begins(ctx.data, ("order_line",))
        _, last = view.full_months(0)
        whole = ((last.year - began.year) * YEAR + last.month - began.month + (began.day <= 7)) // YEAR
        years = min(whole, MOST_YEARS)
        if years < 1:
            note(ctx.say(_NO_YEAR, day=began.date()))
            return
        first, last = view.full_months(years * YEAR)
        over = ctx.filters.between(first.date(), last.date())
        table = metric_table(ctx.data, over, Ask(("revenue",), (view.dimension,), Grain.MONTH, locale=ctx.locale))
        festival = settings().country == "CN"
        frame = seasonality(_whole(named(ctx, "channel", table), view.dimension), view.dimension, festival=festival)
        said = ctx.say(_SEASON_HINT, years=years, festival=ctx.say(_FESTIVAL) if festival else "")
        st.html(f'<p class="hint">{escape(said)}</p>')
        columns = {
            "name": Column(_NAME),
            "month": Column(Text("月份", "Month"), Unit.COUNT),
            "level": Column(Text("指数", "Index"), Unit.INDEX),
            "years": Column(Text("完整年数", "Whole years"), Unit.COUNT),
        }
        figure = season_heat(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"]))
        empty = Text(_NO_YEAR.zh.format(day=began.date()), _NO_YEAR.en.format(day=began.date()))
        with st.container(key="wide_chart"):
            show(ctx, figure, frame, Exhibit("channel_season", columns, ("revenue",), "channel", empty))


def _whole(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The table with a row for every channel and month, those without sales at 0; the largest channel first."""
    months = sorted(table.period.unique())
    size = table.groupby(dimension).revenue.sum().sort_values(ascending=False)
    names = table.drop_duplicates(dimension).set_index(dimension)[f"{dimension}_name"]
    every = pd.MultiIndex.from_product([size.index, months], names=[dimension, "period"])
    filled = table.dropna(subset=[dimension]).set_index([dimension, "period"]).revenue.reindex(every, fill_value=0.0)
    found = filled.reset_index()
    return found.assign(**{f"{dimension}_name": found[dimension].map(names)})

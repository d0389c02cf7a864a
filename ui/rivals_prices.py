"""The boxes on prices of the page on channels against each other: corridors, and what volumes make of price gaps."""

from html import escape

import pandas as pd
import streamlit as st

from charts.corridor import corridor_rows
from charts.elasticity import elasticity_intervals
from domain.contracts_rivals import ELASTICITIES
from domain.metric import Unit
from domain.rivals import FEWEST_CELLS, FEWEST_MONTHS, FEWEST_PRODUCTS, LEAST_MOVE
from domain.written import written
from i18n import Locale, Text, exact, percent
from ui import link
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column
from ui.grid import grid
from ui.rivals_boxes import SUBJECT
from ui.rivals_view import MONTHS, PAGE, View

PRODUCTS, CORRIDOR = Text("价格最受冲击的产品", "Products at stake"), Text("价格走廊", "Price corridor")
ELASTICITY = Text("价格弹性", "Price elasticity")
_STAKE = Text("{n} 个产品有低于限价的销售，{name}最多：{money}。",
              "{n} products were sold below their limit, {name} most of all: {money}.")  # fmt: skip
_STAKE_HINT = Text(
    "低于限价：单价比渠道价目低 {gap} 以上，或低于底价；促销与退货不计。点击产品看各渠道单价。",
    "Below the limit: more than {gap} below the channel's list price, or below the floor; without promotions and "
    "returns. Click a product for its prices by channel.",
)
_CLEAN = Text("没有产品以低于限价的价格售出。", "No product was sold below its limit.")
_NO_SALES = Text("所选范围没有正常售出的产品。", "Nothing was sold without a promotion in the selection.")
_LOWEST = Text(
    "{product}：{channel}的中位价为 {price}，{way}；共 {money} 低于限价。",
    "{product}: the median in {channel} is {price}, {way}; {money} were sold below the limit.",
)
_UNDER, _OVER = (
    Text("低于参考价 {gap}", "{gap} below its reference"),
    Text("高于参考价 {gap}", "{gap} above its reference"),
)
_AT = Text("与参考价持平", "at its reference")
_PLAIN = Text("{product}：没有参考价可比。", "{product}: there is no reference to hold prices against.")
_STRONG = Text(
    "{a}比{b}每贵 1%，销量变化 {slope}%（95% 区间 {low} 到 {high}）：各渠道对里最清楚的效应。",
    "For each 1 % that {a} is dearer than {b}, its volume moves by {slope} % (95 %: {low} to {high}): the clearest "
    "effect of all pairs.",
)
_COUNT = Text(
    "{n} 个渠道对可识别，其中 {told} 个的区间不含 0（纯属偶然约有 {chance} 个）；{lost} 个不可识别{why}。",
    "{n} pairs are identifiable; in {told} the interval leaves out 0 (by chance about {chance} would); {lost} are not "
    "identifiable{why}.",
)
_NO_EFFECT = Text(
    "没有一对渠道能看出价格效应。", "No pair of channels shows a price effect that can be told from none."
)
_HOW = Text(
    "最近 {months} 个整月、销售额最大的产品：对数销量对对数价差回归，含产品与月份效应，按产品聚类；是相关，不是实验。",
    "The last {months} whole months of the largest products: log volume over log price gap with product and month "
    "effects, errors clustered by product. An association, not an experiment.",
)
_WHY = Text("（{names}）", ": {names}")
_UNKNOWN = Text("不可识别：{names}。", "Not identifiable: {names}.")
_NONE = Text("不可识别：没有两个渠道在售同样的产品。", "Not identifiable: no two channels sell the same products.")
REASONS = {
    "": Text("可识别", "identifiable"),
    "cells": Text(f"共同的产品 × 月份少于 {FEWEST_CELLS}", f"fewer than {FEWEST_CELLS} products × months in common"),
    "products": Text(f"共同产品少于 {FEWEST_PRODUCTS} 个", f"fewer than {FEWEST_PRODUCTS} products in common"),
    "months": Text(f"共同月份少于 {FEWEST_MONTHS} 个", f"fewer than {FEWEST_MONTHS} months in common"),
    "spread": Text(f"价差几乎没变（标准差低于 {LEAST_MOVE:.0%}）",
                   f"the price gap hardly moved (s.d. below {LEAST_MOVE:.0%})"),
}  # fmt: skip
_LISTED, _DRAWN = 12, 10
_STILL = 0.0005  # of a price: less is none


def products_box(view: View) -> None:
    """The products by the revenue that was sold below its limit; a click chooses one."""
    ctx = view.ctx
    with card(ctx, PRODUCTS):
        rows = view.at_stake
        if rows.empty:
            note(ctx.say(_NO_SALES))
            return
        hit = int((rows.at_stake > 0).sum())
        first = rows.iloc[0]
        money = written(first.at_stake, Unit.MONEY, ctx.locale)
        lead(ctx.say(_STAKE, n=hit, name=first.product_name, money=money) if hit else ctx.say(_CLEAN))
        gap = percent(view.balance.terms.rules.gap, decimals=0)
        st.html(f'<p class="hint">{escape(ctx.say(_STAKE_HINT, gap=gap))}</p>')
        columns = {
            "product_name": Column(Text("产品", "Product"), link="to"),
            "at_stake": Column(Text("低于限价", "Below the limit"), Unit.MONEY, short=True),
            "revenue": Column(Text("销售额", "Revenue"), Unit.MONEY, short=True),
            "share": Column(Text("占比", "Share"), Unit.SHARE, short=True, meter=True),
        }
        to = [link.to(PAGE, view.query(product=key)) for key in rows["product"]]
        shown = rows.assign(share=rows.at_stake / rows.revenue.where(rows.revenue > 0), to=to)
        grid(ctx, shown.head(_LISTED), columns)
        behind(ctx, shown, Exhibit("at_stake", columns, ("revenue",)))


def corridor_box(view: View) -> None:
    """How the unit price of the chosen product is spread in each channel, against reference and floor."""
    ctx = view.ctx
    with card(ctx, CORRIDOR):
        if not view.shown or view.corridor.empty:
            note(ctx.say(_NO_SALES))
            return
        lead(_cornered(view))
        money = Unit.MONEY_EACH
        columns = {
            "channel_name": Column(Text("渠道", "Channel")),
            "lines": Column(Text("订单行", "Lines"), Unit.COUNT),
            "mean": Column(Text("均价", "Mean price"), money),
            "low": Column(Text("5% 分位", "5 %"), money),
            "lower": Column(Text("25% 分位", "25 %"), money),
            "middle": Column(Text("中位价", "Median"), money),
            "upper": Column(Text("75% 分位", "75 %"), money),
            "high": Column(Text("95% 分位", "95 %"), money),
            "reference": Column(Text("参考价", "Reference"), money),
            "floor": Column(Text("底价", "Floor"), money),
            "at_stake": Column(Text("低于限价的销售额", "Sold below the limit"), Unit.MONEY),
        }
        figure = corridor_rows(view.corridor, ctx.locale, ctx.look, SUBJECT)
        show(ctx, figure, view.corridor, Exhibit("corridor", columns, ("revenue",)))


def _cornered(view: View) -> str:
    ctx, rows = view.ctx, view.corridor
    product = view.at_stake.set_index("product").product_name[view.shown]
    known = rows[rows.reference > 0]
    if known.empty:
        return ctx.say(_PLAIN, product=product)
    gaps = (known.middle / known.reference - 1).to_numpy()
    row, gap = known.iloc[int(gaps.argmin())], float(gaps.min())
    return ctx.say(
        _LOWEST,
        product=product,
        channel=row.channel_name,
        price=written(row.middle, Unit.MONEY_EACH, ctx.locale),
        way=ctx.say(_AT) if abs(gap) < _STILL else ctx.say(_UNDER if gap < 0 else _OVER, gap=percent(abs(gap))),
        money=written(rows.at_stake.sum(), Unit.MONEY, ctx.locale),
    )


def elasticity_box(view: View) -> None:
    """How volumes answer to price gaps, pair by pair, with intervals; what cannot be identified says why."""
    ctx = view.ctx
    with card(ctx, ELASTICITY):
        rows = view.elasticities
        known, lost = rows[rows.reason == ""], rows[rows.reason != ""]
        if known.empty:
            note(ctx.say(_NONE) if lost.empty else ctx.say(_UNKNOWN, names=ctx.say(REASONS[lost.reason.iloc[0]])))
            return
        told = _clearest(known[(known.low > 0) | (known.high < 0)])
        counts = {"n": len(known), "told": len(told), "chance": exact(len(known) * 0.05), "lost": len(lost)}
        counts["why"] = _lost(view, lost)
        lead((_strongest(view, told.iloc[0]) if len(told) else ctx.say(_NO_EFFECT), ctx.say(_COUNT, **counts)))
        st.html(f'<p class="hint">{escape(ctx.say(_HOW, months=MONTHS))}</p>')
        quiet = known[~known.index.isin(told.index)]
        drawn = ELASTICITIES.coerce(_stacked(told, quiet))
        figure = elasticity_intervals(drawn, ctx.locale, ctx.look, SUBJECT)
        why = rows.reason.map({reason: ctx.say(said) for reason, said in REASONS.items()})
        show(ctx, figure, rows.assign(why=why), Exhibit("elasticity", _ELASTICITY))


_ELASTICITY = {
    "a_name": Column(Text("渠道", "Channel")),
    "b_name": Column(Text("对比渠道", "Against")),
    "estimate": Column(Text("弹性", "Elasticity"), Unit.INDEX),
    "low": Column(Text("95% 下限", "95 %, low"), Unit.INDEX),
    "high": Column(Text("95% 上限", "95 %, high"), Unit.INDEX),
    "cells": Column(Text("产品 × 月份", "Products × months"), Unit.COUNT),
    "products": Column(Text("产品", "Products"), Unit.COUNT),
    "months": Column(Text("月份", "Months"), Unit.COUNT),
    "spread": Column(Text("价差变动（标准差）", "Price gap moved by (s.d.)"), Unit.SHARE),
    "why": Column(Text("能否识别", "Identifiable")),
}


def _stacked(told: pd.DataFrame, quiet: pd.DataFrame) -> pd.DataFrame:
    """Pairs in which an effect can be told before those in which none can; _DRAWN of them."""
    return pd.concat([told, quiet], ignore_index=True).head(_DRAWN)


def _lost(view: View, lost: pd.DataFrame) -> str:
    """Why pairs are not identifiable, with how many for each reason; "" where all are."""
    if lost.empty:
        return ""
    counted = lost.reason.value_counts()
    said = [f"{view.ctx.say(REASONS[str(reason)])} ({count})" for reason, count in counted.items()]
    return view.ctx.say(_WHY, names=("；" if view.ctx.locale is Locale.ZH else "; ").join(said))


def _clearest(told: pd.DataFrame) -> pd.DataFrame:
    """The pairs with the estimate farthest from nothing, measured by its interval, first."""
    return told.loc[(told.estimate.abs() / (told.high - told.low)).sort_values(ascending=False).index]


def _strongest(view: View, row: pd.Series) -> str:
    parts = {name: exact(row[key], decimals=1, signed=True)
             for name, key in (("slope", "estimate"), ("low", "low"), ("high", "high"))}  # fmt: skip
    return view.ctx.say(_STRONG, a=row.a_name, b=row.b_name, **parts)

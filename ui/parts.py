"""How sales divide over regions, channels and products: one ranking per dimension, shared by the boxes of a page."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd

from analytics.attribution import contributions
from analytics.ranking import folded, mix, ranking
from analytics.tree import itself, level_below
from data_access.freshness import begins
from data_access.metric_table import metric_table
from data_access.options import members
from domain.ask import Ask, Compare
from domain.metrics import why_not
from i18n import Text
from ui.ask import headline
from ui.card import lead
from ui.context import Context

AGAINST = Compare.LAST_YEAR
TREES = ("region", "channel")
NAMES = {
    "region": Text("区域", "Region"),
    "channel": Text("渠道", "Channel"),
    "product_line": Text("产品线", "Product line"),
    "product": Text("产品", "Product"),
}
FILTERED_BY = {"region": "region", "channel": "channel", "product_line": "line", "product": None}  # a click narrows it
YEAR = timedelta(days=364)
_ONE_ONLY = Text("全部来自{name}，因此按产品线看。", "All of it comes from {name}, hence by product line.")
_TOO_YOUNG = Text(
    "没有可比的去年同期：数据自 {day} 起。", "There is no comparable period last year: the data begin on {day}."
)
_NONE_THEN = Text(
    "所选范围在去年同期没有销售，无从比较。", "The selection had no sales in the same period last year to compare with."
)


def level(ctx: Context, name: str) -> str:
    """The dimension to divide by: in a tree the level below what is chosen, else the dimension itself."""
    if name not in TREES:
        return name
    return level_below(members(ctx.data, name), name, getattr(ctx.filters, name))


def sales_by(ctx: Context, name: str, *compare: Compare) -> pd.DataFrame:
    """RANKING of the headline figure by one of NAMES, beside last year and what else is asked for."""

    def ranked() -> pd.DataFrame:
        dimension, key = level(ctx, name), headline(ctx).key
        ask = Ask((key,), (dimension,), compare=(AGAINST, *compare), locale=ctx.locale)
        return ranking(named(ctx, name, metric_table(ctx.data, ctx.filters, ask)), dimension, key)

    return _kept(ctx, ("sales_by", name, *compare), ranked)


def changes_by(ctx: Context, name: str, rows: int) -> pd.DataFrame:
    """CONTRIBUTIONS of the headline figure's change on last year by one of NAMES, the first `rows` of them."""
    return _kept(ctx, ("changes_by", name, rows), lambda: contributions(sales_by(ctx, name), AGAINST, rows, ctx.locale))


def shares_by(ctx: Context, name: str, rows: int) -> pd.DataFrame:
    """MIX of the headline figure by one of NAMES, the first `rows` members and the others as one."""
    return _kept(ctx, ("shares_by", name, rows), lambda: mix(folded(sales_by(ctx, name), rows, ctx.locale)))


def _kept(ctx: Context, what: tuple[object, ...], run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """A frame shaped once for each selection and language: a click on what was seen before shapes nothing anew."""
    return ctx.data.cache(ctx.data.key(*what, ctx.filters, ctx.locale), run)


def divided(ctx: Context, tree: str) -> tuple[str, pd.DataFrame, str]:
    """How a tree's box is best divided: by one of NAMES, its RANKING, and why it is not the tree itself ("" if it is).

    A tree with one member only would make a box of one full bar: product lines say more.
    """
    frame = sales_by(ctx, tree)
    if len(frame) != 1 or why_not(headline(ctx).key, ("product_line",)):
        return tree, frame, ""
    lines = sales_by(ctx, "product_line")
    if len(lines) < 2:
        return tree, frame, ""
    return "product_line", lines, ctx.say(_ONE_ONLY, name=frame["name"].iloc[0])


def incomparable(ctx: Context, ranked: pd.DataFrame) -> str:
    """Why nothing can be held against last year, in words; "" when it can. Takes RANKING."""
    if ranked.empty or ranked.last_year.notna().any():
        return ""
    began = begins(ctx.data, headline(ctx).facts)
    if began.date() > ctx.filters.first - YEAR:
        return ctx.say(_TOO_YOUNG, day=began.date())
    return ctx.say(_NONE_THEN)


def named(ctx: Context, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The metric table by that level; a chosen node that stands among its own parts says so."""
    return itself(table, level(ctx, name), getattr(ctx.filters, name), ctx.locale) if name in TREES else table


def told(findings: tuple[str, ...]) -> None:
    """The sentence above a figure, where there is one."""
    if findings:
        lead(findings)

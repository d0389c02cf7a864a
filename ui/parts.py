"""How revenue divides over regions, channels and products: one ranking per dimension, shared by the boxes of a page."""

import pandas as pd

from analytics.ranking import ranking
from analytics.tree import itself, level_below
from data_access.metric_table import metric_table
from data_access.options import members
from domain.ask import Ask, Compare
from i18n import Text
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


def level(ctx: Context, name: str) -> str:
    """The dimension to divide by: in a tree the level below what is chosen, else the dimension itself."""
    if name not in TREES:
        return name
    return level_below(members(ctx.data, name), name, getattr(ctx.filters, name))


def revenue_by(ctx: Context, name: str, *compare: Compare) -> pd.DataFrame:
    """RANKING of revenue by one of NAMES, beside last year and what else is asked for."""
    dimension = level(ctx, name)
    ask = Ask(("revenue",), (dimension,), compare=(AGAINST, *compare), locale=ctx.locale)
    return ranking(named(ctx, name, metric_table(ctx.data, ctx.filters, ask)), dimension, "revenue")


def named(ctx: Context, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The metric table by that level; a chosen node that stands among its own parts says so."""
    return itself(table, level(ctx, name), getattr(ctx.filters, name), ctx.locale) if name in TREES else table


def told(findings: tuple[str, ...]) -> None:
    """The sentence above a figure, where there is one."""
    if findings:
        lead(findings)

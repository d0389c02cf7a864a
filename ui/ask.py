"""Questions to the metric table that bear what an installation does not measure."""

from dataclasses import replace

import pandas as pd

from data_access.freshness import require
from data_access.metric_table import metric_table
from domain.ask import Ask
from domain.errors import NotMeasured
from domain.metric import Metric
from domain.metrics import metric, why_not
from ui.context import Context


def headline(ctx: Context) -> Metric:
    """What the pages are about: revenue, or the won amount where the data hold deals and no order lines."""
    try:
        require(ctx.data, *metric("revenue").facts)
    except NotMeasured:
        return metric("won_amount") if _answerable(ctx, "won_amount", ()) else metric("revenue")
    return metric("revenue")


def measured(ctx: Context, ask: Ask) -> pd.DataFrame:
    """The metric table without those metrics, after the first, that the data or the filters leave unanswerable.

    A company without targets still has a ranking by revenue. What the first metric lacks is an error as ever.
    """
    first, *others = ask.metrics
    kept = (first, *(key for key in others if _answerable(ctx, key, ask.by)))
    return metric_table(ctx.data, ctx.filters, replace(ask, metrics=kept))


def planned(ctx: Context) -> dict[str, float]:
    """`attainment` and `pace` of revenue in the selection; NaN where no target answers."""
    keys = ("attainment", "pace")
    if not all(_answerable(ctx, key, ()) for key in keys):
        return dict.fromkeys(keys, float("nan"))
    row = metric_table(ctx.data, ctx.filters, Ask(keys, locale=ctx.locale)).iloc[0]
    return {key: float(row[key]) for key in keys}


def _answerable(ctx: Context, key: str, by: tuple[str, ...]) -> bool:
    if why_not(key, (*by, *ctx.filters.chosen)):
        return False
    try:
        require(ctx.data, *metric(key).facts)
    except NotMeasured:
        return False
    return True

"""Regions by channels and by months in the figure that the page is shaded by, around the same neutral point."""

import pandas as pd

from analytics.region_figures import amounts, shades
from data_access.metric_table import metric_table
from domain.ask import Ask
from domain.contracts_regions import REGION_SHADES
from domain.periods import Grain
from domain.written import step_label
from ui.parts import AGAINST
from ui.region_data import own_apart
from ui.region_view import View


def shaded_cells(view: View, across: str) -> pd.DataFrame:
    """REGION_SHADES of the regions by "channel" or "month", the largest region and channel first.

    Raises ReaderError where the figure is not known by channel.
    """
    ctx, dim, key = view.ctx, view.dimension, view.metric.key
    by, grain = ((dim, "channel"), None) if across == "channel" else ((dim,), Grain.MONTH)
    ask = Ask((key,), by, grain, (AGAINST,), locale=ctx.locale)
    table = own_apart(ctx, metric_table(ctx.data, ctx.filters, ask), dim)
    if grain is not None:
        table = table[table.period <= pd.Timestamp(ctx.today)]
    before = table[f"{key}_{AGAINST}"] if f"{key}_{AGAINST}" in table else float("nan")
    place = {one: at for at, one in enumerate(view.figures.key)}
    frame = _columns(view, table).assign(
        key=table[dim].fillna(""), name=table[f"{dim}_name"], value=table[key], before=before
    )
    frame = frame.assign(place=frame.key.map(place)).dropna(subset=["place"])
    return REGION_SHADES.coerce(
        frame.assign(shade=_shades(view, frame["value"])).sort_values(
            ["place", "order"], kind="stable", ignore_index=True
        )
    )


def _columns(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """The column of each row, how it is read, and its place."""
    if "channel" not in table:
        days = table.period.dt.strftime("%Y-%m-%d")
        labels = [step_label(day.date(), Grain.MONTH, view.ctx.locale) for day in table.period]
        return pd.DataFrame({"column": days, "label": labels, "order": days}, index=table.index)
    sold = metric_table(view.ctx.data, view.ctx.filters, Ask((view.amount.key,), ("channel",), locale=view.ctx.locale))
    sizes = sold.set_index(sold.channel.fillna(""))[view.amount.key].sort_values(ascending=False)
    keys = table.channel.fillna("")
    order = keys.map({channel: at for at, channel in enumerate(sizes.index)})
    return pd.DataFrame({"column": keys, "label": table.channel_name, "order": order})


def _shades(view: View, values: pd.Series) -> pd.Series:
    """As strong as cells are far from the neutral point of the map; amounts by their size."""
    if view.metric.adds_up:
        return amounts(values)
    neutral = view.shading(view.figures).neutral
    return shades(values, neutral, up_is_good=view.metric.up_is_good)[0]

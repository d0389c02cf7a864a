"""What was spent on channels and what came of it, by month and region: the rows that response curves are fitted on."""

from collections.abc import Collection

import pandas as pd

from domain.contracts_reallocation import PANEL
from domain.contracts_reallocation import PRESENT as CONTRACT
from domain.reallocation import BASE, FOLLOWING, LEAST_MONTHS

_CELL = ["channel", "region", "period"]
_REGIONAL = 0.5  # of a channel's spend that must name a region, for regions to be told apart


def spend_panel(sold: pd.DataFrame, spent: pd.DataFrame, kinds: Collection[str]) -> pd.DataFrame:
    """PANEL of `sold` (channel, region_1, period, revenue) and `spent` (channel, region_1, period, cost_kind,
    channel_cost). A channel most of whose spend names no region is one whole; else what names none is left out, as are
    months without spend or revenue and regions with a short history.
    """
    names = _names(sold, spent)
    moved = spent[spent.cost_kind.isin(kinds) & spent.channel.notna()]
    cost = moved.rename(columns={"region_1": "region"}).assign(region=moved.region_1.fillna(""))
    income = sold.rename(columns={"region_1": "region"}).assign(region=sold.region_1.fillna(""))
    named = cost[cost.region != ""].groupby("channel").channel_cost.sum() / cost.groupby("channel").channel_cost.sum()
    whole = set(cost.channel) - set(named[named >= _REGIONAL].index)
    for rows in (cost, income):
        rows["region"] = rows.region.where(~rows.channel.isin(whole), "")
    cells = income.groupby(_CELL)[["revenue"]].sum()
    cells["spend"] = cost.groupby(_CELL).channel_cost.sum()
    rows = cells[(cells.revenue > 0) & (cells.spend > 0)].reset_index()
    rows = rows[rows.channel.isin(whole) == (rows.region == "")]
    months = rows.groupby(["channel", "region"]).period.transform("size")
    rows = rows[months >= LEAST_MONTHS]
    rows = rows.assign(name=rows.channel.map(names[0]), region_name=rows.region.map(names[1]).fillna(""))
    return PANEL.coerce(rows.sort_values(_CELL, ignore_index=True))


def present(sold: pd.DataFrame, spent: pd.DataFrame, kinds: Collection[str]) -> pd.DataFrame:
    """PRESENT: what each channel that money is spent on cost and brought in over the last months, the largest first.

    Takes the frames of spend_panel, and of `sold` the margin too; every row counts, region or not.
    """
    names, _ = _names(sold, spent)
    after = max(sold.period.max(), spent.period.max()) - pd.DateOffset(months=BASE - 1)
    income, cost = sold[sold.period >= after], spent[spent.period >= after]
    found = cost[cost.cost_kind.isin(kinds)].groupby("channel").agg(spend=("channel_cost", "sum"))
    found["revenue"] = income.groupby("channel").revenue.sum()
    margin = income.groupby("channel").margin.sum(min_count=1).reindex(found.index)
    follows = cost[cost.cost_kind.isin(FOLLOWING)].groupby("channel").channel_cost.sum()
    left = margin - follows.reindex(found.index).fillna(0.0)
    found["rate"] = left / found.revenue.where(found.revenue > 0)
    found = found[(found.spend > 0) & (found.revenue > 0)].reset_index()
    found["name"] = found.channel.map(names)
    return CONTRACT.coerce(found.sort_values("spend", ascending=False, ignore_index=True))


def _names(sold: pd.DataFrame, spent: pd.DataFrame) -> tuple[dict[str, str], dict[str, str]]:
    both = pd.concat([sold, spent])
    found = (both.drop_duplicates(key).set_index(key)[f"{key}_name"] for key in ("channel", "region_1"))
    channels, regions = ({str(key): str(name) for key, name in own.items() if key == key} for own in found)
    return channels, regions

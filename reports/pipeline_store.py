"""Storing what the pipeline and its series say of the running and the next quarter and month, for every region."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from analytics.pipeline_regions import RegionRows, region_forecasts
from data_access.freshness import deal_days
from data_access.options import members
from data_access.pipeline_regions import region_cells, region_months, region_turns
from data_access.stages import stages
from data_access.warehouse import Warehouse
from data_access.workspace.forecasts import Kept, Run, store, there_is
from domain.calls import COMPANY
from domain.errors import ReaderError
from domain.filters import Filters
from domain.forecast import slice_key
from domain.periods import Grain
from domain.pipeline_forecast import AHEAD, GRAINS, PIPELINE, SERIES, PipelineAsk, Which
from i18n import Locale, Text
from reports.desk import Desk

METRIC = "won_amount"
_DEEP = 2  # levels of the tree of regions
_BANDS = ("low80", "high80", "low95", "high95")
_STORED = Text(
    "{day} {grain}：已存 {n} 个区域的商机预测与序列预测。",
    "{day} by {grain}: pipeline and series forecasts of {n} regions stored.",
)


def keep_pipeline(data: Warehouse, desk: Desk, seen: date, today: date) -> Iterator[tuple[Grain, int]]:
    """Store both forecasts by quarter and by month as of the end of that day: each grain with how many regions.

    Nothing where no deals are loaded, or where those of the day and data version are there already.
    """
    if not _has_deals(data, seen):
        return
    for grain in GRAINS:
        runs = {
            way: Run(seen, data.version, METRIC, grain.value, way, len(AHEAD), reconstructed=seen < today)
            for way in (PIPELINE, SERIES)
        }
        missing = {way: run for way, run in runs.items() if not there_is(desk.space(), run)}
        if missing:
            table = _said(data, desk.fiscal_start, seen, grain)
            each = {way: _kept(table, way) for way in missing}  # of too short a history nothing is stored
            counts = [store(desk.space(), missing[way], kept, desk.operator) for way, kept in each.items() if kept]
            if counts:
                yield grain, max(counts)


def said(day: date, grain: Grain, regions: int, locale: Locale) -> str:
    """What was stored, in words."""
    return _STORED.to(locale, day=day.isoformat(), grain=GRAINS[grain].to(locale).lower(), n=regions)


def _has_deals(data: Warehouse, seen: date) -> bool:
    try:
        if stages(data, Locale.EN).empty:
            return False
        first = deal_days(data)["first"].iloc[0]
    except ReaderError:
        return False
    return not pd.isna(first) and first <= pd.Timestamp(seen)


def _said(data: Warehouse, fiscal_start: int, seen: date, grain: Grain) -> pd.DataFrame:
    """REGION_FORECASTS of the running and the next period, with the first day of each."""
    tree = members(data, "region")
    regions = [COMPANY, *tree.key[tree.depth < _DEEP]]
    filters, known = Filters(seen, seen, seen), stages(data, Locale.EN)
    tables = []
    for ahead in AHEAD:
        ask = PipelineAsk.of(seen, data.time_zone, Which(grain, ahead, fiscal_start=fiscal_start))
        cells, turns, months = (read(data, filters, ask) for read in (region_cells, region_turns, region_months))
        table = region_forecasts(RegionRows(cells, turns, months, known), tree, regions, ask)
        tables.append(table.assign(period=pd.Timestamp(ask.now.first)))
    return pd.concat(tables, ignore_index=True)


def _kept(table: pd.DataFrame, way: str) -> list[Kept]:
    """The forecasts of one way by slice, the running period first; regions of which it says nothing left out."""
    bands = _BANDS if way == PIPELINE else ()
    nothing = {name: float("nan") for name in _BANDS if name not in bands}
    points = table.rename(columns={way: "mean"})[["region", "period", "mean", *bands]].assign(**nothing)
    known = points.groupby("region", sort=False)["mean"].transform("count") > 0
    return [
        Kept(slice_key({"region": (str(region),)} if region else {}), own.reset_index(drop=True), {}, float("nan"), 0)
        for region, own in points[known].groupby("region", sort=False)
    ]

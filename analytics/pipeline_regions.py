"""The pipeline and the series forecast of every region at once, each with all below it, and of the whole company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.pipeline_forecast import pipeline_figure
from analytics.pipeline_series import series_of_each
from domain.calls import COMPANY
from domain.contracts import MEMBERS
from domain.contracts_pipeline_forecast import (
    CELLS,
    REGION_CELLS,
    REGION_FORECASTS,
    REGION_MONTHS,
    REGION_TURNS,
    TURNS,
    WON_MONTHS,
)
from domain.errors import ReaderError
from domain.pipeline_forecast import PipelineAsk

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class RegionRows:
    """REGION_CELLS, REGION_TURNS and REGION_MONTHS of one question, and the stages (STAGES)."""

    cells: pd.DataFrame
    turns: pd.DataFrame
    months: pd.DataFrame
    stages: pd.DataFrame

    def __post_init__(self) -> None:
        """Check the frames at the door."""
        REGION_CELLS.check(self.cells)
        REGION_TURNS.check(self.turns)
        REGION_MONTHS.check(self.months)


def region_forecasts(rows: RegionRows, tree: pd.DataFrame, regions: Sequence[str], ask: PipelineAsk) -> pd.DataFrame:
    """What the period comes to in each of these regions by pipeline and by series. Returns REGION_FORECASTS.

    COMPANY stands for everything, rows of no region included. Takes MEMBERS. NaN where a history is too short.
    """
    MEMBERS.check(tree)
    inside = _below(tree)
    each = [_of(rows, inside.get(region) if region != COMPANY else None, ask) for region in regions]
    series = series_of_each([(months, turns) for _, turns, months in each], ask)
    found = []
    for region, (cells, turns, _), value in zip(regions, each, series, strict=True):
        found.append({"region": region, "series": value, **_pipeline(cells, turns, rows.stages, ask)})
    return REGION_FORECASTS.coerce(pd.DataFrame(found)) if found else REGION_FORECASTS.empty()


def _pipeline(cells: pd.DataFrame, turns: pd.DataFrame, stages: pd.DataFrame, ask: PipelineAsk) -> dict[str, float]:
    try:
        value, low, high = pipeline_figure(cells, turns, stages, ask.lag)
    except ReaderError:  # too few periods are known of this region
        return dict.fromkeys(("pipeline", "low80", "high80", "low95", "high95"), _NAN)
    bands = {f"{side}{level * 100:.0f}": band[level] for side, band in (("low", low), ("high", high)) for level in band}
    return {"pipeline": value, **bands}


def _below(tree: pd.DataFrame) -> Mapping[str, set[str]]:
    """Each region with all below it."""
    parents = dict(zip(tree.key, tree.parent.fillna(""), strict=True))
    found: dict[str, set[str]] = {key: set() for key in parents}
    for key in parents:
        above, seen = key, set[str]()
        while above in parents and above not in seen:
            found[above].add(key)
            seen.add(above)
            above = parents[above]
    return found


def _of(rows: RegionRows, inside: set[str] | None, ask: PipelineAsk) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """CELLS, TURNS and WON_MONTHS of some regions together; of all where `inside` is None."""

    def mine(frame: pd.DataFrame, place: str = "region") -> pd.Series:
        return frame[place].isin(list(inside)) if inside is not None else pd.Series(True, index=frame.index)

    cells, turns, months = rows.cells, rows.turns, rows.months
    here = mine(cells, "ended")  # a deal that another region won is none that this one wins
    cells = cells.assign(won=cells.won.where(here, 0.0), won_count=cells.won_count.where(here, 0))[mine(cells)]
    cells = cells.drop(columns=["region", "ended"]).groupby(list(CELLS.unique), as_index=False).sum()
    months = months[mine(months)].drop(columns="region").groupby("month", as_index=False).sum()
    return CELLS.coerce(cells), _turns(turns[mine(turns)], ask), WON_MONTHS.coerce(months)


def _turns(rows: pd.DataFrame, ask: PipelineAsk) -> pd.DataFrame:
    """Every turn of the question: what was not won there is 0, what is not known yet is NaN."""
    backs = [turn.back for turn in ask.turns]
    sums = rows.groupby("turn")[["won", "total", "square"]].sum().reindex(backs, fill_value=0.0)
    known = pd.Series([turn.known is not None for turn in ask.turns], index=backs)
    sums[["total", "square"]] = sums[["total", "square"]].where(known, axis=0)
    return TURNS.coerce(sums.rename_axis("turn").reset_index())

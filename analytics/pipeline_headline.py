"""The figure for the running period: the mean of the pipeline and the series forecast, and whether the two agree."""

from dataclasses import dataclass

import pandas as pd

from analytics.pipeline_forecast import LEVELS, PipelineForecast, scored
from domain.contracts_pipeline_forecast import SCORES
from domain.pipeline_forecast import DISAGREES, SERIES


@dataclass(frozen=True, slots=True)
class Headline:
    """`value` with its 80 % interval; `gap` is how far apart the two are as a share of their mean, NaN of one alone."""

    value: float
    low: float
    high: float
    pipeline: float
    series: float
    gap: float

    @property
    def agrees(self) -> bool:
        """Whether nothing need be flagged: the two are within DISAGREES of each other, or there is only one."""
        return not abs(self.gap) > DISAGREES


def headline(found: PipelineForecast, series: float) -> Headline:
    """The mean of both; without a series forecast (NaN) the pipeline's alone.

    The interval is that of the pipeline forecast, moved with the figure; what is won so far stays its lower end.
    """
    alone = series != series
    value = found.value if alone else (found.value + series) / 2
    level, moved = LEVELS[0], value - found.value
    low = min(max(found.low[level] + moved, found.said.won), value)
    gap = float("nan") if alone or not value else (found.value - series) / value
    return Headline(value, low, max(found.high[level] + moved, value), found.value, series, gap)


def with_series(found: PipelineForecast, series: dict[int, float]) -> pd.DataFrame:
    """SCORES with the series forecast among the methods, tested on the same past periods; pipeline first."""
    if 0 not in series:
        return found.scores
    trials = found.trials.assign(**{SERIES: found.trials.turn.map(series).astype("float64")})
    row = pd.DataFrame([scored(trials, SERIES, series[0])])
    return SCORES.coerce(pd.concat([found.scores.head(1), row, found.scores.iloc[1:]], ignore_index=True))

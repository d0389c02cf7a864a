"""What is asked of a forecast, what the data tell for it, and the words of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.errors import ReaderError
from domain.filters import SELECTS, Filters
from domain.metric import Metric
from domain.metrics import metric
from domain.periods import Grain
from domain.scope import Scope
from i18n import Locale, Text

SEASONS = {Grain.MONTH: 12, Grain.WEEK: 52}  # grain → periods of a year
HORIZONS = {Grain.MONTH: (3, 6, 12), Grain.WEEK: (4, 8, 13)}  # what pages offer, in periods
USUAL = {Grain.MONTH: 6, Grain.WEEK: 13}
FARTHEST = {Grain.MONTH: 24, Grain.WEEK: 52}
GRAINS = {Grain.MONTH: Text("月", "Month"), Grain.WEEK: Text("周", "Week")}
SUMS_ONLY = Text(
    "“{metric}”不是可相加的合计，不能预测；请选择销售额、数量等合计指标。",
    "{metric} is not a sum over parts and cannot be forecast: choose a total such as revenue or quantity.",
)
NO_GRAIN = Text("预测按月（month）或按周（week）进行。", "A forecast is made by month or by week.")
FAR = Text("预测期数应在 1 到 {most} 之间。", "The horizon is 1 to {most} periods.")


@dataclass(frozen=True, slots=True)
class ForecastAsk:
    """Which figure, in which steps, how many of them ahead; the running, unfinished step counts as the first.

    `by` cuts it into series. Raises ReaderError for a figure that is no sum, another step, too far a horizon.
    """

    metric: str = "revenue"
    grain: Grain = Grain.MONTH
    horizon: int = 6
    by: tuple[str, ...] = ()
    locale: Locale = Locale.ZH

    def __post_init__(self) -> None:
        """Refuse what cannot be forecast."""
        if self.grain not in SEASONS:
            raise ReaderError(NO_GRAIN)
        if not self.of.adds_up:
            raise ReaderError(SUMS_ONLY, metric=self.of.name)
        if not 1 <= self.horizon <= FARTHEST[self.grain]:
            raise ReaderError(FAR, most=FARTHEST[self.grain])

    @property
    def of(self) -> Metric:
        """The metric that is forecast."""
        return metric(self.metric)

    @property
    def season(self) -> int:
        """Periods of a year."""
        return SEASONS[self.grain]


@dataclass(frozen=True, slots=True)
class Told:
    """What the data tell for a forecast, seen at the end of the day `today`.

    `series`: SERIES_ROWS, with the columns of the groups. `days`: the calendar from the first period on to the end of
    the horizon, with `period`, the first day of each day's step. `daily`: what each day brought of all series together
    (DAILY). `begun` is the first day that the data know. `promoted`: PROMOTED of the periods that are over; None where
    it was not asked for.
    """

    series: pd.DataFrame
    days: pd.DataFrame
    daily: pd.DataFrame
    begun: date
    today: date
    promoted: pd.DataFrame | None = None


def slice_of(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The members and values that a selection is narrowed to, by filter; {} is everything.

    >>> slice_of(Filters(date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 2), region=("a:b",)))
    {'region': ('a:b',)}
    """
    return {name: getattr(filters, name) for name in SELECTS if getattr(filters, name)}


def slice_key(part: Mapping[str, Sequence[str]]) -> str:
    """The slice as it is written in the workspace: the same for the same slice.

    >>> slice_key({"region": ("a:b",), "channel": ("a:c",)})
    '{"channel":["a:c"],"region":["a:b"]}'
    """
    plain = {name: sorted(keys) for name, keys in part.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seen_slice(filters: Filters, scope: Scope) -> dict[str, tuple[str, ...]] | None:
    """The slice of the whole company that a reader's selection is; None where no such slice can be named.

    A reader of the east who selects nothing sees the east. A reader of own deals sees no slice of the company.
    """
    chosen = slice_of(filters)
    if scope.everything:
        return chosen
    if scope.empty or scope.reps is not None:
        return None
    if "region" not in chosen:
        chosen["region"] = tuple(sorted(scope.regions))
    if scope.channels is not None and "channel" not in chosen:
        chosen["channel"] = tuple(sorted(scope.channels))
    return {name: chosen[name] for name in SELECTS if name in chosen}

"""The fiscal quarter and year that run: where they will come to, and how far that is from their targets."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.forecast.outlook import Span, over
from analytics.plan import covers_all
from config import settings
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.errors import ReaderError
from domain.periods import add_months, quarter_start, year_start
from i18n import Text
from ui.ask import measured
from ui.context import Context
from ui.forecast_view import View

QUARTER, YEAR = Text("本季度", "This quarter"), Text("本年", "This year")
_UNKNOWN = float("nan")
_STANDING = ("attainment", "pace", "run_rate_needed")


@dataclass(frozen=True, slots=True)
class Goal:
    """A quarter or year: its days, its outlook, and NaN or its target, how far ahead of time it is, a day's need."""

    name: Text
    first: date
    last: date
    span: Span
    target: float
    pace: float
    needed: float


def goals(view: View) -> list[Goal]:
    """The running quarter and year, as far as the outlook by month reaches over them."""
    tomorrow = view.ctx.today + timedelta(days=1)  # a quarter that ended today is over: the next one is of interest
    fiscal = settings().fiscal_start_month
    spans = ((QUARTER, quarter_start(tomorrow, fiscal), 3), (YEAR, year_start(tomorrow, fiscal), 12))
    found = []
    for name, first, months in spans:
        last = add_months(first, months) - timedelta(days=1)
        try:
            span = over(view.monthly, first, last)
        except ReaderError:  # too short by month, and yet long enough by week
            span = None
        if span is not None:
            found.append(Goal(name, first, last, span, *_standing(view, first, last)))
    return found


def _standing(view: View, first: date, last: date) -> tuple[float, float, float]:
    """Target, pace and what is needed a day, where the target covers all of the figure; NaN elsewhere."""
    key = view.ask.metric
    if key != "revenue":
        return _UNKNOWN, _UNKNOWN, _UNKNOWN
    ctx = _between(view.ctx, first, last)
    try:
        target = metric_table(ctx.data, ctx.filters, Ask((key,), compare=(Compare.TARGET,), locale=ctx.locale))
        row = measured(ctx, Ask((key, *_STANDING), locale=ctx.locale)).iloc[0]
    except ReaderError:
        return _UNKNOWN, _UNKNOWN, _UNKNOWN
    goal = float(target[f"{key}_target"].iloc[0])
    attained, pace, needed = (float(row.get(name, _UNKNOWN)) for name in _STANDING)
    if not covers_all(float(row[key]), goal, attained):
        return _UNKNOWN, _UNKNOWN, _UNKNOWN
    return goal, pace, needed


def _between(ctx: Context, first: date, last: date) -> Context:
    return replace(ctx, filters=ctx.filters.between(first, last))

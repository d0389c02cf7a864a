"""The same period by its own history: won so far, and the usual rest of what the months before lead to expect.

Unfinished months never enter the fit. At every earlier turn the series is cut where it then ended.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import forecast
from analytics.forecast.nowcast import usual_share
from domain.contracts_pipeline_forecast import TURNS, WON_MONTHS
from domain.periods import add_months
from domain.pipeline_forecast import PipelineAsk, Turn

_SEASON, _LEAST = 12, 4  # months


def series_forecasts(months: pd.DataFrame, turns: pd.DataFrame, ask: PipelineAsk) -> dict[int, float]:
    """What the series said each period would come to, by turn; turns with too short a history are left out.

    Takes WON_MONTHS and TURNS. Each is as it was then: months after it, and outcomes not yet known, are not used.
    """
    WON_MONTHS.check(months)
    known = TURNS.check(turns).set_index("turn")
    amounts = {month.date(): float(amount) for month, amount in zip(months.month, months.amount, strict=True)}
    cuts = [(turn, _history(amounts, turn.day)) for turn in ask.turns]
    cuts = [(turn, history) for turn, history in cuts if len(history) >= _LEAST]
    if not cuts:
        return {}
    ends = [_months_between(_running(turn.day), turn.last) + 1 for turn, _ in cuts]
    ahead = forecast([history for _, history in cuts], Plan(_SEASON, max(*ends, 1))).mean
    found = {}
    for row, (turn, _) in enumerate(cuts):
        model = _model(amounts, turn, _running(turn.day), ahead[row])
        earlier = known[(known.index >= turn.back + ask.lag) & (known.total > 0)]
        share = usual_share((earlier.won / earlier.total).to_numpy(), _elapsed(turn, turn.day))
        found[turn.back] = float(known.won.get(turn.back, np.nan)) + (1 - share) * model
    return {back: value for back, value in found.items() if np.isfinite(value)}


def _running(day: date) -> date:
    """The first month that was not over at the end of that day."""
    return (day + timedelta(days=1)).replace(day=1)


def _elapsed(turn: Turn, day: date) -> float:
    return min(max(((day - turn.first).days + 1) / ((turn.last - turn.first).days + 1), 0.0), 1.0)


def _history(amounts: dict[date, float], day: date) -> list[float]:
    """The finished months as they stood, from the first that had anything; months of nothing are 0."""
    until, first = _running(day), min((month for month, amount in amounts.items() if amount), default=None)
    if first is None or first >= until:
        return []
    return [amounts.get(add_months(first, step), 0.0) for step in range(_months_between(first, until))]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _model(amounts: dict[date, float], turn: Turn, running: date, ahead: np.ndarray) -> float:
    """The whole period: its finished months as they were, the others as forecast."""
    total, month = 0.0, turn.first
    while month <= turn.last:
        step = _months_between(running, month)
        total += amounts.get(month, 0.0) if step < 0 else float(ahead[step])
        month = add_months(month, 1)
    return total

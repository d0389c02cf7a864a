"""The same period by its own history: won so far, and the usual rest of what the months before lead to expect.

Unfinished months never enter the fit. At every earlier turn the series is cut where it then ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import expected, worked
from analytics.forecast.nowcast import usual_share
from domain.contracts_pipeline_forecast import TURNS, WON_MONTHS
from domain.periods import add_months
from domain.pipeline_forecast import PipelineAsk, Turn

_SEASON, _LEAST = 12, 4  # months


def series_forecasts(months: pd.DataFrame, turns: pd.DataFrame, ask: PipelineAsk) -> dict[int, float]:
    """What the series said each period would come to, by turn; turns with too short a history are left out.

    Takes WON_MONTHS and TURNS. Each is as it was then: months after it, and outcomes not yet known, are not used.
    """
    said = _said([_Cut(turn, _amounts(months), _ends(turns)) for turn in ask.turns], ask)
    return {turn.back: value for turn, value in zip(ask.turns, said, strict=True) if np.isfinite(value)}


def series_of_each(each: Sequence[tuple[pd.DataFrame, pd.DataFrame]], ask: PipelineAsk) -> list[float]:
    """The same of the period asked for, of many slices at once; NaN of too short a history.

    Takes WON_MONTHS and TURNS of each.
    """
    return _said([_Cut(ask.now, _amounts(months), _ends(turns)) for months, turns in each], ask)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A series cut at a turn: what was won by month, and TURNS by turn."""

    turn: Turn
    amounts: dict[date, float]
    ends: pd.DataFrame


def _amounts(months: pd.DataFrame) -> dict[date, float]:
    WON_MONTHS.check(months)
    return {month.date(): float(amount) for month, amount in zip(months.month, months.amount, strict=True)}


def _ends(turns: pd.DataFrame) -> pd.DataFrame:
    return TURNS.check(turns).set_index("turn")


def _said(cuts: Sequence[_Cut], ask: PipelineAsk) -> list[float]:
    """What the series of each cut said of its period, all forecast at once; NaN of too short a history."""
    histories = {at: _history(cut.amounts, cut.turn.day) for at, cut in enumerate(cuts)}
    known = [at for at, history in histories.items() if len(history) >= _LEAST]
    found = [float("nan")] * len(cuts)
    if not known:
        return found
    ends = [_months_between(_running(cuts[at].turn.day), cuts[at].turn.last) + 1 for at in known]
    ahead = expected(worked([histories[at] for at in known], Plan(_SEASON, max(*ends, 1))))
    for row, at in enumerate(known):
        turn, table = cuts[at].turn, cuts[at].ends
        model = _model(cuts[at].amounts, turn, _running(turn.day), ahead[row])
        earlier = table[(table.index >= turn.back + ask.lag) & (table.total > 0)]
        share = usual_share((earlier.won / earlier.total).to_numpy(), _elapsed(turn, turn.day))
        found[at] = float(table.won.get(turn.back, np.nan)) + (1 - share) * model
    return found


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

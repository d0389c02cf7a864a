"""The running period: what is there so far, and the usual rest of it by the model.

Unfinished periods never enter a fit: half a month looks like a collapse. The nowcast is to date + (1 − usual share by
now) × model; its error is back-tested at the same point of past periods. Counting up to date by days alone (pro rata)
misses what a period's end brings.
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.series import Grid

_PRIOR = 3.0  # how many past periods the share of working days weighs


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The running period: what it will come to, the share usually reached by now, and the errors of past periods.

    `error` is the WAPE of the nowcast at this point of past periods, `pro_rata` that of counting up by working days,
    `model` that of the model alone; NaN without past periods. `low` and `high` hold 80 %.
    """

    value: float
    low: float
    high: float
    share: float
    error: float
    pro_rata: float
    model: float
    n: int


def usual_share(reached: Grid, working: float) -> float:
    """The share of a period usually reached by now: the median of past ones, drawn to that of working days.

    `reached`: past shares at the same working-day position, NaN where a period came to nothing.

    >>> usual_share(np.array([0.2, 0.25, 0.3]), 0.5), usual_share(np.array([]), 0.5)
    (0.375, 0.5)
    """
    known = reached[np.isfinite(reached)]
    if not len(known):
        return working
    return float(np.clip((len(known) * np.median(known) + _PRIOR * working) / (len(known) + _PRIOR), 0.0, 1.0))


def share_at(paths: Grid, position: float) -> Grid:
    """What share of its total each past period had reached at this part of its working days.

    `paths`: periods × working days, cumulated; NaN after the last working day of a period. Between two days a line.

    >>> share_at(np.array([[10.0, 20.0, 40.0, np.nan]]), 0.5).round(3).tolist()
    [0.375]
    """
    count = (~np.isnan(paths)).sum(axis=1)
    found = np.full(len(paths), np.nan)
    for row, days in enumerate(count):
        total = paths[row, days - 1] if days else 0.0
        if total > 0:
            line = np.concatenate([[0.0], paths[row, :days]])
            found[row] = np.interp(position * days, np.arange(days + 1), line) / total
    return found


def nowcast(to_date: float, position: float, model: float, past: "Past") -> Nowcast:
    """The running period at `position` (share of its working days that are over), from what is there and the model."""
    share = usual_share(share_at(past.paths, position), position)
    value = to_date + (1 - share) * model
    test = at_point(past, position)
    scale = float(np.abs(test.total).sum())
    if not scale > 0:
        return Nowcast(value, np.nan, np.nan, share, np.nan, np.nan, np.nan, n=0)
    errors = [float(np.abs(each - test.total).sum()) / scale for each in (test.said, test.pro_rata, test.model)]
    miss = np.abs(test.said - test.total) / np.maximum(np.abs(test.model), 1e-12)
    half = float(np.quantile(miss, 0.8, method="higher")) * abs(model)
    low = max(value - half, min(to_date, value))  # what is there so far does not go away
    return Nowcast(value, low, value + half, share, errors[0], errors[1], errors[2], len(test.total))


@dataclass(frozen=True, slots=True)
class Past:
    """Finished periods, oldest first: their cumulated working days, and what the model had said before each of them."""

    paths: Grid
    model: Grid


def totals(past: Past) -> Grid:
    """What each past period came to."""
    count = (~np.isnan(past.paths)).sum(axis=1)
    return np.asarray(past.paths[np.arange(len(count)), np.maximum(count - 1, 0)])


_LEAST = 3  # periods before the first that is tested


@dataclass(frozen=True, slots=True)
class Tested:
    """Past periods at one point: the nowcast, counting up by working days, the model, and what came.

    `rows` are their places among all past periods.
    """

    rows: tuple[int, ...]
    said: Grid
    pro_rata: Grid
    model: Grid
    total: Grid


def at_point(past: Past, position: float) -> Tested:
    """Past periods as they would have been seen at this point, each with the periods before it only."""
    total, reached = totals(past), share_at(past.paths, position)
    at = [row for row in range(_LEAST, len(total)) if np.isfinite(past.model[row])]
    so_far = np.nan_to_num(reached) * total
    rest = [(1 - usual_share(reached[:row], position)) * past.model[row] for row in at]
    return Tested(tuple(at), so_far[at] + np.array(rest), so_far[at] / max(position, 1e-9), past.model[at], total[at])

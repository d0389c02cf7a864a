"""A hierarchy after people said what some of its nodes come to: pushed down by proportions, up by sums.

Edits are taken one after the other as they were entered, so that what was said last holds to the cent. All else is
the sum of cells, hence every view agrees.
"""

import json

import numpy as np
import pandas as pd

from analytics.cents import in_cents, whole_cents
from analytics.forecast.cross import Cells
from analytics.forecast.hierarchy import edited
from domain.contracts_forecast import EDITS


def with_edits(cells: Cells, edits: pd.DataFrame) -> tuple[Cells, int]:
    """The cells after the edits, and how many of these name no period or node that is there. Takes EDITS.

    What a cell has already of the running period is not shared out again.
    """
    EDITS.check(edits)
    cents, missed = cells.cents.copy(), 0
    place = {period: at for at, period in enumerate(cells.history.ahead[: cents.shape[1]])}
    for period, node, amount in zip(edits.period, edits.node, edits.amount, strict=True):
        mine, step = members_of(cells, node), place.get(period)
        if step is None or mine is None or not mine.any():
            missed += 1
            continue
        there = done_cents(cells) if step == 0 else np.zeros(len(cents), dtype=np.int64)
        goal = whole_cents([amount])
        rest = (cents[:, [step]] - there[:, None]) / 100
        left = edited(rest, mine, [(goal - int(there[mine].sum())) / 100])
        cents[mine, step] = in_cents(left[mine, 0] + there[mine] / 100, goal)
    return Cells(cells.history, cents, cells.plan, cells.method), missed


def members_of(cells: Cells, node: str) -> np.ndarray | None:
    """Which cells belong to a node (flags); None where it names a dimension that is not crossed here."""
    groups, flags = cells.history.groups, np.ones(len(cells.cents), dtype=np.bool_)
    for dim, keys in json.loads(node).items():
        if dim not in groups:
            return None
        flags &= groups[dim].fillna("").isin(keys).to_numpy()
    return flags


def done_cents(cells: Cells) -> np.ndarray:
    """What each cell has so far of the running period, in whole cents; 0 where none runs."""
    done = np.nan_to_num(cells.history.to_date) if cells.history.running else np.zeros(len(cells.cents))
    return np.round(done * 100).astype(np.int64)


def split_over(amount: float, cells: Cells, node: str) -> dict[pd.Timestamp, float]:
    """A sum over all steps as amounts of each, in the proportions of the forecast; they add up to it to the cent."""
    mine = members_of(cells, node)
    steps = cells.cents[mine].sum(axis=0) / 100 if mine is not None else np.zeros(cells.cents.shape[1])
    goal, done = whole_cents([amount]), np.zeros(len(steps))
    done[0] = done_cents(cells)[mine].sum() / 100 if mine is not None else 0.0
    left = edited((steps - done)[:, None], np.ones(len(steps), dtype=np.bool_), [goal / 100 - done.sum()])[:, 0]
    cents = in_cents(left + done, goal)
    return dict(zip(cells.history.ahead[: len(steps)], (cents / 100).tolist(), strict=True))

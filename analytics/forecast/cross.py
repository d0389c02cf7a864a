"""A slice's outlook divided over regions, channels and product lines at once, in cents that add up in every view.

The slice keeps its own forecast. Its members in each dimension are forecast with their back-test, what lies where
dimensions cross by the plain mean of the members of the pool; each order of the dimensions is a way down by forecast
proportions, and the cells are averaged over the ways. Every other figure is a sum of cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from analytics.cents import in_cents, whole_cents
from analytics.forecast.backtest import Plan
from analytics.forecast.engine import Forecast, chosen, expected, untested, worked
from analytics.forecast.hierarchy import Path, reconciled
from analytics.forecast.history import Histories
from analytics.forecast.intervals import of_sums, spread
from analytics.forecast.outlook import Outlook
from analytics.forecast.series import Grid, Whole
from domain.contracts_forecast import PARTS

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the dimensions cross. `history` has a row a cell; `cents`: cells × steps, whole cents of the outlook."""

    history: Histories
    cents: Whole
    plan: Plan
    method: str

    def inside(self, within: Mapping[str, str]) -> "Cells":
        """Only the cells of these members; "" is the unassigned."""
        keep = np.ones(len(self.cents), dtype=np.bool_)
        for dim, key in within.items():
            keep &= (self.history.groups[dim].fillna("") == key).to_numpy()
        return Cells(self.history.rows(np.flatnonzero(keep).tolist()), self.cents[keep], self.plan, self.method)

    def grouped(self, dims: Sequence[str]) -> "Cells":
        """The members of some of the dimensions, each the sum of its cells."""
        keys = self.history.groups[list(dims)].fillna("")
        at = keys.groupby(list(dims), sort=False).ngroup().to_numpy()
        found = np.zeros((int(at.max(initial=-1)) + 1, self.cents.shape[1]), dtype=np.int64)
        np.add.at(found, at, self.cents)
        return Cells(self.history.summed(dims), found, self.plan, self.method)


def cells(history: Histories, dims: Sequence[str], top: Outlook) -> Cells:
    """The cells of the dimensions (histories by all of them), brought to add up to the outlook of the slice."""
    keys = history.groups[list(dims)].fillna("")
    names = {way: _names(keys, way) for n in range(1, len(dims) + 1) for way in combinations(dims, n)}
    plan, method = replace(top.found.work.plan, promoted=None), top.method  # which are those of the whole
    members = _nodes(history.values, [nodes for way, nodes in names.items() if len(way) == 1])
    crossed = _nodes(history.values, [nodes for way, nodes in names.items() if len(way) > 1])
    alone = dict(zip(members, expected(worked(list(members.values()), plan), method), strict=True))
    if crossed:
        alone |= dict(zip(crossed, untested(list(crossed.values()), plan), strict=True))
    paths = [
        Path(tuple(names[_ordered(order[: n + 1], dims)] for n in range(len(order)))) for order in permutations(dims)
    ]
    goal = top.mean.copy()
    goal[0] -= top.done  # what is there already is nobody's share
    leaves = reconciled(goal, alone, paths)
    leaves[:, 0] += np.nan_to_num(history.to_date)
    cents = np.stack([in_cents(leaves[:, at], whole_cents([top.mean[at]])) for at in range(len(top.mean))], axis=1)
    return Cells(history, cents, plan, method)


def split(history: Histories, above: Sequence[int], cents: Whole, like: Cells) -> Cells:
    """Members further down (histories), each below the row of `cents` that `above` names, by forecast proportions."""
    own = np.maximum(expected(worked(list(history.values), like.plan), like.method), 0.0)
    done = np.nan_to_num(history.to_date)
    found = np.zeros(own.shape, dtype=np.int64)
    for parent in range(len(cents)):
        mine = np.flatnonzero(np.asarray(above) == parent)
        for step in range(own.shape[1] if len(mine) else 0):
            there = done[mine] if step == 0 else np.zeros(len(mine))
            weight = own[mine, step] if own[mine, step].sum() > 0 else np.ones(len(mine))
            left = cents[parent, step] / 100 - there.sum()
            found[mine, step] = in_cents(there + left * weight / weight.sum(), int(cents[parent, step]))
    return Cells(history, found, like.plan, like.method)


def deeper(top: Cells, full: Histories, way: Sequence[str]) -> Cells:
    """The members of the last level of `way`, each level split below the one before; `top` has those of the first.

    `full`: the histories by all levels of the way.
    """
    above, found = top.history.groups[way[0]].fillna("").tolist(), top
    for at, level in enumerate(way[1:], 1):
        history = full.summed(way[: at + 1])
        parent = [above.index(key) for key in history.groups[way[at - 1]].fillna("")]
        found = split(history, parent, found.cents, found)
        above = history.groups[level].fillna("").tolist()
    return found


def parts(members: Cells, dim: str, top: Outlook, until: int) -> pd.DataFrame:
    """The members (of one dimension) with their part of the first `until` steps. Returns PARTS.

    The interval is that of the member's own back-test, around the value that adds up.
    """
    history, mean = members.history, members.cents[:, :until].sum(axis=1) / 100
    found = chosen(worked(list(history.values), members.plan), members.method)
    errors = own_errors(found, top)
    most = spread(errors, found.work.scale).half[0.8][:, :until].sum(axis=1)  # as if all errors went one way
    half = np.fmin(of_sums(errors, found.work.scale, 0, until).half[0.8][:, 0], most)
    done = np.nan_to_num(history.to_date)
    least = np.where((history.values >= 0).all(axis=1), np.minimum(done, mean), -np.inf)
    frame = pd.DataFrame(
        {
            "key": history.groups[dim].fillna(""), "name": history.groups[f"{dim}_name"], "done": done, "mean": mean,
            "low80": np.maximum(mean - half, least), "high80": mean + half,
            "last_year": last_year(history.values, top, until),
            "share": mean / mean.sum() if mean.sum() > 0 else np.nan,
        }
    )  # fmt: skip
    return PARTS.coerce(frame.sort_values("mean", ascending=False, kind="stable", ignore_index=True))


def last_year(values: Grid, top: Outlook, until: int) -> Grid:
    """The same steps a year before, summed by row; NaN where one of them is not known."""
    season, count = top.found.work.plan.season, values.shape[1]
    columns = np.arange(count - season, count - season + until)
    if columns.min(initial=0) < 0 or columns.max(initial=0) >= count:
        return np.full(len(values), np.nan)
    return np.asarray(values[:, columns].sum(axis=1))


def own_errors(found: Forecast, top: Outlook) -> Grid:
    """The errors of the back-test; of the running period only what is still to come of it is in doubt."""
    errors = found.errors.copy()
    if top.now is not None:
        errors[:, :, 0] *= 1 - top.now.share
    return errors


def _names(keys: pd.DataFrame, way: Sequence[str]) -> tuple[str, ...]:
    """The node of each cell on the level of these dimensions."""
    return tuple(_BETWEEN.join([*way, *values]) for values in keys[list(way)].itertuples(index=False, name=None))


def _ordered(some: Sequence[str], dims: Sequence[str]) -> tuple[str, ...]:
    return tuple(dim for dim in dims if dim in some)


def _nodes(values: Grid, ways: Sequence[Sequence[str]]) -> dict[str, Grid]:
    """The history of every node of these levels, the sum of its cells."""
    found: dict[str, Grid] = {}
    for nodes in ways:
        places = {name: at for at, name in enumerate(dict.fromkeys(nodes))}
        sums = np.zeros((len(places), values.shape[1]))
        np.add.at(sums, [places[name] for name in nodes], values)
        found |= dict(zip(places, sums, strict=True))
    return found

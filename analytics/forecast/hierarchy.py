"""Forecasts of a hierarchy that add up: top-down by forecast proportions, edits, and rounding to the cent.

The total keeps its own forecast; children share their parent's by what each of them was forecast alone. Of the ways
measured on public hierarchies (bottom-up, least squares, minimum trace) this missed by least, and nothing turns
negative. Source: Athanasopoulos, Ahmed and Hyndman, "Hierarchical forecasts for Australian domestic tourism",
International Journal of Forecasting 25 (2009). Where dimensions cross, each order of them is a path of its own, and
the leaves are averaged over paths; all else is the sum of leaves, so that no view can contradict another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.cents import in_cents, whole_cents
from analytics.forecast.series import Flags, Grid, Whole
from domain.errors import ReaderError
from i18n import Text

Keys = Sequence[tuple[str, ...]]
_NOT_A_PART = Text("“{name}”不在层级中：没有叶子属于它。", "“{name}” is not in the hierarchy: no leaf is part of it.")
_NOT_A_TREE = Text(
    "层级有误：同一上级下的“{name}”在路径上不唯一。",
    "The hierarchy counts twice: “{name}” lies below two parents of one path.",
)


@dataclass(frozen=True, slots=True)
class Path:
    """One order of going down: for each level from below the top on, the node of each leaf on it.

    `levels[l][leaf]` is the key of the leaf's node there; the last level is the leaves themselves.
    """

    levels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A path as numbers: for each level the place of each node's parent on the level above, and the nodes' keys."""

    keys: tuple[tuple[str, ...], ...]
    parents: tuple[Whole, ...]


def tree(path: Path) -> Tree:
    """The path as a tree. Raises ReaderError where a node lies below two parents: its money would count twice."""
    above: tuple[str, ...] = ("",) * len(path.levels[0])
    above_keys: tuple[str, ...] = ("",)
    keys, parents = [], []
    for level in path.levels:
        found: dict[str, str] = {}
        for node, parent in zip(level, above, strict=True):
            if found.setdefault(node, parent) != parent:
                raise ReaderError(_NOT_A_TREE, name=node)
        place = {key: at for at, key in enumerate(above_keys)}
        parents.append(np.array([place[parent] for parent in found.values()], dtype=np.int64))
        above, above_keys = level, tuple(found)
        keys.append(above_keys)
    return Tree(tuple(keys), tuple(parents))


def top_down(top: Grid, levels: Sequence[Grid], parents: Sequence[Whole]) -> list[Grid]:
    """Each level's forecasts (nodes × horizon) brought to add up to `top` (horizon), level by level.

    Children whose forecasts add up to nothing (or below) share their parent's alike.

    >>> [level.tolist() for level in top_down(np.array([90.0]), [np.array([[60.0], [40.0]])], [np.array([0, 0])])]
    [[[54.0], [36.0]]]
    """
    above, found = np.asarray(top, dtype=np.float64)[None], []
    for own, parent in zip(levels, parents, strict=True):
        share = np.maximum(own, 0.0)
        total = np.zeros(above.shape)
        np.add.at(total, parent, share)
        count = np.bincount(parent, minlength=len(above)).astype(np.float64)[:, None]
        alike = np.broadcast_to(1 / np.maximum(count, 1), above.shape)
        above = above[parent] * np.where(
            total[parent] > 0, share / np.where(total > 0, total, 1.0)[parent], alike[parent]
        )
        found.append(above)
    return found


def reconciled(top: Grid, alone: dict[str, Grid], paths: Sequence[Path]) -> Grid:
    """The leaves (leaves × horizon), averaged over the paths, so that they add up to `top`.

    `alone`: what each node was forecast by itself, by its key. All paths hold the leaves in the same order.
    """
    leaves = []
    for path in paths:
        down = tree(path)
        levels = [np.stack([alone[key] for key in keys]) for keys in down.keys]
        at_leaf = dict(zip(down.keys[-1], top_down(top, levels, down.parents)[-1], strict=True))
        leaves.append(np.stack([at_leaf[key] for key in path.levels[-1]]))
    return np.asarray(np.mean(leaves, axis=0))


def rolled(leaves: Grid, nodes: Sequence[str]) -> dict[str, Grid]:
    """The sums of the leaves by their node."""
    found: dict[str, Grid] = {}
    for node, row in zip(nodes, leaves, strict=True):
        found[node] = found[node] + row if node in found else row.copy()
    return found


def edited(leaves: Grid, part: npt.ArrayLike, value: npt.ArrayLike, name: str = "") -> Grid:
    """The leaves after somebody said that those of `part` (flags) come to `value`, period by period.

    A period of which nothing was said (NaN) stays. Down by proportions, alike where all were nothing; up by sums,
    since every other node is a sum of leaves.
    """
    chosen = np.asarray(part, dtype=np.bool_)
    if not chosen.any():
        raise ReaderError(_NOT_A_PART, name=name)
    found, goal = leaves.copy(), np.asarray(value, dtype=np.float64)
    total = leaves[chosen].sum(axis=0)
    usable = np.abs(total) > 1e-12 * np.abs(leaves[chosen]).sum(axis=0) + 1e-300
    scaled = leaves[chosen] * np.where(usable, goal / np.where(usable, total, 1.0), 0.0)
    spread_alike = np.broadcast_to(goal / chosen.sum(), scaled.shape)
    found[chosen] = np.where(np.isnan(goal), leaves[chosen], np.where(usable, scaled, spread_alike))
    return found


def cents_of(levels: Sequence[Grid], parents: Sequence[Whole], top: Grid) -> list[Whole]:
    """Levels that add up, in whole cents that add up too: largest remainder below every parent, from the top on."""
    above = np.array([[whole_cents([value]) for value in np.asarray(top)]], dtype=np.int64)
    found = []
    for own, parent in zip(levels, parents, strict=True):
        cents = np.zeros(own.shape, dtype=np.int64)
        for node in range(len(above)):
            mine = np.flatnonzero(parent == node)
            for step in range(own.shape[1] if len(mine) else 0):
                cents[mine, step] = in_cents(own[mine, step], int(above[node, step]))
        found.append(cents)
        above = cents
    return found


def part_of(nodes: Sequence[str], name: str) -> Flags:
    """Which leaves belong to the node of that key."""
    return np.array([node == name for node in nodes], dtype=np.bool_)

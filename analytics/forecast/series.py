"""Histories as the rows of one table, all ending in its last column, cut back for the back-test without a copy of code.

Everything that forecasts works on such rows: the whole history of each series, and the same history as it stood at
each earlier origin. A phase of the season is counted from the end, so that it means the same in every row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
LONGEST, SEASONS = 156, 3  # periods that are looked back on, and seasons at least
AT_ONCE = 128  # rows worked on together: their smoothing states then stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of much the same length, the longest first.

    `values` are filled where unknown (a line between neighbours) and before the start (the first value); `seen` says
    what was observed; `start` is the column of each row's first value and grows from row to row.
    """

    values: Grid
    seen: Flags
    start: Whole
    season: int
    horizon: int

    @property
    def length(self) -> Whole:
        """Periods from the first value of each row to the end."""
        return np.asarray(self.values.shape[1] - self.start)

    @property
    def begun(self) -> Flags:
        """Which cells lie within the history of their row."""
        return np.asarray(np.arange(self.values.shape[1]) >= self.start[:, None])

    @property
    def complete(self) -> bool:
        """Whether nothing is unknown after the start of any row."""
        return bool((self.seen == self.begun).all())

    def active(self, column: int) -> int:
        """How many rows, from the first on, have begun by this column."""
        return int(np.searchsorted(self.start, column, side="right"))

    def with_values(self, values: Grid) -> "Block":
        """The same rows with other values, adjusted or on another scale."""
        return Block(values, self.seen, self.start, self.season, self.horizon)


def aligned(histories: Sequence[npt.ArrayLike], season: int) -> Grid:
    """The histories in one table, ending together; NaN before their start. Only the latest periods are kept.

    >>> aligned([[1, 2, 3], [5]], season=1).tolist()
    [[1.0, 2.0, 3.0], [nan, nan, 5.0]]
    """
    rows = [np.asarray(history, dtype=np.float64)[-max(LONGEST, SEASONS * season) :] for history in histories]
    table = np.full((len(rows), max((len(row) for row in rows), default=0)), np.nan)
    for at, row in enumerate(rows):
        if len(row):
            table[at, -len(row) :] = row
    return table


def cut(table: Grid, periods: int) -> Grid:
    """The table as it stood so many periods ago, ending in the last column again.

    >>> cut(np.array([[1.0, 2.0, 3.0]]), 1).tolist()
    [[nan, 1.0, 2.0]]
    """
    gone = np.full((len(table), min(periods, table.shape[1])), np.nan)
    return np.hstack([gone, table[:, : table.shape[1] - gone.shape[1]]])


def observed(table: Grid) -> Whole:
    """How many values of each row are known."""
    return np.asarray((~np.isnan(table)).sum(axis=1), dtype=np.int64)


def scale(table: Grid) -> Grid:
    """How much each row moves from a period to the next (root mean square); 1 where it never does."""
    steps = np.diff(table, axis=1)
    count = (~np.isnan(steps)).sum(axis=1)
    moved = np.sqrt(np.nansum(steps**2, axis=1) / np.maximum(count, 1))
    spread = np.nanmax(np.abs(table), axis=1, initial=0.0, where=~np.isnan(table))
    return np.where(moved > 1e-12 * spread, moved, np.where(spread > 0, spread, 1.0))


def filled(table: Grid) -> Grid:
    """The rows with a straight line through their gaps; the first value before it, the last one after it."""
    known = ~np.isnan(table)
    columns = np.arange(table.shape[1])
    before = np.maximum.accumulate(np.where(known, columns, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, columns, len(columns))[:, ::-1], axis=1)[:, ::-1]
    left, right = np.where(before < 0, after, before), np.where(after >= len(columns), before, after)
    safe = np.clip(np.stack([left, right]), 0, len(columns) - 1)
    low, high = (np.take_along_axis(table, side, axis=1) for side in safe)
    share = (columns - safe[0]) / np.maximum(safe[1] - safe[0], 1)
    return np.asarray(np.nan_to_num(low + (high - low) * share))


def blocks(table: Grid, season: int, horizon: int) -> Iterator[tuple[Whole, Block]]:
    """The rows with at least one value, in blocks; each with the numbers of its rows in the table."""
    known = ~np.isnan(table)
    start = np.where(known.any(axis=1), known.argmax(axis=1), table.shape[1])
    order = np.argsort(start, kind="stable")
    order = order[start[order] < table.shape[1]]
    for first in range(0, len(order), AT_ONCE):
        rows = order[first : first + AT_ONCE]
        begin = int(start[rows[0]])
        part = table[rows, begin:]
        yield rows, Block(filled(part), ~np.isnan(part), start[rows] - begin, season, horizon)

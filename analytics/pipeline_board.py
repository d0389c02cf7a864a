"""Past snapshots of the pipeline as tables of turn × cell, and what share of each cell was won within the period.

Rates are weighted by amount: large deals win less, so by count a forecast is too high. Few deals say little, so the
rate of a cell (stage × channel) is drawn to that of its stage, and that to the whole: empirical Bayes with priors that
weigh as much as so many deals of the mean amount.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.contracts_pipeline_forecast import CELLS, RATES, TURNS

Numbers = np.ndarray
STAGE_PRIOR, CELL_PRIOR = 3.0, 30.0  # mean deals
KEYS = ["funnel", "stage", "channel"]
_BEGUN = 0.25  # of the usual stock: before that the data begin, and deals that stood open then are not in them


@dataclass(frozen=True, slots=True)
class Board:
    """`keys`: a row a cell. Tables of turn × cell by name; `won`, `total` and `square` of each turn, NaN unknown.

    `ladder` is each cell's odds by the position of its stage alone: evenly rising, as CRMs come with.
    """

    keys: pd.DataFrame
    stage: Numbers
    ladder: Numbers
    tables: dict[str, Numbers]
    turns: Numbers
    so_far: Numbers
    total: Numbers
    square: Numbers

    def past(self, row: int, lag: int, most: int) -> Numbers:
        """The rows of the turns whose outcome was known at the turn of `row`, the latest `most` of them."""
        known = np.flatnonzero((self.turns >= self.turns[row] + lag) & np.isfinite(self.total))
        return known[:most]


def board(cells: pd.DataFrame, turns: pd.DataFrame, stages: pd.DataFrame) -> Board:
    """The board of the turns since the data begin, the present one first. Takes CELLS, TURNS and STAGES."""
    CELLS.check(cells)
    TURNS.check(turns)
    known = turns.sort_values("turn", ignore_index=True)
    stock = cells.groupby("turn")["count"].sum().reindex(known.turn).fillna(0).to_numpy()
    usual = float(np.median(stock[stock > 0])) if (stock > 0).any() else 0.0
    last = int(np.flatnonzero(stock >= usual * _BEGUN).max()) if usual else 0
    known = known.head(last + 1)
    keys = cells[KEYS].drop_duplicates().sort_values(KEYS, ignore_index=True)
    place = keys.reset_index().merge(cells.astype({"turn": "int64"}), on=KEYS)
    place = place[place.turn.isin(known.turn)]
    row, column = known.turn.searchsorted(place.turn), place["index"].to_numpy()
    tables = {}
    for name in ("count", "amount", "square", "due", "won"):
        tables[name] = np.zeros((len(known), len(keys)))
        tables[name][row, column] = place[name].fillna(0.0).to_numpy()
    stage = keys.groupby(KEYS[:2], sort=False).ngroup().to_numpy()
    values = (known[name].to_numpy() for name in ("turn", "won", "total", "square"))
    return Board(keys, stage, _ladder(keys, stages), tables, *values)


def _ladder(keys: pd.DataFrame, stages: pd.DataFrame) -> Numbers:
    """Of n open stages the first wins 1 ÷ (n + 1), the second 2 ÷ (n + 1), and so on."""
    opened = stages[stages.kind == "open"].sort_values(["funnel", "position"])
    rank = opened.groupby("funnel").cumcount() + 1
    share = rank / (opened.groupby("funnel").position.transform("count") + 1)
    odds = dict(zip(zip(opened.funnel, opened.position, strict=True), share, strict=True))
    return np.array([odds.get(key, 0.0) for key in zip(keys.funnel, keys.stage, strict=True)], dtype=float)


def rates(of: Board, past: Numbers) -> Numbers:
    """Share of the open amount won within the period, by cell, from the turns of these rows; NaN of no amount at all.

    By hand: two stages with 100 open each, of which 10 and 50 were won, in deals of 1: the whole is 0.3, and the
    first stage (10 + 3 × 0.3) ÷ (100 + 3).
    """
    amount, won, count = (of.tables[name][past].sum(axis=0) for name in ("amount", "won", "count"))
    if not amount.sum() > 0:
        return np.full(len(amount), np.nan)
    mean = amount.sum() / count.sum()
    stages = int(of.stage.max()) + 1
    by_stage = [np.bincount(of.stage, values, stages) for values in (amount, won)]
    above = _drawn(by_stage[0], by_stage[1], won.sum() / amount.sum(), STAGE_PRIOR * mean)
    return _drawn(amount, won, above[of.stage], CELL_PRIOR * mean)


def _drawn(amount: Numbers, won: Numbers, above: Numbers | float, prior: float) -> Numbers:
    return np.asarray((won + prior * above) / (amount + prior))


def rate_table(of: Board, past: Numbers) -> pd.DataFrame:
    """RATES of the cells that stand open now."""
    amount, won, count = (of.tables[name][past].sum(axis=0) for name in ("amount", "won", "count"))
    rate, now = rates(of, past), of.tables["amount"][0]
    raw = np.divide(won, amount, out=np.full(len(amount), np.nan), where=amount > 0)
    rows = of.keys.assign(
        count=of.tables["count"][0].astype(int), amount=now, seen=count.astype(int), raw=raw, rate=rate
    )
    return RATES.coerce(rows.assign(expected=now * rate)[rows["count"] > 0].reset_index(drop=True))

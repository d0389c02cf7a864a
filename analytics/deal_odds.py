"""How likely an open deal is won within the period: a logistic regression on what is known of it, and its record.

Every mark is a step (see domain.deal_odds) with an effect of its own, drawn to none by a ridge, so that a step that few
deals have says little. Fitted by iteratively reweighted least squares on counts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.contracts_pipeline_forecast import ODDS_CELLS, RELIABILITY

RIDGE = 1.0  # as much as one deal says
FEWEST = 100  # deals, with at least WINS won and lost ones
WINS, TESTED, PARTS, WINDOW = 15, 4, 10, 8
_STEPS, _CLOSE = 40, 1e-9
MARKS = ("age", "stay", "size", "due", "pushed")


@dataclass(frozen=True, slots=True)
class Odds:
    """The fitted effects on the log-odds: `base`, and one for each (mark, step); `deals` it was fitted on."""

    base: float
    effects: dict[tuple[str, object], float]
    deals: int

    def of(self, marks: pd.DataFrame) -> np.ndarray:
        """The probability of each row of marks; a step never seen has no effect."""
        total = np.full(len(marks), self.base)
        for name in ("place", *MARKS):
            total += np.array([self.effects.get((name, step), 0.0) for step in _steps(marks, name)])
        return np.asarray(1 / (1 + np.exp(-total)))


def fit(cells: pd.DataFrame) -> Odds | None:
    """The model of these deals; None where there are too few of them, or hardly any was won, or lost. ODDS_CELLS."""
    ODDS_CELLS.check(cells)
    cells = cells.groupby(["funnel", "stage", *MARKS], as_index=False)[["count", "won_count"]].sum()
    count, won = cells["count"].sum(), cells.won_count.sum()
    if count < FEWEST or min(won, count - won) < WINS:
        return None
    names = [(name, step) for name in ("place", *MARKS) for step in sorted(set(_steps(cells, name)), key=str)]
    values = {name: pd.Series(_steps(cells, name), dtype="object") for name in ("place", *MARKS)}
    design = np.column_stack([np.ones(len(cells)), *((values[name] == step) for name, step in names)]).astype(float)
    beta = irls(design, cells["count"].to_numpy(float), cells.won_count.to_numpy(float), RIDGE)
    return Odds(float(beta[0]), dict(zip(names, beta[1:].tolist(), strict=True)), int(count))


def known_at(cells: pd.DataFrame, turn: int, lag: int, most: int = WINDOW) -> pd.DataFrame:
    """The cells of the last turns, `most` of them, whose outcome was known at that turn; 0 is now. Takes ODDS_CELLS."""
    known = sorted(each for each in set(cells.turn) if each >= turn + lag)[:most]
    return cells[cells.turn.isin(known)].reset_index(drop=True)


def irls(design: np.ndarray, count: np.ndarray, won: np.ndarray, ridge: float) -> np.ndarray:
    """Coefficients of the logistic regression of `won` of `count`; the ridge spares the first column.

    Source: McCullagh and Nelder, Generalized Linear Models, 4.4. With no ridge it is the maximum likelihood.
    """
    share = won.sum() / count.sum()
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(share / (1 - share))
    penalty = np.diag([1e-9] + [ridge] * (design.shape[1] - 1))
    for _ in range(_STEPS):
        mean = 1 / (1 + np.exp(-design @ beta))
        weight = count * mean * (1 - mean)
        gradient = design.T @ (won - count * mean) - penalty @ beta
        step = np.linalg.solve(design.T @ (design * weight[:, None]) + penalty, gradient)
        beta = beta + step
        if np.abs(step).max() < _CLOSE:
            break
    return beta


def _steps(rows: pd.DataFrame, name: str) -> list[object]:
    if name == "place":
        return [f"{funnel}/{stage}" for funnel, stage in zip(rows.funnel, rows.stage, strict=True)]
    return rows[name].tolist()


def reliability(cells: pd.DataFrame, lag: int) -> pd.DataFrame:
    """RELIABILITY out of sample in time: each of the last TESTED turns said by a model of the turns before it only.

    Tenths of about as many deals each, deals of the same probability together. No rows where none could be said.
    """
    turns = sorted(set(ODDS_CELLS.check(cells).turn))[:TESTED]
    parts = []
    for turn in turns:
        model, rows = fit(known_at(cells, turn, lag)), cells[cells.turn == turn]
        if model:
            parts.append(pd.DataFrame({"said": model.of(rows), "n": rows["count"], "won": rows.won_count}))
    if not parts:
        return RELIABILITY.empty()
    said = pd.concat(parts).sort_values("said", kind="stable", ignore_index=True)
    middle = (said.n.cumsum() - said.n / 2) / said.n.sum()
    tenth = np.minimum((middle * PARTS).astype(int), PARTS - 1) + 1
    said = said.assign(tenth=tenth, weight=said.said * said.n)
    rows = said.groupby("tenth", as_index=False)[["n", "weight", "won"]].sum()
    low, high = wilson(rows.won.to_numpy(float), rows.n.to_numpy(float))
    return RELIABILITY.coerce(rows.assign(said=rows.weight / rows.n, came=rows.won / rows.n, low=low, high=high))


def wilson(won: np.ndarray, n: np.ndarray, z: float = 1.959964) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a share (Wilson 1927), which stays within 0 and 1."""
    share = won / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)

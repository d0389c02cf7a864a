"""Pipelines made up for tests: by hand, by chance, and what plain Python says of them."""

from itertools import product

import numpy as np
import pandas as pd

from analytics.pipeline_board import CELL_PRIOR, STAGE_PRIOR
from analytics.pipeline_forecast import RECENT, WINDOW
from domain.contracts_funnel import STAGES
from domain.contracts_pipeline_forecast import CELLS, TURNS

NAN = float("nan")
STAGE_ROWS = STAGES.coerce(
    pd.DataFrame(
        {
            "funnel": "sales",
            "position": [1, 2, 3, 4],
            "name": list("abcd"),
            "kind": ["open", "open", "won", "lost"],
            "lead_role": None,
            "expected_days": NAN,
        }
    )
)


def cells(*rows: tuple) -> pd.DataFrame:
    """Rows of turn, stage, channel, count, amount, due, won; all deals of a row are of the same amount."""
    names = ["turn", "stage", "channel", "count", "amount", "due", "won"]
    frame = pd.DataFrame(rows, columns=names)
    return CELLS.coerce(
        frame.assign(funnel="sales", square=frame.amount**2 / frame["count"], won_count=(frame.won > 0).astype(int))
    )


def turns(*rows: tuple) -> pd.DataFrame:
    """Rows of turn, won so far, total."""
    frame = pd.DataFrame(rows, columns=["turn", "won", "total"], dtype=float)
    return TURNS.coerce(frame.assign(square=frame.total * 10))


def invented(seed: int, periods: int = 14) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Random periods of two stages and three channels."""
    rng = np.random.default_rng(seed)
    rows, ends = [], []
    for turn in range(periods):
        won_open = 0.0
        for stage, channel in product((1, 2), "abc"):
            count, amount = int(rng.integers(5, 60)), float(rng.uniform(500, 9000))
            won = float(amount * rng.uniform(0, 0.3 * stage)) if turn else 0.0
            rows.append((turn, stage, channel, count, amount, amount * rng.uniform(0, 1), won))
            won_open += won
        so_far = float(rng.uniform(500, 3000))
        ends.append((turn, so_far, so_far + won_open + float(rng.uniform(0, 800)) if turn else NAN))
    return cells(*rows), turns(*ends)


def plain(rows: pd.DataFrame, ends: pd.DataFrame, turn: int) -> dict[str, float]:
    """The same in plain Python, cell by cell, without the level."""
    known = [one for one in range(turn + 1, turn + 1 + WINDOW) if one in set(ends.turn)]
    table = {(r.turn, r.stage, r.channel): r for r in rows.itertuples()}
    total = {r.turn: r for r in ends.itertuples()}
    past = [r for r in table.values() if r.turn in known]
    mean = sum(r.amount for r in past) / sum(rows.loc[r.Index, "count"] for r in past)
    whole = sum(r.won for r in past) / sum(r.amount for r in past)
    expected = 0.0
    for (when, stage, channel), row in table.items():
        if when != turn:
            continue
        same = [r for r in past if r.stage == stage]
        above = (sum(r.won for r in same) + STAGE_PRIOR * mean * whole) / (
            sum(r.amount for r in same) + STAGE_PRIOR * mean
        )
        own = [r for r in same if r.channel == channel]
        rate = (sum(r.won for r in own) + CELL_PRIOR * mean * above) / (sum(r.amount for r in own) + CELL_PRIOR * mean)
        expected += row.amount * rate
    later = [total[one].total - total[one].won for one in known]
    new = [rest - sum(r.won for r in past if r.turn == one) for rest, one in zip(later, known, strict=True)]
    return {
        "expected": expected,
        "created": sum(new) / len(new),
        "run_rate": total[turn].won + sum(later[:RECENT]) / len(later[:RECENT]),
    }

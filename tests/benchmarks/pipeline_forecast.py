"""How well a quarter is forecast from its deals: `python -m tests.benchmarks.pipeline_forecast [--page FILE]`.

Simulated companies of two sizes, many seeds, eight quarters each, seen at four points of the quarter; and a real set of
deals without a history of stages, for what can be said of that.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool

import numpy as np
import pandas as pd

from analytics.pipeline_forecast import PipelineForecast, pipeline_forecast
from domain.contracts_funnel import STAGES
from domain.contracts_pipeline_forecast import CELLS, TURNS
from domain.pipeline_forecast import METHODS, PIPELINE, RUN_RATE, WEIGHTS
from i18n import Locale
from tests.benchmarks.forecast import Line, against
from tests.benchmarks.simulated_pipeline import QUARTER, Company, company

SIZES = {1900: (0.10, 20), 480: (0.20, 40)}  # deals a year: the WAPE to reach, and how many seeds
SHARES, FIRST, LAST = (0.15, 0.40, 0.65, 0.85), 14, 22
LOOKS_BACK = 13
STAGE_ROWS = STAGES.coerce(
    pd.DataFrame(
        {
            "funnel": "sales",
            "position": range(1, 7),
            "name": [f"{place}" for place in range(1, 7)],
            "kind": ["open"] * 4 + ["won", "lost"],
            "lead_role": None,
            "expected_days": np.nan,
        }
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One quarter seen at one point: what was said, by which method, and what came."""

    share: float
    said: dict[str, float]
    low: dict[float, float]
    high: dict[float, float]
    actual: float


def snapshot(of: Company, quarter: int, share: float) -> tuple[pd.DataFrame, dict[str, float]]:
    """The cells of one turn, and its row of TURNS; both without the turn."""
    start, end = quarter * QUARTER, (quarter + 1) * QUARTER
    at = start + share * QUARTER
    stage = of.stage(at)
    here = stage > 0
    won = of.won & here & (of.closed <= end)
    cell = (stage * 8 + of.channel)[here]
    values = {
        "count": np.ones(len(stage)),
        "amount": of.amount,
        "square": of.amount**2,
        "due": np.where(of.expected(at) <= end, of.amount, 0.0),
        "won": np.where(won, of.paid, 0.0),
        "won_count": won,
    }
    sums = {name: np.bincount(cell, value[here]) for name, value in values.items()}
    found = np.flatnonzero(sums["count"])
    rows = pd.DataFrame({name: value[found] for name, value in sums.items()})
    rows = rows.assign(funnel="sales", stage=found // 8, channel=[f"c{one}" for one in found % 8])
    wins = of.income[(of.income["at"] > start) & (of.income["at"] <= end)].amount
    ends = {"won": of.came(start, at), "total": float(wins.sum()), "square": float((wins**2).sum())}
    return rows, ends


def asked(of: Company, share: float) -> Iterator[Outcome]:
    """The forecasts of the last quarters at that point of each."""
    seen = [snapshot(of, quarter, share) for quarter in range(1, LAST)]
    for quarter in range(FIRST, LAST):
        past = [(back, *seen[quarter - back - 1]) for back in range(min(LOOKS_BACK, quarter - 1))]
        cells = CELLS.coerce(pd.concat([rows.assign(turn=back) for back, rows, _ in past], ignore_index=True))
        cells.loc[cells.turn == 0, ["won", "won_count"]] = 0  # nobody knows them then
        actual = past[0][2]["total"]
        turns = pd.DataFrame([{"turn": back} | ends for back, _, ends in past])
        turns.loc[turns.turn == 0, ["total", "square"]] = np.nan
        found = pipeline_forecast(cells, TURNS.coerce(turns), STAGE_ROWS)
        yield Outcome(share, _methods(found), found.low, found.high, actual)


def _methods(found: PipelineForecast) -> dict[str, float]:
    return dict(zip(found.scores.method, found.scores.value, strict=True))


def simulated(deals: int, seed: int) -> list[Outcome]:
    """All forecasts of one company."""
    of = company(deals, seed)
    return [one for share in SHARES for one in asked(of, share)]


def errors(outcomes: list[Outcome], method: str) -> tuple[float, float]:
    """WAPE and bias of a method."""
    total = sum(one.actual for one in outcomes)
    missed = [one.said[method] - one.actual for one in outcomes]
    return sum(map(abs, missed)) / total, sum(missed) / total


def covered(outcomes: list[Outcome], level: float) -> float:
    """The share of quarters that came within the interval."""
    inside = [one.low[level] <= one.actual <= one.high[level] for one in outcomes]
    return sum(inside) / len(inside)


def lines(deals: int, outcomes: list[Outcome], most: float) -> Iterator[Line]:
    """What is measured on companies of one size."""
    name = f"{deals:,} deals a year"
    wape, bias = errors(outcomes, PIPELINE)
    yield against(f"{name}: WAPE of the pipeline forecast, %", 100 * wape, 100 * most, 1)
    yield Line(f"{name}: bias, %", f"{100 * bias:+.1f}", "within 3", "yes" if abs(bias) <= 0.03 else "no")
    inside = covered(outcomes, 0.80)
    yield Line(
        f"{name}: inside the 80 % interval", f"{inside:.1%}", "75%–85%", "yes" if 0.75 <= inside <= 0.85 else "no"
    )
    yield Line(f"{name}: inside the 95 % interval", f"{covered(outcomes, 0.95):.1%}")
    for method in (PIPELINE, RUN_RATE, WEIGHTS):
        parts = [errors([one for one in outcomes if one.share == share], method)[0] for share in SHARES]
        whole, drift = errors(outcomes, method)
        by_point = " / ".join(f"{100 * part:.1f}" for part in parts)
        said = METHODS[method].to(Locale.EN).lower()
        yield Line(
            f"{name}: {said}, WAPE at 15 / 40 / 65 / 85 % of the quarter; mean; bias, %",
            f"{by_point}; {100 * whole:.1f}; {100 * drift:+.1f}",
        )


def measured(seeds: float = 1.0) -> Iterator[Line]:
    """Every line; `seeds` scales how many companies are looked at."""
    for deals, (most, many) in SIZES.items():
        with Pool(1) as pool:
            found = pool.map(partial(simulated, deals), range(1000, 1000 + round(many * seeds)))
        yield from lines(deals, [one for each in found for one in each], most)


if __name__ == "__main__":
    for line in measured(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print(line.row(), flush=True)

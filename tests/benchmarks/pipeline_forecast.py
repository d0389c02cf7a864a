"""How well a quarter is forecast from its deals: `python -m tests.benchmarks.pipeline_forecast [--page FILE]`.

Simulated companies of two sizes, many seeds, eight quarters each, seen at four points of the quarter; and a real set of
deals without a history of stages, for what can be said of that.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.pipeline_forecast import PipelineForecast, pipeline_forecast
from domain.contracts_funnel import STAGES
from domain.contracts_pipeline_forecast import CELLS, TURNS
from domain.periods import Grain
from domain.pipeline_forecast import METHODS, PIPELINE, RUN_RATE, WEIGHTS
from i18n import Locale
from reports.console import table
from tests.benchmarks.dated_deals import FOLDER, forecasts
from tests.benchmarks.forecast import DATA, HEADS, Line, against
from tests.benchmarks.simulated_pipeline import QUARTER, Company, company

SIZES = {1900: (0.10, 20), 480: (0.20, 40)}  # deals a year: the WAPE to reach, and how many seeds
SHARES, FIRST, LAST = (0.15, 0.40, 0.65, 0.85), 14, 22
LOOKS_BACK, SEED = 13, 1000
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
    met = "yes" if 0.75 <= inside <= 0.85 else "no"
    yield Line(f"{name}: inside the 80 % interval", f"{inside:.1%}", "75%–85%", met)
    yield Line(f"{name}: inside the 95 % interval", f"{covered(outcomes, 0.95):.1%}")
    for method in (PIPELINE, RUN_RATE, WEIGHTS):
        yield _by_point(name, method, outcomes)


def _by_point(name: str, method: str, outcomes: list[Outcome]) -> Line:
    parts = [errors([one for one in outcomes if one.share == share], method)[0] for share in SHARES]
    whole, drift = errors(outcomes, method)
    points = " / ".join(f"{100 * part:.1f}" for part in parts)
    what = f"{name}: {METHODS[method].to(Locale.EN).lower()}, WAPE by point; mean; bias, %"
    return Line(what, f"{points}; {100 * whole:.1f}; {100 * drift:+.1f}")


def measured(seeds: float = 1.0) -> Iterator[Line]:
    """Every line of the simulated companies; `seeds` scales how many of them are looked at."""
    for deals, (most, many) in SIZES.items():
        found = [one for seed in range(SEED, SEED + round(many * seeds)) for one in simulated(deals, seed)]
        yield from lines(deals, found, most)


def dated(data: Path) -> Iterator[Line]:
    """What can be said of deals with two dates and no stages."""
    for grain, name in ((Grain.MONTH, "months"), (Grain.QUARTER, "quarter")):
        found = [Outcome(share, said, {}, {}, came) for share, said, came in forecasts(data, grain)]
        for method in (PIPELINE, RUN_RATE, WEIGHTS):
            yield _by_point(f"{FOLDER}, {len(found) // len(SHARES)} {name}", method, found)


_BEGIN, _END = "<!-- pipeline forecast: begin -->", "<!-- pipeline forecast: end -->"
_ABOUT = """{begin}
## How well a quarter is forecast from its deals

Measured by `python -m tests.benchmarks.pipeline_forecast`, a part of `make bench`.

{rows}

- By point: seen at 15, 40, 65 and 85 % of the quarter. 20 simulated companies of 1,900 deals a year and 40 of 480,
  eight quarters each. The priors (3 and 30 mean deals), the window of eight quarters and the two periods of *recent
  periods* were set on other seeds of the same simulator; fifteen of these companies were run once before *recent
  periods* was added (8.2 and 14.5 %), and nothing was chosen by that.
- The simulator (`tests/benchmarks/simulated_pipeline.py`) was set, before the forecast was run on it, so that the run
  rate misses by as much as in an independent earlier simulation (10.6 and 21.8 %); its stage weights are then worse
  off than there (33 and 47 %), since it has fewer wins. One family of companies is not every company.
- *Run rate* is won so far + what the last four periods won on average after this point: a good deal better than
  counting up by days. *Stage weights* rise evenly from stage to stage and count what is due in the period.
- The public set has no history of stages, no amounts of open deals and no expected dates: open deals are worth their
  list price, all in one stage. Its months and quarters are flat, so the run rate is the better one there; a team
  with such data should look at it first, and the page shows both with their errors.
{end}
"""


def written(page: Path, found: list[Line]) -> None:
    """Put the section into the page, in place of the one before, else at its end."""
    rows = [HEADS, ("---",) * len(HEADS), *(line.row() for line in found)]
    table_rows = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    section = _ABOUT.format(begin=_BEGIN, end=_END, rows=table_rows)
    text = page.read_text("utf-8")
    before, begins, after = text.partition(_BEGIN)
    rest = after.partition(_END + "\n")[2]
    page.write_text(before + section + rest if begins else f"{text}\n{section}", "utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.pipeline_forecast", description=__doc__)
    parser.add_argument("--source", type=Path, default=DATA, help="folder of the data sets")
    parser.add_argument("--seeds", type=float, default=1.0, help="scales how many companies are simulated")
    parser.add_argument("--page", type=Path, help="write the section into this page, e.g. docs/benchmarks.md")
    chosen = parser.parse_args()
    found = list(measured(chosen.seeds))
    if (chosen.source / FOLDER).is_dir():
        found += dated(chosen.source)
    else:
        print(f"no {FOLDER} at {chosen.source}: it is left out", file=sys.stderr)
    print(table(HEADS, [line.row() for line in found]))
    if chosen.page:
        written(chosen.page, found)


if __name__ == "__main__":
    main()

"""How well and how fast series are forecast: `python -m tests.benchmarks.forecast [--page docs/benchmarks.md]`.

Public data sets beside their published scores, a public hierarchy, a running month, and the reference library on the
same series in the same run. What was seen of the periods held out before a choice is told on the page.
"""

import argparse
import os
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import chosen, forecast, worked
from analytics.forecast.league import measures, trial, yard
from analytics.forecast.members import naive2
from analytics.forecast.nowcast import Past, at_point
from analytics.forecast.series import aligned
from reports.competitions import SETS, Held
from reports.console import table
from reports.tourism import levels_of_tourism
from tests.benchmarks.forecast_notes import ABOUT, BEGIN, END
from tests.benchmarks.machine import described

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FULCRUM_DATA", ROOT.parent / "shared" / "data"))
HEADS = ("what", "measured", "target", "met")
_OWA = {"m3-monthly": 0.815, "m3-quarterly": 0.890, "m4-weekly": 0.705}
_PUBLISHED = {
    "m3-monthly": "published sMAPE: Theta 13.89, ForecastPro 13.90, Naive2 16.89",
    "m3-quarterly": "published sMAPE: Theta 8.96, COMB S-H-D 9.22, Naive2 9.95",
    "m4-weekly": "published OWA: best entry .739, FFORMA .796, ES-RNN .851, Theta .971",
}
_WAPE = (3.0, 3.4, 4.7)


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement in words, what it should be, and whether it is."""

    what: str
    measured: str
    target: str = ""
    met: str = ""

    def row(self) -> tuple[str, ...]:
        """The line as cells."""
        return self.what, self.measured, self.target, self.met


def against(what: str, value: float, most: float, digits: int = 3) -> Line:
    """A line whose value should be at most so much."""
    return Line(what, f"{value:.{digits}f}", f"≤ {most:.{digits}f}", "yes" if round(value, digits) <= most else "no")


def within(what: str, value: float, low: float, high: float) -> Line:
    """A line whose share should lie between two others."""
    met = "yes" if low <= round(value, 3) <= high else "no"
    return Line(what, f"{value:.1%}", f"{low:.0%}–{high:.0%}", met)


def competitions(source: Path) -> Iterator[Line]:
    """The three competitions: OWA, coverage and time."""
    for name, most in _OWA.items():
        [held] = SETS[name](source)
        begun = process_time()
        work = worked(held.histories, Plan(held.season, held.actual.shape[1]))
        chosen(work)
        spent = (process_time() - begun) * 1000 / len(held.histories)
        found = trial(work, held.histories, held.actual, held.yard).set_index("method").loc["combined"]
        yield against(f"{name}: OWA of the default ({len(held.histories)} series)", found.owa, most)
        yield Line(f"{name}: sMAPE, MASE", f"{found.smape:.2f}, {found.mase:.3f}", _PUBLISHED[name])
        yield within(f"{name}: inside the 80 % interval", found.coverage80, 0.78, 0.82)
        yield within(f"{name}: inside the 95 % interval", found.coverage95, 0.92, 0.96)
        yield against(f"{name}: CPU ms a series, back-test included", spent, 25, 1)


def stores(source: Path) -> Iterator[Line]:
    """Weekly sales of 45 stores at three origins."""
    for held, most in zip(SETS["walmart"](source), _WAPE, strict=True):
        found = forecast(held.histories, Plan(held.season, held.actual.shape[1]))
        wape = 100 * float(np.abs(found.mean - held.actual).sum() / np.abs(held.actual).sum())
        yield against(f"walmart from week {held.label}: WAPE, %", wape, most, 1)


def hierarchy(source: Path) -> Iterator[Line]:
    """The tourism hierarchy level by level."""
    told = levels_of_tourism(source)
    for level in told["levels"]:
        shares = ", ".join(f"{100 * level[key]:.1f}" for key in ("base", "bottom_up", "reconciled"))
        yield Line(f"tourism, {level['level']}: WAPE, %, alone / bottom-up / top-down", shares)
    yield against("tourism, mean of levels, top-down: WAPE, %", 100 * told["default"]["wape"], 9.8, 1)


def running_month(seed: int = 4) -> Iterator[Line]:
    """Forty made companies of 36 months of which a third comes in the last fifth: nowcast, pro rata, model alone."""
    rng, positions, errors = np.random.default_rng(seed), (0.15, 0.3, 0.5, 0.7, 0.9), {}
    for _ in range(40):
        at = np.arange(36)
        total = 1000 * np.exp(0.005 * at + 0.2 * np.sin(at * np.pi / 6) + rng.normal(0, 0.12, 36))
        paths = np.full((36, 23), np.nan)
        for row in at:
            days = int(rng.integers(19, 24))
            weight = np.where(np.arange(days) < 0.8 * days, 1.0, 2.0) * np.exp(rng.normal(0, 0.5, days))
            paths[row, :days] = np.cumsum(weight) / weight.sum() * total[row]
        model = [np.nan] * 18 + [float(forecast([total[:row]], Plan(12, 1)).mean[0, 0]) for row in range(18, 36)]
        for position in positions:
            test = at_point(Past(paths, np.array(model)), position)
            misses = [np.abs(said - test.total).sum() for said in (test.said, test.pro_rata, test.model)]
            errors.setdefault(position, []).append([*misses, test.total.sum()])
    for position, rows in errors.items():
        now, rata, alone, total = np.sum(rows, axis=0)
        words = f"{100 * now / total:.1f} / {100 * rata / total:.1f} / {100 * alone / total:.1f}"
        met = "yes" if now <= min(rata, alone) else "no"
        yield Line(f"running month at {position:.0%}: WAPE, %, nowcast / pro rata / model", words, "best", met)


def speed(count: int = 500) -> Iterator[Line]:
    """Five hundred series of 156 weeks, and of 60 months."""
    rng = np.random.default_rng(8)
    for what, season, periods, horizon in (("156 weeks", 52, 156, 13), ("60 months", 12, 60, 12)):
        turn = 1 + 0.3 * np.sin(2 * np.pi * np.arange(periods) / season)
        made = [
            100 * turn * np.exp(rng.normal(0, 0.1, periods) + rng.normal(0, 0.01, periods).cumsum())
            for _ in range(count)
        ]
        begun = process_time()
        forecast(made, Plan(season, horizon))
        yield against(f"{count} series of {what}, back-test included: CPU s", process_time() - begun, 15, 1)
        begun = process_time()
        forecast(made[:1], Plan(season, horizon))
        yield against(f"one series of {what}, back-test included: CPU s", process_time() - begun, 1.0, 2)


def beside_reference(source: Path, every: int = 12) -> Iterator[Line]:
    """The reference library's Theta and ETS on the same M3 series: accuracy and time."""
    from statsmodels.tsa.forecasting.theta import ThetaModel
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    def theta(history: np.ndarray, season: int, horizon: int) -> np.ndarray:
        return np.asarray(ThetaModel(history, period=season, method="auto").fit().forecast(horizon))

    def ets(history: np.ndarray, season: int, horizon: int) -> np.ndarray:
        kind = "mul" if history.min() > 0 else "add"
        model = ExponentialSmoothing(history, trend="add", damped_trend=True, seasonal=kind, seasonal_periods=season)
        return np.asarray(model.fit().forecast(horizon))

    def ours(history: np.ndarray, season: int, horizon: int) -> np.ndarray:
        return forecast([history], Plan(season, horizon)).mean[0]

    for name in ("m3-monthly", "m3-quarterly"):
        [whole] = SETS[name](source)
        held = Held(whole.histories[::every], whole.actual[::every], whole.season, whole.yard)
        for words, one in (
            ("reference Theta", theta),
            ("reference ETS, damped", ets),
            ("ours, series by series", ours),
        ):
            yield _beside(f"{name}, every {every}th: {words}", held, one)


def _beside(what: str, held: Held, one) -> Line:
    horizon, by = held.actual.shape[1], yard(aligned(held.histories, 10_000), held.yard)
    base = measures(naive2(aligned(held.histories, held.season), held.season, horizon), held.actual, by)
    begun = process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = np.array([one(history, held.season, horizon) for history in held.histories])
    spent = (process_time() - begun) * 1000 / len(said)
    found = measures(np.nan_to_num(said), held.actual, by)
    owa = (found["smape"] / base["smape"] + found["mase"] / base["mase"]) / 2
    return Line(f"{what}: OWA; CPU ms a series", f"{owa:.3f}; {spent:.1f}")


def measured(source: Path) -> list[Line]:
    """All of it."""
    parts = [
        competitions(source),
        stores(source),
        hierarchy(source),
        running_month(),
        speed(),
        beside_reference(source),
    ]
    return [line for part in parts for line in part]


def written(page: Path, lines: list[Line]) -> None:
    """Put the section into the page, in place of the one before."""
    about = described()
    machine = f"{about['processor']}; {about['system']}; load before {about['load before']}"
    rows = [HEADS, ("---",) * len(HEADS), *(line.row() for line in lines)]
    section = ABOUT.format(
        begin=BEGIN, end=END, machine=machine, rows="\n".join("| " + " | ".join(row) + " |" for row in rows)
    )
    text = page.read_text("utf-8")
    old = re.compile(re.escape(BEGIN) + ".*" + re.escape(END) + "\n", re.DOTALL)
    found = old.search(text)
    page.write_text(text[: found.start()] + section + text[found.end() :] if found else f"{text}\n{section}", "utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.forecast", description=__doc__)
    parser.add_argument("--source", type=Path, default=DATA, help="folder of the data sets")
    parser.add_argument("--page", type=Path, help="write the section into this page, e.g. docs/benchmarks.md")
    chosen_options = parser.parse_args()
    if not chosen_options.source.is_dir():
        print(f"no data sets at {chosen_options.source}: forecasts are left out", file=sys.stderr)
        return
    lines = measured(chosen_options.source)
    print(table(HEADS, [line.row() for line in lines]))
    if chosen_options.page:
        written(chosen_options.page, lines)


if __name__ == "__main__":
    main()

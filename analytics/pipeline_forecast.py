"""What a period will bring in: won so far + open amount × own conversion + deals that are not there yet.

Everything is measured at the same point of past periods, on what was known by then. Where the last periods realised
less, or more, than was said of them, beyond what chance explains, the rest is drawn that way: `level`. The interval is
simulated: chance decides about each deal, and a shock that all of them share about the period.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.pipeline_board import Board, Numbers, board, rate_table, rates
from domain.contracts_pipeline_forecast import SCORES, TRIALS
from domain.errors import ReaderError
from domain.pipeline_forecast import PIPELINE, RUN_RATE, WEIGHTS
from i18n import Text

WINDOW, FEWEST, RECENT = 8, 2, 4  # periods: measured on, at least, and of the run rate
TESTED = 6  # past periods on which methods are compared and the stage weights calibrated
SHOCK, SHOCK_PRIOR = 0.15, 3.0  # log-sd of a period, and how many periods that guess weighs
LEVELLED = 2  # past periods that the level of the rest is learnt from
DRAWS, LEVELS = 20_000, (0.80, 0.95)
_TOO_SHORT = Text(
    "同一时点已完结的时期只有 {n} 个，至少需要 {least} 个，因此没有商机预测。",
    "Only {n} finished periods are known at this point, and it takes {least}: there is no pipeline forecast.",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the methods say at one turn: parts of the forecast, the two simple methods, and what chance explains.

    `noise` is the variance of the unlevelled rest if each deal is decided on its own. `level` is the factor by which
    the last periods realised more or less than was said of them, drawn to 1.
    """

    won: float
    expected: float
    created: float
    weighted: float
    run_rate: float
    noise: float
    level: float = 1.0

    @property
    def measured(self) -> float:
        """What is still to come by the rates of the past alone."""
        return self.expected + self.created

    @property
    def rest(self) -> float:
        """What is still to come."""
        return self.measured * self.level

    @property
    def recent(self) -> float:
        """What the level of the last periods adds or takes away."""
        return self.rest - self.measured

    @property
    def value(self) -> float:
        """What the period comes to."""
        return self.won + self.rest


@dataclass(frozen=True, slots=True)
class PipelineForecast:
    """The forecast of the period, with its parts, interval by level, and its record.

    `rates`: RATES; `trials`: TRIALS; `scores`: SCORES. `factor` is what was realised of the stage-weighted amount
    after this point of the last `factor_n` periods, NaN where unknown. `shock` is the log-sd of a period.
    """

    said: Said
    low: dict[float, float]
    high: dict[float, float]
    open_amount: float
    rates: pd.DataFrame
    trials: pd.DataFrame
    scores: pd.DataFrame
    factor: float
    factor_n: int
    shock: float
    measured_on: int

    @property
    def value(self) -> float:
        """What the period comes to."""
        return self.said.value

    @property
    def parts(self) -> dict[str, float]:
        """The parts by name, as domain.pipeline_forecast.BRIDGE_NAMES has them; they add up to the last one."""
        said = self.said
        parts = {"won": said.won, "open": said.expected, "created": said.created, "recent": said.recent}
        return {**parts, "forecast": self.value}


def pipeline_forecast(cells: pd.DataFrame, turns: pd.DataFrame, stages: pd.DataFrame, lag: int = 1) -> PipelineForecast:
    """The forecast of the period of turn 0. Takes CELLS, TURNS and STAGES; `lag` as PipelineAsk has it.

    Raises ReaderError when fewer than two finished periods are known.
    """
    known = board(cells, turns, stages)
    now, tried, shock = _stated(known, lag)
    low, high = interval(now, shock)
    trials = _trials(known, tried, lag)
    past = known.past(0, lag, WINDOW)
    factor, count = calibration(trials)
    amount = float(known.tables["amount"][0].sum())
    record = trials.drop(columns="weighted")
    scores = _scores(now, record)
    table = rate_table(known, past)
    return PipelineForecast(
        now, low, high, amount, table, TRIALS.coerce(record), scores, factor, count, shock, len(past)
    )


def _stated(known: Board, lag: int) -> tuple[Said, list[tuple[int, Said]], float]:
    """What is said now, what would have been said at past turns, and the shock. Raises ReaderError of too few."""
    past = known.past(0, lag, WINDOW)
    if len(past) < FEWEST:
        raise ReaderError(_TOO_SHORT, n=len(past), least=FEWEST)
    plain = [(int(row), said_at(known, int(row), lag)) for row in past if _enough(known, int(row), lag)]
    tried = [(row, levelled(known, (row, said), plain, lag)) for row, said in plain]
    return levelled(known, (0, said_at(known, 0, lag)), plain, lag), tried, _shock(known, tried)


def pipeline_figure(
    cells: pd.DataFrame, turns: pd.DataFrame, stages: pd.DataFrame, lag: int = 1
) -> tuple[float, dict[float, float], dict[float, float]]:
    """The value of `pipeline_forecast` with its bounds by level, without its record: for many slices at once."""
    now, _, shock = _stated(board(cells, turns, stages), lag)
    return (now.value, *interval(now, shock))


def _enough(known: Board, row: int, lag: int) -> bool:
    return len(known.past(row, lag, WINDOW)) >= FEWEST


def said_at(known: Board, row: int, lag: int) -> Said:
    """What the methods say at a turn, from the turns whose outcome was known then."""
    past = known.past(row, lag, WINDOW)
    amount, square = known.tables["amount"][row], known.tables["square"][row]
    rate = np.nan_to_num(rates(known, past))
    later = known.total[past] - known.so_far[past]
    created = later - known.tables["won"][past].sum(axis=1)
    new = max(float(created.mean()), 0.0)
    total = float(known.total[past].sum())
    size = float(known.square[past].sum()) / total if total > 0 else 0.0
    noise = float((square * rate * (1 - rate)).sum()) + new * size
    weighted = float((known.tables["due"][row] * known.ladder).sum())
    so_far = float(known.so_far[row])
    return Said(so_far, float((amount * rate).sum()), new, weighted, so_far + float(later[:RECENT].mean()), noise)


def levelled(known: Board, mine: tuple[int, Said], plain: list[tuple[int, Said]], lag: int) -> Said:
    """What was said at a row, with the level that the LEVELLED periods before it, as then known, lead to expect.

    log level = Σ w·log(realised ÷ said) ÷ (Σ w + 1 ÷ SHOCK²), w = 1 ÷ (chance + SHOCK²): the posterior mean of a shock
    that stays. Saids are unlevelled.
    """
    row, said = mine
    before = [one for one in plain if known.turns[one[0]] >= known.turns[row] + lag][:LEVELLED]
    weight = [1 / (chance + SHOCK**2) for _, chance in _missed(known, before)]
    pulled = sum(w * log for w, (log, _) in zip(weight, _missed(known, before), strict=True))
    return replace(said, level=float(np.exp(pulled / (sum(weight) + 1 / SHOCK**2))))


def _missed(known: Board, tried: list[tuple[int, Said]]) -> list[tuple[float, float]]:
    """log(realised ÷ said) of the rest of each, and the variance of it that chance explains; of nothing, no row."""
    found = []
    for row, said in tried:
        rest = known.total[row] - known.so_far[row]
        if said.rest > 0 and rest > 0:
            found.append((float(np.log(rest / said.rest)), said.noise / said.measured**2))
    return found


def _shock(known: Board, tried: list[tuple[int, Said]]) -> float:
    """The log-sd of a period: squares of log(realised ÷ said) beyond what chance explains, drawn to SHOCK."""
    found = [log**2 - chance for log, chance in _missed(known, tried)]
    return float(np.sqrt(max((SHOCK_PRIOR * SHOCK**2 + sum(found)) / (SHOCK_PRIOR + len(found)), 0.05**2)))


def interval(said: Said, shock: float) -> tuple[dict[float, float], dict[float, float]]:
    """Bounds by level: the rest is drawn from chance (a gamma of its mean and variance) × a shock of mean 1.

    What is won so far does not go away, so no bound is below it.
    """
    if not said.rest > 0:
        return dict.fromkeys(LEVELS, said.value), dict.fromkeys(LEVELS, said.value)
    rng = np.random.default_rng(7)
    shape = said.measured**2 / max(said.noise, 1e-9 * said.measured**2)
    rest = rng.gamma(shape, said.rest / shape, DRAWS) * np.exp(rng.normal(-(shock**2) / 2, shock, DRAWS))
    ends = {level: np.quantile(rest, [(1 - level) / 2, (1 + level) / 2]) for level in LEVELS}
    return {k: said.won + float(v[0]) for k, v in ends.items()}, {k: said.won + float(v[1]) for k, v in ends.items()}


def _trials(known: Board, tried: list[tuple[int, Said]], lag: int) -> pd.DataFrame:
    """TRIALS and `weighted`; each interval from the trials whose outcome was known then."""
    rows = []
    for row, said in tried:
        then = [(other, one) for other, one in tried if known.turns[other] >= known.turns[row] + lag]
        low, high = interval(said, _shock(known, then))
        rows.append(
            {
                "turn": int(known.turns[row]),
                "won": said.won,
                PIPELINE: said.value,
                WEIGHTS: said.won + said.weighted,
                RUN_RATE: said.run_rate,
                "weighted": said.weighted,
                "low": low[LEVELS[0]],
                "high": high[LEVELS[0]],
                "total": float(known.total[row]),
            }
        )
    return pd.DataFrame(rows) if rows else TRIALS.with_columns("tried", {"weighted": TRIALS.columns["won"]}).empty()


def calibration(trials: pd.DataFrame) -> tuple[float, int]:
    """Σ(total − won so far) ÷ Σ stage-weighted amount of the last TESTED trials, and how many; NaN of no amount."""
    last = trials.head(TESTED)
    weighted = float(last.weighted.sum())
    return (float((last.total - last.won).sum()) / weighted if weighted > 0 else float("nan")), len(last)


def scored(trials: pd.DataFrame, method: str, value: float) -> dict[str, object]:
    """A row of SCORES: how a column of trials did on the last TESTED of them."""
    last = trials.head(TESTED).dropna(subset=[method, "total"])
    actual, missed = float(last.total.sum()), last[method] - last.total
    wape, bias = (float(each) / actual if actual > 0 else float("nan") for each in (missed.abs().sum(), missed.sum()))
    return {"method": method, "value": value, "wape": wape, "bias": bias, "n": len(last)}


def _scores(now: Said, trials: pd.DataFrame) -> pd.DataFrame:
    said = {PIPELINE: now.value, RUN_RATE: now.run_rate, WEIGHTS: now.won + now.weighted}
    return SCORES.coerce(pd.DataFrame([scored(trials, method, value) for method, value in said.items()]))


__all__ = ["Numbers", "PipelineForecast", "Said", "calibration", "interval", "pipeline_forecast", "said_at", "scored"]

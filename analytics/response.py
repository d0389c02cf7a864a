"""Response curves: log revenue on log spend per channel, within region and month, then shrunk towards each other.

In logarithms DOMAIN's curve, revenue = a · spend^b, is a line of slope b. Regions, their trends, and each month of the
channel have effects of their own, so that season, growth and promotions are not taken for the work of money.
"""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.shrinkage import Shrunk, drawn, shrink
from domain.contracts_reallocation import CURVES, PANEL
from domain.reallocation import NEVER_VARIED, NO_MARGIN, TOO_NOISY, TOO_SHORT

Floats = npt.NDArray[np.float64]
LEAST_MOVED = 0.05  # sd of month-to-month moves of log spend: less is a budget that only drifts with sales
WIDEST = 0.25  # standard error of a slope beyond which 0 and 1 are about as likely
FEWEST = 18  # rows
FLAT, STEEP = 0.01, 0.95  # a slope is kept within these: curves are concave
Z80 = 1.2816
DRAWS = 500
_BLOCK = 3  # months whose errors are taken to hang together
_YEAR = 12
_TRENDS_FROM = 24  # months of history from which regions have trends of their own


@dataclass(frozen=True, slots=True)
class Slope:
    """A slope as fitted on one channel, with its standard error and the noise.

    The error is MacKinnon and White's HC3 (1985) over blocks of a region's quarter: months hang together, and errors
    that a fit has used up are given back. In simulation its 80 % interval covers 77 to 82 %; the usual one 65 to 71 %.
    """

    own_slope: float
    error: float
    moved: float
    noise: float
    reason: str


def curves(panel: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """CURVES of the channels of PRESENT, fitted on PANEL.

    A slope that cannot be told has no value and a reason; it is not used for the others either.
    """
    PANEL.check(panel)
    if present.empty:
        return CURVES.empty()
    fitted = [_of_channel(panel[panel.channel == channel]) for channel in present.channel]
    table = pd.DataFrame([asdict(one) for one in fitted], index=present.index)
    found = present.join(table)
    found["reason"] = found.reason.where(found.rate.notna(), NO_MARGIN)
    known = found.reason == ""
    found["own_slope"] = found.own_slope.where(known)
    own = shrink(found.own_slope[known].to_numpy(), found.error[known].to_numpy())
    for name, values in _shrunk(own).items():
        found[name] = pd.Series(values, index=found.index[known]).reindex(found.index)
    return CURVES.coerce(found)


def _of_channel(rows: pd.DataFrame) -> "Slope":
    return slope(rows) if len(rows) else Slope(np.nan, np.nan, 0.0, np.nan, TOO_SHORT)


def slope(rows: pd.DataFrame) -> Slope:
    """The slope of one channel. Takes PANEL of it; `reason` says why it cannot be told, "" where it can."""
    units, months = rows.region.nunique(), rows.period.nunique()
    moved = _moved(rows)
    basis = _basis(_effects(rows))
    spare = len(rows) - basis.shape[1] - 1
    if len(rows) < FEWEST or spare < units or months < _YEAR:
        return Slope(np.nan, np.nan, moved, np.nan, TOO_SHORT)
    spend, revenue = (_without(np.log(rows[name].to_numpy()), basis) for name in ("spend", "revenue"))
    square = float(spend @ spend)
    if moved < LEAST_MOVED or square < 1e-9:
        noise = float(np.sqrt(revenue @ revenue / (spare + 1)))
        return Slope(np.nan, np.nan, moved, noise, NEVER_VARIED)
    value = float(spend @ revenue) / square
    rest = revenue - value * spend
    leverage = (basis**2).sum(axis=1) + spend**2 / square
    score = pd.Series(spend * rest / (1 - leverage).clip(min=0.05))
    scores = score.groupby([rows.region.to_numpy(), _blocks(rows)]).sum().to_numpy(dtype="float64")
    error = float(np.sqrt(scores @ scores)) / square
    reason = TOO_NOISY if error > WIDEST else ""
    return Slope(value, error, moved, float(np.sqrt(rest @ rest / spare)), reason)


def noise_of(rows: pd.DataFrame) -> pd.Series:
    """sd of a month's log revenue of each region around the effects of region, trend and month, by region."""
    if rows.empty:
        return pd.Series(dtype="float64")
    basis = _basis(_effects(rows))
    rest = pd.Series(_without(np.log(rows.revenue.to_numpy()), basis))
    share = max(1, len(rows) - basis.shape[1]) / len(rows)
    return (rest**2).groupby(rows.region.to_numpy()).mean().div(share).pow(0.5)


def draws(found: pd.DataFrame, count: int = DRAWS) -> Floats:
    """Slopes as they might be (draw × known channel of CURVES), the same for the same curves."""
    own = found[found.reason == ""]
    return drawn(own.own_slope.to_numpy(), own.error.to_numpy(), count).clip(FLAT, STEEP)


def _shrunk(own: Shrunk) -> dict[str, Floats]:
    half = Z80 * np.sqrt(own.variance)
    ends = {"low": own.value - half, "high": own.value + half}
    return {"slope": own.value.clip(FLAT, STEEP), "own": own.own, **{k: v.clip(FLAT, STEEP) for k, v in ends.items()}}


def _effects(rows: pd.DataFrame) -> Floats:
    """Dummies of regions, their trends, and months; of a single region: trend and the months of the year."""
    month = rows.period.dt.year * _YEAR + rows.period.dt.month
    since = ((month - month.min()) / _YEAR).to_numpy(dtype="float64")[:, None]
    region = pd.get_dummies(rows.region).to_numpy(dtype="float64")
    long = month.nunique() >= _TRENDS_FROM
    if region.shape[1] > 1:
        every = pd.get_dummies(rows.period).to_numpy(dtype="float64")
        return np.hstack([region, every[:, 1:], *([region[:, 1:] * since] if long else [])])
    season = pd.get_dummies(rows.period.dt.month).to_numpy(dtype="float64")[:, 1:]
    return np.hstack([region, since, *([season] if long else [])])


def _moved(rows: pd.DataFrame) -> float:
    """sd of the month-to-month moves of log spend, regions and their common move apart where there are several."""
    logs = rows.assign(spend=np.log(rows.spend)).pivot(index="period", columns="region", values="spend")
    moves = logs.diff()
    if logs.shape[1] > 1:
        moves = moves.sub(moves.mean(axis=1), axis=0)
    return float(np.nanstd(moves.to_numpy()) / np.sqrt(2)) if moves.notna().to_numpy().any() else 0.0


def _blocks(rows: pd.DataFrame) -> Floats:
    blocks: Floats = ((rows.period.dt.year * _YEAR + rows.period.dt.month) // _BLOCK).to_numpy(dtype="float64")
    return blocks


def _basis(design: Floats) -> Floats:
    left, sizes, _ = np.linalg.svd(design, full_matrices=False)
    kept: Floats = left[:, sizes > sizes[0] * 1e-10]
    return kept


def _without(values: Floats, basis: Floats) -> Floats:
    left: Floats = values - basis @ (basis.T @ values)
    return left

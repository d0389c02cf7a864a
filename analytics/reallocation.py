"""Where the next yuan should go: spend divided between channels so that margin after it is as high as it can be.

Per channel the margin of a spend s is rate · revenue · (s ÷ present)^slope: DOMAIN's curve through where the channel
stands. At the optimum channels between their bounds all bring the same for one more yuan.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from domain.contracts_reallocation import ALLOCATION, CURVES
from domain.errors import ReaderError
from domain.reallocation import Plan
from i18n import Text

Floats = npt.NDArray[np.float64]
_TOO_LITTLE = Text(
    "预算为现有投入的 {share}，低于各渠道下限之和（{least}）：请提高预算或放宽下限。",
    "A budget of {share} of present spend is less than the lower bounds take together ({least}): raise it, or lower "
    "them.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan would do: margin after spend now and then, and the 80 % interval of the difference.

    `spent` is what the plan spends; `spare` what it leaves, since one more yuan would bring back less than a yuan or
    every channel is at its upper bound. `best` is the share of draws in which the plan gains.
    """

    now: float
    then: float
    low: float
    high: float
    spent_now: float
    spent: float
    spare: float
    best: float

    @property
    def gain(self) -> float:
        """Margin after spend, then less now."""
        return self.then - self.now


def propose(curves: pd.DataFrame, plan: Plan, seen: Mapping[str, float] | None = None) -> pd.DataFrame:
    """ALLOCATION of the plan. Takes CURVES; `seen` is the highest level of spend that a channel has been at, as a share
    of the present one. Channels whose slope is not known keep their spend.

    Raises ReaderError when the budget is less than the lower bounds together.
    """
    CURVES.check(curves)
    known, spend = (curves.reason == "").to_numpy(), curves.spend.to_numpy()
    ends = np.array([plan.of(key) for key in curves.channel]).reshape(-1, 2)
    least, most = (np.where(known, ends[:, at] * spend, spend) for at in (0, 1))
    budget = plan.budget * spend.sum()
    if least.sum() > budget * (1 + 1e-9):
        share, bottom = (f"{value:.0%}" for value in (plan.budget, least.sum() / spend.sum()))
        raise ReaderError(_TOO_LITTLE, share=share, least=bottom)
    worth = (curves.rate * curves.revenue).to_numpy()
    proposed = spend.copy()
    own = best_spend(worth[known], curves.slope.to_numpy()[known], spend[known],
                     (least[known], most[known]), budget - spend[~known].sum())  # fmt: skip
    proposed[known] = own
    return _told(curves, proposed, (least, most), seen or {})


def best_spend(worth: Floats, slope: Floats, spend: Floats, ends: tuple[Floats, Floats], budget: float) -> Floats:
    """The spend of each curve worth · (s ÷ spend)^slope that makes Σ (curve − s) greatest within bounds and budget.

    Curves are concave, so for a price λ of money each is at its own best where one more yuan brings λ; λ is sought
    between 1 (a yuan must bring back a yuan) and where all are at their lower bound.
    """
    least, most = ends

    def at(price: float) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            free = spend * (price * spend / (worth * slope)) ** (1 / (slope - 1))
        return np.clip(np.where(worth > 0, free, least), least, most)

    if not len(spend) or at(1.0).sum() <= budget:
        return at(1.0)
    if budget <= least.sum() * (1 + 1e-9):
        return least
    high = 1.0
    while at(high).sum() > budget:
        high *= 4
    price = brentq(lambda log: at(float(np.exp(log))).sum() - budget, 0.0, np.log(high), xtol=1e-12)
    return _filled(at(float(np.exp(price))), ends, budget)


def _filled(found: Floats, ends: tuple[Floats, Floats], budget: float) -> Floats:
    """The same, to the budget exactly: what rounding left goes where there is room."""
    free = (found > ends[0]) & (found < ends[1])
    if free.any():
        found[free] += (budget - found.sum()) / free.sum()
    return np.clip(found, *ends)


def outcome(curves: pd.DataFrame, allocation: pd.DataFrame, slopes: Floats, budget: float) -> Outcome:
    """What the allocation would bring. `slopes` are draws (draw × known channel), `budget` the money there is."""
    known = (curves.reason == "").to_numpy()
    worth = (curves.rate * curves.revenue).fillna(0.0).to_numpy()
    ratio = (allocation.proposed / allocation.current).to_numpy()[known]
    spent_now, spent = float(allocation.current.sum()), float(allocation.proposed.sum())
    now = float(worth.sum()) - spent_now
    gain = float(allocation.gain.sum())
    drawn = (_power(ratio, slopes) - 1) @ worth[known] - (spent - spent_now)
    low, high = np.quantile(drawn, (0.1, 0.9)) if known.any() else (0.0, 0.0)
    better = float((drawn > 0).mean()) if known.any() else float("nan")
    return Outcome(now, now + gain, float(low), float(high), spent_now, spent, max(0.0, budget - spent), better)


def _told(
    curves: pd.DataFrame, proposed: Floats, ends: tuple[Floats, Floats], seen: Mapping[str, float]
) -> pd.DataFrame:
    spend, slope = curves.spend.to_numpy(), curves.slope.to_numpy()
    worth = (curves.rate * curves.revenue).to_numpy()
    known, ratio = (curves.reason == "").to_numpy(), proposed / spend
    lift = np.where(known, _power(ratio, np.where(known, slope, 1.0)), 1.0)
    then = curves.revenue.to_numpy() * lift
    top = np.array([seen.get(key, np.inf) for key in curves.channel])
    found = pd.DataFrame({
        "channel": curves.channel, "name": curves["name"],
        "current": spend, "proposed": proposed, "least": ends[0], "most": ends[1],
        "revenue": curves.revenue, "revenue_then": then,
        "marginal": worth * slope / spend,
        "marginal_then": worth * slope * lift / np.where(proposed > 0, proposed, np.nan),
        "gain": np.where(known, worth * (lift - 1) - (proposed - spend), 0.0),
        "held": ~known, "unseen": known & (ratio > top) & (ratio > 1),
    })  # fmt: skip
    return ALLOCATION.coerce(found)


def _power(ratio: Floats, slope: Floats) -> Floats:
    powered: Floats = np.where(ratio > 0, np.maximum(ratio, 1e-300) ** slope, 0.0)
    return powered

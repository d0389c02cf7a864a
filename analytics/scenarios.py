"""What a period comes to: won so far, what is open × how such deals were won before, what is not there yet; what if.

Deals open at a day are won over time as deals of the same stage were that were open at the same point of earlier
periods: the share of their amount won within t days is F(t). New deals of λ a day are won by the age t to a share A(t);
so within t days λ·∫A of their amount is won. A cycle that is shorter by a factor moves both curves along the axis of
time (accelerated failure times, Wei 1992). Stage rates are never multiplied with each other.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.cents import whole_cents
from domain.contracts_scenarios import OPEN_OUTCOMES, SCENARIO_STEPS
from domain.scenarios import ORDER, Assumptions, signed

Curve = npt.NDArray[np.float64]
CERTAIN = 30  # deals; the curve of a stage with fewer is that of all stages


@dataclass(frozen=True, slots=True)
class Stage:
    """What is open in one stage, and the share of it that is won within 0, 1, 2 … days."""

    funnel: str
    position: int
    amount: float
    curve: Curve


@dataclass(frozen=True, slots=True)
class Base:
    """All that the figure of a period is made of. `starts` and `ends` are days from now, 0 for a running period.

    `level` is the factor on all shares won that makes of them what the house forecasts of the period: see `drawn_to`.
    """

    won: float
    stages: tuple[Stage, ...]
    created_a_day: float
    new_curve: Curve  # the share of new deals' amount that is won by the age of 0, 1, 2 … days
    starts: float
    ends: float
    level: float = 1.0

    @property
    def open_amount(self) -> float:
        """What is open now."""
        return fsum(stage.amount for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a period comes to, in its parts."""

    won: float
    from_open: float
    from_new: float
    one_off: float

    @property
    def total(self) -> float:
        """All of it."""
        return fsum((self.won, self.from_open, self.from_new, self.one_off))


def stages_now(outcomes: pd.DataFrame, days: int) -> tuple[Stage, ...]:
    """What is open at the last point of OPEN_OUTCOMES, each stage with its curve over so many days.

    The earlier points are what the curve is made of: its step on a day is what was won on that day, ÷ the amount that
    was open at the points that lie so many days back. A stage with fewer than CERTAIN deals at all of these points
    takes the curve of all stages. Empty when nothing is open.
    """
    OPEN_OUTCOMES.check(outcomes)
    if outcomes.empty:
        return ()
    now = outcomes.point.max()
    before = outcomes[outcomes.point < now]
    seen = {point: int((now - point).days) for point in before.point.unique()}
    everywhere = _curve(before, seen, days)
    found = []
    for (funnel, position), own in outcomes[outcomes.point == now].groupby(["funnel", "stage"]):
        alike = before[(before.funnel == funnel) & (before.stage == position)]
        curve = _curve(alike, seen, days) if alike["count"].sum() >= CERTAIN else everywhere
        found.append(Stage(str(funnel), int(position), float(own.amount.sum()), curve))
    return tuple(found)


def _curve(rows: pd.DataFrame, seen: dict[pd.Timestamp, int], days: int) -> Curve:
    """The cumulative share of the amount that is won by each day."""
    follow = rows.point.map(seen).to_numpy(dtype="float64")
    amounts, wons, on = (rows[name].to_numpy(dtype="float64") for name in ("amount", "won", "day"))
    length = days + 1
    was_open = np.bincount(np.minimum(follow, days).astype("int64"), amounts, length)[::-1].cumsum()[::-1]
    ours = (on > 0) & (on <= days)
    won = np.bincount(on[ours].astype("int64"), wons[ours], length)
    steps = np.divide(won, was_open, out=np.zeros(length), where=was_open > 0)
    curve: Curve = np.minimum(steps.cumsum(), 1.0)
    return curve


def parts(base: Base, assumed: Assumptions) -> Parts:
    """What the period comes to under these assumptions, in its parts."""
    win, speed = base.level * (1 + assumed.win / 100), 1 / (1 + assumed.cycle / 100)
    each = (1 + assumed.size / 100) * (1 + assumed.price / 100) * max(0.0, 1 + assumed.elastic * assumed.price / 100)
    from_open = fsum(stage.amount * min(1.0, win * _within(base, stage.curve, speed)) for stage in base.stages)
    more = max(0.0, 1 + assumed.spend * assumed.response / 100)
    from_new = more * base.created_a_day * _created_within(base, np.minimum(base.new_curve * win, 1.0), speed)
    one_off = fsum(float(deal.amount) for deal in assumed.one_offs)
    return Parts(base.won, from_open * each, from_new * each, one_off)


def drawn_to(base: Base, forecast: float) -> Base:
    """The base that comes to `forecast` with nothing assumed: one period has one figure in the house.

    Curves say when deals are won; how much of them is, the forecast has learnt from the last periods as well. NaN, or
    nothing that could be drawn, leaves the base as it is.
    """
    rest = parts(base, Assumptions()).total - base.won
    if not rest > 0 or forecast != forecast:
        return base
    return replace(base, level=max(forecast - base.won, 0.0) / rest)


def _within(base: Base, curve: Curve, speed: float) -> float:
    """The share that is won between the start and the end of the period."""
    at = np.interp([base.starts * speed, base.ends * speed], np.arange(len(curve)), curve)
    return float(at[1] - at[0])


def _created_within(base: Base, curve: Curve, speed: float) -> float:
    """Days' worth of new deals won in the period: one is created each day from now on."""
    area = np.concatenate([[0.0], ((curve[1:] + curve[:-1]) / 2).cumsum()])
    days = np.arange(len(curve))
    at = np.interp([base.starts * speed, base.ends * speed], days, area)
    beyond = np.maximum(np.array([base.starts, base.ends]) * speed - days[-1], 0.0) * curve[-1]
    return float((at + beyond) @ np.array([-1.0, 1.0]) / speed)


def scenario_steps(base: Base, assumed: Assumptions) -> pd.DataFrame:
    """Base, what each assumption adds over those before it, and the scenario, in whole cents. Returns SCENARIO_STEPS.

    The effects add up exactly: each is the difference of two figures that are rounded. Effects that are not assumed
    are 0.
    """
    cents = [whole_cents([parts(base, Assumptions()).total])]
    cents += [whole_cents([parts(base, assumed.up_to(key)).total]) for key in ORDER]
    amounts = [cents[0], *(after - before for before, after in pairwise(cents)), cents[-1]]
    rows = {"step": ["base", *ORDER, "total"], "amount": [amount / 100 for amount in amounts]}
    told = [f"{signed(getattr(assumed, key))}%" if getattr(assumed, key, 0.0) else "" for key in ORDER]
    return SCENARIO_STEPS.coerce(pd.DataFrame({**rows, "assumed": ["", *told, ""]}))

"""How many get there by a given age, when others drop out on the way and for some it is too early to say.

Sources: Aalen and Johansen, "An empirical transition matrix for non-homogeneous Markov chains based on censored
observations", Scandinavian Journal of Statistics 5 (1978); its Greenwood-type variance in Andersen, Borgan, Gill and
Keiding, "Statistical Models Based on Counting Processes" (1993), section IV.4; the interval on the complementary
log-log scale in Beyersmann, Allignol and Schumacher, "Competing Risks and Multistate Models with R" (2012), chapter 4.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Grid = np.ndarray[Any, np.dtype[np.float64]]  # one row a group, one column a day, from day 0 on
_NORMAL = 1.959963984540054  # 97.5 % of a normal distribution lie below
_TAIL = 0.025
_OUTCOMES = ("reached", "lost", "open")


@dataclass(frozen=True, slots=True)
class Course:
    """What became of each group by each day."""

    at_risk: Grid  # undecided, and still seen, at the beginning of the day
    staying: Grid  # the share still undecided after it (Kaplan–Meier)
    reached: Grid  # the share that got there by it (Aalen–Johansen)
    deviation: Grid  # the standard error of `reached`


def course(reached: Grid, lost: Grid, still: Grid) -> Course:
    """The course of groups of whom so many got there, were lost, or were last seen undecided, on each day.

    Who is seen undecided to the end of a day leaves the count after all who got there or were lost on that day.

    >>> told = [np.array([row], float) for row in ([0, 1, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0])]
    >>> course(*told).reached.tolist(), course(*told).staying.tolist()
    ([[0.0, 0.25, 0.25, 0.625]], [[1.0, 0.75, 0.375, 0.0]])
    """
    ended = reached + lost
    at_risk = np.cumsum((ended + still)[:, ::-1], axis=1)[:, ::-1]
    known = np.maximum(at_risk, 1.0)  # nothing happens any more where nobody is at risk
    to_goal, out = reached / known, ended / known
    staying = np.cumprod(1 - out, axis=1, dtype="float64")
    before = np.hstack([np.ones((len(staying), 1)), staying[:, :-1]])
    error = _deviation(before, to_goal, out, known)
    return Course(at_risk, staying, np.cumsum(before * to_goal, axis=1), error)


def _deviation(before: Grid, to_goal: Grid, out: Grid, at_risk: Grid) -> Grid:
    """The standard error of the incidence, carried on from day to day together with that of the share undecided.

    On each day the outcomes of those at risk are multinomial; without censoring this ends in √(p·(1 − p) ÷ n).
    """
    spread = np.zeros_like(before)
    of_reached, of_staying, joint = (np.zeros(len(before)) for _ in range(3))
    for day in range(before.shape[1]):
        share, goal, ends, count = before[:, day], to_goal[:, day], out[:, day], at_risk[:, day]
        of_reached = of_reached + 2 * goal * joint + goal**2 * of_staying + share**2 * goal * (1 - goal) / count
        joint = (1 - ends) * (joint + goal * of_staying - share**2 * goal / count)
        of_staying = (1 - ends) ** 2 * of_staying + share**2 * ends * (1 - ends) / count
        spread[:, day] = of_reached
    return np.sqrt(np.maximum(spread, 0.0))


def incidence(days: pd.DataFrame, by: list[str], horizon: int) -> pd.DataFrame:
    """The share of each group that gets there within `horizon` days of entry.

    Takes a frame with the columns `by`, `day`, and how many `reached`, were `lost`, or were last seen `open` on that
    day. Gives one row a group, in order: `by`, `n` (how many entered), `rate`, `low` and `high` (95 %). The rate is
    NaN where some are still open and nobody has been seen for `horizon` days: what will happen then is not known.

    >>> told = pd.DataFrame({"of": "a", "day": [5, 12, 40], "reached": [3, 1, 0], "lost": [0, 4, 0], "open": [0, 0, 2]})
    >>> [round(float(incidence(told, ["of"], days).rate[0]), 4) for days in (10, 30, 60)]
    [0.3, 0.4, nan]
    """
    groups = days.groupby(by, dropna=False, sort=True)
    found = groups[list(_OUTCOMES)].sum().sum(axis=1).rename("n").reset_index()
    if found.empty:
        return found.assign(rate=np.nan, low=np.nan, high=np.nan)
    reached, lost, still = grids(days, groups.ngroup().to_numpy(), horizon)
    along = course(reached, lost, still)
    rate, deviation = np.minimum(along.reached[:, horizon], 1.0), along.deviation[:, horizon]
    undecided = along.staying[:, horizon] > _rounding(along.staying)
    unknown = undecided & (along.at_risk[:, horizon] == 0)
    low, high = interval(rate, deviation, along.at_risk[:, 0] - still[:, :horizon].sum(axis=1))
    values = {"rate": rate, "low": low, "high": high}
    return found.assign(**{name: np.where(unknown, np.nan, value) for name, value in values.items()})


def _rounding(values: Grid) -> float:
    return float(np.finfo("float64").eps * values.shape[1])


def grids(days: pd.DataFrame, group: "np.ndarray[Any, Any]", horizon: int) -> tuple[Grid, Grid, Grid]:
    """How many got there, were lost and were last seen undecided, by group and day from 0 to `horizon`.

    What happened later than the horizon is nothing yet on its last day.
    """
    within = days.day.to_numpy() <= horizon
    day = np.minimum(days.day.to_numpy(), horizon)
    shape = (int(group.max()) + 1, horizon + 1)
    counts = {name: days[name].to_numpy(dtype="float64") for name in _OUTCOMES}
    later = np.where(within, 0.0, counts["reached"] + counts["lost"])
    made = (counts["reached"] * within, counts["lost"] * within, counts["open"] + later)
    filled = []
    for values in made:
        grid = np.zeros(shape)
        np.add.at(grid, (group, day), values)
        filled.append(grid)
    return filled[0], filled[1], filled[2]


def interval(rate: Grid, deviation: Grid, count: Grid) -> tuple[Grid, Grid]:
    """The 95 % interval of shares: on the complementary log-log scale; at 0 and at 1 the exact one of `count`.

    >>> low, high = interval(np.array([0.5, 0.0]), np.array([0.05, 0.0]), np.array([100.0, 30.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.407, 0.0], [0.601, 0.116])
    """
    none, every = rate <= 0, rate >= 1 - 1e-12
    inner = np.where(none | every, 0.5, rate)
    spread = np.exp(_NORMAL * deviation / ((1 - inner) * -np.log1p(-inner)))
    edge = 1 - _TAIL ** (1 / np.maximum(count, 1.0))
    low = np.select([none, every], [0.0, 1 - edge], 1 - (1 - inner) ** (1 / spread))
    return low, np.select([none, every], [edge, 1.0], 1 - (1 - inner) ** spread)


def proportion(part: float, whole: float) -> tuple[float, float, float]:
    """`part` ÷ `whole` with the 95 % interval of Wilson (1927): rate, low, high; NaN of nothing.

    >>> [round(end, 3) for end in proportion(8, 10)]
    [0.8, 0.49, 0.943]
    """
    if not whole > 0:
        return np.nan, np.nan, np.nan
    rate, square = part / whole, _NORMAL**2
    middle = (part + square / 2) / (whole + square)
    half = float(_NORMAL * np.sqrt(whole * rate * (1 - rate) + square / 4) / (whole + square))
    return rate, max(0.0, middle - half), min(1.0, middle + half)

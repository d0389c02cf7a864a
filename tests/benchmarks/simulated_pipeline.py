"""Companies whose deals behave like those of a sales team, many times over, to forecast quarters that are known.

Deals pass stages in random time, an unobserved quality decides how far; large ones win less and take longer; some lost
ones stay open as zombies; wins are pulled into a quarter's end, and discounted; the odds drift from quarter to quarter;
close dates are what sellers hope for, and are pushed when they pass. Nothing here knows how it will be forecast.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

Numbers = np.ndarray
QUARTER = 91.25  # days
YEARS = 6.0
_STAGES, _CHANNELS = 4, 3
_GO_ON = np.array([0.55, 0.8, 1.05, 1.3])  # log-odds of leaving each stage onwards, of a deal in the middle
_CHANNEL = np.array([0.35, 0.0, -0.35])
_DAYS = np.array([16.0, 22.0, 24.0, 18.0])  # in each stage, on the average
_FIRST_HOPE, _PUSH = 55.0, 35.0  # days: after creation, and at each push
_NEVER = 1e9


@dataclass(frozen=True)  # no slots: what follows from the deals is worked out once
class Company:
    """Deals by row; times in days from 0. `entered`: when each stage was entered, NaN where it never was."""

    created: Numbers
    entered: Numbers
    closed: Numbers
    won: Numbers
    amount: Numbers
    paid: Numbers  # what a won deal comes to
    channel: Numbers

    def stage(self, at: float) -> Numbers:
        """The stage of each deal at an instant, from 1; 0 where it is not open."""
        here = (self.created <= at) & (at < self.closed)
        return np.where(here, (self.entered <= at).sum(axis=1), 0)

    def expected(self, at: float) -> Numbers:
        """The close date that the seller has in the books at that instant."""
        return self.created + _FIRST_HOPE + _PUSH * self.pushes(at)

    def pushes(self, at: float) -> Numbers:
        """How often it was moved so far: each time that it came near."""
        near = at - self.created - _FIRST_HOPE + 5
        return np.maximum(np.ceil(near / _PUSH), 0.0)

    @cached_property
    def income(self) -> pd.DataFrame:
        """Won deals: when, and for how much."""
        return pd.DataFrame({"at": self.closed[self.won], "amount": self.paid[self.won]})

    def came(self, first: float, last: float) -> float:
        """What was won from one instant to another."""
        rows = self.income
        return float(rows.amount[(rows["at"] > first) & (rows["at"] <= last)].sum())


def company(deals_a_year: float, seed: int) -> Company:
    """A company with so many new deals a year, for YEARS years; the same for the same seed."""
    rng = np.random.default_rng(seed)
    size = rng.poisson(deals_a_year * YEARS)
    created = _begun(size, rng)
    channel = rng.integers(0, _CHANNELS, size)
    scale = rng.normal(0, 1, size)
    chance = _GO_ON + 0.7 * rng.normal(0, 1, size)[:, None] - 0.22 * scale[:, None] + _CHANNEL[channel][:, None]
    chance = chance + _drift(created, rng)[:, None]
    goes_on = rng.random((size, _STAGES)) < 1 / (1 + np.exp(-chance))
    stays = rng.gamma(1.6, 1 / 1.6, (size, _STAGES)) * _DAYS * np.exp(0.18 * scale)[:, None]
    zombie = (rng.random(size) < 0.3)[:, None] & ~goes_on
    stays = np.where(zombie, stays * 4 + 40, stays)
    reached = np.cumprod(np.column_stack([np.ones(size, bool), goes_on]), axis=1).astype(bool)
    ends = created[:, None] + np.cumsum(stays, axis=1)
    entered = np.where(reached[:, :-1], np.column_stack([created, ends[:, :-1]]), np.nan)
    won, last = reached[:, -1], reached[:, :-1].sum(axis=1) - 1
    closed = ends[np.arange(size), last]
    closed = np.where(won, _pulled(closed, entered[np.arange(size), last], rng), closed)
    amount = np.round(np.exp(10.5 + 1.1 * scale), 2)
    paid = np.round(amount * np.where(rng.random(size) < 0.5, 1.0, rng.uniform(0.8, 1.0, size)), 2)
    return Company(created, entered, closed, won, amount, paid, channel)


def _begun(size: int, rng: np.random.Generator) -> Numbers:
    """More deals from year to year, and fewer in the first weeks of each."""
    span = YEARS * 4 * QUARTER
    at = rng.uniform(0, span, size * 2)
    year = at / (4 * QUARTER)
    likely = (1 + 0.06 * year) * (1 - 0.25 * (year % 1 < 0.12))
    return np.sort(at[rng.random(len(at)) < likely / likely.max()][:size])


def _drift(created: Numbers, rng: np.random.Generator) -> Numbers:
    """What the odds of a quarter's deals differ by: half of it stays from one to the next."""
    shocks = rng.normal(0, 0.22, int(YEARS * 4) + 8)
    level = np.zeros(len(shocks))
    for place in range(1, len(shocks)):
        level[place] = 0.5 * level[place - 1] + shocks[place]
    return level[(created // QUARTER).astype(int)]


def _pulled(closed: Numbers, since: Numbers, rng: np.random.Generator) -> Numbers:
    """Wins due within three weeks after a quarter's end, a third of them brought into its last ten days."""
    into = closed % QUARTER
    early = closed - into - rng.uniform(0.1, 10, len(closed))
    moves = (into < 21) & (rng.random(len(closed)) < 0.35) & (early > since)
    return np.where(moves, early, closed)

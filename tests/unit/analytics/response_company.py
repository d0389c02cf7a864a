"""A simulated company whose response curves are known: channels × regions × months, season, growth and noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

KINDS = ("marketing",)


@dataclass(frozen=True, slots=True)
class Simulated:
    """`sold` and `spent` as the metric table gives them; and the truth by channel: curves without noise."""

    sold: pd.DataFrame
    spent: pd.DataFrame
    slope: np.ndarray
    rate: np.ndarray
    spend: np.ndarray
    revenue: np.ndarray

    def ordered(self, channels):
        """slope, worth and spend of the last year in the order of these channels."""
        at = [int(key.removeprefix("c")) for key in channels]
        return self.slope[at], (self.rate * self.revenue)[at], self.spend[at]


def simulated(seed, channels=7, regions=7, months=36, *, spread=0.08, noise=0.10):
    """One company. `spread` is the sd of slopes around 0.3, `noise` that of a month's log revenue in a region."""
    rng = np.random.default_rng(seed)
    shape, since = (channels, regions, months), np.arange(months)
    slope = np.clip(rng.normal(0.3, spread, channels), 0.1, 0.6)
    rate = rng.uniform(0.2, 0.5, channels)
    level = np.exp(rng.normal(16, 0.8, (channels, 1, 1))) * rng.dirichlet(np.full(regions, 8), channels)[:, :, None]
    season = 1 + 0.2 * np.sin(2 * np.pi * (since + rng.uniform(0, 12, (channels, 1, 1))) / 12)
    yearly = rng.normal(0.05, 0.1, (channels, 1, 1)) + rng.normal(0, 0.04, (channels, regions, 1))
    pushed = np.exp(wandering(rng, shape, 0.3, 0.5))
    spend = level * np.exp(rng.normal(np.log(0.06), 0.5, (channels, 1, 1))) * pushed
    mean = level * season * np.exp(yearly * since / 12) * pushed ** slope[:, None, None]
    revenue = mean * np.exp(wandering(rng, shape, noise, 0.3) - noise**2 / 1.82)
    names = [f"c{n}" for n in range(channels)], [f"r{n}" for n in range(regions)]
    days = pd.date_range("2023-01-01", periods=months, freq="MS")
    index = pd.MultiIndex.from_product([*names, days], names=["channel", "region_1", "period"])
    sold = pd.DataFrame({"revenue": revenue.ravel()}, index=index).reset_index()
    sold["margin"] = sold.revenue * np.repeat(rate, regions * months)
    spent = pd.DataFrame({"channel_cost": spend.ravel()}, index=index).reset_index().assign(cost_kind="marketing")
    for frame in (sold, spent):
        frame["channel_name"], frame["region_1_name"] = frame.channel, frame.region_1
    year = (rows[..., -12:].sum(axis=(1, 2)) for rows in (spend, mean))
    return Simulated(sold, spent, slope, rate, *year)


def wandering(rng, shape, size, memory):
    """Shocks of that size, each with a memory of the one before, along the last axis."""
    shocks = rng.normal(0, size, shape)
    for at in range(1, shape[-1]):
        shocks[..., at] = memory * shocks[..., at - 1] + shocks[..., at] * np.sqrt(1 - memory**2)
    return shocks

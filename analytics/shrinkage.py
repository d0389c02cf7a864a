"""Estimates of several of a kind, each pulled towards their common mean by how little it knows by itself."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_SPREADS = np.linspace(0.0, 0.4, 81)[:, None]  # between true slopes, that are thought possible; all alike beforehand


@dataclass(frozen=True, slots=True)
class Shrunk:
    """`value` with its `variance`, and how much of it is its `own`; the common `mean` (NaN where nothing is shrunk)."""

    value: Floats
    variance: Floats
    own: Floats
    mean: float


def shrink(value: Floats, error: Floats) -> Shrunk:
    """Each estimate between itself and the mean weighted by precision; `error` are standard errors.

    The variance holds that of the mean (Morris 1983). One estimate alone stays as it is; of none there are none.

    >>> shrink(np.array([0.1, 0.3]), np.array([0.1, 0.1])).value.round(2).tolist()
    [0.12, 0.28]
    """
    if len(value) < 2:
        return Shrunk(value, error**2, np.ones_like(value), float("nan"))
    between = spread(value[None, :], error)[0]
    weight = 1 / (error**2 + between)
    mean, own = float(weight @ value / weight.sum()), between * weight
    variance = error**2 * own + (1 - own) ** 2 / weight.sum()
    return Shrunk(own * value + (1 - own) * mean, variance, own, mean)


def spread(values: Floats, error: Floats) -> Floats:
    """The variance between the true values behind each row of `values`: its mean given the row, every spread being
    equally likely beforehand (Gelman 2006). Unlike an estimate that is cut off at 0 it never says that all are equal.
    """
    weight = 1 / (error**2 + _SPREADS**2)  # spread × estimate
    total = weight.sum(axis=1)
    mean = values @ weight.T / total
    misfit = values**2 @ weight.T - total * mean**2
    fit = (np.log(weight).sum(axis=1) - np.log(total) - misfit) / 2
    likely = np.exp(fit - fit.max(axis=1, keepdims=True))
    found: Floats = likely @ _SPREADS[:, 0] ** 2 / likely.sum(axis=1)
    return found


def drawn(value: Floats, error: Floats, count: int, seed: int = 20260101) -> Floats:
    """The true values as they might be (draw × estimate), the same for the same estimates.

    A bootstrap of the estimates gives mean and spread of all anew, and each value is drawn around its place between
    that mean and its own estimate (Laird and Louis 1987, type III). A single one is drawn around itself.
    """
    rng = np.random.default_rng(seed)
    noise, again = (rng.standard_normal((count, len(value))) for _ in range(2))
    if len(value) < 2:
        return value + error * again
    boot = value + error * noise
    between = spread(boot, error)[:, None]
    weight = 1 / (error**2 + between)
    mean, own = (weight * boot).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True), between * weight
    drawn_: Floats = own * value + (1 - own) * mean + error * np.sqrt(own) * again
    return drawn_

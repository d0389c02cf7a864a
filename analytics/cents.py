"""Rounding to cents so that the parts still add up to the rounded whole."""

from math import fsum

import numpy as np
import numpy.typing as npt

Cents = npt.NDArray[np.int64]


def whole_cents(amounts: npt.ArrayLike) -> int:
    """The sum of the amounts in whole cents; a sum within a millionth of half a cent goes to the even one.

    >>> whole_cents([0.1, 0.2]), whole_cents([])
    (30, 0)
    """
    return round(round(fsum(np.asarray(amounts, dtype=np.float64)) * 100, 6))


def in_cents(parts: npt.ArrayLike, whole: int | None = None) -> Cents:
    """Each part in whole cents, together `whole` cents (default: their own sum, rounded).

    Largest remainder: all are rounded down, and the missing cents go to those that lost most. Parts that are whole
    cents to a millionth are taken as such, so that the noise of binary fractions never moves a cent.

    >>> in_cents([0.333, 0.333, 0.334]).tolist()
    [33, 33, 34]
    >>> in_cents([0.104, -0.104, 0.0], whole=1).tolist()
    [11, -10, 0]
    """
    exact = np.round(np.asarray(parts, dtype=np.float64) * 100, 6)
    down = np.floor(exact)
    missing = (whole_cents(parts) if whole is None else whole) - int(down.sum())
    order = np.argsort(down - exact, kind="stable")  # the largest loss first
    if missing < 0:
        order = order[::-1]
    cents = down.astype(np.int64)
    for turn in range(abs(missing)):
        cents[order[turn % len(order)]] += 1 if missing > 0 else -1
    return cents

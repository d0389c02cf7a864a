"""How much money goes through the funnel a day, and which of its four factors moved it."""

import numpy as np
import pandas as pd

from domain.contracts_funnel import CLOSED, STOCK, VELOCITY

FACTORS = ("open_deals", "win_rate", "mean_amount", "mean_days")


def velocity(now: tuple[pd.DataFrame, pd.DataFrame], before: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Open deals × win rate × mean won amount ÷ mean days to win, now and before. Returns VELOCITY, velocity last.

    Takes STOCK and CLOSED of each of two windows: open deals at its end (those with a creation date, as there are no
    others in the past), the win rate by closing date, amount and days of the deals won in it. `moved` is each
    factor's part of the change in money a day: its logarithmic change times the logarithmic mean of both velocities
    (Ang, "The LMDI approach to decomposition analysis", Energy Policy 33, 2005); the four add up to the last. NaN
    where a factor is not known, and without a velocity before.
    """
    values, earlier = _factors(*now), _factors(*before)
    rows = pd.DataFrame({"factor": FACTORS, "value": values, "before": earlier})
    after, start = _product(values), _product(earlier)
    logs = np.log(np.array(values) / np.array(earlier)) * (1, 1, 1, -1) if _known(*values, *earlier) else np.nan
    rows["moved"] = logs * _log_mean(after, start)
    whole = {"factor": "velocity", "value": after, "before": start, "moved": after - start}
    return VELOCITY.coerce(pd.concat([rows, pd.DataFrame([whole])], ignore_index=True))


def mover(factors: pd.DataFrame) -> str:
    """The factor that moved velocity most in the direction it went; empty when it did not move. Takes VELOCITY.

    >>> table = {"factor": [*FACTORS, "velocity"], "value": 1.0, "before": 1.0, "moved": [2.0, -5.0, 0.0, -1.0, -4.0]}
    >>> mover(VELOCITY.coerce(pd.DataFrame(table)))
    'win_rate'
    """
    VELOCITY.check(factors)
    moved = factors.set_index("factor").moved
    change, parts = moved["velocity"], moved.drop("velocity")
    if not abs(change) > 0 or parts.isna().any():
        return ""
    return str((parts * np.sign(change)).idxmax())


def _factors(stock: pd.DataFrame, closed: pd.DataFrame) -> tuple[float, float, float, float]:
    STOCK.check(stock)
    CLOSED.check(closed)
    won = closed[closed.outcome == "won"]
    count, ended = float(won["count"].sum()), float(closed["count"].sum())
    amount, valued = float(won.amount.sum()), float(won.valued.sum())
    days = float(won.mean_days.iloc[0]) if len(won) else np.nan
    deals = float((stock["count"] - stock.undated).sum())
    return deals, count / ended if ended else np.nan, amount / valued if valued else np.nan, days


def _product(factors: tuple[float, float, float, float]) -> float:
    deals, rate, amount, days = factors
    return deals * rate * amount / days if days > 0 else np.nan


def _known(*values: float) -> bool:
    return all(value > 0 for value in values)


def _log_mean(one: float, other: float) -> float:
    """(a − b) ÷ ln(a ÷ b), which is a where both are equal.

    >>> _log_mean(5.0, 5.0), round(_log_mean(4.0, 2.0), 4)
    (5.0, 2.8854)
    """
    if not _known(one, other):
        return np.nan
    ratio = np.log(one / other)
    return one if abs(ratio) < 1e-12 else float((one - other) / ratio)

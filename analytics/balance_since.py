"""What the conflict index and its incidents were at some time, and what has moved since, whatever that time was."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from analytics.excuses import is_excused
from analytics.incidents import Found
from domain.balance import KINDS
from domain.contracts_balance import PARTS
from domain.contracts_incidents import PART_CHANGES
from domain.incidents import Excused


def month_money(found: Iterable[Found], month: date, excused: Excused) -> dict[str, float]:
    """Incident → what counts of it in a month, of those that touch the reader; NaN where the money is not the reader's.

    An incident that was not seen in the month is not there.
    """
    at, told = pd.Timestamp(month), {}
    for one in found:
        if not any(episode.first <= at <= episode.last for episode in one.episodes):
            continue  # most incidents lie elsewhere in time: they are not put together
        rows = one.rows
        here = rows.period == at
        if one.near and here.any():
            counts = rows[here & ~is_excused(one.cause.kind, rows, excused)]
            told[one.cause.incident] = float(counts.amount.sum(min_count=1)) if len(counts) else 0.0
    return told


def points_of(history: pd.DataFrame, month: date) -> dict[str, float]:
    """Kind → its points in a month, of the kinds that are measured. Takes PARTS; {} for a month that it lacks."""
    rows = PARTS.check(history)
    own = rows[rows.measured & (rows.period == pd.Timestamp(month))]
    return {str(kind): float(points) for kind, points in zip(own.kind, own.points, strict=True)}


def between(now: Mapping[str, float], then: Mapping[str, float]) -> pd.DataFrame:
    """PART_CHANGES of points by kind, in the order of KINDS; NaN where one of the two times does not know a kind.

    >>> between({"price": 20.0, "customer": 3.0}, {"price": 24.5}).moved.tolist()
    [-4.5, nan]
    """
    nan = float("nan")
    kinds = [kind for kind in KINDS if kind in now or kind in then]
    rows = [(kind, then.get(kind, nan), now.get(kind, nan), now.get(kind, nan) - then.get(kind, nan)) for kind in kinds]
    return PART_CHANGES.coerce(pd.DataFrame(rows, columns=list(PART_CHANGES.columns)))


def money_moved(now: Mapping[str, float], then: Mapping[str, float]) -> dict[str, float]:
    """Incident → the change of what counts of it, the largest first; what did not change to the cent is left out.

    >>> money_moved({"a": 5.0, "b": 7.0, "d": 1.0}, {"a": 9.0, "c": 6.0, "d": 1.0})
    {'b': 7.0, 'c': -6.0, 'a': -4.0}
    """
    changes = {key: now.get(key, 0.0) - then.get(key, 0.0) for key in (*now, *then)}
    kept = {key: change for key, change in changes.items() if abs(change) >= 0.005}  # a NaN is not: it is not known
    return dict(sorted(kept.items(), key=lambda pair: (-abs(pair[1]), pair[0])))

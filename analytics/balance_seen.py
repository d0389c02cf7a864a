"""The conflict index as it was seen beside what today's rules make of the same months."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from domain.contracts_incidents import INDEX_SEEN
from domain.periods import add_months

Shown = tuple[date, date, str, float | None]


def index_seen(shown: Iterable[Shown], now: pd.DataFrame) -> pd.DataFrame:
    """INDEX_SEEN of the months of INDEX (`now`); `shown` are month, day, version of rules and value, oldest first.

    A month is as it was seen first after its end; one that nobody has seen since then, as it was seen last. A month
    that was never shown has no value as seen.
    """
    chosen: dict[date, Shown] = {}
    for one in shown:
        kept = chosen.get(one[0])
        if kept is None or not _over(kept):
            chosen[one[0]] = one
    months = now[["period", "cci"]].rename(columns={"cci": "now"})
    table = pd.DataFrame(
        [(pd.Timestamp(month), cci, pd.Timestamp(day), rules) for month, day, rules, cci in chosen.values()],
        columns=["period", "seen", "day", "rules"],
    )
    table = table.astype({"period": months.period.dtype, "seen": "float64", "day": "datetime64[us]", "rules": "object"})
    return INDEX_SEEN.coerce(months.merge(table, how="left", on="period")[list(INDEX_SEEN.columns)])


def _over(one: Shown) -> bool:
    """Whether a month was over on the day on which it was shown."""
    month, day = one[0], one[1]
    return day >= add_months(month, 1) - timedelta(days=1)

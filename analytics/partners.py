"""Which partners are going silent, how few of them bring most of the sales, and which cost more than they earn."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.partner_days import YEAR
from analytics.partner_lives import Lives
from domain.contracts_partners import LIVES, MONEY, PARETO, SILENT, SILENT_MARKS
from domain.partners import MOST, SILENT_TIMES, Patience
from domain.periods import add_months


def silent(lives: pd.DataFrame, money: pd.DataFrame, patience: Patience) -> pd.DataFrame:
    """Active partners that are silent against their own rhythm, the most revenue at stake first. Returns SILENT.

    Silent: the last order is longer ago than the longest pause of its year before, and three times its usual pause
    (the median) or more. At stake is the revenue of the twelve months up to the day. Who has too few order days for a
    rhythm is never in the list, and is dormant soon enough. Takes LIVES and MONEY.
    """
    LIVES.check(lives)
    quiet = (lives.days_since >= SILENT_TIMES * lives.rhythm) & (lives.days_since > lives.longest)
    rows = lives[(lives.state == "active") & quiet]
    rows = rows.merge(MONEY.check(money)[["key", "year"]], how="left", on="key")
    ends = [add_months(day.date(), patience.months(kind)) for day, kind in zip(rows.last_on, rows.kind, strict=True)]
    now = rows.last_on + pd.to_timedelta(rows.days_since, unit="D")
    left = (pd.Series(pd.to_datetime(ends), index=rows.index, dtype="datetime64[us]") - now).dt.days
    rows = rows.assign(times=rows.days_since / rows.rhythm, left_days=left, year=rows.year.fillna(0.0))
    rows = rows.sort_values(["year", "key"], ascending=[False, True]).reset_index(drop=True)
    return SILENT.coerce(rows)


def silent_marks(found: pd.DataFrame, own: Lives, most: int) -> pd.DataFrame:
    """The order days in the last year of the first `most` silent partners, for drawing. Takes SILENT."""
    rows = SILENT.check(found).head(most)
    places = dict(zip(own.frame.key, range(len(own.frame)), strict=True))
    parts = []
    for one in rows[["key", "name", "days_since", "rhythm", "year"]].to_dict("records"):
        ago = own.days.count - 1 - np.flatnonzero(own.days.on[places[one["key"]]])
        parts.append(pd.DataFrame({**one, "ago": ago[ago <= YEAR]}))
    return SILENT_MARKS.coerce(pd.concat(parts)) if parts else SILENT_MARKS.empty()


def pareto(partners: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """Partners with sales or costs in the period, the largest revenue first, and what remains of it. Returns PARETO.

    `part` is NaN where nothing was sold; a contribution is not known where no line of the partner has a cost. Takes
    PARTNERS (or LIVES) and MONEY.
    """
    rows = partners[["key", "name"]].merge(MONEY.check(money), on="key")
    rows = rows[(rows.revenue != 0) | (rows.own_cost != 0)].sort_values(["revenue", "key"], ascending=[False, True])
    total = float(rows.revenue.sum())
    cost = rows.own_cost + rows.shared_cost
    margin = rows.margin.mask((rows.revenue == 0) & rows.margin.isna(), 0.0)
    made = rows.assign(
        rank=np.arange(1, len(rows) + 1),
        part=rows.revenue.cumsum() / total if total > 0 else np.nan,
        cost=cost,
        margin=margin,
        contribution=margin - cost,
    )
    return PARETO.coerce(made.reset_index(drop=True))


def makers(found: pd.DataFrame, share: float = MOST) -> int:
    """How many of the largest partners bring 80 % of the sales, to the nearest percent; 0 where nothing was sold.

    Takes PARETO.

    >>> rows = [(n, str(n), str(n), 50.0 - n, part, 0.0, 0.0, 0.0) for n, part in ((1, 0.6), (2, 0.8), (3, 1.0))]
    >>> makers(PARETO.coerce(pd.DataFrame(rows, columns=list(PARETO.columns))))
    2
    """
    reached = PARETO.check(found).part >= share - 1e-12
    return int(reached.to_numpy().argmax()) + 1 if reached.any() else 0


def tail(found: pd.DataFrame) -> pd.DataFrame:
    """The partners that cost more than they earn, the dearest first. Takes and returns PARETO."""
    rows = PARETO.check(found)
    return rows[rows.contribution < 0].sort_values(["contribution", "key"]).reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of so many partners that were active a year ago, so many are active today."""

    then: int
    now: int

    @property
    def rate(self) -> float:
        """The share that is; NaN of none."""
        return self.now / self.then if self.then else float("nan")


def kept(then: "np.ndarray[tuple[int], np.dtype[np.str_]]", now: pd.Series) -> Kept:
    """Retention over the time between two days, from the states of the same partners on both."""
    was = np.asarray(then) == "active"
    return Kept(int(was.sum()), int((was & (now.to_numpy() == "active")).sum()))

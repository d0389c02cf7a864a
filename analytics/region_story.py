"""Who is off plan, by how much, since when and through what; and who beats the plan while losing the market."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from domain.contracts_regions import REGION_FIGURES

QUIET_PACE = 0.01  # a point behind the plan is not worth a sentence
QUIET_SHARE = 0.002  # nor is a fifth of a point of market share


@dataclass(frozen=True, slots=True)
class Behind:
    """A region behind its plan to date: money and pace are negative; `since` and `through` may not be known.

    `through` names what is furthest behind inside the region, and `part` by how much money.
    """

    name: str
    gap: float
    pace: float
    since: pd.Timestamp | None
    through: str
    part: float


@dataclass(frozen=True, slots=True)
class Losing:
    """A region ahead of its plan that lost market share on last year: `lost` in shares of 1.0, positive."""

    name: str
    attainment: float
    pace: float
    share: float
    lost: float


def behind(figures: pd.DataFrame, gaps: pd.DataFrame) -> list[Behind]:
    """The regions behind plan by more than a point, the worst in its own terms first.

    Takes REGION_FIGURES, and `gaps` with `key`, `label` (of a channel) and `gap`, money against the plan to date.
    """
    REGION_FIGURES.check(figures)
    late = figures[figures.pace < -QUIET_PACE].sort_values("pace", kind="stable")
    found = []
    rows: list[Any] = list(late.itertuples())
    for row in rows:
        own = gaps[(gaps.key == row.key) & (gaps.gap < 0)].sort_values("gap", kind="stable")
        through, part = (own.label.iloc[0], float(own.gap.iloc[0])) if len(own) else ("", float("nan"))
        since = row.since if row.since == row.since else None
        found.append(Behind(str(row.name), float(row.gap), float(row.pace), since, through, part))
    return found


def losing(figures: pd.DataFrame) -> list[Losing]:
    """The regions ahead of plan whose market share fell on last year, the largest loss first. Takes REGION_FIGURES."""
    REGION_FIGURES.check(figures)
    lost = figures.market_share_before - figures.market_share
    odd = figures.assign(lost=lost)[(figures.pace > 0) & (lost > QUIET_SHARE)]
    rows: list[Any] = list(odd.sort_values("lost", ascending=False, kind="stable").itertuples())
    return [Losing(str(row.name), row.attainment, row.pace, row.market_share, row.lost) for row in rows]

"""The three kinds of formula a metric can have, and how each is said and evaluated after aggregation."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd


class Agg(StrEnum):
    """How the rows of a measure become one number."""

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"
    TALLY = "tally"  # a sum of what was counted before: as a count, 0 of nothing


class Op(StrEnum):
    """Conditions a measure can put on its rows."""

    IS = "is"  # one of the values
    NEGATIVE = "negative"
    NOT_NEGATIVE = "not_negative"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on one column of the fact."""

    column: str
    op: Op
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate of one expression over one fact: the sum of `plus` columns less the sum of `minus` columns.

    For DISTINCT the columns name what is counted once; no rows count and add up to 0.
    """

    key: str
    fact: str
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    agg: Agg = Agg.SUM
    where: tuple[Where, ...] = ()

    @property
    def measures(self) -> tuple["Measure", ...]:
        """Itself: what has to be aggregated before the formula can be evaluated."""
        return (self,)

    def of(self, totals: pd.DataFrame) -> pd.Series:
        """The column of `totals` that holds this measure."""
        return totals[self.key]


@dataclass(frozen=True, slots=True)
class Ratio:
    """scale × top / bottom, each summed first: never a mean of ratios. Nothing over nothing is NaN."""

    top: Measure
    bottom: Measure
    scale: float = 1.0

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Both halves."""
        return (self.top, self.bottom)

    def of(self, totals: pd.DataFrame) -> pd.Series:
        """Top over bottom, row by row of `totals`; NaN where the bottom is 0 or unknown.

        >>> one, two = Measure("a", "f"), Measure("b", "f")
        >>> Ratio(one, two).of(pd.DataFrame({"a": [1.0, 1.0], "b": [4.0, 0.0]})).tolist()
        [0.25, nan]
        """
        top, bottom = (totals[half.key].to_numpy(dtype="float64") for half in (self.top, self.bottom))
        return pd.Series(self.scale * top / np.where(bottom == 0, np.nan, bottom), index=totals.index)


@dataclass(frozen=True, slots=True)
class Derived:
    """A named function of measures, evaluated on the frame of their totals."""

    name: str
    measures: tuple[Measure, ...]
    function: Callable[[pd.DataFrame], pd.Series]

    def of(self, totals: pd.DataFrame) -> pd.Series:
        """The function of the totals."""
        return self.function(totals)


@dataclass(frozen=True, slots=True)
class Registered:
    """A set metric: a query of its own answers it, with the same slices (repeat rate, attainment, CLV …)."""

    query: str
    facts: tuple[str, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """None that could be summed."""
        return ()


Formula = Measure | Ratio | Derived | Registered

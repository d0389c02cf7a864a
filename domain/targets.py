"""A target as it is entered: plan, version, period, slice, metric, amount; and what metrics can be planned how."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from re import split

from domain.formulas import Agg, Measure
from domain.metrics import METRICS
from domain.periods import whole_months

SUM, LEVEL = "sum", "level"
SET, CLEARED, WITHDRAWN = "set", "cleared", "withdrawn"
MEMBERS = ("region", "channel", "rep", "partner")  # dimensions of a slice that are members, with an id each
SLICED_BY = ("region", "channel", "product_line", "rep", "partner")  # what a target that is entered can be for
_FOLLOW = ("attainment", "pace", "run_rate_needed", "forecast_attainment")  # a target of these is one of a target
_MOST = Decimal("100_000_000_000_000")  # what DECIMAL(18,4) holds


def aggregation(metric: str) -> str:
    """How the targets of a metric are read: money and quantities add up over slices and periods, all else is held.

    >>> aggregation("revenue"), aggregation("margin_rate"), aggregation("provinces_sold")
    ('sum', 'level', 'level')
    """
    formula = METRICS[metric].formula
    return SUM if isinstance(formula, Measure) and formula.agg is not Agg.DISTINCT else LEVEL


def plannable() -> tuple[str, ...]:
    """The metrics that can have targets, sums first."""
    keys = [key for key in METRICS if key not in _FOLLOW]
    return tuple(sorted(keys, key=lambda key: aggregation(key) != SUM))


def latest_version(versions: Iterable[str]) -> str:
    """The last version by name, numbers in it read as numbers; "" of none.

    >>> latest_version(["v2", "v10", "v9"]), latest_version([])
    ('v10', '')
    """
    return max(versions, key=_natural, default="")


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in split(r"(\d+)", name) if part)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands: what makes two rows speak of the same thing. Members by their id within `source`."""

    plan: str
    version: str
    metric: str
    period_start: date
    period_end: date  # included
    source: str
    region_id: str | None = None
    channel_id: str | None = None
    product_line: str | None = None
    rep_id: str | None = None
    partner_id: str | None = None

    @property
    def member_keys(self) -> dict[str, str]:
        """The members that the slice names, by dimension, as keys `source:id`."""
        ids = {"region": self.region_id, "channel": self.channel_id, "rep": self.rep_id, "partner": self.partner_id}
        return {name: f"{self.source}:{one}" for name, one in ids.items() if one is not None}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered at a place: an amount; that there is none (it hides a loaded one); or that nothing is said.

    `level` is the name of the set of targets that it belongs to: those that add up to one whole.
    """

    place: Place
    level: str
    amount: Decimal | None
    state: str = SET  # or CLEARED, WITHDRAWN

    @property
    def aggregation(self) -> str:
        """Sum or level, as the metric has it."""
        return aggregation(self.place.metric)


@dataclass(frozen=True, slots=True)
class Entered:
    """The entries in force; equal where their digest is, so that they can be part of a cache key."""

    digest: str = ""
    entries: tuple[Entry, ...] = field(default=(), compare=False, repr=False)


NOTHING_ENTERED = Entered()


def storable(amount: Decimal) -> bool:
    """Whether a target column can hold the amount exactly: finite, not negative, 14 digits and 4 decimals.

    >>> [storable(Decimal(one)) for one in ("12.5", "-1", "1e30", "0.00001", "NaN")]
    [True, False, False, False, False]
    """
    return amount.is_finite() and 0 <= amount < _MOST and amount == round(amount, 4)


def step_of(first: date, last: date) -> str:
    """What a period is: month, quarter, year (of any fiscal year), or span for all others.

    >>> [step_of(date(2026, 1, 1), date(2026, month, day)) for month, day in ((1, 31), (3, 31), (12, 31), (2, 3))]
    ['month', 'quarter', 'year', 'span']
    """
    return {1: "month", 3: "quarter", 12: "year"}.get(whole_months(first, last), "span")


def level_name(dims: Iterable[str], step: str) -> str:
    """What the level of these dimensions is called where nobody has named it; "all" of none. Months go without saying.

    >>> level_name(("region_2", "channel"), "month"), level_name((), "year")
    ('region_2,channel', 'all@year')
    """
    named = ",".join(dims) or "all"
    return named if step == "month" else f"{named}@{step}"

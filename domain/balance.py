"""Channel conflict: its four kinds, the rules by which they are found, and the questions that are asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.filters import Filters
from domain.incidents import NOTHING_EXCUSED, Excused
from domain.mix import DEPENDENT
from domain.periods import add_months
from i18n import Locale, Text

PRICE, TERRITORY, CUSTOMER, PRODUCT = "price", "territory", "customer", "product"
KINDS: dict[str, Text] = {
    PRICE: Text("价格冲突", "Price conflict"),
    TERRITORY: Text("窜货", "Out of territory"),
    CUSTOMER: Text("撞单", "Customer conflict"),
    PRODUCT: Text("产品冲突", "Product conflict"),
}


class Reference(StrEnum):
    """What a channel's mean unit price is held against."""

    LIST = "list"  # the channel's own list price; where there is none, the median of the channels of its kind
    MEDIAN = "median"  # always that median


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a conflict; the defaults of the settings.

    A channel undercuts when it sells for more than `gap` (a share) less than the `reference`, in one region of the
    level `level` (1 is the top of the tree), or below the floor price. A buyer is fought for when two competing
    channels met it within `days` days up to the month's end. What is less than `min_quantity` or `min_amount` in a
    month is noise and no incident.
    """

    gap: float = 0.15
    reference: Reference = Reference.LIST
    level: int = 2
    days: int = 90
    min_quantity: float = 0.0
    min_amount: float = 0.0

    @property
    def region(self) -> str:
        """The dimension of the regions in which prices are compared."""
        return f"region_{self.level}"


@dataclass(frozen=True, slots=True)
class Part:
    """How a kind of conflict weighs in the index: its weight, and the exposure (a share) that is the red line."""

    weight: float
    red_line: float


PARTS: dict[str, Part] = {
    PRICE: Part(0.35, 0.10),
    TERRITORY: Part(0.25, 0.05),
    CUSTOMER: Part(0.25, 0.10),
    PRODUCT: Part(0.15, 0.10),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an installation calls a conflict, how much each kind counts, and from which share on it warns of dependence.

    `dependent` is that share by the kind of member (see domain/mix.py); it has no part in the index.
    """

    rules: Rules = Rules()
    parts: Mapping[str, Part] = field(default_factory=lambda: dict(PARTS))
    dependent: Mapping[str, float] = field(default_factory=lambda: dict(DEPENDENT))

    @classmethod
    def of(cls, rules: tuple[float, str, int, int, float, float], parts: Mapping[str, tuple[float, float]]) -> "Terms":
        """From plain values, as settings give them: the fields of Rules in their order; weight and red line by kind."""
        gap, reference, level, days, quantity, amount = rules
        return cls(
            Rules(gap, Reference(reference), level, days, quantity, amount),
            {kind: Part(*own) for kind, own in parts.items()},
        )


@dataclass(frozen=True, slots=True)
class ConflictAsk:
    """Which rules hold, and what exposures are cut by: a dimension, or "" for one figure a month.

    What is `excused` is no part of exposures; conflicts are told all the same. Buyers of `kept` are told however
    little is at stake.
    """

    rules: Rules = Rules()
    by: str = ""
    locale: Locale = Locale.ZH
    excused: Excused = NOTHING_EXCUSED
    kept: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The dimensions of the answer."""
        return (self.by,) if self.by else ()


def of_month(filters: Filters, month: date) -> Filters:
    """The same selection over the month of that day."""
    first = month.replace(day=1)
    return filters.between(first, add_months(first, 1) - timedelta(days=1))


def last_whole_month(today: date) -> date:
    """The first day of the last month that is over at the end of `today`.

    >>> last_whole_month(date(2026, 10, 31)), last_whole_month(date(2026, 11, 26))
    (datetime.date(2026, 10, 1), datetime.date(2026, 10, 1))
    """
    return add_months((today + timedelta(days=1)).replace(day=1), -1)


QUIET = 3  # months without it after which a conflict that comes back is a new incident
UNMEASURED: dict[str, Text] = {
    PRICE: Text(
        "没有可比的单元：需要同一产品、区域、月份有两个渠道在售，且有渠道价目或同类渠道",
        "nothing to compare: it takes two channels that sell one product in one region and month, and a price to hold "
        "them against",
    ),
    TERRITORY: Text(
        "没有划定区域的经销商的订单（partner_territory）",
        "no orders of partners with a territory (partner_territory)",
    ),
    CUSTOMER: Text(
        "没有可识别的买家，或没有互相竞争的渠道", "no identified buyers, or no two channels that compete for them"
    ),
    PRODUCT: Text("没有渠道产品目录（assortment）", "no assortments of channels (assortment)"),
}

"""List and floor prices by channel and year, and the promotions that everybody agreed to."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from demo import stories
from demo.channels import CHANNELS, IDS, position
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.products import LINE_NAMES, LINES, allowed, products
from demo.season import festival
from demo.spec import Array, Spec

RISE = 0.022  # of list prices, every January
COST_RISE = 0.015
FLOOR = 0.80  # of the list price
EVENTS = (  # Chinese, English, first (month, day), length, depth, extra demand
    ("618 年中大促", "Mid-year sale", (6, 1), 20, 0.13, 0.75),
    ("国庆", "National Day", (9, 26), 13, 0.07, 0.25),
    ("双11", "Double Eleven", (10, 24), 19, 0.15, 0.95),
)
FAIR_CHANNELS = ("agent", "distributor")
FAIR = ((3, 8), 20, 0.03, 0.30)  # the spring order fair of the wholesale channels; again half a year later
NEW_YEAR = (24, 20, 0.09, 0.35)  # starts so many days before the Spring Festival; length, depth, extra demand
FOND = {"retail": 0.55, "ecom-flagship": 1.0, "ecom-market": 1.1, "social": 0.7, "live": 1.15, "community": 0.5}


@dataclass(frozen=True, slots=True)
class Promotions:
    """Agreed price actions, one a row; `depth_of` and `uplift` are the same, laid out by channel, line and day."""

    channel: Array
    line: Array
    first: Array  # datetime64[D]
    last: Array
    depth: Array
    boost: Array

    def depth_of(self, spec: Spec) -> Array:
        """The depth in force (channel × line × day), 0 without a promotion."""
        field = np.zeros((len(CHANNELS), len(LINES), len(spec.days)))
        for a, b, channel, line, depth in zip(*self._span(spec), self.channel, self.line, self.depth, strict=True):
            field[channel, line, a:b] = depth
        return field

    def uplift(self, spec: Spec) -> Array:
        """The extra share of demand (channel × day): lines weigh alike."""
        extra = np.zeros((len(CHANNELS), len(spec.days)))
        for a, b, channel, boost in zip(*self._span(spec), self.channel, self.boost, strict=True):
            extra[channel, a:b] += boost / len(LINES)
        return extra

    def _span(self, spec: Spec) -> tuple[Array, Array]:
        start = spec.days[0]
        count = len(spec.days)
        first, last = (self.first - start).astype(int), (self.last - start).astype(int) + 1
        return first.clip(0, count), last.clip(0, count)


def promotions(spec: Spec) -> Promotions:
    """Every promotion that touches the data's days, by day and channel.

    The two channels of the price war have none on its line while it lasts: their prices are nobody's agreement.
    """
    years = range(spec.first.year - 1, spec.end.year + 1)
    found = [row for year in years for row in _of(year)]
    channel, line, first, length, depth, boost = (np.array(values) for values in zip(*found, strict=True))
    first = first.astype("datetime64[D]")
    last = first + length.astype(int) - 1
    war_start = (spec.months[stories.since(spec, stories.WAR_MONTHS)]).astype("datetime64[D]")
    war = np.isin(channel, [position(c) for c in stories.WAR_CHANNELS]) & (last >= war_start)
    war &= line == [key for key, _, _ in LINES].index(stories.WAR_LINE)
    keep = (first <= spec.days[-1]) & (last >= spec.days[0]) & ~war
    return Promotions(*(values[keep] for values in (channel, line, first, last, depth, boost)))


Action = tuple[int, int, np.datetime64, int, float, float]  # channel, line, first day, length, depth, extra demand


def _of(year: int) -> list[Action]:
    """One year's promotions."""
    feast = np.datetime64(festival(year)) - NEW_YEAR[0]
    events = [
        (feast, *NEW_YEAR[1:]),
        *((_day(year, m, d), n, depth, boost) for _, _, (m, d), n, depth, boost in EVENTS),
    ]
    rows: list[Action] = []
    for start, length, depth, boost in events:
        for channel, taste in FOND.items():
            for line, (key, _, _) in enumerate(LINES):
                if key != "filter":
                    rows.append((position(channel), line, start, length, round(depth * taste, 3), boost * taste))
    (month, day), length, depth, boost = FAIR
    for start in (_day(year, month, day), _day(year, month + 6, day)):
        rows += [(position(c), line, start, length, depth, boost) for c in FAIR_CHANNELS for line in range(5)]
    return rows


def _day(year: int, month: int, day: int) -> np.datetime64:
    return np.datetime64(date(year, month, day))


def promotion_rows(spec: Spec) -> Chunk:
    """`promotion`."""
    own = promotions(spec)
    columns = {
        "promotion_id": numbered("PR", np.arange(len(own.line)), 4),
        "line": named(LINE_NAMES, own.line),
        "channel_id": named(IDS, own.channel),
        "starts_on": days(own.first),
        "ends_on": days(own.last),
        "depth": own.depth,
    }
    return chunk("promotion", columns)


@cache
def list_cents(seed: int, years: int) -> Array:
    """List price of each product in each channel and year of the data, in cents (year × channel × product)."""
    share = np.array([channel.price for channel in CHANNELS])
    rise = (1 + RISE) ** np.arange(years)
    yuan = products(seed).price[None, None, :] * share[None, :, None] * rise[:, None, None]
    cents: Array = np.round(yuan).astype(np.int64) * 100
    return cents


@cache
def cost_cents(seed: int, years: int) -> Array:
    """Unit cost in cents (year × product)."""
    rise = (1 + COST_RISE) ** np.arange(years)
    cents: Array = np.round(products(seed).cost[None, :] * rise[:, None] * 100).astype(np.int64)
    return cents


def years(spec: Spec) -> int:
    """How many calendar years the data touch."""
    return spec.end.year - spec.first.year + 1


def price_rows(spec: Spec) -> Chunk:
    """`price`: a row for every product a channel may sell, every year."""
    channel, product = np.nonzero(allowed(spec))
    count = years(spec)
    year, channel = np.repeat(np.arange(count), len(channel)), np.tile(channel, count)
    product = np.tile(product, count)
    cents = list_cents(spec.seed, count)[year, channel, product]
    start = (np.array([spec.first.year - 1970]) + year).astype("datetime64[Y]")
    last = (start + 1).astype("datetime64[D]") - 1
    last[year == count - 1] = np.datetime64("NaT")
    columns = {
        "product_id": numbered("SKU", product, 3),
        "channel_id": named(IDS, channel),
        "valid_from": days(start),
        "valid_to": days(last),
        "list_price": money(cents),
        "floor_price": money(np.round(cents * FLOOR)),
    }
    return chunk("price", columns)

"""The ten routes to market, two of them pilots: what they sell, at what price, and what they cost."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from demo.frames import Chunk, chunk
from demo.spec import Spec, at

WORKING, ALL_DAYS = "working", "all days"


@dataclass(frozen=True, slots=True)
class Channel:
    """One route to market. Rates are shares of revenue unless said otherwise."""

    id: str
    name: str
    name_zh: str
    kind: str
    calendar: str
    lines: float  # order lines a year at scale 1
    growth: float  # of lines, a year
    price: float  # list price, as a share of the consumer's
    discount: float  # outside promotions, on average
    returns: float  # share of lines sent back
    ticket: float  # yuan an order line aims at; 0: consumers buy by the piece
    marketing: float
    logistics: float
    people: float
    known: float  # share of orders with a known buyer
    mood: float  # mean satisfaction
    launched_ago: int = 0  # months before the end; 0: before the data start


CHANNELS = (
    Channel("direct", "Key accounts", "大客户直销", "direct", WORKING, 5000, 0.15, 0.785, 0.055, 0.022, 62000,
            0.008, 0.012, 0.050, 1, 88.5),
    Channel("agent", "Agents", "代理商", "agent", WORKING, 4800, 0.10, 0.765, 0.045, 0.024, 42000,
            0.010, 0.010, 0.018, 1, 85.0),
    Channel("distributor", "Distributors", "经销商", "distributor", WORKING, 15000, 0.11, 0.755, 0.050, 0.030, 31000,
            0.010, 0.012, 0.016, 1, 84.5),
    Channel("retail", "Stores and outlets", "门店网点", "retail", ALL_DAYS, 19500, 0.04, 0.99, 0.060, 0.022, 0,
            0.030, 0.015, 0.040, 0.55, 89.5),
    Channel("ecom-flagship", "Online flagship", "电商旗舰店", "ecommerce", ALL_DAYS, 17500, 0.13, 0.97, 0.060, 0.042, 0,
            0.085, 0.030, 0.020, 1, 87.0),
    Channel("ecom-market", "Online marketplace", "电商平台", "ecommerce", ALL_DAYS, 13500, 0.12, 0.95, 0.060, 0.048, 0,
            0.080, 0.030, 0.010, 0.8, 85.5),
    Channel("social", "Social groups", "社群团购", "social", ALL_DAYS, 5200, 0.18, 0.94, 0.070, 0.035, 0,
            0.070, 0.030, 0.015, 0.95, 87.5),
    Channel("live", "Live streaming", "直播", "live", ALL_DAYS, 7200, 0.25, 0.94, 0.080, 0.055, 0,
            0.120, 0.030, 0.015, 0.9, 83.5),
    Channel("subscription", "Filter subscription (pilot)", "滤芯订阅（试点）", "subscription", ALL_DAYS, 9000, 0.0,
            0.95, 0.030, 0.012, 0, 0.080, 0.050, 0.050, 1, 91.5, 14),
    Channel("community", "Community vans (pilot)", "社区体验车（试点）", "other", ALL_DAYS, 2600, 0.0,
            0.95, 0.070, 0.039, 0, 0.320, 0.060, 0.420, 0.7, 86.0, 15),
)  # fmt: skip

IDS = [channel.id for channel in CHANNELS]
WHOLESALE = np.array([channel.ticket > 0 for channel in CHANNELS])
ONLINE = np.array([channel.kind in ("ecommerce", "social", "live", "subscription") for channel in CHANNELS])
AGREED = {("agent", "distributor"), ("retail", "community"), ("ecom-flagship", "subscription")}  # do not compete


def position(channel: str) -> int:
    """Where a channel stands in CHANNELS."""
    return IDS.index(channel)


def launched(channel: Channel, spec: Spec) -> date | None:
    """The first day of a pilot: a first of the month; None for channels older than the data."""
    return at(spec.months[-1] - channel.launched_ago) if channel.launched_ago else None


def channels(spec: Spec) -> Chunk:
    """`channel`."""
    columns: dict[str, list[object]] = {
        "channel_id": list(IDS),
        "launched_on": [launched(c, spec) for c in CHANNELS],
        "is_pilot": [c.launched_ago > 0 for c in CHANNELS],
    }
    columns |= {name: [getattr(c, name) for c in CHANNELS] for name in ("name", "name_zh", "kind", "calendar")}
    return chunk("channel", columns)


def pairs() -> Chunk:
    """`channel_pair`: every two channels once; those of one kind, and agreed partners, do not compete."""
    both = list(combinations(CHANNELS, 2))
    return chunk(
        "channel_pair",
        {
            "channel_a": [a.id for a, _ in both],
            "channel_b": [b.id for _, b in both],
            "competes": [a.kind != b.kind and (a.id, b.id) not in AGREED for a, b in both],
        },
    )

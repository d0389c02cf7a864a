"""How demand moves over the days: growth, season, weekday, Spring Festival, promotions."""

from datetime import date

import numpy as np

from demo.channels import CHANNELS, WORKING, Channel
from demo.spec import Array, Spec

FESTIVALS = {  # the first day of the Chinese new year
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
WHOLESALE_YEAR = np.array([0.92, 0.80, 1.08, 1.00, 1.04, 1.08, 0.94, 0.94, 1.12, 1.02, 1.00, 1.08])
CONSUMER_YEAR = np.array([1.00, 0.85, 0.95, 0.90, 1.00, 1.10, 0.92, 0.92, 1.00, 1.05, 1.15, 1.02])
WEEK_WORKING = np.array([1.05, 1.12, 1.10, 1.08, 1.05, 0.12, 0.06])
WEEK_CONSUMER = np.array([0.92, 0.90, 0.90, 0.93, 1.05, 1.22, 1.18])


def festival(year: int) -> date:
    """The first day of the Chinese new year; an early-February day for years beyond the table."""
    return date(year, *FESTIVALS.get(year, (2, 5)))


def festival_offset(days: Array) -> Array:
    """Days from the nearest Spring Festival, negative before it."""
    years = np.unique(days.astype("datetime64[Y]").astype(int) + 1970)
    starts = np.array([np.datetime64(festival(int(y))) for y in range(years[0] - 1, years[-1] + 2)])
    gaps = (days[:, None] - starts[None, :]).astype(int)
    nearest: Array = gaps[np.arange(len(days)), np.abs(gaps).argmin(axis=1)]
    return nearest


def shape(calendar: str, days: Array) -> Array:
    """Demand of each day relative to a normal one, without growth and promotions."""
    months = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    month_day = days.astype("datetime64[D]") - days.astype("datetime64[M]")
    october_week = (months == 9) & (month_day.astype(int) < 7)
    offset = festival_offset(days)
    feast, eve = (offset >= -2) & (offset <= 7), (offset >= -24) & (offset < -2)
    if calendar == WORKING:
        base, low, high, week = WHOLESALE_YEAR[months] * WEEK_WORKING[weekday], 0.05, 1.10, 0.10
    else:
        base, low, high, week = CONSUMER_YEAR[months] * WEEK_CONSUMER[weekday], 0.45, 1.22, 1.15
    level: Array = base * np.where(feast, low, 1.0) * np.where(eve, high, 1.0) * np.where(october_week, week, 1.0)
    return level


def growth(channel: Channel, spec: Spec, days: Array) -> Array:
    """1 in the middle of the data; a pilot climbs to its size over ten months after its launch."""
    if not channel.launched_ago:
        middle = days[0] + (days[-1] - days[0]) // 2
        grown: Array = (1 + channel.growth) ** ((days - middle).astype(int) / 365.25)
        return grown
    age = (spec.months[-1] - channel.launched_ago).astype("datetime64[D]")
    months = (days - age).astype(int) / 30.4
    return np.where(months >= 0, np.clip(0.25 + months / 13, 0, 1), 0.0)


def demand(spec: Spec, uplift: Array) -> Array:
    """Expected order lines (channel × day). `uplift` is the extra share that promotions bring, of the same shape."""
    days = spec.days
    rows = [c.lines / 365.25 * growth(c, spec, days) * shape(c.calendar, days) for c in CHANNELS]
    lines: Array = np.array(rows) * (1 + uplift) * spec.scale
    return lines

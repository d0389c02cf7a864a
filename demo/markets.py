"""`market`: how much everybody together sold, by quarter, province and category; ours is a part of it."""

import numpy as np

from demo import stories
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.ledger import Ledger
from demo.places import REGIONS, places
from demo.products import CATEGORIES, category_names
from demo.spec import Array, Spec

SHARE = 0.085  # of the market that is ours, in a usual category and region
GAIN = -0.015  # the market grows so much more than we do, a year: we gain a little


def market(spec: Spec, ledger: Ledger) -> Chunk:
    """Finished quarters only: nobody knows a market before its end."""
    rng, land = spec.rng("market"), places()
    first = int(-spec.months[0].astype(int) % 3)
    count = (spec.full_months - first) // 3
    sold = ledger.category[..., first : first + 3 * count].reshape(*ledger.category.shape[:2], count, 3).sum(axis=3)
    home = land.region[: land.provinces]
    ours = np.array([sold[home == r].sum(axis=0) for r in range(len(REGIONS))])  # region × category × quarter
    trend = _trend(ours.sum(axis=1))
    season = ours.sum(axis=0) / np.maximum(_smooth(ours.sum(axis=0)), 1)  # category × quarter
    weight = land.weight[: land.provinces] + np.bincount(land.province, land.weight, land.provinces)
    in_region = weight / np.bincount(home, weight)[home]
    base = ours.mean(axis=2)[home] * in_region[:, None]  # province × category, a usual quarter
    share = SHARE * rng.uniform(0.7, 1.5, len(CATEGORIES))[None, :] * rng.uniform(0.85, 1.2, land.provinces)[:, None]
    size = base / share
    cents = size[..., None] * trend[home][:, None, :] * season[None] * rng.normal(1, 0.012, (*size.shape, count))
    leader = cents * (0.13 + 0.12 * rng.random(len(CATEGORIES)))[None, :, None] * rng.normal(1, 0.02, cents.shape)
    province, category, quarter = (values.ravel() for values in np.indices(cents.shape))
    start = spec.months[0] + first + 3 * quarter
    columns = {
        "market_id": numbered("M", np.arange(cents.size), 6),
        "period_start": days(start),
        "period_end": days((start + 3).astype("datetime64[D]") - 1),
        "region_id": named(land.ids, province),
        "category": named(category_names(), category),
        "amount": money(np.round(np.maximum(cents.ravel(), 100_000), -5)),
        "leader_amount": money(np.round(np.maximum(leader.ravel(), 20_000), -4)),
        "competitors": (5 + (category * 7 + province) % 11).astype(np.int32),
    }
    return chunk("market", columns)


def _trend(ours: Array) -> Array:
    """Each region's market around its mean (region × quarter): our own years, less what we gain.

    The years end with the last quarter, so that the share of a year over that of the year before changes by GAIN.
    """
    count = ours.shape[1]
    time = (np.arange(count) - (count - 1) / 2) / 4
    year = (count - 1 - np.arange(count)) // 4
    total = ours.sum(axis=0)
    level = np.maximum(ours / (total / _smooth(total)), 1)
    faster = np.array([stories.SHARE_LOST if r[0] == stories.BEATS_PLAN else GAIN for r in REGIONS])
    middle = np.array([time[year == y].mean() for y in range(year[0] + 1)])
    size = np.array([level[:, year == y].mean(axis=1) for y in range(year[0] + 1)]).T
    size *= np.exp(np.log1p(faster)[:, None] * middle[None, :])
    grown = np.array([_through(time, middle[::-1], row[::-1]) for row in np.log(size)])
    for y in range(year[0] + 1):
        grown[:, year == y] *= (size[:, y] / grown[:, year == y].mean(axis=1))[:, None]
    trend: Array = grown / grown.mean(axis=1, keepdims=True)
    return trend


def _through(time: Array, known: Array, logs: Array) -> Array:
    """A line through known logarithms, straight on beyond the first and the last; as amounts."""
    if len(known) == 1:
        flat: Array = np.exp(np.repeat(logs, len(time)))
        return flat
    slope = np.diff(logs) / np.diff(known)
    logs = np.concatenate([[logs[0] - slope[0]], logs, [logs[-1] + slope[-1]]])
    line: Array = np.exp(np.interp(time, np.concatenate([[known[0] - 1], known, [known[-1] + 1]]), logs))
    return line


def _smooth(quarters: Array) -> Array:
    """A mean over the year around each quarter, without the season."""
    count = quarters.shape[-1]
    means = [
        quarters[..., max(0, min(q - 2, count - 4)) : max(4, min(q + 2, count))].mean(axis=-1) for q in range(count)
    ]
    smooth: Array = np.stack(means, axis=-1)
    return smooth

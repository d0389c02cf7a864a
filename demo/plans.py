"""`target`: the budget by region and channel, by province, by seller, and the levels that quality should keep."""

from collections.abc import Iterator

import numpy as np

from demo import stories
from demo.channels import CHANNELS, IDS
from demo.costs import elapsed
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.ledger import Ledger
from demo.people import AR, people
from demo.places import REGIONS, places
from demo.spec import Array, Spec

AIM = {
    "huadong": 0.985,
    "huanan": 0.975,
    "huazhong": 1.0,
    "huabei": 0.945,
    "xibei": 0.93,
    stories.BEATS_PLAN: 1.045,
    stories.BELOW_PLAN: 0.83,
}  # fmt: skip  (attainment that each region comes to)
DRAFT = 1.03  # the first version asked for more
RISE = 1.10  # a coming month against last year's
SHARES_OVER = 4  # months on either side from which the split of a region's plan is taken
STEP = 100_000  # cents: plans are round numbers
VERSIONS = ("v1", "v2")


def targets(spec: Spec, ledger: Ledger) -> Iterator[Chunk]:
    """Monthly plans of every fiscal (calendar) year from the first day on, to the end of the current year."""
    plan, land = _regions(spec, ledger), places()
    months = spec.months[0] + np.arange(plan.shape[1])
    by_region = ledger.regions(ledger.revenue)
    split = _split(spec, by_region, plan.shape[1])
    cells = plan[:, None, :] * split
    by_province = np.array([ledger.revenue[land.province == p].sum(axis=(0, 1)) for p in range(land.provinces)])
    home = land.region[: land.provinces]
    shares = np.zeros((land.provinces, plan.shape[1]))
    for top in range(len(REGIONS)):
        shares[home == top] = _split(spec, by_province[None, home == top], plan.shape[1])[0]
    provinces = plan[home] * shares
    for version, factor in zip(VERSIONS, (DRAFT, 1.0), strict=True):
        region, channel, month = np.nonzero(cells >= STEP / 2)
        slices = {"region_id": named([r[0] for r in REGIONS], region), "channel_id": named(IDS, channel)}
        yield _rows(("region,channel", version), months[month], slices, cells[region, channel, month] * factor)
        province, month = np.nonzero(provinces >= STEP / 2)
        slices = {"region_id": named(land.ids, province)}
        yield _rows(("province", version), months[month], slices, provinces[province, month] * factor)
        yield _sellers(spec, ledger, (version, factor), months)
        yield from _levels(version, months)


def _regions(spec: Spec, ledger: Ledger) -> Array:
    """The plan of each region (region × month), in cents, up to December of the last year."""
    rng = spec.rng("target")
    actual = ledger.regions(ledger.revenue).sum(axis=1) / elapsed(spec)
    aim = np.array([AIM[r[0]] for r in REGIONS])[:, None]
    plan = actual / (aim * rng.normal(1, 0.022, actual.shape).clip(0.95, 1.05))
    coming = 12 - int(spec.months[-1].astype(int)) % 12 - 1
    future = plan[:, len(spec.months) - 12 : len(spec.months) - 12 + coming] * RISE
    last = spec.full_months
    if last < len(spec.months):  # an unfinished month says little about itself
        plan[:, last] = 0.5 * plan[:, last] + 0.5 * RISE * plan[:, last - 12]
    return np.concatenate([plan, future], axis=1)


def _split(spec: Spec, revenue: Array, months: int) -> Array:
    """How a plan is split over the second axis of `revenue` (any × part × month): by the months around."""
    full = spec.full_months
    shares = np.zeros((*revenue.shape[:2], months))
    for month in range(months):
        near = min(month, full - 1)
        low = max(0, near - SHARES_OVER)
        part = revenue[..., low : near + SHARES_OVER + 1].sum(axis=2).clip(0)
        shares[..., month] = part / np.maximum(part.sum(axis=1, keepdims=True), 1)
    launched = revenue.cumsum(axis=2) > 0
    shares[..., : launched.shape[2]] *= launched  # a pilot has no plan before it begins
    split: Array = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    return split


def _sellers(spec: Spec, ledger: Ledger, version: tuple[str, float], months: Array) -> Chunk:
    """Won amount by account representative: what the region's sellers win on average, by the quarter around."""
    own = people(spec)
    rep = np.flatnonzero(own.role == AR)
    plan = np.zeros((len(rep), len(months)))
    for when in range(len(months)):
        last = min(max(when, 12), spec.full_months)  # a plan knows the year before it, not what then comes
        recent = ledger.won[:, last - 12 : last].mean(axis=1)
        mean = np.array([recent[(own.role == AR) & (own.region == r)].mean() for r in range(len(REGIONS))])
        plan[:, when] = mean[own.region[rep]] * 1.04
    seller, month = np.nonzero(plan >= STEP / 2)
    slices = {
        "rep_id": numbered("S", rep[seller] + 1, 3),
        "region_id": named([r[0] for r in REGIONS], own.region[rep[seller]]),
    }
    name, factor = version
    return _rows(("region,rep", name), months[month], slices, plan[seller, month] * factor, "won_amount")


def _levels(version: str, months: Array) -> Iterator[Chunk]:
    """What is held, not summed: satisfaction by channel, margin rate by region."""
    channel, month = (values.ravel() for values in np.indices((len(CHANNELS), len(months))))
    started = np.array([99 if not c.launched_ago else c.launched_ago for c in CHANNELS])
    alive = np.flatnonzero(month >= len(months) - 1 - started[channel])
    score = np.array([90 if c.mood >= 88 else 88 for c in CHANNELS]) * 100
    slices = {"channel_id": named(IDS, channel[alive])}
    yield _rows(("channel", version), months[month[alive]], slices, score[channel[alive]], "satisfaction")
    region, month = (values.ravel() for values in np.indices((len(REGIONS), len(months))))
    slices = {"region_id": named([r[0] for r in REGIONS], region)}
    yield _rows(("region", version), months[month], slices, np.full(len(region), 32), "margin_rate")


def _rows(
    plan: tuple[str, str], month: Array, slices: dict[str, object], cents: Array, metric: str = "revenue"
) -> Chunk:
    level, version = plan
    held = metric in ("satisfaction", "margin_rate")
    cents = cents if held else np.maximum(np.round(cents / STEP), 1) * STEP
    columns = {
        "target_id": numbered(f"{version}-{level}-{metric}-", np.arange(len(month)), 5),
        "plan": ["budget"] * len(month),
        "version": [version] * len(month),
        "level": [level] * len(month),
        "period_start": days(month),
        "period_end": days((month + 1).astype("datetime64[D]") - 1),
        "metric": [metric] * len(month),
        "aggregation": ["level" if held else "sum"] * len(month),
        **slices,
        "amount": money(cents),
    }
    return chunk("target", columns)

"""`channel_cost`: marketing, people, logistics by channel and region, rebates and rents by partner, promotions."""

from collections.abc import Iterator

import numpy as np

from demo.channels import CHANNELS, IDS
from demo.frames import Chunk, chunk, days, money, named, numbered
from demo.ledger import Ledger
from demo.partners import partners
from demo.places import REGIONS, places
from demo.prices import promotions
from demo.spec import Array, Spec

REBATE = {"distributor": 0.022, "agent": 0.028}  # of a partner's revenue, every quarter
RENT = 0.09  # of what an average store sells: the same for small ones, hence the tail that costs more than it earns
EVENT = 0.004  # of the channel's month, for each promotion
LAUNCH = 0.8  # of a usual month, in each of a pilot's first months
PAY_DAY = 25
KINDS = ("marketing", "people", "logistics", "rebate", "other")
Rows = dict[str, Array]


def costs(spec: Spec, ledger: Ledger, spend: Array) -> Iterator[Chunk]:
    """All of it; `spend` (channel × region × month) is how hard each campaign was pushed."""
    revenue = ledger.regions(ledger.revenue).transpose(1, 0, 2)  # channel × region × month
    usual = _usual(spec, revenue)
    serial = 1
    for rows in (_by_region(spec, revenue, usual * elapsed(spec), spend), _rebates(spec, ledger), _rents(spec, ledger),
                 _events(spec, revenue)):  # fmt: skip
        yield _rows(spec, rows, serial)
        serial += len(rows["cents"])


def elapsed(spec: Spec) -> Array:
    """How much of each month has passed by the last day: 1 but for the last one."""
    share = np.ones(len(spec.months))
    share[-1] = spec.end.day / ((spec.months[-1] + 1).astype("datetime64[D]") - spec.months[-1]).astype(int)
    return share


def _usual(spec: Spec, revenue: Array) -> Array:
    """What a full month usually brings, of the same shape: a mean over 13 months; for pilots, over their whole life."""
    full = spec.full_months
    usual = np.zeros_like(revenue)
    for month in range(revenue.shape[2]):
        low, high = max(0, min(month, full - 1) - 6), min(full, month + 7)
        usual[..., month] = revenue[..., low:high].mean(axis=2)
    for key, channel in enumerate(CHANNELS):
        if channel.launched_ago:
            first = len(spec.months) - 1 - channel.launched_ago
            usual[key] = 0
            usual[key, :, first:] = revenue[key, :, first:full].mean(axis=1, keepdims=True)
    return usual


def _by_region(spec: Spec, revenue: Array, usual: Array, spend: Array) -> Rows:
    """Marketing swings with the campaigns, people cost the same each month, logistics follow the goods."""
    rate = {kind: np.array([getattr(c, kind) for c in CHANNELS])[:, None, None] for kind in KINDS[:3]}
    agent = np.array([c.id == "agent" for c in CHANNELS])[:, None, None]
    steady = usual[..., : spec.full_months].mean(axis=2, keepdims=True) * elapsed(spec)
    cents = np.stack([
        rate["marketing"] * np.where(agent, steady, usual * spend) + LAUNCH * usual * _launching(spec),
        rate["people"] * usual,
        rate["logistics"] * revenue,
    ])  # fmt: skip
    kind, channel, region, month = np.nonzero(np.round(cents) > 0)
    return _columns(cents[kind, channel, region, month], month=month, kind=kind, channel=channel, region=region)


def _launching(spec: Spec) -> Array:
    """1 in the first three months of a pilot, else 0 (channel × 1 × month)."""
    ago = np.array([c.launched_ago for c in CHANNELS])[:, None]
    age = np.arange(len(spec.months))[None, :] - (len(spec.months) - 1 - ago)
    launching: Array = ((ago > 0) & (age >= 0) & (age < 3))[:, None, :].astype(float)
    return launching


def _rebates(spec: Spec, ledger: Ledger) -> Rows:
    """At the end of each finished quarter, to each dealer and agent."""
    own = partners(spec)
    rate = np.array([REBATE.get(channel, 0.0) for channel in IDS])[own.channel]
    ends = np.flatnonzero((spec.months[: spec.full_months].astype(int) % 3 == 2) & (np.arange(spec.full_months) >= 2))
    quarters = np.stack([ledger.partner[:, end - 2 : end + 1].sum(axis=1) for end in ends], axis=1)
    partner, quarter = np.nonzero(np.round(quarters * rate[:, None]) > 0)
    cents = quarters[partner, quarter] * rate[partner]
    return _columns(cents, month=ends[quarter], kind=np.full(len(cents), 3), partner=partner)


def _rents(spec: Spec, ledger: Ledger) -> Rows:
    """Every open store, every month."""
    own = partners(spec)
    stores = np.flatnonzero(own.kind == 2)
    mean = ledger.partner[stores, : spec.full_months].mean()
    month = np.arange(len(spec.months))
    is_open = (own.opened[stores, None] < month) & (np.minimum(own.closed, own.silent)[stores, None] > month)
    store, month = np.nonzero(is_open)
    cents = RENT * mean * (0.7 + 0.6 * (stores[store] % 7) / 6) * elapsed(spec)[month]
    return _columns(cents, month=month, kind=np.full(len(cents), 4), partner=stores[store])


def _events(spec: Spec, revenue: Array) -> Rows:
    own = promotions(spec)
    seen = np.flatnonzero(own.first >= spec.days[0])
    cents = EVENT * revenue.sum(axis=1)[own.channel[seen], spec.month_of(own.first[seen])]
    day = (own.first[seen] - spec.days[0]).astype(int)
    rows = _columns(cents, day=day, kind=np.zeros(len(seen), np.int64), channel=own.channel[seen], promotion=seen)
    return {name: values[np.round(cents) > 0] for name, values in rows.items()}


def _columns(cents: Array, **given: Array) -> Rows:
    """The given columns; those not given are empty."""
    names = ("month", "day", "kind", "channel", "region", "partner", "promotion")
    return {"cents": np.round(cents)} | {name: given.get(name, np.full(len(cents), -1)) for name in names}


def _rows(spec: Spec, rows: Rows, serial: int) -> Chunk:
    own, partner = partners(spec), rows["partner"]
    pay = (spec.months[0] + rows["month"]).astype("datetime64[D]") + PAY_DAY - 1
    spent = np.where(rows["day"] >= 0, spec.days[0] + rows["day"], np.minimum(pay, np.datetime64(spec.end)))
    nodes, through = [r[0] for r in REGIONS], partner >= 0
    at_partner = named(places().ids, np.where(through, own.node[partner], -1))
    columns = {
        "cost_id": numbered("E", serial + np.arange(len(spent)), 7),
        "spent_on": days(spent),
        "channel_id": named(IDS, np.where(through, own.channel[partner], rows["channel"])),
        "region_id": at_partner if through.any() else named(nodes, rows["region"]),
        "partner_id": numbered("P", np.where(through, partner + 1, -1), 4),
        "promotion_id": numbered("PR", rows["promotion"], 4),
        "kind": named(list(KINDS), rows["kind"]),
        "amount": money(rows["cents"]),
    }
    return chunk("channel_cost", columns)

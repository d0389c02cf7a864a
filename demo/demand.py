"""How many orders each place and partner can expect each month, and how much is spent on making them."""

from dataclasses import dataclass

import numpy as np

from demo.channels import CHANNELS, WHOLESALE
from demo.partners import partners
from demo.places import REGIONS, places
from demo.prices import promotions
from demo.season import demand as daily
from demo.spec import Array, Spec

LINES_PER_ORDER = np.where(WHOLESALE, 2.9, 1.29)  # of orders/heads: 1 + Poisson, or 1 to 3
RESPONSE = 0.30  # elasticity of demand to marketing: doubling the spend brings 23 % more
VARIES = ("retail", "ecom-flagship", "ecom-market", "social", "live", "distributor")  # others spend the same each month
TASTE = {  # how much more a channel is at home in big places: the power of the weight
    "direct": 1.05,
    "ecom-flagship": 1.0,
    "ecom-market": 0.95,
    "social": 0.85,
    "live": 0.85,
    "subscription": 1.1,
    "community": 1.1,
}


@dataclass(frozen=True, slots=True)
class Demand:
    """Expectations; everything drawn later is drawn around them."""

    lines: Array  # channel × day: expected order lines
    depth: Array  # channel × line × day: promotions in force
    spend: Array  # channel × region × month: marketing relative to its usual level
    node: Array  # month × channel × node: share of the month's usual orders, times the response to spend
    partner: Array  # month × partner: the same, by partner; only of channels that sell through partners

    def orders(self, spec: Spec) -> Array:
        """Expected orders (month × channel × node)."""
        month = spec.month_of(spec.days)
        heads = np.array([np.bincount(month, row, len(spec.months)) for row in self.lines])
        expected: Array = (heads / LINES_PER_ORDER[:, None]).T[:, :, None] * self.node
        return expected


def expect(spec: Spec) -> Demand:
    """The expectations of a whole company."""
    agreed = promotions(spec)
    spend = _spend(spec)
    answer = spend**RESPONSE
    node = _node_shares(spec) * answer.transpose(2, 0, 1)[:, :, places().region]
    partner = _partner_shares(spec, answer)
    own = partners(spec)
    for channel in np.unique(own.channel):
        members = own.channel == channel
        for month in range(len(spec.months)):
            node[month, channel] = np.bincount(own.node[members], partner[month, members], len(places().ids))
    return Demand(daily(spec, agreed.uplift(spec)), agreed.depth_of(spec), spend, node, partner)


def _growth(spec: Spec) -> Array:
    """How far each node has grown past, or behind, the company (month × node)."""
    land = places()
    mean = np.average(land.growth, weights=land.weight)
    years = (np.arange(len(spec.months)) - len(spec.months) / 2) / 12
    ahead: Array = ((1 + land.growth) / (1 + mean))[None, :] ** years[:, None]
    return ahead


def _node_shares(spec: Spec) -> Array:
    land = places()
    power = np.array([TASTE.get(c.id, 1.0) for c in CHANNELS])
    base = (land.weight * land.skill)[None, :] ** power[:, None]
    shares: Array = (base / base.sum(axis=1, keepdims=True))[None, :, :] * _growth(spec)[:, None, :]
    return shares


def _partner_shares(spec: Spec, answer: Array) -> Array:
    own, land = partners(spec), places()
    active = own.activity(len(spec.months)).T * _growth(spec)[:, own.node]
    wanted = _node_shares(spec)
    for channel in np.unique(own.channel):
        for region in range(len(REGIONS)):  # when a dealer dies, its neighbours take most of its business
            members = (own.channel == channel) & (land.region[own.node] == region)
            now = active[:, members].sum(axis=1)
            asked = wanted[:, channel, land.region == region].sum(axis=1)
            active[:, members] *= ((asked / np.maximum(now, 1e-9)) ** 0.85)[:, None]
        members = own.channel == channel
        active[:, members] /= active[:, members].sum(axis=1, keepdims=True)
    lift: Array = answer[own.channel, land.region[own.node]].T
    return active * lift


def _spend(spec: Spec) -> Array:
    """Campaign levels that come and go over a few months; channels not in VARIES stay at 1."""
    rng = spec.rng("spend")
    months = len(spec.months)
    shock = rng.normal(0, 0.33, (len(CHANNELS), len(REGIONS), months))
    level = np.zeros_like(shock)
    level[..., 0] = shock[..., 0]
    for month in range(1, months):
        level[..., month] = 0.5 * level[..., month - 1] + shock[..., month] * 0.87
    varies = np.array([channel.id in VARIES for channel in CHANNELS])
    return np.where(varies[:, None, None], np.exp(level).clip(0.35, 2.6), 1.0)

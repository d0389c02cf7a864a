"""What is on the orders: products, quantities, prices, discounts, and what comes back."""

from dataclasses import dataclass

import numpy as np

from demo import stories
from demo.channels import CHANNELS, WHOLESALE, position
from demo.heads import Company, Heads
from demo.places import REGIONS, places
from demo.prices import cost_cents, list_cents, years
from demo.products import LINES, appeal, products
from demo.spec import Array, Spec, pick

FILTER = len(LINES) - 1
WAR_PULL = {"ecom-market": 1.5, "live": 1.6, "ecom-flagship": 0.85, "retail": 0.9}  # where the price war moves demand


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines by position; amounts in cents. `head` points into the orders."""

    head: Array
    number: Array  # within the order, from 1
    day: Array
    product: Array
    quantity: Array
    list_cents: Array
    revenue: Array
    cost: Array
    back: Array  # True: this line sends the line of the same number back


def fill(company: Company, month: int, rng: np.random.Generator, heads: Heads) -> Lines:
    """The lines of `heads`, then the returns of some of them, dated on their own days."""
    spec = company.spec
    head = np.repeat(np.arange(len(heads.lines)), heads.lines)
    first = np.cumsum(heads.lines) - heads.lines
    number = np.arange(len(head)) - first[head] + 1
    channel, day = heads.channel[head], heads.day[head]
    zone = _in_war(spec, month, places().region[heads.node[head]])
    product = _products(spec, month, rng, channel, zone)
    year = (spec.days[day].astype("datetime64[Y]").astype(int) + 1970 - spec.first.year).astype(np.int64)
    price = list_cents(spec.seed, years(spec))[year, channel, product]
    off = _discounts(company, rng, channel, (product, day, zone))
    quantity = _quantities(
        rng, channel, (products(spec.seed).line[product], price * (1 - off), _budgets(rng, heads, head))
    )
    amount = quantity * price
    cost = quantity * cost_cents(spec.seed, years(spec))[year, product]
    revenue = np.round(amount * (1 - off)).astype(np.int64)
    sold = Lines(head, number, day, product, quantity, amount, revenue, cost, np.zeros(len(head), bool))
    return _with_returns(spec, rng, sold, channel, heads.cancelled[head])


def _in_war(spec: Spec, month: int, region: Array) -> Array:
    """Whether a region is one in which the price war is on."""
    fighting = [key for key, (name, *_) in enumerate(REGIONS) if name in stories.WAR_REGIONS]
    return np.isin(region, fighting) & (month >= stories.since(spec, stories.WAR_MONTHS))


def _products(spec: Spec, month: int, rng: np.random.Generator, channel: Array, zone: Array) -> Array:
    wanted = appeal(spec, month)
    war_line = products(spec.seed).line == [key for key, *_ in LINES].index(stories.WAR_LINE)
    product = np.zeros(len(channel), np.int64)
    for c, one in enumerate(CHANNELS):
        for war in (False, True):
            own = np.flatnonzero((channel == c) & (zone == war))
            pull = np.where(war_line, WAR_PULL.get(one.id, 1.0), 1.0) if war else 1.0
            product[own] = pick(rng, wanted[c] * pull, len(own))
    return product


def _discounts(company: Company, rng: np.random.Generator, channel: Array, what: tuple[Array, Array, Array]) -> Array:
    """Share taken off the list price: the usual, on top of a promotion, or that of the price war."""
    product, day, zone = what
    own = products(company.spec.seed)
    usual = np.array([c.discount for c in CHANNELS])[channel] * rng.uniform(0.5, 1.5, len(channel))
    agreed = company.demand.depth[channel, own.line[product], day]
    war_line = own.line[product] == [key for key, *_ in LINES].index(stories.WAR_LINE)
    fights = zone & war_line & np.isin(channel, [position(c) for c in stories.WAR_CHANNELS])
    fights &= rng.random(len(channel)) < 0.92
    off: Array = np.where(fights, rng.uniform(*stories.WAR_DISCOUNT, len(channel)), 1 - (1 - usual) * (1 - agreed))
    return off


def _budgets(rng: np.random.Generator, heads: Heads, head: Array) -> Array:
    """Yuan each line aims at; 0 for consumers. The lines of a won deal add up to about its amount."""
    ticket = np.array([c.ticket for c in CHANNELS])[heads.channel]
    mean = np.where(heads.budget > 0, heads.budget, ticket)[head]
    spread = np.where(heads.budget[head] > 0, 0.3, 0.55)
    budget: Array = mean * np.exp(spread * rng.standard_normal(len(head)) - spread**2 / 2)
    return budget


def _quantities(rng: np.random.Generator, channel: Array, what: tuple[Array, Array, Array]) -> Array:
    line, cents, budget = what
    few = 1 + (rng.random(len(channel)) < np.where(line == FILTER, 0.5, 0.05))
    bulk = np.maximum(1, np.round(budget * 100 / cents))
    return np.where(WHOLESALE[channel], bulk, few).astype(np.int64)


def _with_returns(spec: Spec, rng: np.random.Generator, sold: Lines, channel: Array, cancelled: Array) -> Lines:
    """A returned line comes back 3 to 25 days later: whole from consumers, in part from companies."""
    rate = np.array([c.returns for c in CHANNELS])[channel]
    late = sold.day + rng.integers(3, 26, len(channel))
    chosen = np.flatnonzero((rng.random(len(channel)) < rate) & ~cancelled & (late < len(spec.days)))
    part = np.where(WHOLESALE[channel[chosen]], rng.uniform(0.2, 1.0, len(chosen)), 1.0)
    quantity = np.ceil(sold.quantity[chosen] * part).astype(np.int64)
    share = quantity / sold.quantity[chosen]
    sent = [
        -np.round(amounts[chosen] * share).astype(np.int64) for amounts in (sold.list_cents, sold.revenue, sold.cost)
    ]
    old = (sold.head, sold.number, sold.product)
    head, number, product = (np.concatenate([values, values[chosen]]) for values in old)
    return Lines(
        head=head,
        number=number,
        day=np.concatenate([sold.day, late[chosen]]),
        product=product,
        quantity=np.concatenate([sold.quantity, -quantity]),
        list_cents=np.concatenate([sold.list_cents, sent[0]]),
        revenue=np.concatenate([sold.revenue, sent[1]]),
        cost=np.concatenate([sold.cost, sent[2]]),
        back=np.repeat([False, True], [len(sold.head), len(chosen)]),
    )
